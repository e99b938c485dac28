/*
 * Work on many numbers, cut into chunks that threads may share. A chunk fits the first-level cache
 * several times over. Where the cuts are depends on the sizes alone, never on the threads, so the bits of a
 * result do not depend on the threads either.
 *
 * A second thread has to be woken, and must have a core to run on. Where a core is idle, that takes
 * microseconds; where another program runs on it, up to a turn of the scheduler, a thousand times as
 * long: to the scheduler, a spinning thread looks as busy as any other (OMP_WAIT_POLICY=passive lets them
 * sleep: good on a busy machine, worse on an idle one). So a step of training must either be so small that
 * it runs on one thread throughout, as those of the small networks are (the largest tensor of a WaveNet's
 * step has half of THREADS_FROM), or so large that there is much to gain, as those of a GPT are.
 */
#ifndef CHUNKS_H
#define CHUNKS_H

enum { CHUNK = 1024, THREADS_FROM = 1 << 15 }; // numbers: of a chunk; threads share the work from so many on

#endif

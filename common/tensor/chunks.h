/*
 * Work on many numbers, cut into chunks that threads can share. Several chunks fit into the first-level
 * cache. The cuts depend on the sizes alone, never on the number of threads, so neither do the bits of a
 * result.
 *
 * A second thread has to be woken, and needs a core. On an idle core that takes microseconds. If another
 * program is running there it can take a whole turn of the scheduler, a thousand times as long
 * (OMP_WAIT_POLICY=passive lets waiting threads sleep: better on a busy machine, worse on an idle one). So a
 * training step should either be small enough to stay on one thread, as in the small networks (the largest
 * tensor of a WaveNet's step has half of THREADS_FROM numbers), or large enough to gain much, as in a GPT.
 */
#ifndef CHUNKS_H
#define CHUNKS_H

enum { CHUNK = 1024, THREADS_FROM = 1 << 15 }; // numbers in a chunk; numbers from which on threads share the work

#endif

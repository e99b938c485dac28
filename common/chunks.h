/*
 * Work on many numbers, cut into chunks that threads may share. A chunk fits the first-level cache
 * several times over. Where the cuts are depends on the sizes alone, never on the threads, so that the
 * bits of a result do not either.
 *
 * A second thread has to be woken, and must have a core to run on: a few microseconds where a core is
 * idle, and up to a turn of the scheduler, a thousand times as long, where none is. What pays with
 * both in mind is work of a tenth of a millisecond or more. MANY numbers, read, changed and written
 * back, are about that; the small networks of the first lessons stay below and run on one thread.
 */
#ifndef CHUNKS_H
#define CHUNKS_H

enum { CHUNK = 1024, MANY = 1 << 17 };

#endif

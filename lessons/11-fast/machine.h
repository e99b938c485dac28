/*
 * What the machine can do: multiply-adds in registers, and bytes from each cache and from memory. Everything is measured
 * by running it.
 */
#ifndef FAST_MACHINE_H
#define FAST_MACHINE_H

#include "11-fast.h"

#include <stddef.h>

// Multiply-adds on numbers that never leave the registers: operations per second of `threads` threads, each with a
// dozen independent chains.
double machine_peak(int threads);

// The same with `chains` chains of one vector each: fewer than the processor can have under way leave it waiting. 1 to 12.
double machine_peak_of_chains(int chains);

// Bytes per second of `threads` threads that read arrays of `bytes` bytes together, or compute a = b + s c with three
// arrays of together `bytes` bytes (the STREAM benchmark's triad: two are read, one written).
typedef enum Sweep { READ, TRIAD } Sweep;
double machine_bandwidth(Sweep how, size_t bytes, int threads);

// Floats per second that one thread adds to a sum in double, as the library does along a row.
double machine_sums(void);

// One thread's speed in the form that exercise 11.8 predicts with. It uses only the library and memcpy.
Machine machine_measure(void);

int machine_threads(void);           // how many threads a parallel region has
const char *machine_processor(void); // its name, or "a processor whose name is not known"
const char *machine_vectors(void);   // "AVX-512", "AVX2", "NEON", ...: what this program was built for

#endif

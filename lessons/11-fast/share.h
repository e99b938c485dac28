/*
 * Threads: what it costs to share a cache line, and how to share work so that the result has the same bits.
 */
#ifndef SHARE_H
#define SHARE_H

#include "11-fast.h"

void in_parallel(int parts, Body *body, void *arg); // a Parallel: OpenMP's threads take parts in turn
// What follows, and what is measured in it, uses this many threads; 0: as many as there were at first.
void use_threads(int threads);

// Nanoseconds for one increment, if each of `threads` threads increments a counter of its own, and the counters lie
// `bytes` bytes apart: in one cache line, or in different ones.
double increment_nanoseconds(int threads, int bytes);

// The sum of n floats, in float, as a loop whose numbers are dealt out to `threads` threads computes it: each adds its
// part, and the parts are added in order.
float dealt_out_sum(long n, const float *x, int threads);

// A Body: like row_sums_part, but part p takes rows p, p + parts, p + 2 parts, ... and adds in sum[r] itself, so that all
// threads write to the same cache lines all the time.
void row_sums_shared(int part, void *row_sums);

#endif

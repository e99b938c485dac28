/*
 * The same result with fewer trips to memory. Each op is written twice: in steps that are easy to read, each of which
 * writes an array that the next one reads, and fused, so that a number is used while it is still in a register or in the
 * first-level cache.
 */
#ifndef FUSE_H
#define FUSE_H

#include "11-fast.h"

// out = gelu(x + bias): x and out (rows, C), bias (C).
void bias_then_gelu(int rows, int C, const float *x, const float *bias, float *room, float *out);
void bias_gelu(int rows, int C, const float *x, const float *bias, float *out);

// p = softmax of one row of n, in three passes; and in two, by strips that stay in the first-level cache, with the
// Running of exercise 11.7.
void softmax_in_three(int n, const float *a, float *p);
void softmax_in_two(int n, const float *a, float *p);

// The loss of one row of n logits, log sum e^a - a[target]: from a softmax in memory, or while reading a once.
double loss_by_softmax(int n, const float *a, int target, float *p);
double loss_in_one(int n, const float *a, int target);

#endif

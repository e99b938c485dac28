/*
 * Exercise 11.6: a sum with the same bits
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Demmel and Nguyen, "Fast Reproducible Floating-Point Summation", 2013
 * uses:     Chunks, CHUNK_FLOATS, Parallel (11-fast.h); malloc, free (stdlib.h)
 *
 * task:     (a + b) + c and a + (b + c) differ in the last bit. If each of T threads adds a T-th of the numbers, the result
 *           depends on T. Cut the numbers into chunks of CHUNK_FLOATS instead, whatever the number of threads. chunk_sum
 *           adds the numbers of chunk `part`, in order, in a double, and writes sum[part]. same_bits_sum makes room for the
 *           sums, calls run(chunks, chunk_sum, &...) once, adds the sums of the chunks in order, and gives the room back.
 * example:  n = 10000: three chunks, of 4096, 4096 and 1808 numbers. run(3, chunk_sum, &all) calls chunk_sum(0, &all),
 *           chunk_sum(1, &all) and chunk_sum(2, &all), on several threads and in any order.
 * trap:     The chunks end in any order. Who ends last must not matter: each has a place of its own in sum.
 * trap:     n = 0: no chunk, and the sum is 0.
 */
#include "11-fast.h"

#include <stdlib.h>

void chunk_sum(int part, void *chunks)
{
    TODO("11.6");
}

double same_bits_sum(long n, const float *x, Parallel *run)
{
    TODO("11.6");
}

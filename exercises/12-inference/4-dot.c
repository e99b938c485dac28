/*
 * Exercise 12.4: a product of bytes
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  none; llama2.c's runq.c has it as matmul()
 *           https://github.com/karpathy/llama2.c
 * uses:     GROUP (12-inference.h)
 *
 * task:     Both rows are quantised as in 12.3. In a group, w . x is w_scale x_scale times the sum of w[i] x[i], and that
 *           sum is one of whole numbers: exact, and many at a time in a vector register. Return the sum over all groups.
 *           (x is used for every row of weights, so the caller has widened its bytes to 16 bits, once.)
 * example:  n = 2, w 3 -4 with scale 0.5, x 10 20 with scale 0.1: the whole numbers give 30 - 80 = -50; -50 * 0.05 is
 *           -2.5.
 * trap:     127 * 127 does not fit into a byte: multiply as int.
 * trap:     Each group has its own two scales, so there is no one sum for the row.
 * trap:     The last group may be smaller than GROUP.
 */
#include "12-inference.h"

float int8_dot(int n, const int8_t w[], const float w_scale[], const int16_t x[], const float x_scale[])
{
    TODO("12.4");
}

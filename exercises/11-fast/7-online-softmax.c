/*
 * Exercise 11.7: softmax while reading
 *
 * kind:     function
 * effort:   ***, 40 minutes
 * points:   15
 * lecture:  none; Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018
 * uses:     Running (11-fast.h); expf, INFINITY (math.h)
 *
 * task:     p[i] = e^(a[i] - most) / sum_j e^(a[j] - most), most the largest of a. Read so, it takes three passes: the
 *           largest, the sum, the result. Two are enough if the sum is kept up to date: when a larger number comes, what
 *           has been added so far was e^(a[j] - old), so multiply it by e^(old - new). A Running is such a sum with its
 *           largest number. running_merge puts two of them together, as if all numbers had been read into one.
 *           softmax_online reads a once for the Running and once more to write p, and writes p only once.
 * example:  (most 1, sum 2) and (most 3, sum 1.5): most 3, sum 2 e^(1 - 3) + 1.5 = 1.770671. One number x is (x, 1).
 * trap:     Nothing has been read yet: {-INFINITY, 0}. Merging it with another {-INFINITY, 0} must give the same, but
 *           -INFINITY - -INFINITY is not a number.
 * trap:     a may hold numbers like 1000, and -INFINITY where a mask has forbidden a place (not everywhere).
 * trap:     The checker counts how often a and p are fetched.
 */
#include "11-fast.h"

#include <math.h>

Running running_merge(Running a, Running b)
{
    TODO("11.7");
}

void softmax_online(int n, const float a[], float p[])
{
    TODO("11.7");
}

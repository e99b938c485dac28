/*
 * Exercise 11.1: arithmetic intensity
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  none; Williams, Waterman and Patterson, "Roofline: An Insightful Visual Performance Model", 2009
 * uses:     Work (11-fast.h)
 *
 * task:     What does an op cost? Count its operations (an addition is one, a multiplication is one), and the bytes that
 *           must move at least: each number of the operands is read once, each number of the result is written once. A
 *           float has 4 bytes. dot_work: two vectors of n, whose dot product stays in a register. product_work: C (M, N) =
 *           A (M, K) B (K, N). intensity: operations for each byte. least_seconds: the op takes at least the time of its
 *           arithmetic, and at least the time of its bytes. Both go on at the same time, so the longer one counts.
 * example:  dot_work(1000): 2000 operations, 8000 bytes, intensity 0.25. At a peak of 100e9 operations and 10e9 bytes a
 *           second: arithmetic 20 ns, bytes 800 ns, so least_seconds is 800e-9.
 * trap:     2 M N K is more than an int holds from 1024 x 1024 x 1024 on: compute in double.
 */
#include "11-fast.h"

Work dot_work(int n)
{
    TODO("11.1");
}

Work product_work(int M, int N, int K)
{
    TODO("11.1");
}

double intensity(Work w)
{
    TODO("11.1");
}

double least_seconds(Work w, double peak, double bandwidth)
{
    TODO("11.1");
}

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
    //: solution
    return (Work){.flops = 2.0 * n, .bytes = 8.0 * n};
    //: end
}

Work product_work(int M, int N, int K)
{
    //: solution
    double m = M, n = N, k = K;
    return (Work){.flops = 2 * m * n * k, .bytes = 4 * (m * k + k * n + m * n)};
    //: end
}

double intensity(Work w)
{
    //: solution
    return w.flops / w.bytes;
    //: end
}

double least_seconds(Work w, double peak, double bandwidth)
{
    //: solution
    double arithmetic = w.flops / peak, transfer = w.bytes / bandwidth;
    return arithmetic > transfer ? arithmetic : transfer;
    //: end
}

/*
 * hint:     Each of the n places of a dot product is multiplied once and added once, and needs one number of each vector.
 * hint:     Each of the M N numbers of C is a dot product of length K: 2 K operations. For the bytes, count the numbers
 *           in A, in B and in C.
 * hint:     least_seconds: the larger of w.flops / peak and w.bytes / bandwidth.
 *
 * outputs:  dot_work nothing
 * outputs:  product_work nothing
 * outputs:  intensity returns
 * outputs:  least_seconds returns
 *
 * mistake:  a multiply-add as one
 *  -        return (Work){.flops = 2 * m * n * k, .bytes = 4 * (m * k + k * n + m * n)};
 *  +        return (Work){.flops = m * n * k, .bytes = 4 * (m * k + k * n + m * n)};
 *  says:    two operations
 * mistake:  numbers, not bytes
 *  -        return (Work){.flops = 2.0 * n, .bytes = 8.0 * n};
 *  +        return (Work){.flops = 2.0 * n, .bytes = 2.0 * n};
 *  says:    a float has 4 bytes
 * mistake:  a product's every access
 *  -        return (Work){.flops = 2 * m * n * k, .bytes = 4 * (m * k + k * n + m * n)};
 *  +        return (Work){.flops = 2 * m * n * k, .bytes = 8 * m * n * k};
 *  says:    each number counts once
 * mistake:  C is forgotten
 *  -        return (Work){.flops = 2 * m * n * k, .bytes = 4 * (m * k + k * n + m * n)};
 *  +        return (Work){.flops = 2 * m * n * k, .bytes = 4 * (m * k + k * n)};
 *  says:    C is written, too
 * mistake:  as ints
 *  -        double m = M, n = N, k = K;
 *  +        unsigned m = (unsigned)M, n = (unsigned)N, k = (unsigned)K;
 *  says:    more than an int holds
 * mistake:  bytes for each operation
 *  -        return w.flops / w.bytes;
 *  +        return w.bytes / w.flops;
 *  says:    upside down
 * mistake:  one after the other
 *  -        return arithmetic > transfer ? arithmetic : transfer;
 *  +        return arithmetic + transfer;
 *  says:    at the same time
 * mistake:  the shorter one
 *  -        return arithmetic > transfer ? arithmetic : transfer;
 *  +        return arithmetic < transfer ? arithmetic : transfer;
 *  says:    the longer one
 */

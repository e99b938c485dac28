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
    //: solution
    float most = a.most > b.most ? a.most : b.most;
    if (most == -INFINITY)
        return a;
    return (Running){most, a.sum * expf(a.most - most) + b.sum * expf(b.most - most)};
    //: end
}

void softmax_online(int n, const float a[], float p[])
{
    //: solution
    Running all = {-INFINITY, 0};
    for (int i = 0; i < n; i++)
        if (a[i] > all.most)
            all = (Running){a[i], all.sum * expf(all.most - a[i]) + 1};
        else if (a[i] > -INFINITY)
            all.sum += expf(a[i] - all.most);
    for (int i = 0; i < n; i++)
        p[i] = expf(a[i] - all.most) / all.sum;
    //: end
}

/*
 * hint:     running_merge: the new largest is the larger of the two. Each sum is multiplied by e^(its own largest - the
 *           new largest), which is 1 for one of them; then they are added.
 * hint:     In the first pass, if a[i] is larger than all.most: all.sum = all.sum * expf(all.most - a[i]) + 1, and then
 *           all.most = a[i]. Otherwise all.sum += expf(a[i] - all.most).
 * hint:     The second pass: p[i] = expf(a[i] - all.most) / all.sum; and before it, where a[i] is -INFINITY and nothing
 *           else has been read, add nothing.
 *
 * outputs:  running_merge nothing
 * outputs:  softmax_online p[n < 4 ? n : 4]
 *
 * mistake:  sums added as they are
 *  -        return (Running){most, a.sum * expf(a.most - most) + b.sum * expf(b.most - most)};
 *  +        return (Running){most, a.sum + b.sum};
 *  says:    each relative to its own largest
 * mistake:  the wrong way round
 *  -        return (Running){most, a.sum * expf(a.most - most) + b.sum * expf(b.most - most)};
 *  +        return (Running){most, a.sum * expf(most - a.most) + b.sum * expf(most - b.most)};
 *  says:    e^(own - new)
 * mistake:  nothing and nothing
 *  -        if (most == -INFINITY)
 *  +        if (most != most)
 *  says:    -INFINITY - -INFINITY
 * mistake:  the old sum stays
 *  -        all = (Running){a[i], all.sum * expf(all.most - a[i]) + 1};
 *  +        all = (Running){a[i], all.sum + 1};
 *  says:    multiply what has been added
 * mistake:  the old sum is forgotten
 *  -        all = (Running){a[i], all.sum * expf(all.most - a[i]) + 1};
 *  +        all = (Running){a[i], 1};
 *  says:    forgotten
 * mistake:  without the largest
 *  -        Running all = {-INFINITY, 0};
 *  +        Running all = {0, 0};
 *  -        if (a[i] > all.most)
 *  +        if (a[i] > INFINITY)
 *  says:    the largest number
 * mistake:  three passes
 *  -        Running all = {-INFINITY, 0};
 *  +        Running all = {-INFINITY, 0};
 *  +        for (int i = 0; i < n; i++)
 *  +        all.most = a[i] > all.most ? a[i] : all.most;
 *  says:    a is read 3 times
 * mistake:  writes p twice
 *  -        p[i] = expf(a[i] - all.most) / all.sum;
 *  +        p[i] = expf(a[i] - all.most);
 *  +        for (int i = 0; i < n; i++)
 *  +        p[i] /= all.sum;
 *  says:    p is fetched twice
 */

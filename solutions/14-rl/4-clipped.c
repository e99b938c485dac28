/*
 * Exercise 14.4: clipping
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   10
 * lecture:  Schulman et al., "Proximal Policy Optimization Algorithms", 2017, equation 7
 *           https://arxiv.org/abs/1707.06347
 * uses:     exp, fmin, fmax (math.h)
 *
 * task:     A policy learns from answers that it wrote some steps ago, when its log-probability of this token was old.
 *           Now it is logp, so the token is ratio = e^(logp - old) times as likely. With advantage A, the objective
 *           (the larger the better) is min(ratio A, clamp(ratio, 1 - epsilon, 1 + epsilon) A). Return it, and write
 *           its derivative by logp to *slope. The derivative of ratio by logp is ratio. Where the clamp is the smaller of
 *           the two, the slope is 0: the token has moved far enough. Where they are equal, take the first.
 * example:  epsilon 0.2, A = 2. ratio 1.1: value 2.2, slope 2.2. ratio 1.5: value 2.4, slope 0. ratio 0.5: value 1,
 *           slope 1, because this good token has become less likely and must be able to return.
 *           A = -2. ratio 1.5: value -3, slope -3. ratio 0.5: value -1.6, slope 0.
 * trap:     Clipping is one-sided. With A > 0 it acts above 1 + epsilon only, with A < 0 below 1 - epsilon only.
 * trap:     The slope is ratio A, not A: it is by logp.
 */
#include "14-rl.h"

#include <math.h>

double clipped(double logp, double old, double advantage, double epsilon, double *slope)
{
    //: solution
    double ratio = exp(logp - old), near = fmin(fmax(ratio, 1 - epsilon), 1 + epsilon);
    bool free = ratio * advantage <= near * advantage;
    *slope = free ? ratio * advantage : 0;
    return free ? ratio * advantage : near * advantage;
    //: end
}

/*
 * hint:     Compute both products, ratio A and clamp(ratio) A, and compare them.
 * hint:     d/dlogp e^(logp - old) = e^(logp - old): the ratio is its own derivative. A clamped number has derivative 0.
 * hint:     If ratio * advantage <= near * advantage, value and slope both are ratio * advantage. Otherwise the value is
 *           near * advantage and the slope 0.
 *
 * outputs:  clipped returns, *slope
 *
 * mistake:  max instead of min
 *  -        bool free = ratio * advantage <= near * advantage;
 *  +        bool free = ratio * advantage >= near * advantage;
 *  says:    the smaller of the two
 * mistake:  clips on both sides
 *  -        bool free = ratio * advantage <= near * advantage;
 *  +        bool free = ratio == near;
 *  says:    clipping is one-sided
 * mistake:  no clipping
 *  -        bool free = ratio * advantage <= near * advantage;
 *  +        bool free = ratio > 0;
 *  says:    that is never clipped
 * mistake:  the slope without ratio
 *  -        *slope = free ? ratio * advantage : 0;
 *  +        *slope = free ? advantage : 0;
 *  says:    by logp, and not by ratio
 * mistake:  the ratio turned over
 *  -        double ratio = exp(logp - old), near = fmin(fmax(ratio, 1 - epsilon), 1 + epsilon);
 *  +        double ratio = exp(old - logp), near = fmin(fmax(ratio, 1 - epsilon), 1 + epsilon);
 *  says:    now divided by before
 * mistake:  no exp
 *  -        double ratio = exp(logp - old), near = fmin(fmax(ratio, 1 - epsilon), 1 + epsilon);
 *  +        double ratio = logp - old, near = fmin(fmax(ratio, 1 - epsilon), 1 + epsilon);
 *  says:    e to the difference
 * mistake:  a slope where it is clipped
 *  -        *slope = free ? ratio * advantage : 0;
 *  +        *slope = free ? ratio * advantage : near * advantage;
 *  says:    where it is clipped, the slope is 0
 */

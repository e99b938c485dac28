/*
 * Exercise 14.6: Bradley and Terry
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   10
 * lecture:  Ouyang et al., "Training language models to follow instructions with human feedback", 2022, equation 1
 *           https://arxiv.org/abs/2203.02155
 * uses:     exp, log1p, fabs (math.h)
 *
 * task:     Somebody saw two answers and preferred one. A model gives both a score, better[i] and worse[i]. In Bradley
 *           and Terry's model the first is preferred with probability sigmoid(m), m = better[i] - worse[i] and
 *           sigmoid(m) = 1 / (1 + e^-m). The loss is the mean over the pairs of -log sigmoid(m). Return it, and write its
 *           derivatives by the scores: -sigmoid(-m) / pairs for better[i], and the same with a plus for worse[i].
 * example:  One pair with scores 2 and 1: m = 1, loss = log(1 + e^-1) = 0.313, dbetter = -0.269, dworse = 0.269.
 * trap:     m = -1000: e^1000 is infinite, but the loss is 1000. For m < 0 use
 *           log(1 + e^-m) = -m + log(1 + e^m).
 * trap:     Scores count only by their difference: the two derivatives add up to 0.
 */
#include "14-rl.h"

#include <math.h>

double bradley_terry(int pairs, const double better[], const double worse[], double dbetter[], double dworse[])
{
    //: solution
    double loss = 0;
    for (int i = 0; i < pairs; i++) {
        double m = better[i] - worse[i], small = exp(-fabs(m));
        double lost = m > 0 ? small / (1 + small) : 1 / (1 + small); // sigmoid(-m)
        loss += ((m < 0 ? -m : 0) + log1p(small)) / pairs;
        dbetter[i] = -lost / pairs;
        dworse[i] = lost / pairs;
    }
    return loss;
    //: end
}

/*
 * hint:     -log sigmoid(m) = log(1 + e^-m). Begin with that, and make it safe afterwards.
 * hint:     With small = e^-|m|, which is never above 1: the loss is log1p(small), plus -m if m is negative.
 * hint:     sigmoid(-m) is small / (1 + small) for m > 0, and 1 / (1 + small) otherwise.
 *
 * outputs:  bradley_terry returns
 * outputs:  bradley_terry dbetter[pairs], dworse[pairs]
 *
 * mistake:  the sum
 *  -        loss += ((m < 0 ? -m : 0) + log1p(small)) / pairs;
 *  +        loss += (m < 0 ? -m : 0) + log1p(small);
 *  says:    the sum, not the mean
 * mistake:  derivatives of the sum
 *  -        dbetter[i] = -lost / pairs;
 *  +        dbetter[i] = -lost;
 *  -        dworse[i] = lost / pairs;
 *  +        dworse[i] = lost;
 *  says:    of the mean: divide by pairs
 * mistake:  the wrong answer wins
 *  -        double m = better[i] - worse[i], small = exp(-fabs(m));
 *  +        double m = worse[i] - better[i], small = exp(-fabs(m));
 *  says:    better minus worse
 * mistake:  sigmoid(m) in the derivative
 *  -        double lost = m > 0 ? small / (1 + small) : 1 / (1 + small); // sigmoid(-m)
 *  +        double lost = m > 0 ? 1 / (1 + small) : small / (1 + small); // sigmoid(-m)
 *  says:    sigmoid(-m), not sigmoid(m)
 * mistake:  overflow
 *  -        loss += ((m < 0 ? -m : 0) + log1p(small)) / pairs;
 *  +        loss += log1p(exp(-m)) / pairs;
 *  says:    e to a large number overflows
 * mistake:  the derivatives turned round
 *  -        dbetter[i] = -lost / pairs;
 *  +        dbetter[i] = lost / pairs;
 *  -        dworse[i] = lost / pairs;
 *  +        dworse[i] = -lost / pairs;
 *  says:    the signs are turned round
 */

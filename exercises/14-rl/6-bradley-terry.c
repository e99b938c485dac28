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
    TODO("14.6");
}

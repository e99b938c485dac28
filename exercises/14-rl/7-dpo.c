/*
 * Exercise 14.7: DPO
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   10
 * lecture:  Rafailov et al., "Direct Preference Optimization", 2023, equation 7
 *           https://arxiv.org/abs/2305.18290
 * uses:     exp, log1p, fabs (math.h)
 *
 * task:     DPO needs no model of rewards: how much likelier the policy finds an answer than the reference does *is* the
 *           reward, times beta. For each pair, with log-probabilities of whole answers,
 *           m = beta ((better - of_better) - (worse - of_worse)); the loss is the mean of -log sigmoid(m). Return it,
 *           and write its derivatives by better and worse: -beta sigmoid(-m) / pairs, and the same with a plus.
 * example:  beta 0.5, better -2, worse -3, of_better -3, of_worse -2: m = 0.5 (1 - -1) = 1, loss 0.313,
 *           dbetter = -0.5 * 0.269 = -0.134, dworse = 0.134.
 * trap:     Without the reference the policy is rewarded for what was likelier from the start.
 * trap:     beta stands in m, and once more in the derivatives.
 * trap:     As in 14.6, e to a large number overflows.
 */
#include "14-rl.h"

#include <math.h>

double dpo(int pairs, double beta, const double better[], const double worse[], const double of_better[],
           const double of_worse[], double dbetter[], double dworse[])
{
    TODO("14.7");
}

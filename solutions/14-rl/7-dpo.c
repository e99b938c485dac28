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
    //: solution
    double loss = 0;
    for (int i = 0; i < pairs; i++) {
        double m = beta * ((better[i] - of_better[i]) - (worse[i] - of_worse[i])), small = exp(-fabs(m));
        double lost = m > 0 ? small / (1 + small) : 1 / (1 + small); // sigmoid(-m)
        loss += ((m < 0 ? -m : 0) + log1p(small)) / pairs;
        dbetter[i] = -beta * lost / pairs;
        dworse[i] = beta * lost / pairs;
    }
    return loss;
    //: end
}

/*
 * hint:     It is exercise 14.6 with another m.
 * hint:     What the policy has gained on an answer is better - of_better; DPO compares the gains of the two answers.
 * hint:     The chain rule brings one more beta: dm/dbetter = beta.
 *
 * outputs:  dpo returns
 * outputs:  dpo dbetter[pairs], dworse[pairs]
 *
 * mistake:  without the reference
 *  -        double m = beta * ((better[i] - of_better[i]) - (worse[i] - of_worse[i])), small = exp(-fabs(m));
 *  +        double m = beta * (better[i] - worse[i]), small = exp(-fabs(m));
 *  says:    the reference is missing
 * mistake:  without beta
 *  -        double m = beta * ((better[i] - of_better[i]) - (worse[i] - of_worse[i])), small = exp(-fabs(m));
 *  +        double m = (better[i] - of_better[i]) - (worse[i] - of_worse[i]), small = exp(-fabs(m));
 *  says:    beta is missing in m
 * mistake:  derivatives without beta
 *  -        dbetter[i] = -beta * lost / pairs;
 *  +        dbetter[i] = -lost / pairs;
 *  -        dworse[i] = beta * lost / pairs;
 *  +        dworse[i] = lost / pairs;
 *  says:    beta is missing in the derivatives
 * mistake:  a sign in the reference
 *  -        double m = beta * ((better[i] - of_better[i]) - (worse[i] - of_worse[i])), small = exp(-fabs(m));
 *  +        double m = beta * ((better[i] - of_better[i]) - (worse[i] + of_worse[i])), small = exp(-fabs(m));
 *  says:    worse - of_worse
 * mistake:  the sum
 *  -        loss += ((m < 0 ? -m : 0) + log1p(small)) / pairs;
 *  +        loss += (m < 0 ? -m : 0) + log1p(small);
 *  says:    the sum, not the mean
 * mistake:  overflow
 *  -        loss += ((m < 0 ? -m : 0) + log1p(small)) / pairs;
 *  +        loss += log1p(exp(-m)) / pairs;
 *  says:    e to a large number overflows
 */

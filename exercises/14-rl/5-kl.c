/*
 * Exercise 14.5: an estimate of the KL divergence
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Schulman, "Approximating KL Divergence", 2020
 *           http://joschu.net/blog/kl-approx.html
 * uses:     exp, expm1 (math.h)
 *
 * task:     How far has the policy moved from the reference? KL(policy || reference) is the mean of logp - reference over
 *           tokens that the policy draws. A single token gives a poor estimate: it may even be negative. Schulman's k3
 *           is never negative and has the same mean: with d = reference - logp, e^d - d - 1. Return it, and write its derivative
 *           by logp to *slope: 1 - e^d.
 * example:  logp = reference: value 0, slope 0. logp = ln 0.5, reference = ln 0.25: d = -0.693,
 *           value = 0.5 + 0.693 - 1 = 0.193, slope = 0.5.
 * trap:     d = reference - logp, not logp - reference: the other way round the mean is something else.
 * trap:     By logp, not by d: the derivative by d is e^d - 1, and d falls when logp rises.
 */
#include "14-rl.h"

#include <math.h>

double kl_term(double logp, double reference, double *slope)
{
    TODO("14.5");
}

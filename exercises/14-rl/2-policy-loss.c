/*
 * Exercise 14.2: REINFORCE's loss
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Williams, "Simple statistical gradient-following algorithms for connectionist reinforcement learning", 1992
 *           https://doi.org/10.1007/BF00992696
 * uses:     tensor_from, tensor_mul, tensor_sum_all, tensor_scale (tensor.h)
 *
 * task:     The policy gradient is the mean of weight * (gradient of logp), where an answer's weight is its reward minus
 *           a baseline. No library has an op for that, and none is needed: write a loss whose gradient it is. logp has
 *           shape (B, ...), weight one constant for each of its numbers. The loss is -(1 / B) sum of weight * logp.
 * example:  B = 2, logp = -1 and -3, weight = 0.5 and -0.5: the loss is -(0.5 * -1 + -0.5 * -3) / 2 = -0.5. Its gradient
 *           by logp is -0.25 and 0.25: a step downhill makes the first answer likelier and the second less likely.
 * trap:     Without the minus the policy learns to fail, because an optimiser goes downhill.
 * trap:     Divide by the number of answers B = logp->shape.dim[0], not by the number of tokens.
 * trap:     The weights are numbers that came from outside: no gradient flows into them.
 */
#include "14-rl.h"

Tensor *policy_loss(Tensor *logp, const real weight[])
{
    TODO("14.2");
}

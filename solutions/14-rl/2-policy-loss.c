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
    //: solution
    Tensor *weighted = tensor_mul(tensor_from(logp->shape, weight), logp); // (B, ...)
    return tensor_scale(tensor_sum_all(weighted), -1.0 / logp->shape.dim[0]);
    //: end
}

/*
 * hint:     It is a formula of one line: multiply, sum, scale.
 * hint:     tensor_from(logp->shape, weight) makes a tensor of the weights. It is not a parameter, so it gets no gradient.
 * hint:     tensor_scale(tensor_sum_all(tensor_mul(weights, logp)), -1.0 / logp->shape.dim[0]).
 *
 * outputs:  policy_loss returns, d(logp)
 *
 * mistake:  the minus is missing
 *  -        return tensor_scale(tensor_sum_all(weighted), -1.0 / logp->shape.dim[0]);
 *  +        return tensor_scale(tensor_sum_all(weighted), 1.0 / logp->shape.dim[0]);
 *  says:    the minus is missing
 * mistake:  divided by all numbers
 *  -        return tensor_scale(tensor_sum_all(weighted), -1.0 / logp->shape.dim[0]);
 *  +        return tensor_scale(tensor_mean_all(weighted), -1);
 *  says:    divide by B
 * mistake:  not divided
 *  -        return tensor_scale(tensor_sum_all(weighted), -1.0 / logp->shape.dim[0]);
 *  +        return tensor_scale(tensor_sum_all(weighted), -1);
 *  says:    that is the sum
 * mistake:  probabilities
 *  -        Tensor *weighted = tensor_mul(tensor_from(logp->shape, weight), logp); // (B, ...)
 *  +        Tensor *weighted = tensor_mul(tensor_from(logp->shape, weight), tensor_exp(logp)); // (B, ...)
 *  says:    logp itself, not the probability
 * mistake:  detached
 *  -        Tensor *weighted = tensor_mul(tensor_from(logp->shape, weight), logp); // (B, ...)
 *  +        Tensor *weighted = tensor_add(tensor_mul(tensor_from(logp->shape, weight), tensor_detach(logp)), tensor_scale(logp, 0));
 *  says:    no gradient
 */

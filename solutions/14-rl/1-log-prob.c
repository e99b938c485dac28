/*
 * Exercise 14.1: the log-probability of an answer
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Shao et al., "DeepSeekMath", 2024, section 4.1
 *           https://arxiv.org/abs/2402.03300
 * uses:     tensor_log_softmax, tensor_pick, tensor_view, tensor_sum, SHAPE (tensor.h)
 * refuses:  tensor_cross_entropy_rows, tensor_cross_entropy: the same with the sign turned; begin with log_softmax
 *
 * task:     A GPT writes an answer token by token, so the answer's probability is the product of its tokens'
 *           probabilities, and the logarithm of that is a sum. token_log_probs: logits (B, T, V), and for each position
 *           the token that follows it, or -1 where that is not part of the answer (the prompt, and what comes after the
 *           end). The result (B, T) is the log-probability of each token, and 0 where there is -1. answer_log_probs
 *           adds up the tokens of each answer: (B, T) -> (B, 1).
 * example:  Two tokens with probabilities 1/2 and 1/4: their log-probabilities are -0.693 and -1.386. The answer has
 *           -2.079 = ln 1/8.
 * trap:     A log-probability is never above 0. A loss is; that is the same number with the sign turned.
 * trap:     The sum of the logs, not their mean: a longer answer is less likely.
 */
#include "14-rl.h"

Tensor *token_log_probs(Tensor *logits, const int answer[])
{
    //: solution
    Shape s = logits->shape;
    Tensor *picked = tensor_pick(tensor_log_softmax(logits), answer); // (B, T, 1)
    return tensor_view(picked, SHAPE(s.dim[0], s.dim[1]));
    //: end
}

Tensor *answer_log_probs(Tensor *token_logp)
{
    //: solution
    return tensor_sum(token_logp, -1);
    //: end
}

/*
 * hint:     Two ops do nearly everything: one turns logits into log-probabilities, the other picks one of the V numbers
 *           of each row.
 * hint:     tensor_pick(a, ids) gives 0 where the id is -1, and that is what is asked for. Its result is (B, T, 1).
 * hint:     tensor_view(picked, SHAPE(B, T)) drops the last dimension; B and T are logits->shape.dim[0] and [1].
 *           answer_log_probs is tensor_sum over the last axis, -1.
 *
 * outputs:  token_log_probs returns, d(logits)
 * outputs:  answer_log_probs returns, d(token_logp)
 *
 * mistake:  the logits themselves
 *  -        Tensor *picked = tensor_pick(tensor_log_softmax(logits), answer); // (B, T, 1)
 *  +        Tensor *picked = tensor_pick(logits, answer); // (B, T, 1)
 *  says:    a logit is not a log-probability yet
 * mistake:  probabilities
 *  -        Tensor *picked = tensor_pick(tensor_log_softmax(logits), answer); // (B, T, 1)
 *  +        Tensor *picked = tensor_pick(tensor_softmax(logits), answer); // (B, T, 1)
 *  says:    the logarithm is missing
 * mistake:  the loss
 *  -        return tensor_view(picked, SHAPE(s.dim[0], s.dim[1]));
 *  +        return tensor_scale(tensor_view(picked, SHAPE(s.dim[0], s.dim[1])), -1);
 *  says:    that is the loss, with the sign turned
 * mistake:  the mean
 *  -        return tensor_sum(token_logp, -1);
 *  +        return tensor_mean(token_logp, -1);
 *  says:    the mean, not the sum
 * mistake:  one sum for all answers
 *  -        return tensor_sum(token_logp, -1);
 *  +        return tensor_add(tensor_scale(tensor_sum(token_logp, -1), 0), tensor_sum_all(token_logp));
 *  says:    each answer has its own sum
 */

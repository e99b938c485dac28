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
    TODO("14.1");
}

Tensor *answer_log_probs(Tensor *token_logp)
{
    TODO("14.1");
}

/*
 * Exercise 1.7: softmax and the negative log-likelihood
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  the exercises linked under the micrograd video, section 2
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     value, value_exp, value_add, value_div, value_log, value_neg (01-micrograd.h)
 *
 * task:     Logits are any numbers. exp makes them positive, and dividing by their sum makes them
 *           probabilities (softmax). The loss is -log of the probability of the right answer,
 *           label. Build it from value_exp, value_add, value_div, value_log and value_neg, and the
 *           engine you wrote finds its gradients.
 * example:  logits 0, 3, -2, 1 and label 3: the loss is 2.1755, and the gradients are 0.0417726,
 *           0.8390245, 0.0056533, -0.8864504
 * trap:     Numbers computed with plain exp() and log() have no gradient.
 */
#include "01-micrograd.h"

Value *softmax_nll(Value *const logits[], int n, int label)
{
    //: solution
    Value *sum = value(0), *right = NULL;
    for (int i = 0; i < n; i++) {
        Value *count = value_exp(logits[i]);
        sum = value_add(sum, count);
        if (i == label)
            right = count;
    }
    return value_neg(value_log(value_div(right, sum)));
    //: end
}

/*
 * hint:     Three steps: counts = exp(logits); probability = counts[label] / sum of counts; loss =
 *           -log(probability).
 * hint:     Sum up with sum = value_add(sum, value_exp(logits[i])), and keep the one at label.
 * hint:     return value_neg(value_log(value_div(right, sum)));
 *
 * outputs:  softmax_nll returns, d(logits[0]), d(logits[label])
 *
 * mistake:  forgets the sign
 *  -        return value_neg(value_log(value_div(right, sum)));
 *  +        return value_log(value_div(right, sum));
 *  says:    the sign is wrong
 * mistake:  returns the probability
 *  -        return value_neg(value_log(value_div(right, sum)));
 *  +        return value_div(right, sum);
 *  says:    that is the probability
 * mistake:  without the sum
 *  -        return value_neg(value_log(value_div(right, sum)));
 *  +        return value_neg(value_log(right));
 *  says:    divide by the sum
 * mistake:  cuts the graph
 *  -        return value_neg(value_log(value_div(right, sum)));
 *  +        return value(value_neg(value_log(value_div(right, sum)))->data);
 *  says:    no way back from the loss to the logits
 */

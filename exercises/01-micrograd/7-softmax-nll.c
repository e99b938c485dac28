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
    TODO("1.7");
}

/*
 * Exercise 2.10: cross_entropy (the lecture's E05)
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   15
 * lecture:  makemore part 1, exercise E05 in the video's description
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     V (02-bigram.h); exp, log, fmax (math.h)
 * refuses:  tensor_cross_entropy, tensor_cross_entropy_rows, tensor_log_softmax, tensor_pick, tensor_softmax: write
 *           it with exp and log
 *
 * task:     Compute the loss straight from the logits, without making probabilities first:
 *           the mean of log(sum_c exp(logits[i][c])) - logits[i][ys[i]].
 *           Subtract the row's largest logit before exp, and add it back after log.
 * example:  one row with logits 0, 3, -2, 1 (and -1e9 in the other columns) and y = 3:
 *           log(1 + e^3 + e^-2 + e) - 1 = 2.1755
 * trap:     exp(710) is infinite: a logit of 1000 must still give a finite loss.
 * question: There are two reasons why this is better than softmax followed by -log: one is speed,
 *           the other is not. Which?
 */
#include "02-bigram.h"

#include <math.h>

double cross_entropy(int n, double logits[][V], const int ys[])
{
    TODO("2.10");
}

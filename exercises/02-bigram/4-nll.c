/*
 * Exercise 2.4: the negative log-likelihood
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   10
 * lecture:  makemore part 1, the cell that begins "log_likelihood = 0.0"
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     log (math.h)
 *
 * task:     One number for how much the examples surprise the model: the mean of -log
 *           P[xs[i]][ys[i]] over the n examples. (xs[i], ys[i]) is the i-th bigram, and P[x][y] the
 *           probability that y follows x.
 * example:  two examples with probabilities 0.5 and 0.25: -(log 0.5 + log 0.25) / 2 = 1.0397
 * trap:     The logarithm is the natural one: log(), nats, as in torch.
 */
#include "02-bigram.h"

#include <math.h>

double nll(int n, const int xs[], const int ys[], double P[][V])
{
    TODO("2.4");
}

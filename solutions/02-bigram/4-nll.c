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
    //: solution
    double log_likelihood = 0;
    for (int i = 0; i < n; i++)
        log_likelihood += log(P[xs[i]][ys[i]]);
    return -log_likelihood / n;
    //: end
}

/*
 * hint:     The likelihood of all the examples is a product; its logarithm is a sum of logarithms.
 * hint:     Sum log(P[xs[i]][ys[i]]) over i, in a double.
 * hint:     Then the sign and the mean: return -sum / n.
 *
 * outputs:  nll returns
 *
 * mistake:  divides by one less, like a sample's variance
 *  -        return -log_likelihood / n;
 *  +        return -log_likelihood / (n - 1);
 *  says:    not by n - 1
 * mistake:  returns the sum
 *  -        return -log_likelihood / n;
 *  +        return -log_likelihood;
 *  says:    the sum, not the mean
 * mistake:  forgets the sign
 *  -        return -log_likelihood / n;
 *  +        return log_likelihood / n;
 *  says:    the sign is wrong
 * mistake:  bits instead of nats
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood += log2(P[xs[i]][ys[i]]);
 *  says:    that is in bits
 * mistake:  the logarithm of the mean
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood += P[xs[i]][ys[i]];
 *  -        return -log_likelihood / n;
 *  +        return -log(log_likelihood / n);
 *  says:    the logarithm of the mean, not the mean of the logarithms
 * mistake:  leaves the impossible out
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        if (P[xs[i]][ys[i]] > 0) log_likelihood += log(P[xs[i]][ys[i]]);
 *  says:    the example of probability 0 was left out
 * mistake:  a small number against log 0
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood += log(P[xs[i]][ys[i]] > 1e-12 ? P[xs[i]][ys[i]] : 1e-12);
 *  says:    making nothing impossible is the job of smoothing
 * mistake:  row and column exchanged
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood += log(P[ys[i]][xs[i] % V]);
 *  says:    row and column are exchanged
 * mistake:  = instead of +=
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood = log(P[xs[i]][ys[i]]);
 *  says:    only the last example is left
 * mistake:  log10
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood += log10(P[xs[i]][ys[i]]);
 *  says:    the logarithm to base 10
 * mistake:  no logarithm
 *  -        log_likelihood += log(P[xs[i]][ys[i]]);
 *  +        log_likelihood -= P[xs[i]][ys[i]];
 *  says:    the logarithm is missing
 * mistake:  whole numbers
 *  -        return -log_likelihood / n;
 *  +        return -log_likelihood * (1 / n);
 *  says:    1 / n of whole numbers is 0 in C
 */

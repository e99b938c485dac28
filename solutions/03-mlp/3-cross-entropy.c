/*
 * Exercise 3.3: cross_entropy, there and back
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   20
 * lecture:  makemore part 2, the cell that begins "loss = -prob[torch.arange(32), Y].log().mean()"
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     V (03-mlp.h); exp, log, fmax (math.h)
 * refuses:  tensor_cross_entropy, tensor_cross_entropy_rows, tensor_log_softmax, tensor_pick, tensor_softmax,
 *           tensor_backward: write it with exp, log and the row's largest logit
 *
 * task:     Forward: from logits straight to the mean of -log softmax(logits)[answer], in a way
 *           that survives logits of any size. Backward: for every logit, add the slope of that
 *           mean, times dloss, to dlogits.
 * example:  one row of logits that are all 0, answer 2: the loss is log 27 = 3.2958; with dloss = 1,
 *           dlogits[0][2] grows by 1/27 - 1 and every other place of the row by 1/27
 * trap:     e^100 is too large for a float. Subtract the row's largest logit from all its logits:
 *           softmax stays the same, and no exponent is above 0.
 * trap:     The loss is a mean over n rows, so the gradient is divided by n too.
 */
#include "03-mlp.h"

#include <math.h>

double cross_entropy(int n, real logits[][V], const int ys[])
{
    //: solution
    double loss = 0;
    for (int i = 0; i < n; i++) {
        double max = logits[i][0], sum = 0;
        for (int c = 1; c < V; c++)
            max = fmax(max, logits[i][c]);
        for (int c = 0; c < V; c++)
            sum += exp(logits[i][c] - max);
        loss += log(sum) + max - logits[i][ys[i]];
    }
    return loss / n;
    //: end
}

void cross_entropy_backward(int n, real logits[][V], const int ys[], real dloss, real dlogits[][V])
{
    //: solution
    for (int i = 0; i < n; i++) {
        double max = logits[i][0], sum = 0, p[V];
        for (int c = 1; c < V; c++)
            max = fmax(max, logits[i][c]);
        for (int c = 0; c < V; c++)
            sum += p[c] = exp(logits[i][c] - max);
        for (int c = 0; c < V; c++)
            dlogits[i][c] += (real)(dloss / n * (p[c] / sum - (c == ys[i])));
    }
    //: end
}

/*
 * hint:     -log(e^a / sum e^b) = log(sum e^b) - a: no division, and no logarithm of a probability that
 *           became 0.
 * hint:     With m the largest logit of the row, log sum e^b = m + log sum e^(b - m), and the
 *           largest term of that sum is 1. Do this for each row, add up in a double, divide by n.
 * hint:     The slope for one logit is probability minus truth, as in exercise 2.5: dlogits[i][c] +=
 *           dloss / n * (p[c] - (c == ys[i])), with p[c] = e^(logit - m) / sum.
 *
 * outputs:  cross_entropy returns
 * outputs:  cross_entropy_backward +dlogits[0][n * V]
 *
 * mistake:  exp without a seat belt
 *  -        sum += exp(logits[i][c] - max);
 *  +        sum += expf(logits[i][c]);
 *  -        loss += log(sum) + max - logits[i][ys[i]];
 *  +        loss += log(sum) - logits[i][ys[i]];
 *  says:    subtract the row's largest logit first
 * mistake:  forgets to add the maximum again
 *  -        loss += log(sum) + max - logits[i][ys[i]];
 *  +        loss += log(sum) - logits[i][ys[i]];
 *  says:    add the maximum back
 * mistake:  the sum, not the mean
 *  -        return loss / n;
 *  +        return loss;
 *  says:    that is the sum, not the mean
 * mistake:  the gradient of the sum
 *  -        dlogits[i][c] += (real)(dloss / n * (p[c] / sum - (c == ys[i])));
 *  +        dlogits[i][c] += (real)(dloss * (p[c] / sum - (c == ys[i])));
 *  says:    the loss is a mean over the rows
 * mistake:  forgets the truth
 *  -        dlogits[i][c] += (real)(dloss / n * (p[c] / sum - (c == ys[i])));
 *  +        dlogits[i][c] += (real)(dloss / n * p[c] / sum);
 *  says:    the 1 at the right answer is not subtracted
 * mistake:  overwrites
 *  -        dlogits[i][c] += (real)(dloss / n * (p[c] / sum - (c == ys[i])));
 *  +        dlogits[i][c] = (real)(dloss / n * (p[c] / sum - (c == ys[i])));
 *  says:    what dlogits held before is gone
 * mistake:  ignores what arrives
 *  -        dlogits[i][c] += (real)(dloss / n * (p[c] / sum - (c == ys[i])));
 *  +        dlogits[i][c] += (real)(1.0 / n * (p[c] / sum - (c == ys[i])));
 *  says:    multiply by dloss
 */

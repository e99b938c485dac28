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
    TODO("3.3");
}

void cross_entropy_backward(int n, real logits[][V], const int ys[], real dloss, real dlogits[][V])
{
    TODO("3.3");
}

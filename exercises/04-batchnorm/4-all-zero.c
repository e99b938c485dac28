/*
 * Exercise 4.4: all zeros (the lecture's E01)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   15
 * lecture:  makemore part 3, exercise E01 in the video's description
 *           https://www.youtube.com/watch?v=P6sfmUTpUmc
 * uses:     p->count, p->tensor (params.h); grad, size (tensor.h); V (04-batchnorm.h); fmax, fabs, log
 *           (math.h)
 *
 * task:     Set every weight and bias to zero and train. Something does happen, but not enough.
 *           Write two functions that find out what: what_moves looks at the gradients and says
 *           which tensors of the model have any; bias_only_loss gives the lowest loss for a net
 *           that can learn b2 and nothing else.
 * example:  Y = 0, 1, 1, 0: two letters, each half of the time, so the loss is log 2 = 0.6931
 * trap:     Gradients can cancel: 0.5 and -0.5 sum to zero, and yet both numbers move.
 * trap:     A letter that never occurs adds nothing to the loss; but 0 * log(0) is not 0 in C.
 * question: Why does W2 get no gradient, and why does W1 get none? Which factor is zero? What would
 *           happen if only W2 began at zero?
 */
#include "04-batchnorm.h"

#include <math.h>

void what_moves(const Params *p, bool moves[])
{
    TODO("4.4");
}

double bias_only_loss(int n, const int Y[])
{
    TODO("4.4");
}

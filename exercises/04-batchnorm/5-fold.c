/*
 * Exercise 4.5: fold BatchNorm away (the lecture's E02)
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   20
 * lecture:  makemore part 3, exercise E02 in the video's description
 *           https://www.youtube.com/watch?v=P6sfmUTpUmc
 * uses:     Linear (nn.h); BatchNorm (04-batchnorm.h); shape, data (tensor.h)
 *
 * task:     After training, BatchNorm is a fixed multiplication and a fixed addition for each
 *           neuron. The linear layer before it can do both: find the weight and the bias that give
 *           the result of the two layers directly.
 * example:  weight 3, bias 1, bngain 2, bnbias 5, running mean 4, running std 0.5: for x = 1 the
 *           two layers give 2 * (3 + 1 - 4) / 0.5 + 5 = 5. Folded: weight 12, bias 2 * (1 - 4) /
 *           0.5 + 5 = -7.
 * trap:     linear->bias may be NULL: a bias before BatchNorm is useless, so most nets leave it out.
 * trap:     A neuron is a column of the weight (fan_in, H).
 */
#include "04-batchnorm.h"

void fold(const Linear *linear, const BatchNorm *bn, Linear *folded)
{
    TODO("4.5");
}

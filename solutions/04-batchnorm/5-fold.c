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
    //: solution
    int fan_in = linear->weight->shape.dim[0], H = linear->weight->shape.dim[1];
    for (int j = 0; j < H; j++) {
        real mean = bn->bnmean_running->data[j], shift = bn->bnbias->data[j];
        real scale = bn->bngain->data[j] / bn->bnstd_running->data[j];
        real bias = linear->bias ? linear->bias->data[j] : 0;
        for (int i = 0; i < fan_in; i++)
            folded->weight->data[i * H + j] = scale * linear->weight->data[i * H + j];
        folded->bias->data[j] = scale * (bias - mean) + shift;
    }
    //: end
}

/*
 * hint:     Write it down for one neuron: gain * (x . w + b - mean) / std + bias. Sort it into what
 *           multiplies x and what does not.
 * hint:     With scale = gain / std, the weight is scale * w, and the bias is what is left when x = 0.
 * hint:     folded bias = scale * (b - mean) + bnbias, with b = 0 if linear->bias is NULL. All of
 *           column j gets the same scale: weight->data[i * H + j] for every i.
 *
 * outputs:  fold folded->weight->data[folded->weight->size], folded->bias->data[folded->bias->size]
 *
 * mistake:  forgets the bias of the linear layer
 *  -        real bias = linear->bias ? linear->bias->data[j] : 0;
 *  +        real bias = 0;
 *  says:    the linear layer's own bias is missing
 * mistake:  forgets the mean
 *  -        folded->bias->data[j] = scale * (bias - mean) + shift;
 *  +        (void)mean; folded->bias->data[j] = scale * bias + shift;
 *  says:    the running mean is missing
 * mistake:  divides by the variance
 *  -        real scale = bn->bngain->data[j] / bn->bnstd_running->data[j];
 *  +        real scale = bn->bngain->data[j] / (bn->bnstd_running->data[j] * bn->bnstd_running->data[j]);
 *  says:    bnstd_running is a standard deviation
 * mistake:  does not look for NULL
 *  -        real bias = linear->bias ? linear->bias->data[j] : 0;
 *  +        real bias = linear->bias->data[j];
 *  says:    null pointer
 */

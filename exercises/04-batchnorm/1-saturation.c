/*
 * Exercise 4.1: how many neurons sleep?
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   20
 * lecture:  makemore part 3, the histogram and the black-and-white image of h in the video; in the
 *           notebook the cell that begins "# visualize histograms"
 *           https://www.youtube.com/watch?v=P6sfmUTpUmc
 * uses:     h->shape, h->data (tensor.h); fabs (math.h)
 *
 * task:     h (n, H) holds the outputs of H tanh neurons for n examples. A value beyond the limit
 *           on either side is saturated: the slope 1 - h*h is almost 0 there and lets no gradient
 *           through. Return the fraction of the n * H values that are saturated. Store in *dead how
 *           many neurons are saturated in all n examples, and so learn nothing from this batch.
 * example:  h = (0.99  0.2  -1.0)
 *               (-1.0  0.3   0.5), limit 0.97: 3 of 6 are saturated, 0.5; neuron 0 is dead, *dead = 1
 * trap:     A neuron is a column. An example in which all neurons are saturated is something else.
 * trap:     *dead is not set to 0 for you.
 */
#include "04-batchnorm.h"

#include <math.h>

double saturation(const Tensor *h, double limit, int *dead)
{
    TODO("4.1");
}

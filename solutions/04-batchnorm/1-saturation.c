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
    //: solution
    int n = h->shape.dim[0], H = h->shape.dim[1], total = 0;
    *dead = 0;
    for (int j = 0; j < H; j++) {
        int count = 0; // in how many examples neuron j is saturated
        for (int i = 0; i < n; i++)
            count += fabs(h->data[i * H + j]) > limit;
        total += count;
        *dead += count == n;
    }
    return (double)total / (n * H);
    //: end
}

/*
 * hint:     n is h->shape.dim[0], H is h->shape.dim[1], and h of example i and neuron j is
 *           h->data[i * H + j].
 * hint:     Loop over the neurons outside and over the examples inside. For each neuron, count the
 *           examples with fabs(h) > limit. If that is all n of them, the neuron is dead.
 * hint:     Add all counts up and divide by n * H, in double: (double)total / (n * H).
 *
 * outputs:  saturation returns, *dead
 *
 * mistake:  one side only
 *  -        count += fabs(h->data[i * H + j]) > limit;
 *  +        count += h->data[i * H + j] > limit;
 *  says:    the negative side saturates too
 * mistake:  integer division
 *  -        return (double)total / (n * H);
 *  +        return total / (n * H);
 *  says:    that is integer division
 * mistake:  dead if saturated once
 *  -        *dead += count == n;
 *  +        *dead += count > 0;
 *  says:    saturated in all n examples
 * mistake:  rows for columns
 *  -        int n = h->shape.dim[0], H = h->shape.dim[1], total = 0;
 *  +        int n = h->shape.dim[1], H = h->shape.dim[0], total = 0;
 *  -        count += fabs(h->data[i * H + j]) > limit;
 *  +        count += fabs(h->data[j * n + i]) > limit;
 *  says:    a neuron is a column
 */

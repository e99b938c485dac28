/*
 * Exercise 3.5: start calmly (the lecture's E02)
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  makemore part 2, exercise E02 in the video's description
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     net->W2, net->b2 (03-mlp.h); data, size (tensor.h); log (math.h)
 *
 * task:     A network that knows nothing should not be sure of anything. uniform_loss: return the
 *           loss of a network that finds all 27 characters equally likely. calm_init: change the
 *           parameters of a freshly drawn network (all of them randn) so that its first loss is
 *           within 0.05 of that.
 * example:  net->b1->data[k] *= 0.5 for all k < net->b1->size would halve the hidden layer's biases
 * trap:     A network whose parameters are all zero has exactly that loss. It also keeps it: look
 *           at what the gradient of W1 is multiplied by.
 */
#include "03-mlp.h"

#include <math.h>

double uniform_loss(void)
{
    TODO("3.5");
}

void calm_init(MLP *net)
{
    TODO("3.5");
}

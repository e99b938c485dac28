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
    //: solution
    return log(V);
    //: end
}

void calm_init(MLP *net)
{
    //: solution
    for (size_t k = 0; k < net->W2->size; k++)
        net->W2->data[k] *= (real)0.01;
    for (size_t k = 0; k < net->b2->size; k++)
        net->b2->data[k] = 0;
    //: end
}

/*
 * hint:     Equally likely means 1/27 for the right answer too, whatever it is: -log(1/27).
 * hint:     Softmax makes equal probabilities from equal logits, and logits = h W2 + b2, where h is
 *           anything between -1 and 1. So W2 and b2 must make h W2 + b2 nearly the same for all 27.
 * hint:     Multiply W2 by something small, 0.01 say, and set b2 to 0. Leave C, W1 and b1 as they are.
 *
 * outputs:  uniform_loss returns
 * outputs:  calm_init left(net->W2->data[net->W2->size]), left(net->b2->data[net->b2->size])
 *
 * mistake:  sets everything to zero
 *  -        for (size_t k = 0; k < net->W2->size; k++)
 *  +        for (int t = 0; t < net->params.count; t++)
 *  -        net->W2->data[k] *= (real)0.01;
 *  +        for (size_t k = 0; k < net->params.tensor[t]->size; k++) net->params.tensor[t]->data[k] = 0;
 *  says:    it will never learn
 * mistake:  forgets the bias
 *  -        net->b2->data[k] = 0;
 *  +        net->b2->data[k] *= 1;
 *  says:    b2 is as it was drawn
 * mistake:  calms the wrong layer
 *  -        for (size_t k = 0; k < net->W2->size; k++)
 *  +        for (size_t k = 0; k < net->W1->size; k++)
 *  -        net->W2->data[k] *= (real)0.01;
 *  +        net->W1->data[k] *= (real)0.01;
 *  says:    W2 is as it was drawn
 * mistake:  bits instead of nats
 *  -        return log(V);
 *  +        return log2(V);
 *  says:    that is in bits
 */

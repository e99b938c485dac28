/*
 * Exercise 1.6: a neuron, and layers of them
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   15
 * lecture:  micrograd, the cell that begins "class Neuron:"
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     value_add, value_mul, Neuron, MLP, MAX_WIDTH (01-micrograd.h); memcpy (string.h)
 *
 * task:     neuron_forward multiplies each input by its weight, adds the bias, and applies the
 *           activation to the sum: activation(b + w[0] x[0] + w[1] x[1] + ...). mlp_forward gives x
 *           to every neuron of the first layer, their results to every neuron of the second, and so
 *           on. out gets the last layer's results.
 * example:  weights 1, -2, bias 0.5, inputs 3, 1, no activation: 0.5 + 3 - 2 = 1.5
 * trap:     Build everything from value_add and value_mul, or no gradient comes back.
 * trap:     activation may be NULL: then the sum is the result.
 */
#include "01-micrograd.h"

#include <string.h>

Value *neuron_forward(const Neuron *neuron, Value *const x[])
{
    //: solution
    Value *sum = neuron->b;
    for (int i = 0; i < neuron->nin; i++)
        sum = value_add(sum, value_mul(neuron->w[i], x[i]));
    return neuron->activation ? neuron->activation(sum) : sum;
    //: end
}

void mlp_forward(const MLP *mlp, Value *const x[], Value *out[])
{
    //: solution
    Value *in[MAX_WIDTH], *next[MAX_WIDTH];
    memcpy(in, x, sizeof *x * (size_t)mlp->layers[0].neurons[0].nin);
    for (int l = 0; l < mlp->depth; l++) {
        const Layer *layer = &mlp->layers[l];
        for (int i = 0; i < layer->nout; i++)
            next[i] = neuron_forward(&layer->neurons[i], in);
        memcpy(in, next, sizeof *next * (size_t)layer->nout);
    }
    memcpy(out, in, sizeof *in * (size_t)mlp->layers[mlp->depth - 1].nout);
    //: end
}

/*
 * hint:     Start the sum with the bias: Value *sum = neuron->b; then add one product for each input.
 * hint:     sum = value_add(sum, value_mul(neuron->w[i], x[i])); at the end the activation, unless
 *           it is NULL.
 * hint:     In mlp_forward keep two arrays of MAX_WIDTH values: what goes into a layer and what
 *           comes out of it. All neurons of a layer read the same input, so copy only when the
 *           layer is finished.
 *
 * outputs:  neuron_forward returns, d(neuron->b), d(neuron->w[0]), d(x[0])
 * outputs:  mlp_forward out[mlp->layers[mlp->depth - 1].nout], d(x[0])
 *
 * mistake:  forgets the bias
 *  -        Value *sum = neuron->b;
 *  +        Value *sum = value(0);
 *  says:    the bias is missing
 * mistake:  forgets the activation
 *  -        return neuron->activation ? neuron->activation(sum) : sum;
 *  +        return sum;
 *  says:    the activation is missing
 * mistake:  neurons of a layer read each other
 *  -        next[i] = neuron_forward(&layer->neurons[i], in);
 *  +        next[i] = in[i] = neuron_forward(&layer->neurons[i], in);
 *  says:    all neurons of a layer read the same input
 */

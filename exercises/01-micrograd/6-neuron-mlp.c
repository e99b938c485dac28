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
    TODO("1.6");
}

void mlp_forward(const MLP *mlp, Value *const x[], Value *out[])
{
    TODO("1.6");
}

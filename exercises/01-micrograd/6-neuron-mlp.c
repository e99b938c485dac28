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
 * task:     neuron_forward weighs its inputs, adds its bias and bends the sum with its activation.
 *           mlp_forward gives x to every neuron of the first layer, their results to every neuron
 *           of the second, and so on; out gets what the last layer says.
 * example:  weights 1, -2, bias 0.5, inputs 3, 1, no activation: 0.5 + 3 - 2 = 1.5
 * trap:     Everything must be made of value_add and value_mul, or no gradient comes back.
 * trap:     A neuron's activation may be NULL.
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

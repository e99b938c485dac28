/*
 * Exercise 7.4: LayerNorm, there and back
 *
 * kind:     function
 * effort:   ****, 40 minutes
 * points:   15
 * lecture:  Let's build GPT, the cell that begins "class LayerNorm1d: # (used to be BatchNorm1d)"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     sqrt (math.h)
 * refuses:  tensor_layernorm, layernorm_forward, tensor_backward: write it in loops over the rows and columns
 *
 * task:     Forward: bring every row of x to mean 0 and variance 1, xhat = (x - mean) / sqrt(var + 1e-5),
 *           where var is the mean of (x - mean)^2 over the row; then gain * xhat + bias, column by column.
 *           Backward: dout is the gradient of the loss with respect to out; add to dx, dgain and dbias the
 *           gradients for x, gain and bias.
 * example:  C = 4, gain all 1, bias all 0, a row 1 2 3 6: its mean is 3, its variance 3.5, and out holds
 *           -1.069 -0.5345 0 1.6036. One row and dout = 1 0 0 0: dbias grows by 1 0 0 0, dgain by
 *           -1.069 0 0 0, dx by 0.2482 -0.2100 -0.1336 0.0955.
 * trap:     The variance divides by C here. (The lecture's class divides by C - 1, like lesson 04; PyTorch's
 *           and GPT-2's LayerNorm do not.)
 * trap:     Mean and variance depend on every number of the row, so part of the gradient flows through them. It is
 *           exercise 5.6 with rows instead of columns and C instead of n - 1.
 * trap:     dx, dgain and dbias may hold something already: add to them.
 */
#include "07-gpt.h"

#include <math.h>

void layer_norm(int n, int C, real x[][C], const real gain[], const real bias[], real out[][C])
{
    TODO("7.4");
}

void layer_norm_backward(int n, int C, real x[][C], const real gain[], real dout[][C], real dx[][C], real dgain[],
                         real dbias[])
{
    TODO("7.4");
}

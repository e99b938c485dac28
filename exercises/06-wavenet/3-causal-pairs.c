/*
 * Exercise 6.3: a dilated causal convolution
 *
 * kind:     function
 * effort:   ***, 25 minutes
 * points:   30
 * lecture:  makemore part 5, the cell that begins "# convolution is a"
 *           https://www.youtube.com/watch?v=t3YJ5hKiMQ0
 * uses:     only its arguments
 * refuses:  causal_conv1d, tensor_conv2d, tensor_backward: three loops, over b, t and c, do it
 *
 * task:     Write the two directions of an op. Forward: at every position t, put side by side what
 *           x has `dilation` positions earlier and what it has now: out[b][t] holds the C numbers
 *           of x[b][t - dilation], then the C numbers of x[b][t]. Where t - dilation is before the
 *           beginning, put zeros. Backward: dout is the gradient of out; add to dx[b][t] the
 *           gradients of all places that x[b][t] was copied to. (A matrix product after this makes
 *           it a convolution.)
 * example:  x (1, 4, 1) holds 1 2 3 4, dilation 2: out (1, 4, 2) holds [0 1] [0 2] [1 3] [2 4];
 *           with a dout of all ones, dx gets 2 2 1 1
 * trap:     Every example starts from zeros: the past of example 1 is not the end of example 0.
 * trap:     A number of x is used up to twice, so dx gets two parts: add, and clear nothing.
 */
#include "06-wavenet.h"

void pairs_forward(int B, int T, int C, int dilation, const real x[], real out[])
{
    TODO("6.3");
}

void pairs_backward(int B, int T, int C, int dilation, const real dout[], real dx[])
{
    TODO("6.3");
}

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
    //: solution
    for (int b = 0; b < B; b++)
        for (int t = 0; t < T; t++) {
            const real *now = x + (b * T + t) * C;
            const real *then = t >= dilation ? now - dilation * C : NULL;
            real *pair = out + (b * T + t) * 2 * C;
            for (int c = 0; c < C; c++) {
                pair[c] = then ? then[c] : 0;
                pair[C + c] = now[c];
            }
        }
    //: end
}

void pairs_backward(int B, int T, int C, int dilation, const real dout[], real dx[])
{
    //: solution
    for (int b = 0; b < B; b++)
        for (int t = 0; t < T; t++) {
            const real *pair = dout + (b * T + t) * 2 * C;
            real *dnow = dx + (b * T + t) * C;
            real *dthen = t >= dilation ? dnow - dilation * C : NULL;
            for (int c = 0; c < C; c++) {
                if (dthen)
                    dthen[c] += pair[c];
                dnow[c] += pair[C + c];
            }
        }
    //: end
}

/*
 * hint:     Three loops, over b, t and c. The numbers of position t of example b begin at
 *           x + (b * T + t) * C, those of its pair at out + (b * T + t) * 2 * C.
 * hint:     The earlier one begins dilation * C numbers before, but only if t >= dilation;
 *           otherwise put zeros.
 * hint:     Backward has the same loops with the arrows turned round: where forward says pair[C +
 *           c] = now[c], backward says dnow[c] += dpair[C + c]; where forward puts a zero, backward
 *           does nothing.
 *
 * outputs:  pairs_forward out[B * T * 2 * C]
 * outputs:  pairs_backward +dx[B * T * C]
 *
 * mistake:  looks into the future
 *  -        const real *then = t >= dilation ? now - dilation * C : NULL;
 *  +        const real *then = t + dilation < T ? now + dilation * C : NULL;
 *  says:    that is the future
 * mistake:  ignores the dilation
 *  -        const real *then = t >= dilation ? now - dilation * C : NULL;
 *  +        const real *then = t >= 1 ? now - C : NULL;
 *  says:    one position back, not `dilation` positions
 * mistake:  the present first
 *  -        pair[c] = then ? then[c] : 0;
 *  +        pair[c] = now[c];
 *  -        pair[C + c] = now[c];
 *  +        pair[C + c] = then ? then[c] : 0;
 *  says:    the earlier position comes first
 * mistake:  leaks from the example before
 *  -        const real *then = t >= dilation ? now - dilation * C : NULL;
 *  +        const real *then = b * T + t >= dilation ? now - dilation * C : NULL;
 *  says:    the end of the previous example
 * mistake:  the channels in turn
 *  -        pair[c] = then ? then[c] : 0;
 *  +        pair[2 * c] = then ? then[c] : 0;
 *  -        pair[C + c] = now[c];
 *  +        pair[2 * c + 1] = now[c];
 *  says:    yours alternate
 * mistake:  the gradient of the earlier one goes to the one of now
 *  -        dthen[c] += pair[c];
 *  +        dnow[c] += pair[c];
 *  says:    goes back to t - dilation, not to t
 * mistake:  overwrites in backward
 *  -        dnow[c] += pair[C + c];
 *  +        dnow[c] = pair[C + c];
 *  says:    add, with +=
 */

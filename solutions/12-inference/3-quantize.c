/*
 * Exercise 12.3: weights as bytes
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   15
 * lecture:  none; llama2.c's runq.c has it as quantize()
 *           https://github.com/karpathy/llama2.c
 * uses:     fabsf (math.h); GROUP (12-inference.h)
 *
 * task:     Turn a row of n weights into whole numbers from -127 to 127, with a scale for each GROUP of them: scale is
 *           the largest |w| of the group divided by 127, q is w / scale rounded to the nearest. The last group has what
 *           is left. A group of zeros has scale 0.
 * example:  w = 0.5, -1.27, 0.014: scale 0.01; q = 50, -127, 1. Back again: 0.50, -1.27, 0.01, nowhere off by more than
 *           1.27 / 254 = 0.005.
 * trap:     A group of zeros: 0 / 0 is not a number, and as a byte it is anything.
 * trap:     (int8_t)x cuts off the digits after the point, and that doubles the error: round.
 * trap:     n = 100 has two groups, of 64 and of 36.
 */
#include "12-inference.h"

#include <math.h>

void quantize_row(int n, const float w[], int8_t q[], float scale[])
{
    //: solution
    for (int from = 0, g = 0; from < n; from += GROUP, g++) {
        int to = from + GROUP < n ? from + GROUP : n;
        float most = 0;
        for (int i = from; i < to; i++)
            most = fabsf(w[i]) > most ? fabsf(w[i]) : most;
        scale[g] = most / 127;
        float inverse = most > 0 ? 127 / most : 0;
        for (int i = from; i < to; i++)
            q[i] = (int8_t)(w[i] * inverse + (w[i] < 0 ? -0.5f : 0.5f));
    }
    //: end
}

/*
 * hint:     for (int from = 0, g = 0; from < n; from += GROUP, g++) goes over the groups; the group ends at from +
 *           GROUP or at n, whichever comes first.
 * hint:     Find the largest fabsf(w[i]) of the group. scale[g] is that, divided by 127.
 * hint:     q[i] = (int8_t)lroundf(w[i] / scale[g]), and 0 if scale[g] is 0. (Adding half and
 *           cutting off does the same, and a compiler makes vector instructions of it.)
 *
 * outputs:  quantize_row q[n], scale[(n + 63) / 64]
 *
 * mistake:  cuts off instead of rounding
 *  -            q[i] = (int8_t)(w[i] * inverse + (w[i] < 0 ? -0.5f : 0.5f));
 *  +            q[i] = (int8_t)(w[i] * inverse);
 *  says:    cuts off
 * mistake:  the largest number, not the largest size
 *  -            most = fabsf(w[i]) > most ? fabsf(w[i]) : most;
 *  +            most = w[i] > most ? w[i] : most;
 *  says:    negative weights count, too
 * mistake:  one scale for the whole row
 *  -            most = fabsf(w[i]) > most ? fabsf(w[i]) : most;
 *  +            for (int k = 0; k < n; k++)
 *  +                most = fabsf(w[k]) > most ? fabsf(w[k]) : most;
 *  says:    scale of its own
 * mistake:  128 steps
 *  -        scale[g] = most / 127;
 *  -        float inverse = most > 0 ? 127 / most : 0;
 *  +        scale[g] = most / 128;
 *  +        float inverse = most > 0 ? 128 / most : 0;
 *  says:    127
 * mistake:  the last, smaller group is forgotten
 *  -    for (int from = 0, g = 0; from < n; from += GROUP, g++) {
 *  +    for (int from = 0, g = 0; from + GROUP <= n; from += GROUP, g++) {
 *  says:    last group
 */

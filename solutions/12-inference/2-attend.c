/*
 * Exercise 12.2: attention over the cache
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; the same attention as in lesson 07, for the last position only
 * uses:     malloc, free (stdlib.h); dot_row, softmax_row (rows.h); sqrt, log (math.h)
 * refuses:  attention_forward, attention_naive, tensor_attention: they are the answer; loop over heads and positions
 *
 * task:     A new token has a query. All tokens so far, itself included, have keys and values in the cache, a row of
 *           heads * size numbers for each. For each head: the scores q . k_s / sqrt(size) of all length positions s,
 *           their softmax, and the values' sum with these weights. Write it to out.
 * example:  One head of size 1, length 2, q 1, keys 0 and ln 3, values 4 and 8: the weights are 1/4 and 3/4, out is 7.
 * trap:     Head h of a row begins at h * size, but the next position's is heads * size further.
 * trap:     There is no mask: what is in the cache is the past.
 * trap:     Scores may be large: subtract the largest before exp (softmax_row does).
 */
#include "12-inference.h"
#include "rows.h"

#include <math.h>
#include <stdlib.h>

void attend(int heads, int size, int length, const float q[], const float keys[], const float values[], float out[])
{
    //: solution
    ptrdiff_t C = (ptrdiff_t)heads * size;
    float *w = malloc(sizeof *w * (size_t)length);
    float scale = (float)(1 / sqrt(size));
    for (int h = 0; h < heads; h++) {
        ptrdiff_t from = (ptrdiff_t)h * size;
        for (int s = 0; s < length; s++)
            w[s] = dot_row(size, q + from, keys + s * C + from);
        softmax_row(length, scale, w, w);
        for (int i = 0; i < size; i++)
            out[from + i] = 0;
        for (int s = 0; s < length; s++)
            for (int i = 0; i < size; i++)
                out[from + i] += w[s] * values[s * C + from + i];
    }
    free(w);
    //: end
}

/*
 * hint:     C = heads * size. For head h, the query is q + h * size; the key of position s is keys + s * C + h * size.
 * hint:     Three loops inside the loop over heads: the scores of all positions; softmax over them; the sum of values.
 *           w needs `length` numbers, for one head at a time.
 * hint:     dot_row(size, a, b) of rows.h is the sum of products, and softmax_row(length, 1 / sqrt(size), w, w) the
 *           softmax. Set out[h * size + i] to 0, then add w[s] * values[s * C + h * size + i].
 *
 * outputs:  attend out[heads * size]
 *
 * mistake:  scores are not scaled
 *  -        float scale = (float)(1 / sqrt(size));
 *  +        float scale = 1;
 *  says:    sqrt(size)
 * mistake:  scaled by all channels
 *  -        float scale = (float)(1 / sqrt(size));
 *  +        float scale = (float)(1 / sqrt(C));
 *  says:    size of a head
 * mistake:  the token does not see itself
 *  -        softmax_row(length, scale, w, w);
 *  +        softmax_row(length > 1 ? length - 1 : 1, scale, w, w);
 *  +        w[length - 1] = length > 1 ? 0 : 1;
 *  says:    last position is the token itself
 * mistake:  positions of one head side by side
 *  -            w[s] = dot_row(size, q + from, keys + s * C + from);
 *  +            w[s] = dot_row(size, q + from, keys + s * size + from);
 *  says:    from one position to the next
 * mistake:  every head reads the first one's values
 *  -                out[from + i] += w[s] * values[s * C + from + i];
 *  +                out[from + i] += w[s] * values[s * C + i];
 *  says:    values of head 0
 * mistake:  one softmax for all heads
 *  -            w[s] = dot_row(size, q + from, keys + s * C + from);
 *  +            w[s] = dot_row(C, q, keys + s * C);
 *  says:    each head has scores of its own
 */

/*
 * Exercise 7.3: the causal mask
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   5
 * lecture:  Let's build GPT, the cell that begins "# version 3: use Softmax"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     INFINITY (math.h)
 * refuses:  tensor_causal_mask, tensor_backward: two loops, over t and s, do it
 *
 * task:     Forward: copy a, but write -INFINITY wherever position t would look at a later position s.
 *           Backward: dout is the gradient of the loss with respect to out; add to da the gradient for a.
 * example:  T = 3, a all 1: out is [1 -inf -inf] [1 1 -inf] [1 1 1]. With a dout of all ones da grows by
 *           [1 0 0] [1 1 0] [1 1 1].
 * trap:     A position may look at itself.
 * trap:     A 0 hides nothing: softmax turns it into e^0 = 1.
 */
#include "07-gpt.h"

#include <math.h>

void causal_mask(int T, real a[][T], real out[][T])
{
    //: solution
    for (int t = 0; t < T; t++)
        for (int s = 0; s < T; s++)
            out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
    //: end
}

void causal_mask_backward(int T, real dout[][T], real da[][T])
{
    //: solution
    for (int t = 0; t < T; t++)
        for (int s = 0; s <= t; s++)
            da[t][s] += dout[t][s];
    //: end
}

/*
 * hint:     Row t is the position that looks, column s the one it looks at. The future is s > t, above the diagonal.
 * hint:     math.h has INFINITY. No ordinary number will do.
 * hint:     Backward: where forward copied, the slope passes unchanged (da[t][s] += dout[t][s]); where forward
 *           wrote a constant, nothing comes from a, so nothing goes back.
 *
 * outputs:  causal_mask out[0][T * T]
 * outputs:  causal_mask_backward +da[0][T * T]
 *
 * mistake:  zero instead of -infinity
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s <= t ? a[t][s] : 0;
 *  says:    a 0 hides nothing
 * mistake:  hides the diagonal
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s < t ? a[t][s] : -(real)INFINITY;
 *  says:    a position may look at itself
 * mistake:  the other triangle
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s >= t ? a[t][s] : -(real)INFINITY;
 *  says:    you hid the past
 * mistake:  +infinity
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s <= t ? a[t][s] : (real)INFINITY;
 *  says:    minus infinity
 * mistake:  lets everything back
 *  -        for (int s = 0; s <= t; s++)
 *  +        for (int s = 0; s < T; s++)
 *  says:    nothing goes back to what was hidden
 * mistake:  overwrites
 *  -        da[t][s] += dout[t][s];
 *  +        da[t][s] = dout[t][s];
 *  says:    what da held before is gone
 * mistake:  sees one too far
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s <= t + 1 ? a[t][s] : -(real)INFINITY;
 *  says:    each position sees one too far
 * mistake:  a transposed
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s <= t ? a[s][t] : -(real)INFINITY;
 *  says:    a is transposed
 * mistake:  hides nothing
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = a[t][s];
 *  says:    nothing is hidden
 * mistake:  a large number
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        out[t][s] = s <= t ? a[t][s] : -1e9f;
 *  says:    no number is small enough for every a
 * mistake:  one too far on the way back
 *  -        for (int s = 0; s <= t; s++)
 *  +        for (int s = 0; s < T && s <= t + 1; s++)
 *  says:    one too far: out[t][t + 1] is a constant
 * mistake:  minus
 *  -        da[t][s] += dout[t][s];
 *  +        da[t][s] -= dout[t][s];
 *  says:    the slope passes unchanged
 * mistake:  writes the future only
 *  -        out[t][s] = s <= t ? a[t][s] : -(real)INFINITY;
 *  +        if (s > t) out[t][s] = -(real)INFINITY;
 *  says:    copy a where s <= t
 * mistake:  the other triangle on the way back
 *  -        for (int s = 0; s <= t; s++)
 *  +        for (int s = t; s < T; s++)
 *  says:    that is the other triangle
 */

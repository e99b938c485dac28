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
    TODO("7.3");
}

void causal_mask_backward(int T, real dout[][T], real da[][T])
{
    TODO("7.3");
}

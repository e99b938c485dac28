/*
 * Exercise 9.7: which tensors decay
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   5
 * lecture:  Let's reproduce GPT-2 (124M), the method configure_optimizers of class GPT
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     Decayed (09-gpt2.h); params_at (params.h)
 * refuses:  params_group: it sets by name; look at the shapes
 *
 * task:     Weight decay pulls numbers towards 0, which keeps products of matrices small. A gain or a bias has no
 *           reason to be small, so it is spared. For each parameter set params_at(p, i)->decay: 1 if its tensor
 *           has two dimensions or more, else 0. Count what learns: how many tensors and numbers with decay (index
 *           1) and without (index 0).
 * example:  GPT-2 (124M): 50 tensors with 124354560 numbers decay, 98 with 85248 do not. (The lecture prints
 *           124,354,560 and, with its longer biases, 121,344.)
 * trap:     LayerNorm's gain is called "weight", too: the name does not decide, the shape does.
 * trap:     A frozen tensor (needs_grad is false) does not learn: do not count it.
 */
#include "09-gpt2.h"

Decayed decay_groups(Params *p)
{
    TODO("9.7");
}

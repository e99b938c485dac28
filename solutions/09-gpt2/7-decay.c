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
    //: solution
    Decayed d = {0};
    for (int i = 0; i < p->count; i++) {
        Param *x = params_at(p, i);
        bool matrix = x->tensor.shape.ndim >= 2;
        x->decay = matrix;
        if (x->tensor.needs_grad) {
            d.tensors[matrix]++;
            d.numbers[matrix] += (long)x->tensor.size;
        }
    }
    return d;
    //: end
}

/*
 * hint:     One loop over i from 0 to p->count - 1. Param *x = params_at(p, i); its tensor is x->tensor.
 * hint:     bool matrix = x->tensor.shape.ndim >= 2; x->decay = matrix; and as an index matrix is 1 or 0.
 * hint:     if (x->tensor.needs_grad) { d.tensors[matrix]++; d.numbers[matrix] += x->tensor.size; } Begin with
 *           Decayed d = {0}; and return d.
 *
 * outputs:  decay_groups params_at(p, 0)->decay, params_at(p, 1)->decay
 *
 * mistake:  all decay
 *  -        bool matrix = x->tensor.shape.ndim >= 2;
 *  +        bool matrix = x->tensor.shape.ndim >= 1;
 *  says:    gains and biases are spared
 * mistake:  by name
 *  -        bool matrix = x->tensor.shape.ndim >= 2;
 *  +        size_t length = 0;
 *  +        while (x->name[length])
 *  +            length++;
 *  +        bool matrix = length > 6 && x->name[length - 1] == 't' && x->name[length - 6] == 'w';
 *  says:    a gain is called weight, too
 * mistake:  the wrong way round
 *  -        x->decay = matrix;
 *  +        x->decay = !matrix;
 *  says:    the other way round
 * mistake:  counts what is frozen
 *  -        if (x->tensor.needs_grad) {
 *  +        if (true) {
 *  says:    a frozen tensor does not learn
 * mistake:  counts tensors, not numbers
 *  -        d.numbers[matrix] += (long)x->tensor.size;
 *  +        d.numbers[matrix]++;
 *  says:    numbers is the sum of the sizes
 * mistake:  only counts
 *  -        x->decay = matrix;
 *  says:    decay is still what it was
 * mistake:  exactly two dimensions
 *  -        bool matrix = x->tensor.shape.ndim >= 2;
 *  +        bool matrix = x->tensor.shape.ndim == 2;
 *  says:    two dimensions or more
 */

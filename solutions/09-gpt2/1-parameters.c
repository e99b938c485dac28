/*
 * Exercise 9.1: count the parameters
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  Let's reproduce GPT-2 (124M), the part that loads the weights and prints their shapes
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     GPTConfig (gpt.h)
 * refuses:  gpt_new, params_total: they count for you; use the shapes in 09-gpt2.h
 *
 * task:     How many numbers does a GPT-2 of this size learn? Add up its tensors: two tables, twelve tensors in
 *           every layer, and two at the end. The shapes are in 09-gpt2.h. Return the sum.
 * example:  {50257, 1024, 12, 12, 768} gives 124439808, the GPT-2 that is called 124M.
 * trap:     The logits are x @ wte^T: the last product has no table of its own.
 * trap:     GPT-3 has 175 billion parameters. An int holds 2 billion.
 * trap:     How many heads share the channels makes no difference.
 */
#include "09-gpt2.h"

long gpt2_parameters(GPTConfig c)
{
    //: solution
    long V = c.vocab, T = c.block, L = c.layers, C = c.embd;
    long norms = 2 * 2 * C;
    long attention = 3 * C * C + 3 * C + C * C + C;
    long network = 4 * C * C + 4 * C + 4 * C * C + C;
    return V * C + T * C + L * (norms + attention + network) + 2 * C;
    //: end
}

/*
 * hint:     The two tables have (V + block) C numbers. A layer's four products have 3 C C, C C, 4 C C and 4 C C
 *           numbers, and their biases 3 C, C, 4 C and C.
 * hint:     Add the four vectors of the two LayerNorms in each layer, and the two of ln_f: 12 C C + 13 C for a
 *           layer, 2 C at the end.
 * hint:     long C = c.embd; makes every product with C a long. (V + block) C + L (12 C C + 13 C) + 2 C.
 *
 * outputs:  gpt2_parameters returns
 *
 * mistake:  a table of its own at the end
 *  -        return V * C + T * C + L * (norms + attention + network) + 2 * C;
 *  +        return 2 * V * C + T * C + L * (norms + attention + network) + 2 * C;
 *  says:    the last product uses wte again
 * mistake:  no positions
 *  -        return V * C + T * C + L * (norms + attention + network) + 2 * C;
 *  +        return V * C + L * (norms + attention + network) + 2 * C + 0 * T;
 *  says:    wpe is missing
 * mistake:  no biases
 *  -        long attention = 3 * C * C + 3 * C + C * C + C;
 *  -        long network = 4 * C * C + 4 * C + 4 * C * C + C;
 *  +        long attention = 3 * C * C + C * C;
 *  +        long network = 4 * C * C + 4 * C * C;
 *  says:    each of the four products in a layer has a bias
 * mistake:  no gains
 *  -        long norms = 2 * 2 * C;
 *  +        long norms = 2 * C;
 *  says:    a LayerNorm has two vectors
 * mistake:  no last norm
 *  -        return V * C + T * C + L * (norms + attention + network) + 2 * C;
 *  +        return V * C + T * C + L * (norms + attention + network);
 *  says:    ln_f is missing
 * mistake:  counts in int
 *  -        return V * C + T * C + L * (norms + attention + network) + 2 * C;
 *  +        return (int)(unsigned)(V * C + T * C + L * (norms + attention + network) + 2 * C);
 *  says:    more than an int holds
 * mistake:  one layer
 *  -        return V * C + T * C + L * (norms + attention + network) + 2 * C;
 *  +        return V * C + T * C + (norms + attention + network) + 2 * C + 0 * L;
 *  says:    there are c.layers of them
 */

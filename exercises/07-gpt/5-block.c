/*
 * Exercise 7.5: a block
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  Let's build GPT, gpt.py, "class Block(nn.Module):"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     communicate, compute, normalise, Block (07-gpt.h); tensor_add (tensor.h)
 * refuses:  layer: write the two halves yourself
 *
 * task:     Put the two halves of a block together. First the positions talk: x = x + communicate(ln1(x)). Then each
 *           position thinks by itself: x = x + compute(ln2(x)). communicate(), compute() and normalise() are given.
 * example:  If proj and out are all zeros, both halves add nothing, and the block returns x unchanged.
 * trap:     Add to x itself, not to the normalised x: the direct path from the last layer to the first must stay open.
 * trap:     The second half starts from the result of the first, and has a LayerNorm of its own.
 */
#include "07-gpt.h"

Tensor *block(const Block *b, Tensor *x)
{
    TODO("7.5");
}

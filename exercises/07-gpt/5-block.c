/*
 * Exercise 7.5: a block
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  Let's build GPT, gpt.py, "class Block(nn.Module):"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     communicate, compute, Block (07-gpt.h); layernorm_forward (nn.h); tensor_add (tensor.h)
 *
 * task:     Put the halves of a block together. First the positions talk: add to x what communicate() makes of
 *           the normalised x. Then each thinks by itself: add to that what compute() makes of it, normalised
 *           in its turn. communicate() and compute() are in the notebook, layernorm_forward() is in nn.h.
 * example:  If proj and out are all zeros, both halves add nothing, and the block returns x as it was.
 * trap:     What is added is added to x, not to the normalised x: the straight way from the last layer to the
 *           first must stay open.
 * trap:     The second half starts from what the first one left, with a LayerNorm of its own.
 */
#include "07-gpt.h"

Tensor *block(const Block *b, Tensor *x)
{
    TODO("7.5");
}

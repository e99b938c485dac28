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
    //: solution
    x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
    x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
    return x;
    //: end
}

/*
 * hint:     gpt.py has two lines there: x = x + self.sa(self.ln1(x)) and x = x + self.ffwd(self.ln2(x)).
 * hint:     self.sa is communicate(b, ...), self.ffwd is compute(b, ...), self.ln1(x) is
 *           normalise(&b->ln1, x), and + is tensor_add.
 * hint:     x = tensor_add(x, communicate(b, normalise(&b->ln1, x))); is the first half.
 *
 * outputs:  block returns(x), d(x), d(b->ln1.gamma), d(b->ln1.beta), d(b->qkv.weight), d(b->proj.weight),
 *           d(b->ln2.gamma), d(b->ln2.beta), d(b->fc.weight), d(b->out.weight)
 *
 * mistake:  no residual
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = communicate(b, normalise(&b->ln1, x));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = compute(b, normalise(&b->ln2, x));
 *  says:    x itself is lost
 * mistake:  the second half replaces
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = compute(b, normalise(&b->ln2, x));
 *  says:    x itself is lost in the second half
 * mistake:  the order of the paper
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = normalise(&b->ln1, tensor_add(x, communicate(b, x)));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = normalise(&b->ln2, tensor_add(x, compute(b, x)));
 *  says:    the order of the paper of 2017
 * mistake:  normalises what comes out
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = tensor_add(x, normalise(&b->ln1, communicate(b, x)));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, normalise(&b->ln2, compute(b, x)));
 *  says:    normalise what goes in
 * mistake:  both halves start from the old x
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        Tensor *heard = communicate(b, normalise(&b->ln1, x));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(tensor_add(x, heard), compute(b, normalise(&b->ln2, x)));
 *  says:    the second half has not heard the first
 * mistake:  adds to the normalised x
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = normalise(&b->ln1, x);
 *  +        x = tensor_add(x, communicate(b, x));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = normalise(&b->ln2, x);
 *  +        x = tensor_add(x, compute(b, x));
 *  says:    added to the normalised x
 * mistake:  the first norm twice
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, compute(b, normalise(&b->ln1, x)));
 *  says:    ln1 in both halves
 * mistake:  thinks before it listens
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  says:    compute comes after communicate
 * mistake:  no norm
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = tensor_add(x, communicate(b, x));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, compute(b, x));
 *  says:    nothing is normalised
 * mistake:  compute first
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = tensor_add(x, compute(b, normalise(&b->ln1, x)));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, communicate(b, normalise(&b->ln2, x)));
 *  says:    compute comes after communicate
 * mistake:  the second sum from the old x
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        Tensor *old = x; x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(old, compute(b, normalise(&b->ln2, x)));
 *  says:    the second sum starts from the x of before
 * mistake:  ln1 forgotten
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = tensor_add(x, communicate(b, x));
 *  says:    ln1 is missing
 * mistake:  ln2 forgotten
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, compute(b, x));
 *  says:    ln2 is missing
 * mistake:  the norms exchanged
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        x = tensor_add(x, communicate(b, normalise(&b->ln2, x)));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, compute(b, normalise(&b->ln1, x)));
 *  says:    ln1 and ln2 are exchanged
 * mistake:  communicates twice
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, communicate(b, normalise(&b->ln2, x)));
 *  says:    calls compute, not communicate again
 * mistake:  one sum for both halves
 *  -        x = tensor_add(x, communicate(b, normalise(&b->ln1, x)));
 *  +        Tensor *heard = communicate(b, normalise(&b->ln1, x));
 *  -        x = tensor_add(x, compute(b, normalise(&b->ln2, x)));
 *  +        x = tensor_add(x, compute(b, normalise(&b->ln2, heard)));
 *  says:    each half has a sum of its own
 */

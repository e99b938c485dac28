/*
 * Exercise 9.8: a large batch in pieces
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   15
 * lecture:  Let's reproduce GPT-2 (124M), the part on gradient accumulation
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     its argument mean_loss; Piece (09-gpt2.h); tape_reset, tensor_scale, tensor_backward, tensor_item (tensor.h)
 * refuses:  recipe_accumulate: it is the same function; write the loop
 *
 * task:     counted says how many targets of a piece are not -1. GPT-3's batch has half a million tokens, more than
 *           fits into memory. Gradients add up, so it can be done in pieces, if they add up to the right thing. For
 *           each piece: tape_reset(), loss = mean_loss(model, &piece[i]), scale the loss, tensor_backward. After the
 *           last piece the gradients must be those of the mean over all targets of all pieces that count (that are not
 *           -1). Return this mean.
 * example:  Two pieces with 3 and 1 targets that count and mean losses 2 and 6: the mean over all four is
 *           (3 * 2 + 1 * 6) / 4 = 3. The mean of the means is 4, and wrong.
 * trap:     1 / pieces is right only when all pieces count the same number of targets.
 * trap:     A piece without any target that counts has no mean: pass over it.
 * trap:     The gradients are not yours to clear: params_zero_grad comes before, once.
 */
#include "09-gpt2.h"

int counted(const Piece *piece)
{
    TODO("9.8");
}

double accumulate(int pieces, const Piece piece[], MeanLoss *mean_loss, void *model)
{
    TODO("9.8");
}

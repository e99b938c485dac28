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
    //: solution
    int count = 0;
    for (int i = 0; i < piece->B * piece->T; i++)
        count += piece->Y[i] >= 0;
    return count;
    //: end
}

double accumulate(int pieces, const Piece piece[], MeanLoss *mean_loss, void *model)
{
    //: solution
    double mean = 0, all = 0;
    for (int i = 0; i < pieces; i++)
        all += counted(&piece[i]);
    for (int i = 0; i < pieces; i++) {
        int count = counted(&piece[i]);
        if (count == 0)
            continue;
        tape_reset();
        Tensor *share = tensor_scale(mean_loss(model, &piece[i]), count / all); // ()
        tensor_backward(share);
        mean += tensor_item(share);
    }
    return mean;
    //: end
}

/*
 * hint:     Two passes over the pieces: the first counts all targets that are not -1, the second runs the model.
 * hint:     A mean over count targets, times count, is a sum; the sums of all pieces, divided by all, are the mean
 *           over all. So each piece's weight is count / all.
 * hint:     Tensor *share = tensor_scale(mean_loss(model, &piece[i]), count / all); tensor_backward(share); and
 *           tensor_item(share) is what this piece adds to the result.
 *
 * outputs:  counted returns
 * outputs:  accumulate returns
 *
 * mistake:  the mean of the means
 *  -        Tensor *share = tensor_scale(mean_loss(model, &piece[i]), count / all); // ()
 *  +        Tensor *share = tensor_scale(mean_loss(model, &piece[i]), 1.0 / pieces); // ()
 *  says:    the mean of the means
 * mistake:  the sum of the means
 *  -        Tensor *share = tensor_scale(mean_loss(model, &piece[i]), count / all); // ()
 *  +        Tensor *share = mean_loss(model, &piece[i]); // ()
 *  says:    the sum of the means
 * mistake:  scales only the number
 *  -        tensor_backward(share);
 *  +        tensor_backward(mean_loss(model, &piece[i]));
 *  says:    scale the loss before tensor_backward
 * mistake:  -1 counts
 *  -        count += piece->Y[i] >= 0;
 *  +        count++;
 *  says:    a target of -1 does not count
 * mistake:  no way back
 *  -        tensor_backward(share);
 *  says:    no gradient
 * mistake:  an empty piece
 *  -        if (count == 0)
 *  +        if (count < 0)
 *  says:    pass over it
 * mistake:  all pieces on one tape
 *  -        tape_reset();
 *  says:    tape_reset() before each piece
 * mistake:  the first piece only
 *  -        for (int i = 0; i < pieces; i++) {
 *  +        for (int i = 0; i < 1; i++) {
 *  says:    only the first piece
 */

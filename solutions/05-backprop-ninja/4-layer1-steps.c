/*
 * Exercise 5.4: to the letters, step by step (the lecture's Exercise 1, last part)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 4, the cell that begins "# Exercise 1: backprop through the whole thing"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     Vars, Batch (05-backprop-ninja.h); tensor_matmul, tensor_transpose, tensor_sum, tensor_view,
 *           tensor_zeros (tensor.h)
 * refuses:  tensor_backward, scalar_backward: write each gradient by hand, from d->hprebn
 *
 * task:     The first layer and the embedding: from d->hprebn make d->embcat, W1, b1, emb and C.
 *           For C write the loop: place j in the context of example i is the character Xb[i *
 *           context + j]. Add the gradient of its embedding to that row of d->C.
 * example:  width 2, one example with the context 5 5 and d->emb = 1 2, 10 20: row 5 of d->C is 11
 *           22, and all other rows are 0
 * trap:     A letter that occurs often is looked up often: its row collects gradients from all its
 *           places.
 * trap:     emb and embcat hold the same numbers in two shapes, and so do their gradients.
 */
#include "05-backprop-ninja.h"

void layer1_steps_backward(const Vars *v, const Batch *batch, Vars *d)
{
    //: solution
    d->embcat = tensor_matmul(d->hprebn, tensor_transpose(v->W1)); // (n, K)
    d->W1 = tensor_matmul(tensor_transpose(v->embcat), d->hprebn); // (K, H)
    d->b1 = tensor_sum(d->hprebn, 0);                              // (1, H)
    d->emb = tensor_view(d->embcat, v->emb->shape);                // (n, 3, 10)
    d->C = tensor_zeros(v->C->shape);                              // (V, 10)
    int width = v->C->shape.dim[1];
    for (int i = 0; i < batch->n * batch->context; i++)
        for (int k = 0; k < width; k++)
            d->C->data[batch->Xb[i] * width + k] += d->emb->data[i * width + k];
    //: end
}

/*
 * hint:     The linear layer goes as in 5.2. For emb, tensor_view(d->embcat, v->emb->shape).
 * hint:     Start d->C as tensor_zeros(v->C->shape); then go over all n * context characters of the
 *           batch. The i-th has its gradient in the numbers i * width ... of d->emb->data.
 * hint:     d->C->data[Xb[i] * width + k] += d->emb->data[i * width + k], for each k below width,
 *           which is v->C->shape.dim[1].
 *
 * outputs:  layer1_steps_backward d->embcat, d->W1, d->b1, d->emb, d->C
 *
 * mistake:  the row is overwritten
 *  -        d->C->data[batch->Xb[i] * width + k] += d->emb->data[i * width + k];
 *  +        d->C->data[batch->Xb[i] * width + k] = d->emb->data[i * width + k];
 *  says:    only the last occurrence of each letter is left: use +=
 * mistake:  only the first character of each context
 *  -        for (int i = 0; i < batch->n * batch->context; i++)
 *  +        for (int i = 0; i < batch->n; i++)
 *  says:    n * context characters
 * mistake:  emb keeps the shape of embcat
 *  -        d->emb = tensor_view(d->embcat, v->emb->shape);
 *  +        d->emb = d->embcat;
 *  says:    a gradient has the shape of its variable
 * mistake:  W1's operands swapped
 *  -        d->W1 = tensor_matmul(tensor_transpose(v->embcat), d->hprebn);
 *  +        d->W1 = tensor_matmul(tensor_transpose(d->hprebn), v->embcat);
 *  says:    a gradient has the shape of its variable
 * mistake:  b1 as zeros
 *  -        d->b1 = tensor_sum(d->hprebn, 0);
 *  +        d->b1 = tensor_zeros(v->b1->shape);
 *  says:    nearly zero behind a BatchNorm, but that is not the rule
 * mistake:  b1 as a mean
 *  -        d->b1 = tensor_sum(d->hprebn, 0);
 *  +        d->b1 = tensor_mean(d->hprebn, 0);
 *  says:    the sum over the batch, not the mean
 * mistake:  b1 with a minus
 *  -        d->b1 = tensor_sum(d->hprebn, 0);
 *  +        d->b1 = tensor_scale(tensor_sum(d->hprebn, 0), -1);
 *  says:    the sign is wrong: b1 is added
 * mistake:  the rows of C in order
 *  -        d->C->data[batch->Xb[i] * width + k] += d->emb->data[i * width + k];
 *  +        if ((size_t)(i * width + k) < d->C->size) d->C->data[i * width + k] += d->emb->data[i * width + k];
 *  says:    the row of C is the letter's
 * mistake:  the embeddings for their gradient
 *  -        d->C->data[batch->Xb[i] * width + k] += d->emb->data[i * width + k];
 *  +        d->C->data[batch->Xb[i] * width + k] += v->emb->data[i * width + k];
 *  says:    those are the embeddings themselves
 */

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
    TODO("5.4");
}

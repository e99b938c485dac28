/*
 * Exercise 3.2: the embedding, there and back
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   15
 * lecture:  makemore part 2, the cell that begins "emb = C[X]"
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     memcpy (string.h)
 * refuses:  tensor_embed, embedding_forward, tensor_backward: copy the rows in a loop, and add them up in a loop on
 *           the way back
 *
 * task:     Forward: row i of emb is row ids[i] of the table C. Backward: demb[i][c] is the slope
 *           of the loss for emb[i][c]. Find what this means for the slope of each number in C, and
 *           add it to dC.
 * example:  width 2, ids = 5, 13, 13: emb is C[5], C[13], C[13]. With demb = (1, 2), (3, 4), (5, 6)
 *           dC[5] grows by (1, 2), dC[13] by (8, 10), and no other row changes.
 * trap:     A letter that was looked up twice was used twice. Remember from lesson 01 what that
 *           means for its gradient.
 * trap:     dC may hold gradients already, from another use of C: add, do not clear.
 */
#include "03-mlp.h"

#include <string.h>

void embed_forward(int n, const int ids[], int width, real C[][width], real emb[][width])
{
    TODO("3.2");
}

void embed_backward(int n, const int ids[], int width, real demb[][width], real dC[][width])
{
    TODO("3.2");
}

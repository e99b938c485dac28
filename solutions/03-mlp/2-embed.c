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
    //: solution
    for (int i = 0; i < n; i++)
        memcpy(emb[i], C[ids[i]], sizeof emb[i]);
    //: end
}

void embed_backward(int n, const int ids[], int width, real demb[][width], real dC[][width])
{
    //: solution
    for (int i = 0; i < n; i++)
        for (int c = 0; c < width; c++)
            dC[ids[i]][c] += demb[i][c];
    //: end
}

/*
 * hint:     There is nothing to compute in the forward pass, only rows to copy: emb[i][c] is
 *           C[ids[i]][c].
 * hint:     emb[i][c] is a copy of C[ids[i]][c], so its slope goes to that place and to no other.
 * hint:     Two loops, i over n and c over width: dC[ids[i]][c] += demb[i][c].
 *
 * outputs:  embed_forward emb[0][n * width]
 * outputs:  embed_backward +dC[0][V * width]
 *
 * mistake:  overwrites
 *  -        dC[ids[i]][c] += demb[i][c];
 *  +        dC[ids[i]][c] = demb[i][c];
 *  says:    only the last use of each letter is left
 * mistake:  clears first
 *  -        dC[ids[i]][c] += demb[i][c];
 *  +        { if (i == 0 && c == 0) memset(dC, 0, sizeof dC[0] * V); dC[ids[i]][c] += demb[i][c]; }
 *  says:    what dC held before is gone
 * mistake:  the rows of the batch
 *  -        memcpy(emb[i], C[ids[i]], sizeof emb[i]);
 *  +        memcpy(emb[i], C[i], sizeof emb[i]);
 *  says:    row i of C instead of row ids[i]
 * mistake:  copies too little
 *  -        memcpy(emb[i], C[ids[i]], sizeof emb[i]);
 *  +        memcpy(emb[i], C[ids[i]], (size_t)width);
 *  says:    width bytes are not width numbers
 */

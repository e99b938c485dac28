/*
 * Exercise 2.9: a one-hot vector only picks a row (the lecture's E04)
 *
 * kind:     function
 * effort:   *, 5 minutes
 * points:   5
 * lecture:  makemore part 1, exercise E04 in the video's description
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     V (02-bigram.h); memcpy (string.h)
 * refuses:  tensor_embed: copy the rows of W yourself
 *
 * task:     onehot(xs) @ W multiplies and adds n * 27 * 27 numbers, nearly all of them zero. Get
 *           the same logits without a single multiplication.
 * example:  xs = 5, 0: logits[0] is row 5 of W, logits[1] is row 0
 * trap:     W may have 27 rows or 729: assume neither.
 */
#include "02-bigram.h"

#include <string.h>

void select_rows(int n, const int xs[], double W[][V], double logits[][V])
{
    //: solution
    for (int i = 0; i < n; i++)
        memcpy(logits[i], W[xs[i]], sizeof logits[i]);
    //: end
}

/*
 * hint:     What is left of sum_r onehot(x)[r] * W[r][c] when onehot(x) is 1 at r = x and 0 elsewhere?
 * hint:     logits[i][c] = W[xs[i]][c].
 * hint:     A row is V doubles in one piece: memcpy(logits[i], W[xs[i]], sizeof logits[i]).
 *
 * outputs:  select_rows logits[0][n * V]
 *
 * mistake:  the column instead of the row
 *  -        memcpy(logits[i], W[xs[i]], sizeof logits[i]);
 *  +        for (int c = 0; c < V; c++) logits[i][c] = W[c][xs[i] % V];
 *  says:    that is a column of W
 * mistake:  forgets xs
 *  -        memcpy(logits[i], W[xs[i]], sizeof logits[i]);
 *  +        memcpy(logits[i], W[i], sizeof logits[i]);
 *  says:    row i of W instead of row xs[i]
 * mistake:  copies too little
 *  -        memcpy(logits[i], W[xs[i]], sizeof logits[i]);
 *  +        memcpy(logits[i], W[xs[i]], V);
 *  says:    V bytes are not V doubles
 * mistake:  the row behind
 *  -        memcpy(logits[i], W[xs[i]], sizeof logits[i]);
 *  +        memcpy(logits[i], W[xs[i] + (xs[i] < 26)], sizeof logits[i]);
 *  says:    that is the next row
 * mistake:  the first row for all
 *  -        memcpy(logits[i], W[xs[i]], sizeof logits[i]);
 *  +        memcpy(logits[i], W[xs[0]], sizeof logits[i]);
 *  says:    every row is a copy of the first
 */

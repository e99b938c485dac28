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
    TODO("2.9");
}

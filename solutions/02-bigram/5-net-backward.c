/*
 * Exercise 2.5: the gradient of the net
 *
 * kind:     function
 * effort:   ***, 25 minutes
 * points:   15
 * lecture:  makemore part 1, the cell that begins "# backward pass"
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     V (02-bigram.h); memset (string.h)
 *
 * task:     Compute the slope of the loss for every weight, by hand. For one example (x, y) the
 *           loss is -log P[x][y] with P[x] = softmax(W[x]). Its derivative by W[x][c] is P[x][c] -
 *           1 where c = y, and P[x][c] elsewhere. Add these up over all examples and divide by n.
 * example:  one example (x, y) = (0, 2), and W all zero, so that P is 1/27 everywhere:
 *           dW[0][2] = 1/27 - 1, dW[0][c] = 1/27 for the other c, all other rows zero
 * trap:     dW is not cleared for you: write every row.
 */
#include "02-bigram.h"

#include <string.h>

void net_backward(int n, const int xs[], const int ys[], int rows, double P[][V], double dW[][V])
{
    //: solution
    memset(dW, 0, sizeof dW[0] * (size_t)rows);
    for (int i = 0; i < n; i++)
        dW[xs[i]][ys[i]] -= 1; // what came
    for (int r = 0; r < rows; r++) {
        double count = 0; // how many examples have x = r
        for (int c = 0; c < V; c++)
            count -= dW[r][c];
        for (int c = 0; c < V; c++)
            dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
    }
    //: end
}

/*
 * hint:     An example touches one row of dW only: the row of its x.
 * hint:     For each example: add the row P[x] to the row dW[x], then subtract 1 at column y. Clear
 *           dW first (memset, rows * V doubles), and divide everything by n at the end.
 * hint:     All examples with the same x add the same row P[x]. So it is enough to subtract the
 *           ones, and to add count * P[r] at the end, where count is the number of examples with x
 *           = r: what the model expected minus what came. That is a 27th of the work.
 *
 * outputs:  net_backward dW[0][rows * V]
 *
 * mistake:  the sum, not the mean
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = dW[r][c] + count * P[r][c];
 *  says:    the loss is a mean
 * mistake:  forgets the one-hot
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = count * P[r][c] / n;
 *  says:    the 1 at the right answer is not subtracted
 * mistake:  the wrong sign
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = -(dW[r][c] + count * P[r][c]) / n;
 *  says:    the sign is wrong
 * mistake:  overwrites instead of adding
 *  -        dW[xs[i]][ys[i]] -= 1; // what came
 *  +        { memset(dW[xs[i]], 0, sizeof dW[0]); dW[xs[i]][ys[i]] -= 1; }
 *  says:    use +=
 * mistake:  does not clear
 *  -        memset(dW, 0, sizeof dW[0] * (size_t)rows);
 *  says:    clear dW first
 * mistake:  P once for each row
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = (dW[r][c] + (count > 0) * P[r][c]) / n;
 *  says:    once for every example with x = r
 * mistake:  n under the probabilities only
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = dW[r][c] + count * P[r][c] / n;
 *  says:    the 1 must be divided by n as well
 * mistake:  n under the ones only
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = dW[r][c] / n + count * P[r][c];
 *  says:    the probabilities must be divided by n as well
 * mistake:  divides by the rows
 *  -        dW[r][c] = (dW[r][c] + count * P[r][c]) / n; // and what was expected
 *  +        dW[r][c] = (dW[r][c] + count * P[r][c]) / rows;
 *  says:    not by the number of rows
 * mistake:  row and column exchanged
 *  -        dW[xs[i]][ys[i]] -= 1; // what came
 *  +        if (ys[i] < rows) dW[ys[i]][xs[i]] -= 1;
 *  says:    row and column are exchanged
 */

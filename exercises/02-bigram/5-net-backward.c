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
    TODO("2.5");
}

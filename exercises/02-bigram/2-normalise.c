/*
 * Exercise 2.2: from counts to probabilities
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   10
 * lecture:  makemore part 1, the cell that begins "P = (N+1).float()"
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     V (02-bigram.h)
 *
 * task:     Add k to every count (smoothing: no bigram is impossible), then divide each row by its
 *           sum, so that row i is the distribution of the character that follows i: P[i][j] =
 *           (N[i][j] + k) / (sum of N[i][c] + k over all columns c).
 * example:  a row of counts 3, 1, 0, 0, ... with k = 0 becomes 0.75, 0.25, 0, 0, ...
 * trap:     The rows must sum to 1, not the columns. The lecture spends ten minutes on this:
 *           without keepdim=True, torch divides by the wrong sums and nobody notices.
 * trap:     With k = 0, a row without a single count must become zeros, not 0/0.
 */
#include "02-bigram.h"

void normalise(int rows, int N[][V], double k, double P[][V])
{
    TODO("2.2");
}

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
    //: solution
    for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int j = 0; j < V; j++)
            sum += N[i][j] + k;
        for (int j = 0; j < V; j++)
            P[i][j] = sum > 0 ? (N[i][j] + k) / sum : 0;
    }
    //: end
}

/*
 * hint:     Two loops over the columns of each row: one to sum, one to divide.
 * hint:     The sum is over the smoothed counts N[i][j] + k, so it is the row's total plus V * k.
 * hint:     P[i][j] = (N[i][j] + k) / sum, and 0 where the sum is 0.
 *
 * outputs:  normalise P[0][rows * V]
 *
 * mistake:  divides by the sum without smoothing
 *  -        sum += N[i][j] + k;
 *  +        sum += N[i][j];
 *  says:    the sum must be taken over N + k
 * mistake:  divides by the sums of the columns
 *  -        sum += N[i][j] + k;
 *  +        sum = 1;
 *  -        P[i][j] = sum > 0 ? (N[i][j] + k) / sum : 0;
 *  +        { double column = 0; for (int r = 0; r < rows; r++) column += N[r][j] + k; P[i][j] = (N[i][j] + k) / (column ? column : sum); }
 *  says:    your columns sum to 1, not your rows
 * mistake:  integer division
 *  -        P[i][j] = sum > 0 ? (N[i][j] + k) / sum : 0;
 *  +        P[i][j] = sum > 0 ? (N[i][j] + (int)k) / (int)sum : 0;
 *  says:    that is integer division
 * mistake:  0/0
 *  -        P[i][j] = sum > 0 ? (N[i][j] + k) / sum : 0;
 *  +        P[i][j] = (N[i][j] + k) / sum;
 *  says:    a row without counts is 0/0
 * mistake:  the sum is an int
 *  -        double sum = 0;
 *  +        int sum = 0;
 *  says:    the sum is an int, which drops the half of k = 0.5
 * mistake:  k once in the sum
 *  -        sum += N[i][j] + k;
 *  +        sum += N[i][j] + (j == 0 ? k : 0);
 *  says:    k is added once for each of the V columns
 * mistake:  k in the sum only
 *  -        P[i][j] = sum > 0 ? (N[i][j] + k) / sum : 0;
 *  +        P[i][j] = sum > 0 ? N[i][j] / sum : 0;
 *  says:    k is missing in the numerator
 * mistake:  the sum goes on from row to row
 *  -        double sum = 0;
 *  +        static double sum; if (i == 0) sum = 0;
 *  says:    start the sum at 0 in every row
 * mistake:  the sum of the whole table
 *  -        sum += N[i][j] + k;
 *  +        for (int r = 0; r < rows; r++) sum += N[r][j] + k;
 *  says:    divide each row by its own sum
 * mistake:  does not divide
 *  -        P[i][j] = sum > 0 ? (N[i][j] + k) / sum : 0;
 *  +        P[i][j] = sum > 0 ? N[i][j] + k : 0;
 *  says:    divide by the row's sum
 * mistake:  the sum starts at k
 *  -        double sum = 0;
 *  +        double sum = k;
 *  says:    the sum has one k too many
 */

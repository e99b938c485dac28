/*
 * Exercise 11.3: blocking
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Lam, Rothberg and Wolf, "The Cache Performance and Optimizations of Blocked Algorithms", 1991
 * uses:     only its arguments
 *
 * task:     C += A B as in exercise 11.2, but B is cut into pieces of depth x width, so small that one fits into the
 *           cache. For each piece, all M rows of A are multiplied with it before the next piece is touched. So each
 *           number of B is fetched once, not M times.
 * example:  M = 2, N = 5, K = 3, depth = 2, width = 4: four pieces of B, 2 x 4, 2 x 1, 1 x 4 and 1 x 1.
 * trap:     At the lower and the right edge of B a piece is smaller: its end is the smaller of k0 + depth and K.
 * trap:     C is added to: every k belongs to one piece, so nothing is added twice.
 * trap:     The checker counts the pages of B that are fetched into a cache which holds one piece.
 */
#include "11-fast.h"

void product_blocked(int M, int N, int K, int depth, int width, const float *A, const float *B, float *C)
{
    TODO("11.3");
}

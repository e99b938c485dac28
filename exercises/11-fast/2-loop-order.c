/*
 * Exercise 11.2: the order of the loops
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  none; Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008
 * uses:     only its arguments
 *
 * task:     C[i][j] += sum over k of A[i][k] B[k][j], for A (M, K), B (K, N) and C (M, N). Three loops, in such an order
 *           that the innermost one goes along a row of B and a row of C, so that each cache line that was fetched is
 *           used up before the next one comes.
 * example:  A = (1 2), B = (3 4 / 5 6), C = (100 200): C becomes (100 + 1 * 3 + 2 * 5, 200 + 1 * 4 + 2 * 6) = (113 216)
 * trap:     C is added to, not overwritten.
 * trap:     B's rows are N long, A's are K long.
 * trap:     The checker counts how often a row of B must be fetched, if the cache holds two. M K times at most.
 */
#include "11-fast.h"

void product_rows(int M, int N, int K, const float *A, const float *B, float *C)
{
    TODO("11.2");
}

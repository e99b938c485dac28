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
    //: solution
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < N; j++)
                C[i * N + j] += A[i * K + k] * B[k * N + j];
    //: end
}

/*
 * hint:     Write the product with three loops in any order first. Each of the six orders is right; which of them goes
 *           from B[k][j] to B[k][j + 1] in the innermost loop?
 * hint:     j must be innermost. Then A[i][k] does not change in the innermost loop: it is loaded once.
 * hint:     for i, for k, for j: C[i * N + j] += A[i * K + k] * B[k * N + j];
 *
 * outputs:  product_rows +C[M * N]
 *
 * mistake:  the definition's order
 *  -        for (int k = 0; k < K; k++)
 *  +        for (int j = 0; j < N; j++)
 *  -        for (int j = 0; j < N; j++)
 *  +        for (int k = 0; k < K; k++)
 *  says:    k is innermost
 * mistake:  i innermost
 *  -        for (int i = 0; i < M; i++)
 *  +        for (int k = 0; k < K; k++)
 *  -        for (int k = 0; k < K; k++)
 *  +        for (int j = 0; j < N; j++)
 *  -        for (int j = 0; j < N; j++)
 *  +        for (int i = 0; i < M; i++)
 *  says:    i is innermost
 * mistake:  overwrites
 *  -        C[i * N + j] += A[i * K + k] * B[k * N + j];
 *  +        C[i * N + j] = A[i * K + k] * B[k * N + j];
 *  says:    only the last k
 * mistake:  B read as if it were stored transposed
 *  -        C[i * N + j] += A[i * K + k] * B[k * N + j];
 *  +        C[i * N + j] += A[i * K + k] * B[j * K + k];
 *  says:    B[k * N + j]
 * mistake:  clears C first
 *  -        for (int i = 0; i < M; i++)
 *  +        for (int i = 0; i < M * N; i++)
 *  +        C[i] = 0;
 *  +        for (int i = 0; i < M; i++)
 *  says:    what was in C is gone
 */

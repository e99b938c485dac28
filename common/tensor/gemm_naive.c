/*
 * The product of two matrices by its definition, C[i][j] = sum over k of A[i][k] B[k][j]: the tests
 * compare gemm.c with it. Simple enough to be obviously right.
 */
#include "gemm.h"

void gemm_naive(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B,
                real *C, bool accumulate)
{
    for (ptrdiff_t i = 0; i < M; i++)
        for (ptrdiff_t j = 0; j < N; j++) {
            real sum = accumulate ? C[i * N + j] : 0;
            for (ptrdiff_t k = 0; k < K; k++)
                sum += A[transpose_a ? k * M + i : i * K + k] * B[transpose_b ? j * K + k : k * N + j];
            C[i * N + j] = sum;
        }
}

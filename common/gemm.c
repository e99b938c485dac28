/* Matrix multiplication. */
#include "gemm.h"

#include <string.h>

void gemm(bool transpose_a, bool transpose_b, int M, int N, int K, const real *A, const real *B,
          real *C, bool accumulate)
{
    if (!accumulate)
        memset(C, 0, sizeof *C * (size_t)M * (size_t)N);
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++) {
            real a = transpose_a ? A[k * M + i] : A[i * K + k];
            for (int j = 0; j < N; j++)
                C[i * N + j] += a * (transpose_b ? B[j * K + k] : B[k * N + j]);
        }
}

/* Matrix multiplication. */
#ifndef GEMM_H
#define GEMM_H

#include "real.h"

#include <stdbool.h>

// C (M, N) = [C +] op(A) op(B), all row-major; transposed, A is stored (K, M) and B (N, K).
void gemm(bool transpose_a, bool transpose_b, int M, int N, int K, const real *A, const real *B,
          real *C, bool accumulate);

#endif

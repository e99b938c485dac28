/*
 * The product of two matrices, "general matrix multiply". Nearly all of a network's time is here.
 *
 *   gemm(false, false, M, N, K, A, B, C, false);   // C = A @ B      (M, N) = (M, K) @ (K, N)
 *   gemm(true, false, M, N, K, A, B, C, true);     // C += A.T @ B   A is stored (K, M)
 *   gemm(false, true, M, N, K, A, B, C, true);     // C += A @ B.T   B is stored (N, K)
 *
 * These are a layer's forward, the gradient of its weights and the gradient of its input. Matrices
 * are row-major and contiguous; C must not overlap A or B. Sizes may be 0: with K = 0 the product is
 * all zeros, so C is cleared or left as it is.
 *
 * An element of C depends on its row of A, its column of B and K alone, to the last bit: not on M
 * and N, not on the threads, not on which of the operands is stored transposed. It is summed in
 * the order of k, in blocks of GEMM_DEPTH: first within a block, then block by block.
 */
#ifndef GEMM_H
#define GEMM_H

#include "real.h"

#include <stdbool.h>
#include <stddef.h>

enum { GEMM_DEPTH = 384 };

// What this processor's registers hold of C at a time: the tests try every remainder.
typedef struct GemmTile {
    int rows, cols;
} GemmTile;
extern const GemmTile gemm_tile;

// C (M, N) = [C +] op(A) (M, K) op(B) (K, N); op transposes where asked to.
void gemm(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B,
          real *C, bool accumulate);

// The same on parts of wider matrices, whose rows, as they are stored, begin a_row, b_row and c_row numbers apart: the
// columns of one head, say, where they lie. C must not overlap A or B, but may lie between their columns.
void gemm_part(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A,
               ptrdiff_t a_row, const real *B, ptrdiff_t b_row, real *C, ptrdiff_t c_row, bool accumulate);

// C (M, N) = A (M, K) B (K, N) + bias (N) in each row: a layer's forward. Each sum begins with its bias.
void gemm_bias(ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B, const real *bias, real *C);

// The same by the definition, three loops, and many times slower: what gemm is compared with.
void gemm_naive(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B,
                real *C, bool accumulate);

#endif

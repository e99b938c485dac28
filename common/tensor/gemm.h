/*
 * The product of two matrices, "general matrix multiply". A network spends nearly all of its time here.
 *
 *   gemm(false, false, M, N, K, A, B, C, false);   // C = A @ B      (M, N) = (M, K) @ (K, N)
 *   gemm(true, false, M, N, K, A, B, C, true);     // C += A.T @ B   A is stored (K, M)
 *   gemm(false, true, M, N, K, A, B, C, true);     // C += A @ B.T   B is stored (N, K)
 *
 * These are a layer's forward, the gradient of its weights and the gradient of its input. Matrices
 * are row-major and contiguous; C must not overlap A or B. Sizes may be 0: with K = 0 the product is
 * all zeros, so C is cleared, or left alone if it accumulates. Nothing is checked here: the ops check
 * shapes. Torch: A @ B, torch.addmm.
 *
 * To the last bit, an element of C depends only on its row of A, its column of B and K: not on M or
 * N, not on the number of threads, not on whether an operand is stored transposed. It is summed in
 * the order of k, in blocks of GEMM_DEPTH: first within each block, then over the blocks.
 * Source: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
 */
#ifndef GEMM_H
#define GEMM_H

#include "real.h"

#include <stdbool.h>
#include <stddef.h>

enum { GEMM_DEPTH = 384 };

// The piece of C that this processor's registers hold at a time. The tests try every remainder.
typedef struct GemmTile {
    int rows, cols;
} GemmTile;
extern const GemmTile gemm_tile;

// C (M, N) = [C +] op(A) (M, K) op(B) (K, N), where op transposes if the flag is set, and C is added if accumulate is.
void gemm(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B,
          real *C, bool accumulate);

// The same for parts of wider matrices. a_row, b_row and c_row are the distances between the beginnings of two stored
// rows: so the columns of one attention head need no copy. C must not overlap A or B, but may lie between their
// columns.
void gemm_part(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A,
               ptrdiff_t a_row, const real *B, ptrdiff_t b_row, real *C, ptrdiff_t c_row, bool accumulate);

// C (M, N) = A (M, K) B (K, N) + bias (N) in each row: a layer's forward. Each sum begins with its bias.
void gemm_bias(ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B, const real *bias, real *C);

// The same by the definition, in three loops and many times slower: the tests compare gemm with it.
void gemm_naive(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B,
                real *C, bool accumulate);

#endif

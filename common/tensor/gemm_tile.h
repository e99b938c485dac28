/*
 * The inner half of the matrix product, which gemm.c blocks and shares out: sizes, a column of register
 * tiles (gemm_tile.c), and packing (gemm_pack.c). No contract for users: that is gemm.h.
 */
#ifndef GEMM_TILE_H
#define GEMM_TILE_H

#include "gemm.h"

// A tile is as large as the registers allow: there are 32 of 64 bytes, 16 of 32, 32 of 16.
#if defined __AVX512F__
enum { VECTOR = 64, VECTORS = 2, TILE_ROWS = 14, UNPACKED_ROWS = 8, BLOCK_ROWS = 512 };
#elif defined __AVX2__
enum { VECTOR = 32, VECTORS = 2, TILE_ROWS = 6, UNPACKED_ROWS = 6, BLOCK_ROWS = 384 };
#elif defined __aarch64__
enum { VECTOR = 16, VECTORS = 4, TILE_ROWS = 6, UNPACKED_ROWS = 6, BLOCK_ROWS = 384 };
#else
enum { VECTOR = 16, VECTORS = 2, TILE_ROWS = 6, UNPACKED_ROWS = 6, BLOCK_ROWS = 384 };
#endif

enum {
    LANES = VECTOR / sizeof(real),
    TILE_COLS = VECTORS * LANES,
    LINE = 64 / sizeof(real), // of a cache
    STRIDE = GEMM_DEPTH + 16, // of packed A; no power of two, whose rows would displace each other
};

// A matrix from some element on: (i, j) is at[i * row + j * col].
typedef struct View {
    const real *at;
    ptrdiff_t row, col;
} View;

// A column of tiles: C (rows, cols) = [C or bias +] A (rows, depth) B (depth, TILE_COLS).
typedef struct Column {
    int rows, cols, depth;
    View A, B, next; // next: the panel of B for the column after this one
    real *C;
    ptrdiff_t c_row;
    bool add;         // to C, or, unless it is NULL,
    const real *bias; // to this row (cols)
} Column;

static inline ptrdiff_t min(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

static inline View part(View X, ptrdiff_t i, ptrdiff_t j)
{
    return (View){X.at + i * X.row + j * X.col, X.row, X.col};
}

// Computes a column. Packed: A's rows are STRIDE apart, B's TILE_COLS.
void gemm_column(const Column *t, bool packed);

// Copies rows and columns of a matrix, stored in either way, to rows that are `stride` apart.
View gemm_pack(View from, int rows, int cols, real *to, int stride);

#endif

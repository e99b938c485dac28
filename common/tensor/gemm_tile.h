/*
 * The inner half of the matrix product: sizes, a column of register tiles (gemm_tile.c), and packing
 * (gemm_pack.c). gemm.c cuts the product into blocks and shares them among threads. The contract for users
 * is gemm.h.
 */
#ifndef GEMM_TILE_H
#define GEMM_TILE_H

#include "gemm.h"

// A tile is as large as the vector registers allow: 32 of 64 bytes (AVX-512), 16 of 32 (AVX2), 32 of 16 (ARM).
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
    LINE = 64 / sizeof(real), // numbers in a cache line
    // Of packed A, whose rows or columns are dense: no powers of two, or they would evict each other from the cache.
    ROW_STRIDE = GEMM_DEPTH + 16,
    COLUMN_STRIDE = BLOCK_ROWS + 16,
};

// A matrix that begins at some element of another: its element (i, j) is at[i * row + j * col].
typedef struct View {
    const real *at;
    ptrdiff_t row, col;
} View;

// A column of tiles: C (rows, cols) = [C or bias +] A (rows, depth) B (depth, TILE_COLS).
typedef struct Column {
    int rows, cols, depth;
    View A, B, next; // next: the panel of B for the next column, to be prefetched:
    int line, end;   // a tile asks for these cache lines of it
    real *C;
    ptrdiff_t c_row;
    bool add;         // start from what is in C;
    const real *bias; // else from this row (cols), or from 0 if it is NULL
} Column;

static inline ptrdiff_t min(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

static inline View part(View X, ptrdiff_t i, ptrdiff_t j)
{
    return (View){X.at + i * X.row + j * X.col, X.row, X.col};
}

// Computes a column. If packed, A's rows are ROW_STRIDE apart or its columns COLUMN_STRIDE, and B's rows TILE_COLS.
void gemm_column(Column t, bool packed);

// Copies (rows, cols) of a matrix, stored transposed or not, to `to`, in rows that are `stride` apart.
View gemm_pack(View from, int rows, int cols, real *to, int stride);

#endif

/*
 * The upper rungs of the ladder: products built from register tiles. The lower ones are exercises. All compute C += A B.
 */
#ifndef KERNELS_H
#define KERNELS_H

#include "11-fast.h"

#include <stdbool.h>

// C += A B for a tile of fixed size: see tile_4x16.
typedef void Tile(int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row, float *C, ptrdiff_t c_row);

typedef struct Plan {
    Tile *tile;
    int rows, cols; // of the tile
    bool packed;    // is a panel of B copied into a dense array first?
    int threads;    // each has its share of C's rows
} Plan;

void product_by(Plan plan, int M, int N, int K, const float *A, const float *B, float *C);

// As large as this processor's registers allow.
extern const int large_rows, large_cols;
void tile_large(int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row, float *C, ptrdiff_t c_row);

#endif

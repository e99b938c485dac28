/*
 * Exercise 11.4: a register tile
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008, section 6
 * uses:     Vec, vec_load, vec_store, LANES (11-fast.h)
 *
 * task:     C += A B for a tile of C, 4 rows of 16. Its sums stay in registers while k runs: 4 x VECS of them, VECS = 16 /
 *           LANES. For each k, load 16 numbers of B once, and multiply them with one number of A for each of the four
 *           rows. C is read and written only once, at the end.
 * example:  K = 1, A's column (1 2 3 4), B's row (1 1 ... 1), C all 10: C's rows become 11, 12, 13 and 14.
 * trap:     The rows are parts of larger matrices: row i of A begins at A + i * a_row, row k of B at B + k * b_row.
 * trap:     A float times a Vec is a Vec: A[i * a_row + k] * b[v]. There is nothing to load for A.
 * trap:     The checker counts how often a row of C and a row of B are fetched.
 */
#include "11-fast.h"

void tile_4x16(int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row, float *C, ptrdiff_t c_row)
{
    TODO("11.4");
}

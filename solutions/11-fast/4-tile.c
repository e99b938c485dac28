/*
 * Exercise 11.4: a register tile
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008, section 6
 * uses:     Vec, vec_load, vec_store, LANES (11-fast.h)
 *
 * task:     C += A B for a tile of C, 4 rows of 16: four Vec are its sums, and stay in registers while k runs. For each k,
 *           load 16 numbers of B once, and multiply them with one number of A for each of the four rows. C is read and
 *           written only once, at the end.
 * example:  K = 1, A's column (1 2 3 4), B's row (1 1 ... 1), C all 10: C's rows become 11, 12, 13 and 14.
 * trap:     The rows are parts of larger matrices: row i of A begins at A + i * a_row, row k of B at B + k * b_row.
 * trap:     A number times a Vec is a Vec: A[i * a_row + k] * b. There is nothing to load for A.
 * trap:     The checker counts how often a row of C and a row of B are fetched.
 */
#include "11-fast.h"

void tile_4x16(int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row, float *C, ptrdiff_t c_row)
{
    //: solution
    Vec sum[4] = {{0}};
    for (int k = 0; k < K; k++) {
        Vec b = vec_load(B + k * b_row);
        for (int row = 0; row < 4; row++)
            sum[row] += A[row * a_row + k] * b;
    }
    for (int i = 0; i < 4; i++)
        vec_store(C + i * c_row, vec_load(C + i * c_row) + sum[i]);
    //: end
}

/*
 * hint:     Begin with Vec sum[4] = {{0}}; the compiler keeps the four in registers, because the loops over 4 are unrolled.
 * hint:     for each k: Vec b = vec_load(B + k * b_row); then sum[i] += A[i * a_row + k] * b for the four rows.
 * hint:     After the loop over k: vec_store(C + i * c_row, vec_load(C + i * c_row) + sum[i]);
 *
 * outputs:  tile_4x16 +C[16]
 *
 * mistake:  C in memory
 *  -        sum[row] += A[row * a_row + k] * b;
 *  +        vec_store(C + row * c_row, vec_load(C + row * c_row) + A[row * a_row + k] * b);
 *  says:    C is fetched in each step of k
 * mistake:  one row after another
 *  -        for (int k = 0; k < K; k++) {
 *  +        for (int i = 0; i < 4; i++)
 *  +        for (int k = 0; k < K; k++) {
 *  -        for (int row = 0; row < 4; row++)
 *  +        for (int row = i; row <= i; row++)
 *  says:    each row of B is fetched four times
 * mistake:  overwrites C
 *  -        vec_store(C + i * c_row, vec_load(C + i * c_row) + sum[i]);
 *  +        vec_store(C + i * c_row, sum[i]);
 *  says:    what was in C is gone
 * mistake:  A's rows taken as dense
 *  -        sum[row] += A[row * a_row + k] * b;
 *  +        sum[row] += A[row * K + k] * b;
 *  says:    A + i * a_row
 * mistake:  B's rows taken as dense
 *  -        Vec b = vec_load(B + k * b_row);
 *  +        Vec b = vec_load(B + k * LANES);
 *  says:    B + k * b_row
 */

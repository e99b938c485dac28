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
    //: solution
    enum { VECS = 16 / LANES };
    Vec sum[4][VECS] = {{{0}}}, b[VECS];
    for (int k = 0; k < K; k++) {
        for (int v = 0; v < VECS; v++)
            b[v] = vec_load(B + k * b_row + v * LANES);
        for (int row = 0; row < 4; row++)
            for (int v = 0; v < VECS; v++)
                sum[row][v] += A[row * a_row + k] * b[v];
    }
    for (int i = 0; i < 4 * VECS; i++) {
        float *to = C + i / VECS * c_row + i % VECS * LANES;
        vec_store(to, vec_load(to) + sum[i / VECS][i % VECS]);
    }
    //: end
}

/*
 * hint:     Begin with enum { VECS = 16 / LANES }; Vec sum[4][VECS] = {{{0}}}; the compiler keeps all of them in registers,
 *           because it unrolls loops as short as these.
 * hint:     for each k: load b[v] = vec_load(B + k * b_row + v * LANES) for each v; then, for the four rows,
 *           sum[row][v] += A[row * a_row + k] * b[v].
 * hint:     After the loop over k, for each row i and each v: float *to = C + i * c_row + v * LANES; vec_store(to,
 *           vec_load(to) + sum[i][v]);
 *
 * outputs:  tile_4x16 +C[16]
 *
 * mistake:  C in memory
 *  -        sum[row][v] += A[row * a_row + k] * b[v];
 *  +        vec_store(C + row * c_row + v * LANES, vec_load(C + row * c_row + v * LANES) + A[row * a_row + k] * b[v]);
 *  says:    C is fetched in each step of k
 * mistake:  one row after another
 *  -        for (int k = 0; k < K; k++) {
 *  +        for (int one = 0; one < 4; one++)
 *  +        for (int k = 0; k < K; k++) {
 *  -        for (int row = 0; row < 4; row++)
 *  +        for (int row = one; row <= one; row++)
 *  says:    each row of B is fetched four times
 * mistake:  overwrites C
 *  -        vec_store(to, vec_load(to) + sum[i / VECS][i % VECS]);
 *  +        vec_store(to, sum[i / VECS][i % VECS]);
 *  says:    what was in C is gone
 * mistake:  A's rows taken as dense
 *  -        sum[row][v] += A[row * a_row + k] * b[v];
 *  +        sum[row][v] += A[row * K + k] * b[v];
 *  says:    A + i * a_row
 * mistake:  B's rows taken as dense
 *  -        b[v] = vec_load(B + k * b_row + v * LANES);
 *  +        b[v] = vec_load(B + k * 16 + v * LANES);
 *  says:    B + k * b_row
 */

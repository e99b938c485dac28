/*
 * Exercise 11.9: the fastest product you can write
 *
 * kind:     experiment
 * effort:   ****, 120 minutes
 * points:   20
 * lecture:  none; the library's own is in common/tensor/gemm.c
 * built:    plain
 * seconds:  60
 * uses:     Vec, vec_load, vec_store, LANES (11-fast.h)
 * refuses:  gemm, gemm_part, gemm_bias, tensor_matmul, tensor_linear, tensor_unembed: the library's product is what yours
 *           is compared with; write the loops
 *
 * task:     C = A B, float, on one thread, for any M, N and K from 1 on. The checker measures it beside the library's gemm,
 *           in turn, on its own machine, and gives points for 3, 15, 30 and 50 percent of gemm's speed at 384 x 384 x 384,
 *           after it has tried odd sizes. Start from what you have: loop order, blocks, the tile, packing.
 * example:  The three loops of the definition reach about 1 percent, those of exercise 11.2 about 10.
 * trap:     C is overwritten: it may hold anything before, even NaN.
 * trap:     Memory beyond a matrix is not yours to read, not even if the result is thrown away.
 * trap:     An array whose size depends on N on the stack may be too large for it.
 */
#include "11-fast.h"

//: solution
enum { ROWS = 6, DEPTH = 256 };

// Adds the first `cols` of 16 numbers to a row of C, or writes them.
static void put(float *C, Vec sum, int cols, int add)
{
    if (cols == LANES) {
        vec_store(C, add ? vec_load(C) + sum : sum);
        return;
    }
    for (int j = 0; j < cols; j++)
        C[j] = add ? C[j] + sum[j] : sum[j];
}

// Six rows of C, 16 or fewer of each. Twelve instructions are under way at a time, or six of twice the width.
static void six_rows(int K, const float *A, int a_row, const float *panel, float *C, int c_row, int cols, int add)
{
    Vec a = {0}, b = {0}, c = {0}, d = {0}, e = {0}, f = {0};
    for (int k = 0; k < K; k++, A++) {
        Vec x = vec_load(panel + k * LANES);
        a += A[0] * x;
        b += A[a_row] * x;
        c += A[2 * a_row] * x;
        d += A[3 * a_row] * x;
        e += A[4 * a_row] * x;
        f += A[5 * a_row] * x;
    }
    put(C, a, cols, add);
    put(C + c_row, b, cols, add);
    put(C + 2 * c_row, c, cols, add);
    put(C + 3 * c_row, d, cols, add);
    put(C + 4 * c_row, e, cols, add);
    put(C + 5 * c_row, f, cols, add);
}

static void one_row(int K, const float *A, const float *panel, float *C, int cols, int add)
{
    Vec sum = {0};
    for (int k = 0; k < K; k++)
        sum += A[k] * vec_load(panel + k * LANES);
    put(C, sum, cols, add);
}
//: end

void product_fastest(int M, int N, int K, const float *A, const float *B, float *C)
{
    //: solution
    static float panel[DEPTH * LANES]; // 16 columns of B, dense; zeros beyond the edge
    for (int k0 = 0; k0 < K; k0 += DEPTH)
        for (int j = 0; j < N; j += LANES) {
            int depth = K - k0 < DEPTH ? K - k0 : DEPTH, cols = N - j < LANES ? N - j : LANES, i = 0;
            memset(panel, 0, sizeof panel);
            for (int k = 0; k < depth; k++)
                memcpy(panel + k * LANES, B + (ptrdiff_t)(k0 + k) * N + j, sizeof *panel * (size_t)cols);
            for (; i + ROWS <= M; i += ROWS)
                six_rows(depth, A + (ptrdiff_t)i * K + k0, K, panel, C + (ptrdiff_t)i * N + j, N, cols, k0 > 0);
            for (; i < M; i++)
                one_row(depth, A + (ptrdiff_t)i * K + k0, panel, C + (ptrdiff_t)i * N + j, cols, k0 > 0);
        }
    //: end
}

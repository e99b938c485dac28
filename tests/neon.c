/*
 * The product and exp of the tensor library against their definitions, small enough for an emulator: tests/widths.sh runs it
 * as a program for 64-bit ARM.
 */
#include "fastmath.h"
#include "gemm.h"

#include <math.h>
#include <stdio.h>

enum { MOST = 96 };

static real A[MOST * MOST], B[MOST * MOST], C[MOST * MOST], D[MOST * MOST];
static int products, wrong;

static void compare(int M, int N, int K)
{
    for (int form = 0; form < 4; form++, products++) {
        gemm(form & 1, form & 2, M, N, K, A, B, C, false);
        gemm_naive(form & 1, form & 2, M, N, K, A, B, D, false);
        for (int i = 0; i < M * N; i++)
            wrong += !(fabs((double)C[i] - (double)D[i]) < 1e-4);
    }
}

int main(void)
{
    for (int i = 0; i < MOST * MOST; i++) {
        A[i] = (real)(i * 37 % 101 - 50) / 50;
        B[i] = (real)(i * 53 % 97 - 48) / 48;
    }
    for (int M = 1; M <= 2 * gemm_tile.rows + 1; M++) // every height of a tile, and its right edges
        for (int N = 1; N <= 2 * gemm_tile.cols + 1; N += 3)
            compare(M, N, 17 + N);
    for (int n = 60; n < MOST - 3; n += 7)
        compare(n, n + 3, n);
    double error = 0;
    for (double x = -20; x < 20; x += 0.01)
        error = fmax(error, fabs((double)exp_fast((real)x) / exp((double)(real)x) - 1));
    printf("%d products with tiles of %d x %d, %d numbers wrong; exp is off by %.1e at most\n", products,
           gemm_tile.rows, gemm_tile.cols, wrong, error);
    return wrong || !(error < 3e-7);
}

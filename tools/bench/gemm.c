/*
 * How fast is the matrix product? GFLOP/s of A @ B, A.T @ B and A @ B.T, (M, K) @ (K, N) each, with
 * as many threads as OMP_NUM_THREADS says. gemm.py is the same in PyTorch.
 * `make bench ARGS="gemm 768 768 768"`
 */
#include "bench.h"
#include "gemm.h"

#include <stdio.h>

typedef struct Product {
    bool transpose_a, transpose_b;
    int M, N, K;
    real *A, *B, *C;
} Product;

static void step(void *context)
{
    Product *p = context;
    gemm(p->transpose_a, p->transpose_b, p->M, p->N, p->K, p->A, p->B, p->C, false);
}

// Aligned to 64 bytes, as the library's tensors and PyTorch's are: otherwise each row of C would begin in the
// middle of a cache line, and every vector would touch two lines.
static real *matrix(int rows, int cols)
{
    size_t n = (size_t)rows * (size_t)cols;
    real *x = aligned_alloc(64, (sizeof *x * n + 63) / 64 * 64);
    CHECK(x != NULL, "no memory for (%d, %d)", rows, cols);
    for (size_t i = 0; i < n; i++)
        x[i] = (real)(i % 13) / 13;
    return x;
}

static void measure(const char *name, Product p, bool transpose_a, bool transpose_b)
{
    double flops = 2.0 * p.M * p.N * p.K;
    int steps = BATCHES * (1 + (int)(2e8 / flops)); // some milliseconds a batch
    p.transpose_a = transpose_a;
    p.transpose_b = transpose_b;
    printf("gflops_%s %.2f\n", name, flops / ms_per_step(steps, step, &p) / 1e6);
}

int main(int argc, char **argv)
{
    Product p = {.M = 768, .N = 768, .K = 768};
    if (argc == 4) {
        p.M = atoi(argv[1]);
        p.N = atoi(argv[2]);
        p.K = atoi(argv[3]);
    }
    if ((argc != 1 && argc != 4) || p.M < 1 || p.N < 1 || p.K < 1)
        usage_error("usage: %s [M N K]", argv[0]);
    p.A = matrix(p.M, p.K);
    p.B = matrix(p.K, p.N);
    p.C = matrix(p.M, p.N);
    measure("ab", p, false, false);
    measure("atb", p, true, false);
    measure("abt", p, false, true);
    free(p.A);
    free(p.B);
    free(p.C);
    return 0;
}

/*
 * What would bfloat16 bring? The products of one forward pass of a GPT, every layer's four and the unembedding, in float32
 * by the library and in bfloat16 by lesson 11's kernels (AMX or AVX512-BF16), in turn, round after round: `make bench
 * ARGS="bf16 --layers 12 --heads 12 --embd 768 --block 64 --batch 4 --vocab 50257"`. Weights are packed beforehand, as they
 * would be for serving; rounding the activations is measured. Threads by OMP_NUM_THREADS.
 */
#include "11-fast/bf16.h"
#include "gemm.h"
#include "memory.h"
#include "shape.h"

enum { ROUNDS = 9 };

// x (M, K) @ W (K, N), `calls` times a pass.
typedef struct Product {
    int calls, M, K, N;
    float *x, *W, *out;
    Bf16 *half;
    Bf16Panels panels;
} Product;

static Product product_new(int calls, int M, int K, int N)
{
    Product p = {.calls = calls, .M = M, .K = K, .N = N};
    size_t mk = (size_t)M * (size_t)K, kn = (size_t)K * (size_t)N;
    p.x = memory_new(sizeof *p.x * mk);
    p.W = memory_new(sizeof *p.W * kn);
    p.out = memory_new(sizeof *p.out * (size_t)M * (size_t)N);
    p.half = memory_new(sizeof *p.half * mk);
    for (size_t i = 0; i < mk; i++)
        p.x[i] = (float)((int)(i * 37 % 101) - 50) / 50;
    for (size_t i = 0; i < kn; i++)
        p.W[i] = (float)((int)(i * 53 % 97) - 48) / 50;
    p.panels = bf16_pack(K, N, p.W);
    return p;
}

static double in_float32(Product *p)
{
    double begin = seconds();
    for (int i = 0; i < p->calls; i++)
        gemm(false, false, p->M, p->N, p->K, (real *)p->x, (real *)p->W, (real *)p->out, false);
    return seconds() - begin;
}

static double in_bfloat16(Product *p, Bf16Way way)
{
    double begin = seconds();
    for (int i = 0; i < p->calls; i++) {
        bf16_all((size_t)p->M * (size_t)p->K, p->x, p->half);
        bf16_product_by(way, p->M, p->half, &p->panels, p->out);
    }
    return seconds() - begin;
}

int main(int argc, char **argv)
{
    GPTShape s = gpt_shape(argc, argv, "bf16");
    int rows = s.batch * s.config.block, C = s.config.embd, L = s.config.layers;
    Bf16Way way = bf16_best(rows);
    if (strcmp(way.name, "software") == 0)
        data_error("bf16: this processor has no instruction for bfloat16, so there is nothing to measure");
    Product p[] = {product_new(L, rows, C, 3 * C), product_new(L, rows, C, C), product_new(L, rows, C, 4 * C),
                   product_new(L, rows, 4 * C, C), product_new(1, rows, C, s.config.vocab)};
    double ms[2][ROUNDS] = {{0}}, ratio[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
        double sum[2] = {0, 0};
        for (int i = 0; i < COUNT(p); i++) {
            sum[0] += in_float32(&p[i]);
            sum[1] += in_bfloat16(&p[i], way);
        }
        for (int i = 0; round >= 0 && i < 2; i++)
            ms[i][round] = 1e3 * sum[i];
        if (round >= 0)
            ratio[round] = sum[0] / sum[1];
    }
    printf("instruction %s\nfloat32_ms %.2f\nbf16_ms %.2f\nbf16_times_as_fast %.2f\n", way.name, median(ms[0], ROUNDS),
           median(ms[1], ROUNDS), median(ratio, ROUNDS));
    for (int i = 0; i < COUNT(p); i++) {
        bf16_free(&p[i].panels);
        free(p[i].x), free(p[i].W), free(p[i].out), free(p[i].half);
    }
    return 0;
}

/* The machine's limits, measured: see machine.h. */
#include "machine.h"
#include "format.h"
#include "measure.h"
#include "memory.h"
#include "tensor.h"
#include "gemm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

// ---- multiply-adds ----

enum { CHAINS = 12, ROUNDS = 20000 };

typedef struct Chains {
    int chains, threads;
    float sink; // what was computed must be used, or the compiler leaves it out
} Chains;

#if defined __clang__ && defined __AVX512F__
#define WHOLE __attribute__((min_vector_width(512)))
#else
#define WHOLE
#endif
#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

// Rounds of x = x a + b in n chains. The next round of a chain waits for its last result; the other chains do not. n is a
// constant wherever this is inlined, so x stays in registers.
INLINE float chain_rounds(const int n, int rounds, float start)
{
    Vec x[CHAINS], a = (Vec){0} + 0.5f, b = (Vec){0} + start;
    for (int i = 0; i < n; i++)
        x[i] = b * (float)i;
    for (int r = 0; r < rounds; r++)
        UNROLL for (int i = 0; i < n; i++) x[i] = x[i] * a + b;
    for (int i = 1; i < n; i++)
        x[0] += x[i];
    return x[0][0];
}

static WHOLE float some_chains(int chains, float start)
{
    switch (chains) {
    case 1:
        return chain_rounds(1, ROUNDS, start);
    case 2:
        return chain_rounds(2, ROUNDS, start);
    case 4:
        return chain_rounds(4, ROUNDS, start);
    case 8:
        return chain_rounds(8, ROUNDS, start);
    default:
        return chain_rounds(CHAINS, ROUNDS, start);
    }
}

static void run_chains(void *arg)
{
    Chains *c = arg;
    float sum = 0;
#pragma omp parallel for num_threads(c->threads) reduction(+ : sum) if (c->threads > 1)
    for (int t = 0; t < c->threads; t++)
        sum += some_chains(c->chains, 1 + c->sink);
    c->sink = sum * 1e-30f;
}

static double chain_speed(int chains, int threads)
{
    Chains c = {chains, threads, 0};
    double flops = 2.0 * LANES * chains * ROUNDS * threads;
    bool before = measure_one_thread(threads == 1);
    double seconds = measure(run_chains, &c).least;
    measure_one_thread(before);
    return flops / seconds;
}

double machine_peak(int threads)
{
    return chain_speed(CHAINS, threads);
}

double machine_peak_of_chains(int chains)
{
    return chain_speed(chains, 1);
}

// ---- bytes ----

typedef struct Arrays {
    size_t n; // floats in each array of a thread
    int threads, rounds;
    float *a, *b, *c, sink;
} Arrays;

static float read_all(size_t n, const float *a)
{
    Vec sum[8] = {{0}};
    for (size_t i = 0; i < n; i += COUNT(sum) * LANES)
        for (size_t k = 0; k < COUNT(sum); k++)
            sum[k] += vec_load(a + i + k * LANES);
    for (size_t k = 1; k < COUNT(sum); k++)
        sum[0] += sum[k];
    return sum[0][0];
}

static float triad(size_t n, float *restrict a, const float *restrict b, const float *restrict c)
{
    for (size_t i = 0; i < n; i += LANES)
        vec_store(a + i, vec_load(b + i) + 0.5f * vec_load(c + i));
    return a[0];
}

// A thread's part, again and again: it stays in the caches that it fits into.
static float part_of(const Arrays *x, int t)
{
    size_t at = (size_t)t * x->n;
    float sum = 0;
    for (int r = 0; r < x->rounds; r++)
        sum += x->b ? triad(x->n, x->a + at, x->b + at, x->c + at) : read_all(x->n, x->a + at);
    return sum;
}

static void run_arrays(void *arg)
{
    Arrays *x = arg;
    float sum = 0;
#pragma omp parallel for num_threads(x->threads) reduction(+ : sum) if (x->threads > 1)
    for (int t = 0; t < x->threads; t++)
        sum += part_of(x, t);
    x->sink += sum;
}

double machine_bandwidth(Sweep how, size_t bytes, int threads)
{
    enum { UNIT = 8 * LANES, ENOUGH = 8 << 20 }; // bytes for one measurement
    size_t arrays = how == READ ? 1 : 3, n = bytes / sizeof(float) / arrays / (size_t)threads / UNIT * UNIT;
    n = n ? n : UNIT;
    size_t each = sizeof(float) * n * (size_t)threads;
    Arrays x = {.n = n, .threads = threads, .rounds = (int)(ENOUGH / (each * arrays)) + 1, .a = memory_zeros(each)};
    if (how == TRIAD) {
        x.b = memory_zeros(each);
        x.c = memory_zeros(each);
    }
    bool before = measure_one_thread(threads == 1);
    double seconds = measure(run_arrays, &x).least / x.rounds;
    measure_one_thread(before);
    free(x.a);
    free(x.b);
    free(x.c);
    return (double)(each * arrays) / seconds;
}

enum { SUMMED = 1024 };

static void run_sums(void *arg)
{
    float *x = arg;
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < SUMMED; i++)
        sum += x[i];
    x[0] = (float)sum * 1e-30f;
}

double machine_sums(void)
{
    float x[SUMMED] = {1};
    return SUMMED / measure(run_sums, x).least;
}

// ---- the form for predictions ----

typedef struct Copy {
    size_t bytes;
    void *to, *from;
} Copy;

static void run_copy(void *arg)
{
    Copy *c = arg;
    memcpy(c->to, c->from, c->bytes);
}

static double copy_speed(double bytes) // of two arrays together
{
    Copy c = {.bytes = (size_t)bytes / 2};
    c.to = memory_zeros(c.bytes);
    c.from = memory_zeros(c.bytes);
    double seconds = measure(run_copy, &c).least;
    free(c.to);
    free(c.from);
    return bytes / seconds;
}

double copy_speed_of(const Machine *m, double bytes)
{
    int i = 0;
    while (i < LEVELS - 2 && bytes > m->copy_bytes[i + 1])
        i++;
    double at = log(bytes / m->copy_bytes[i]) / log(m->copy_bytes[i + 1] / m->copy_bytes[i]);
    at = fmin(fmax(at, 0), 1);
    return m->copy_speed[i] + at * (m->copy_speed[i + 1] - m->copy_speed[i]);
}

enum { N = 384, ROW = 4096 };

typedef struct Square {
    float *A, *B, *C;
} Square;

static void run_product(void *arg)
{
    const Square *s = arg;
    gemm(false, false, N, N, N, (real *)s->A, (real *)s->B, (real *)s->C, false);
}

typedef struct OneOp {
    Tensor *row, *(*op)(Tensor *);
} OneOp;

static void run_op(void *arg) // the tape grows by a row each time, and is cut back before the next measurement
{
    OneOp *o = arg;
    tape_reset();
    o->op(tensor_from(o->row->shape, o->row->data));
}

static Tensor *nothing(Tensor *a)
{
    return a;
}

// Seconds for each number of a long row, without what the tape and the copy take.
static double seconds_each(Tensor *(*op)(Tensor *))
{
    static real numbers[ROW];
    Tensor row = {.shape = SHAPE(1, ROW), .size = ROW, .data = numbers};
    OneOp with = {&row, op}, without = {&row, nothing};
    Timing t[2];
    for (int i = 0; i < ROW; i++)
        numbers[i] = (real)(i % 7) / 7;
    measure_in_turn(2, (Run *const[]){run_op, run_op}, (void *const[]){&with, &without}, t);
    return fmax(t[0].least - t[1].least, 1e-9) / ROW;
}

Machine machine_measure(void)
{
    Machine m = {.copy_bytes = {16e3, 512e3, 8e6, 128e6}};
    size_t bytes = sizeof(float) * N * N;
    Square s = {memory_zeros(bytes), memory_zeros(bytes), memory_zeros(bytes)};
    for (int i = 0; i < LEVELS; i++)
        m.copy_speed[i] = copy_speed(m.copy_bytes[i]);
    m.product = 2.0 * N * N * N / measure(run_product, &s).least;
    m.exp_seconds = seconds_each(tensor_exp);
    free(s.A);
    free(s.B);
    free(s.C);
    return m;
}

// ---- names ----

int machine_threads(void)
{
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

const char *machine_processor(void)
{
    char line[256];
    const char *name = NULL;
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && !name && fgets(line, sizeof line, f))
        if (strncmp(line, "model name", 10) == 0 && strchr(line, ':'))
            name = text_of("%.*s", (int)strcspn(strchr(line, ':') + 2, "\n"), strchr(line, ':') + 2);
    if (f)
        fclose(f);
    return name ? name : "a processor whose name is not known";
}

const char *machine_vectors(void)
{
#if defined __AVX512F__
    return "AVX-512";
#elif defined __AVX2__
    return "AVX2";
#elif defined __aarch64__
    return "NEON";
#else
    return "vectors of 16 bytes";
#endif
}

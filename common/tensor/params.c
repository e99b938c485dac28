/*
 * Parameters and optimisers: see params.h. The optimisers' formulas are PyTorch's (torch.optim);
 * Adam: Kingma and Ba 2014; AdamW: Loshchilov and Hutter 2017.
 */
#include "params.h"
#include "chunks.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

Tensor *params_zeros(Params *p, const char *name, Shape shape)
{
    CHECK(p->count < MAX_PARAMS, "params: more than %d tensors", MAX_PARAMS);
    Tensor *t = calloc(1, sizeof *t);
    size_t size = shape_size(shape);
    CHECK(t, "out of memory");
    *t = (Tensor){.shape = shape, .size = size, .needs_grad = true, .name = name};
    size_t bytes = sizeof(real) * size;
    t->data = memory_new(bytes);
    t->grad = memory_new(bytes);
    CHECK(t->data && t->grad, "out of memory for %s %s", name, shape_text(shape));
    memset(t->data, 0, bytes);
    memset(t->grad, 0, bytes);
    return p->tensor[p->count++] = t;
}

void param_full(Tensor *t, double value)
{
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)value;
}

void param_randn(Tensor *t, Rng *rng, double scale)
{
    float *values = malloc(sizeof *values * t->size);
    CHECK(values, "out of memory");
    rng_randn(rng, values, t->size);
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = values[i] * (real)scale;
    free(values);
}

Tensor *params_full(Params *p, const char *name, Shape shape, double value)
{
    Tensor *t = params_zeros(p, name, shape);
    param_full(t, value);
    return t;
}

Tensor *params_randn(Params *p, const char *name, Shape shape, Rng *rng, double scale)
{
    Tensor *t = params_zeros(p, name, shape);
    param_randn(t, rng, scale);
    return t;
}

void params_free(Params *p)
{
    for (int i = 0; i < p->count; i++) {
        free(p->tensor[i]->data);
        free(p->tensor[i]->grad);
        free(p->tensor[i]);
        free(p->momentum[i]);
        free(p->square[i]);
    }
    *p = (Params){0};
}

long params_total(const Params *p)
{
    long total = 0;
    for (int i = 0; i < p->count; i++)
        total += (long)p->tensor[i]->size;
    return total;
}

void params_zero_grad(Params *p)
{
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
#pragma omp parallel for schedule(static) if (t->size > MANY)
        for (size_t j = 0; j < t->size; j++)
            t->grad[j] = 0;
    }
}

void params_sgd(Params *p, double rate)
{
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        real k = (real)rate;
        for (size_t j = 0; j < t->size; j++)
            t->data[j] -= k * t->grad[j];
    }
}

static real *memory(real **place, size_t size)
{
    if (*place)
        return *place;
    *place = memory_new(sizeof **place * size);
    CHECK(*place, "out of memory for the optimiser");
    return memset(*place, 0, sizeof **place * size);
}

void params_momentum(Params *p, double rate, double mu)
{
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        real *v = memory(&p->momentum[i], t->size), k = (real)rate, keep = (real)mu;
        for (size_t j = 0; j < t->size; j++) {
            v[j] = keep * v[j] + t->grad[j];
            t->data[j] -= k * v[j];
        }
    }
}

typedef struct Adam {
    real b1, b2, c1, c2, rate, unbias2, eps, keep;
} Adam;

// m = b1 m + c1 g, v = b2 v + c2 g^2, x = keep x - rate m / (sqrt(v) unbias2 + eps)
static void adam_numbers(Adam k, size_t n, real *restrict x, const real *restrict grad, real *restrict m,
                         real *restrict v)
{
#pragma omp parallel for simd schedule(static) if (n > MANY)
    for (size_t j = 0; j < n; j++) {
        real g = grad[j];
        m[j] = k.b1 * m[j] + k.c1 * g;
        v[j] = k.b2 * v[j] + k.c2 * g * g;
        x[j] = k.keep * x[j] - k.rate * m[j] / (sqrt(v[j]) * k.unbias2 + k.eps);
    }
}

void params_adamw(Params *p, double rate, double beta1, double beta2, double eps, double decay)
{
    p->steps++;
    double unbias1 = 1 - pow(beta1, (double)p->steps), unbias2 = sqrt(1 - pow(beta2, (double)p->steps));
    Adam k = {.b1 = (real)beta1, .b2 = (real)beta2, .rate = (real)(rate / unbias1), .eps = (real)eps};
    k.c1 = (real)(1 - beta1); // 1 - 0.999f has three digits less
    k.c2 = (real)(1 - beta2);
    k.unbias2 = (real)(1 / unbias2);
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        k.keep = (real)(t->shape.ndim >= 2 ? 1 - rate * decay : 1);
        adam_numbers(k, t->size, t->data, t->grad, memory(&p->momentum[i], t->size), memory(&p->square[i], t->size));
    }
}

void params_adam(Params *p, double rate, double beta1, double beta2, double eps)
{
    params_adamw(p, rate, beta1, beta2, eps, 0);
}

// Sum of squares, by pieces of a fixed length: whoever sums a piece, the bits are the same.
static double sum_of_squares(size_t n, const real *x)
{
    enum { PIECE = 1 << 14 };
    size_t pieces = (n + PIECE - 1) / PIECE;
    double *part = calloc(pieces, sizeof *part), total = 0;
    CHECK(part, "out of memory");
#pragma omp parallel for schedule(static) if (n > MANY)
    for (size_t k = 0; k < pieces; k++) {
        double sum = 0;
        size_t end = (k + 1) * PIECE < n ? (k + 1) * PIECE : n;
#pragma omp simd reduction(+ : sum)
        for (size_t j = k * PIECE; j < end; j++)
            sum += (double)x[j] * x[j];
        part[k] = sum;
    }
    for (size_t k = 0; k < pieces; k++)
        total += part[k];
    free(part);
    return total;
}

double params_clip_norm(Params *p, double most)
{
    double sum = 0;
    for (int i = 0; i < p->count; i++)
        sum += sum_of_squares(p->tensor[i]->size, p->tensor[i]->grad);
    double norm = sqrt(sum), k = most / (norm + 1e-6);
    for (int i = 0; i < p->count && k < 1; i++)
        for (size_t j = 0; j < p->tensor[i]->size; j++)
            p->tensor[i]->grad[j] *= (real)k;
    return norm;
}

double schedule_cosine(int step, int warmup, int steps, double high, double low)
{
    if (step < warmup)
        return high * (step + 1) / warmup;
    if (step >= steps)
        return low;
    return low + 0.5 * (high - low) * (1 + cos(3.14159265358979323846 * (step - warmup) / (steps - warmup)));
}

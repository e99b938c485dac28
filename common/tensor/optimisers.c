/*
 * Gradients and optimisers: see params.h. The formulas are PyTorch's (torch.optim); Adam: Kingma and Ba 2014; AdamW:
 * Loshchilov and Hutter 2017.
 */
#include "memory.h"
#include "params.h"

#include <stdlib.h>
#include <tgmath.h>

// From this many numbers on, threads share the work. Waking a thread takes about 30 us; one thread alone needs 50 to
// 100 us for this many.
enum { SHARE_FROM = 1 << 19, SHARE_ADAM_FROM = 1 << 17 };

void params_zero_grad(Params *p)
{
    size_t n;
    real *grad = params_block(p, PARAMS_GRAD, &n);
#pragma omp parallel for schedule(static) if (n > SHARE_FROM)
    for (size_t j = 0; j < n; j++)
        grad[j] = 0;
}

// How many of a parameter's numbers learn: all, or none if it is frozen or has had no gradient yet.
static size_t learners(const Param *x)
{
    return x->tensor.needs_grad && x->tensor.grad ? x->tensor.size : 0;
}

void params_sgd(Params *p, double rate)
{
    for (int i = 0; i < p->count; i++) {
        const Param *x = params_at(p, i);
        real k = (real)(rate * x->rate);
        for (size_t j = 0, n = learners(x); j < n; j++)
            x->tensor.data[j] -= k * x->tensor.grad[j];
    }
}

void params_momentum(Params *p, double rate, double mu)
{
    size_t n;
    params_block(p, PARAMS_MOMENTUM, &n);
    for (int i = 0; i < p->count; i++) {
        const Param *x = params_at(p, i);
        real *v = x->momentum, k = (real)(rate * x->rate), keep = (real)mu;
        for (size_t j = 0, size = learners(x); j < size; j++) {
            v[j] = keep * v[j] + x->tensor.grad[j];
            x->tensor.data[j] -= k * v[j];
        }
    }
}

typedef struct Adam {
    real b1, b2, c1, c2, rate, unbias2, eps, keep;
} Adam;

// m = b1 m + c1 g, v = b2 v + c2 g^2, x = keep x - rate m / (sqrt(v) unbias2 + eps): a thread's share of the numbers.
static void adam_numbers(Adam k, size_t n, real *restrict x, const real *restrict grad, real *restrict m,
                         real *restrict v)
{
#pragma omp for simd schedule(static) nowait
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
    size_t n;
    params_block(p, PARAMS_MOMENTUM, &n);
    params_block(p, PARAMS_SQUARE, &n);
    double unbias1 = 1 - pow(beta1, (double)p->steps), unbias2 = sqrt(1 - pow(beta2, (double)p->steps));
    Adam k = {.b1 = (real)beta1, .b2 = (real)beta2, .eps = (real)eps};
    k.c1 = (real)(1 - beta1); // in double: 1 - 0.999f would have three digits fewer
    k.c2 = (real)(1 - beta2);
    k.unbias2 = (real)(1 / unbias2);
#pragma omp parallel firstprivate(k) if (n > SHARE_ADAM_FROM)
    for (int i = 0; i < p->count; i++) {
        const Param *x = params_at(p, i);
        k.rate = (real)(rate * x->rate / unbias1);
        k.keep = (real)(1 - rate * x->rate * (decay * x->decay));
        adam_numbers(k, learners(x), x->tensor.data, x->tensor.grad, x->momentum, x->square);
    }
}

void params_adam(Params *p, double rate, double beta1, double beta2, double eps)
{
    params_adamw(p, rate, beta1, beta2, eps, 0);
}

// Sums squares in pieces of a fixed length, so the bits do not depend on which thread sums which piece.
static double sum_of_squares(size_t n, const real *x)
{
    enum { PIECE = 1 << 14 };
    size_t pieces = (n + PIECE - 1) / PIECE;
    double *part = memory_new(sizeof *part * pieces), total = 0;
#pragma omp parallel for schedule(static) if (n > SHARE_FROM)
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
        sum += sum_of_squares(learners(params_at(p, i)), p->tensor[i]->grad);
    double norm = sqrt(sum), k = most / (norm + 1e-6);
    if (k >= 1)
        return norm;
    size_t n;
    real *grad = params_block(p, PARAMS_GRAD, &n);
#pragma omp parallel for simd schedule(static) if (n > SHARE_FROM)
    for (size_t j = 0; j < n; j++)
        grad[j] *= (real)k;
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

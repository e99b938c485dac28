/* Fused ops and their plain twins: see fuse.h. */
#include "fuse.h"
#include "rows.h"

enum { STRIP = 1024 };

void bias_then_gelu(int rows, int C, const float *x, const float *bias, float *room, float *out)
{
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < C; c++)
            room[(size_t)r * (size_t)C + (size_t)c] = x[(size_t)r * (size_t)C + (size_t)c] + bias[c];
    for (size_t i = 0; i < (size_t)rows * (size_t)C; i++)
        out[i] = gelu_fast(room[i]);
}

void bias_gelu(int rows, int C, const float *x, const float *bias, float *out)
{
    for (int r = 0; r < rows; r++, x += C, out += C)
        for (int c = 0; c < C; c++)
            out[c] = gelu_fast(x[c] + bias[c]);
}

// e^(a - most) of some numbers: written to p if it is not NULL. Returns their sum.
static inline float exponentials(int n, const float *a, float most, float *p)
{
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        float e = exp_fast(a[i] - most);
        if (p)
            p[i] = e;
        sum += e;
    }
    return sum;
}

void softmax_in_three(int n, const float *a, float *p)
{
    float most = largest_of(n, a), inverse = 1 / exponentials(n, a, most, p);
    for (int i = 0; i < n; i++)
        p[i] *= inverse;
}

// The Running of a row: each strip's own, merged.
static Running running_of(int n, const float *a)
{
    Running all = {-INFINITY, 0};
    for (int i = 0; i < n; i += STRIP) {
        int some = n - i < STRIP ? n - i : STRIP;
        float most = largest_of(some, a + i);
        all = running_merge(all, (Running){most, exponentials(some, a + i, most, NULL)});
    }
    return all;
}

void softmax_in_two(int n, const float *a, float *p)
{
    Running all = running_of(n, a);
    float inverse = 1 / all.sum;
    for (int i = 0; i < n; i++)
        p[i] = exp_fast(a[i] - all.most) * inverse;
}

double loss_by_softmax(int n, const float *a, int target, float *p)
{
    softmax_in_three(n, a, p);
    return -log((double)p[target]);
}

double loss_in_one(int n, const float *a, int target)
{
    Running all = running_of(n, a);
    return (double)all.most + log((double)all.sum) - (double)a[target];
}

/* Sums of columns: see sums.h. */
#include "sums.h"
#include "chunks.h"

#include <string.h>

void column_sums(size_t rows, size_t C, const real *x, const real *y, double *sum, double *sum_xy)
{
    enum { STRIP = 64 };
#pragma omp parallel for schedule(static) if (rows * C >= THREADS_FROM)
    for (size_t from = 0; from < C; from += STRIP) {
        size_t width = from + STRIP < C ? STRIP : C - from;
        double a[STRIP] = {0}, b[STRIP] = {0};
        for (size_t r = 0; r < rows; r++) {
            const real *xs = x + r * C + from, *ys = y ? y + r * C + from : xs;
            for (size_t c = 0; c < width; c++)
                a[c] += xs[c];
            for (size_t c = 0; y && c < width; c++)
                b[c] += (double)xs[c] * ys[c];
        }
        memcpy(sum + from, a, sizeof *sum * width);
        if (y)
            memcpy(sum_xy + from, b, sizeof *sum * width);
    }
}

void grad_add_sums(Tensor *t, const double *sum)
{
    real *g = t ? tensor_grad(t) : NULL;
    for (size_t i = 0; g && i < t->size; i++)
        g[i] += (real)sum[i];
}

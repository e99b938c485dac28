/*
 * Attention by its definition, one query at a time: the tests compare attention.c, which has the formulas, with it.
 * Simple enough to be obviously right.
 */
#include "attention.h"

#include <math.h>

static bool sees(const Attending *a, int b, int t, int s)
{
    return (!a->how.causal || s <= a->how.offset + t) && (!a->how.lengths || s < a->how.lengths[b]);
}

static real *row_of(const Attending *a, Heads x, int b, int h, int t)
{
    return x.at + b * x.batch + t * x.row + h * a->size;
}

static double dot(int n, const real *a, const real *b)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

void attention_naive(const Attending *a, const real *keep, double *w)
{
    int heads = a->how.heads, group = heads / a->how.kv_heads;
    for (int i = 0; i < a->B * heads * a->T; i++, w += a->S, keep += keep ? a->S : 0) {
        int b = i / a->T / heads, h = i / a->T % heads, t = i % a->T;
        const real *q = row_of(a, a->q, b, h, t);
        double most = -INFINITY, sum = 0;
        for (int s = 0; s < a->S; s++) {
            w[s] = sees(a, b, t, s) ? dot(a->size, q, row_of(a, a->k, b, h / group, s)) / sqrt(a->size) : -INFINITY;
            most = fmax(most, w[s]);
        }
        for (int s = 0; s < a->S; s++)
            sum += w[s] = exp(w[s] - most);
        for (int s = 0; s < a->S; s++)
            w[s] /= sum;
        for (int c = 0; c < a->size; c++) {
            double value = 0;
            for (int s = 0; s < a->S; s++)
                value += w[s] * (keep ? keep[s] : 1) * row_of(a, a->v, b, h / group, s)[c];
            row_of(a, a->out, b, h, t)[c] = (real)value;
        }
    }
}

void attention_naive_backward(const Attending *a, const real *keep, const double *w, Heads dout, Heads dq, Heads dk,
                              Heads dv)
{
    int heads = a->how.heads, group = heads / a->how.kv_heads;
    for (int i = 0; i < a->B * heads * a->T; i++, w += a->S, keep += keep ? a->S : 0) {
        int b = i / a->T / heads, h = i / a->T % heads, t = i % a->T;
        const real *d = row_of(a, dout, b, h, t);
        double mean = 0; // of dw, weighted
        for (int s = 0; s < a->S; s++)
            mean += w[s] * (keep ? keep[s] : 1) * dot(a->size, d, row_of(a, a->v, b, h / group, s));
        for (int s = 0; s < a->S; s++) {
            double kept = keep ? keep[s] : 1, dw = kept * dot(a->size, d, row_of(a, a->v, b, h / group, s));
            double da = w[s] * (dw - mean) / sqrt(a->size);
            for (int c = 0; c < a->size; c++) {
                row_of(a, dq, b, h, t)[c] += (real)(da * row_of(a, a->k, b, h / group, s)[c]);
                row_of(a, dk, b, h / group, s)[c] += (real)(da * row_of(a, a->q, b, h, t)[c]);
                row_of(a, dv, b, h / group, s)[c] += (real)(w[s] * kept * d[c]);
            }
        }
    }
}

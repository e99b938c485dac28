/*
 * The kernel of attention: see attention.h. For each sequence and head, with rows q_t, k_s, v_s of `size` numbers:
 *
 *     w[t][s] = softmax over the keys s that t sees of q_t . k_s / sqrt(size)       out_t = sum_s w[t][s] v_s
 *
 *     dv_s += sum_t w[t][s] dout_t           dw[t][s] = dout_t . v_s
 *     da[t][s] = w[t][s] (dw[t][s] - sum_r w[t][r] dw[t][r]) / sqrt(size)
 *     dq_t += sum_s da[t][s] k_s             dk_s += sum_t da[t][s] q_t
 *
 * The same as the lesson's matmul, scale, mask, softmax, matmul, in blocks of rows. If causal, rows t0 to t1 - 1 are
 * multiplied with keys 0 to offset + t1 - 1 only: what the mask would throw away is not computed, except for the
 * corners of the diagonal's blocks. attention_naive.c is the definition.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
 */
#include "attention.h"
#include "gemm.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

enum { SHARE = 1 << 19 }; // multiply-adds of a product from which threads pay

// Rows t0 to t0 + rows - 1 of a head. None of them sees a key from `width` on, or, in this sequence, from `keys` on.
typedef struct Block {
    int t0, rows, width, keys;
    ptrdiff_t at; // of its weights (rows, width)
} Block;

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int width_of(const Attending *a, int t0)
{
    return a->how.causal ? min(a->how.offset + t0 + ATTENTION_ROWS, min(a->how.offset + a->T, a->S)) : a->S;
}

// How many weights of a head come before row t, which begins a block or is T.
static ptrdiff_t weights_before(const Attending *a, int t)
{
    ptrdiff_t sum = 0;
    for (int t0 = 0; t0 < t; t0 += ATTENTION_ROWS)
        sum += (ptrdiff_t)min(ATTENTION_ROWS, t - t0) * width_of(a, t0);
    return sum;
}

static Block block_of(const Attending *a, int b, int h, int t0)
{
    Block x = {.t0 = t0, .rows = min(ATTENTION_ROWS, a->T - t0), .width = width_of(a, t0)};
    x.keys = a->how.lengths ? min(x.width, a->how.lengths[b]) : x.width;
    x.at = ((ptrdiff_t)b * a->how.heads + h) * weights_before(a, a->T) + weights_before(a, t0);
    return x;
}

size_t attention_weights(const Attending *a)
{
    return (size_t)((ptrdiff_t)a->B * a->how.heads * weights_before(a, a->T));
}

ptrdiff_t attention_place(const Attending *a, int b, int h, int t, int s)
{
    Block x = block_of(a, b, h, t / ATTENTION_ROWS * ATTENTION_ROWS);
    return s < x.width ? x.at + (ptrdiff_t)(t - x.t0) * x.width + s : -1;
}

static real *head_of(const Attending *a, Heads x, int b, int h, int t)
{
    return x.at + b * x.batch + t * x.row + h * a->size;
}

static real inverse_root(int n)
{
    return (real)(1 / sqrt((double)n));
}

// The weights that meet the values: w, or what dropout leaves of them, in `room`.
static const real *kept(const Attending *a, const Block *x, const real *w, real *room)
{
    for (ptrdiff_t i = 0; a->keep && i < (ptrdiff_t)x->rows * x->width; i++)
        room[i] = w[i] * a->keep[x->at + i];
    return a->keep ? room : w;
}

static real *room_new(const Attending *a, int blocks) // a thread's, for some blocks of weights
{
    return memory_new(sizeof(real) * (size_t)(blocks * min(a->T, ATTENTION_ROWS)) * (size_t)a->S);
}

static bool worth_threads(const Attending *a)
{
    return (double)a->B * a->T * a->S * a->how.heads * a->size > SHARE;
}

// ---- forward ----

// Scores (rows, width) become weights; a key that is not seen has none.
static void weigh(const Attending *a, const Block *x, real *w)
{
    for (int t = 0; t < x->rows; t++, w += x->width) {
        int seen = a->how.causal ? min(a->how.offset + x->t0 + t + 1, x->keys) : x->keys;
        softmax_row(seen, inverse_root(a->size), w, w);
        memset(w + seen, 0, sizeof *w * (size_t)(x->width - seen));
    }
}

static void head_forward(const Attending *a, int b, int h, real *room)
{
    int size = a->size, kv = h / (a->how.heads / a->how.kv_heads);
    const real *k = head_of(a, a->k, b, kv, 0), *v = head_of(a, a->v, b, kv, 0);
    for (int t0 = 0; t0 < a->T; t0 += ATTENTION_ROWS) {
        Block x = block_of(a, b, h, t0);
        real *w = a->w ? a->w + x.at : room;
        gemm_part(false, true, x.rows, x.keys, size, head_of(a, a->q, b, h, t0), a->q.row, k, a->k.row, w, x.width,
                  false);
        weigh(a, &x, w);
        gemm_part(false, false, x.rows, size, x.keys, kept(a, &x, w, room), x.width, v, a->v.row,
                  head_of(a, a->out, b, h, t0), a->out.row, false);
    }
}

void attention_forward(const Attending *a)
{
#pragma omp parallel if (worth_threads(a))
    {
        real *room = room_new(a, 1);
#pragma omp for schedule(static)
        for (int i = 0; i < a->B * a->how.heads; i++)
            head_forward(a, i / a->how.heads, i % a->how.heads, room);
        free(room);
    }
}

// ---- backward ----

// dw (rows, keys) becomes da.
static void weigh_backward(const Attending *a, const Block *x, const real *w, real *dw)
{
    const real *keep = a->keep ? a->keep + x->at : NULL;
    for (int t = 0; t < x->rows; t++, w += x->width, dw += x->width, keep += keep ? x->width : 0) {
        double dot = 0;
        for (int s = 0; keep && s < x->keys; s++)
            dw[s] *= keep[s];
#pragma omp simd reduction(+ : dot)
        for (int s = 0; s < x->keys; s++)
            dot += (double)w[s] * dw[s];
        for (int s = 0; s < x->keys; s++)
            dw[s] = w[s] * (dw[s] - (real)dot) * inverse_root(a->size);
    }
}

static void block_backward(const Attending *a, const Slopes *d, int b, int h, int t0, real *room)
{
    Block x = block_of(a, b, h, t0);
    int size = a->size, kv = h / (a->how.heads / a->how.kv_heads);
    const real *w = a->w + x.at, *dout = head_of(a, d->out, b, h, t0);
    real *dw = room + (ptrdiff_t)x.rows * x.width;
    if (d->v.at)
        gemm_part(true, false, x.keys, size, x.rows, kept(a, &x, w, room), x.width, dout, d->out.row,
                  head_of(a, d->v, b, kv, 0), d->v.row, true);
    gemm_part(false, true, x.rows, x.keys, size, dout, d->out.row, head_of(a, a->v, b, kv, 0), a->v.row, dw, x.width,
              false);
    weigh_backward(a, &x, w, dw);
    if (d->q.at)
        gemm_part(false, false, x.rows, size, x.keys, dw, x.width, head_of(a, a->k, b, kv, 0), a->k.row,
                  head_of(a, d->q, b, h, t0), d->q.row, !d->whole);
    if (d->k.at)
        gemm_part(true, false, x.keys, size, x.rows, dw, x.width, head_of(a, a->q, b, h, t0), a->q.row,
                  head_of(a, d->k, b, kv, 0), d->k.row, true);
}

// All query heads that share a head of keys and values: their gradients add up.
static void group_backward(const Attending *a, const Slopes *d, int b, int kv, real *room)
{
    int group = a->how.heads / a->how.kv_heads;
    for (int s = 0; d->whole && s < a->S; s++) {
        memset(head_of(a, d->k, b, kv, s), 0, sizeof(real) * (size_t)a->size);
        memset(head_of(a, d->v, b, kv, s), 0, sizeof(real) * (size_t)a->size);
    }
    for (int h = kv * group; h < (kv + 1) * group; h++)
        for (int t0 = 0; t0 < a->T; t0 += ATTENTION_ROWS)
            block_backward(a, d, b, h, t0, room);
}

void attention_backward(const Attending *a, const Slopes *d)
{
#pragma omp parallel if (worth_threads(a))
    {
        real *room = room_new(a, 2);
#pragma omp for schedule(static)
        for (int i = 0; i < a->B * a->how.kv_heads; i++)
            group_backward(a, d, i / a->how.kv_heads, i % a->how.kv_heads, room);
        free(room);
    }
}

/*
 * Causal self-attention with all its heads in one op. For each batch and head, with rows q_t, k_t, v_t:
 *
 *     w[t][s] = softmax over s <= t of q_t . k_s / sqrt(size)         out_t = sum over s <= t of w[t][s] v_s
 *
 *     dv_s += sum_t w[t][s] dout_t           dw[t][s] = dout_t . v_s
 *     da[t][s] = w[t][s] (dw[t][s] - sum_r w[t][r] dw[t][r]) / sqrt(size)
 *     dq_t += sum_s da[t][s] k_s             dk_s += sum_t da[t][s] q_t
 *
 * The same as the lesson's matmul, scale, mask, softmax, matmul, with nothing computed that the mask
 * would throw away but the corners of the diagonal's blocks: rows t0 .. t1 - 1 look at keys 0 .. t1 - 1.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.
 */
#include "tensor.h"
#include "chunks.h"
#include "gemm.h"
#include "softmax_row.h"

#include <math.h>
#include <string.h>

enum { ROWS = 64 }; // of a block

typedef struct Attention {
    int B, heads, T, size; // size: the numbers of a head
    real *q, *k, *v;       // (B, heads, T, size)
    real *w;               // for each (batch, head), block after block, (rows, t1)
    real *keep;            // dropout's factors of w, or NULL
} Attention;

static int min(int a, int b)
{
    return a < b ? a : b;
}

// How many weights the rows before t have, t a multiple of ROWS or T: block i has ROWS rows of (i + 1) ROWS.
static size_t weights_before(int t)
{
    size_t blocks = (size_t)(t / ROWS), rest = (size_t)(t % ROWS);
    return ROWS * ROWS * blocks * (blocks + 1) / 2 + rest * (size_t)t;
}

// Rows of one head between (B, T, 3 heads size) or (B, T, heads size), `step` apart, and (T, size).
static void gather(int rows, int size, const real *from, int step, real *to)
{
    for (int t = 0; t < rows; t++)
        memcpy(to + t * size, from + t * step, sizeof(real) * (size_t)size);
}

static void scatter(int rows, int size, const real *from, bool first, real *to, int step)
{
    for (int t = 0; t < rows; t++)
        for (int i = 0; i < size; i++)
            to[t * step + i] = (first ? 0 : to[t * step + i]) + from[t * size + i];
}

static real inverse_root(int n) // 1 / sqrt(n)
{
    return (real)(1 / sqrt((double)n));
}

// The weights that meet the values: w, or what dropout leaves of them, in `room`.
static const real *dropped(const Attention *a, size_t at, size_t n, real *room)
{
    for (size_t i = 0; a->keep && i < n; i++)
        room[i] = a->w[at + i] * a->keep[at + i];
    return a->keep ? room : a->w + at;
}

// ---- forward ----

static void head_forward(const Attention *a, int head, real *room,
                         real *out) // out: (T, C) of this batch
{
    int T = a->T, size = a->size, C = a->heads * size, column = head % a->heads * size;
    const real *q = a->q + (size_t)head * (size_t)(T * size), *k = a->k + (q - a->q), *v = a->v + (q - a->q);
    real *product = room + ROWS * T;
    for (int t0 = 0; t0 < T; t0 += ROWS) {
        int t1 = min(t0 + ROWS, T), rows = t1 - t0;
        size_t at = (size_t)head * weights_before(a->T) + weights_before(t0);
        real *w = a->w + at;
        gemm(false, true, rows, t1, size, q + t0 * size, k, w, false); // (rows, t1)
        for (int t = 0; t < rows; t++) {
            real *row = w + t * t1;
            int seen = t0 + t + 1;
            softmax_row(seen, inverse_root(size), row, row);
            memset(row + seen, 0, sizeof *row * (size_t)(t1 - seen));
        }
        const real *weights = dropped(a, at, (size_t)(rows * t1), room);
        gemm(false, false, rows, size, t1, weights, v, product, false); // (rows, size)
        for (int t = 0; t < rows; t++)
            memcpy(out + (t0 + t) * C + column, product + t * size, sizeof(real) * (size_t)size);
    }
}

// ---- backward ----

// What a thread needs: dw (ROWS, T), weights (ROWS, T), dout (ROWS, size), dq, dk and dv (T, size)
static size_t room_for(int T, int size)
{
    return (size_t)(2 * ROWS * T + ROWS * size + 3 * T * size);
}

static void head_backward(const Attention *a, int head, real *room, const real *dout, bool first, real *dqkv)
{
    int T = a->T, size = a->size, C = a->heads * size, column = head % a->heads * size;
    const real *q = a->q + (size_t)head * (size_t)(T * size), *k = a->k + (q - a->q), *v = a->v + (q - a->q);
    real *dw = room, *kept = dw + ROWS * T, *d = kept + ROWS * T;
    real *dq = d + ROWS * size, *dk = dq + T * size, *dv = dk + T * size;
    memset(dk, 0, 2 * sizeof *dk * (size_t)(T * size));
    for (int t0 = 0; t0 < T; t0 += ROWS) {
        int t1 = min(t0 + ROWS, T), rows = t1 - t0;
        size_t at = (size_t)head * weights_before(a->T) + weights_before(t0);
        const real *w = a->w + at, *keep = a->keep ? a->keep + at : NULL;
        gather(rows, size, dout + t0 * C + column, C, d);
        gemm(true, false, t1, size, rows, dropped(a, at, (size_t)(rows * t1), kept), d, dv, true);
        gemm(false, true, rows, t1, size, d, v, dw, false);
        for (int t = 0; t < rows; t++) {
            real *row = dw + t * t1;
            double dot = 0;
            for (int s = 0; keep && s < t1; s++)
                row[s] *= keep[t * t1 + s];
#pragma omp simd reduction(+ : dot)
            for (int s = 0; s < t1; s++)
                dot += (double)w[t * t1 + s] * row[s];
            for (int s = 0; s < t1; s++)
                row[s] = w[t * t1 + s] * (row[s] - (real)dot) * inverse_root(size);
        }
        gemm(false, false, rows, size, t1, dw, k, dq + t0 * size, false);
        gemm(true, false, t1, size, rows, dw, q + t0 * size, dk, true);
    }
    scatter(T, size, dq, first, dqkv + column, 3 * C);
    scatter(T, size, dk, first, dqkv + C + column, 3 * C);
    scatter(T, size, dv, first, dqkv + 2 * C + column, 3 * C);
}

static void attention_backward(Tensor *out)
{
    const Attention *a = out->extra;
    int T = a->T, C = a->heads * a->size;
    bool first;
    real *dqkv = tensor_grad_whole(out->src[0], &first);
    size_t room = room_for(T, a->size), count = (size_t)(a->B * a->heads);
    real *rooms = tape_alloc(sizeof(real) * room * count);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (size_t head = 0; head < count; head++) {
        size_t at = head / (size_t)a->heads * (size_t)T * (size_t)C; // its batch's first number
        head_backward(a, (int)head, rooms + head * room, out->grad + at, first, dqkv + 3 * at);
    }
}

static const Op op_attention = {"attention", attention_backward};

// ---- the whole ----

// (B, T, 3 C) -> q, k and v (B, heads, T, size)
static void part_heads(Attention *a, const real *qkv)
{
    int size = a->size, C = a->heads * size, T = a->T;
    size_t all = (size_t)(a->B * a->heads) * (size_t)(T * size);
    a->q = tape_alloc(3 * sizeof(real) * all);
    a->k = a->q + all;
    a->v = a->k + all;
#pragma omp parallel for schedule(static) if (3 * all > MANY)
    for (int head = 0; head < a->B * a->heads; head++) {
        const real *from = qkv + (size_t)(head / a->heads * T) * (size_t)(3 * C) + head % a->heads * size;
        for (int i = 0; i < 3; i++)
            gather(T, size, from + i * C, 3 * C, a->q + (size_t)i * all + (size_t)head * (size_t)(T * size));
    }
}

Tensor *tensor_attention(Tensor *qkv, int heads, double p, Rng *rng)
{
    Shape s = qkv->shape;
    CHECK(s.ndim == 3 && s.dim[2] % 3 == 0 && heads >= 1 && s.dim[2] / 3 % heads == 0,
          "attention: qkv must be (B, T, 3 C), C a multiple of the %d heads, not %s", heads, shape_text(s));
    Attention *a = tape_alloc(sizeof *a);
    int C = s.dim[2] / 3;
    *a = (Attention){.B = s.dim[0], .heads = heads, .T = s.dim[1], .size = C / heads};
    Tensor *out = tensor_new(SHAPE(a->B, a->T, C), &op_attention, qkv, NULL, NULL);
    size_t count = (size_t)(a->B * heads), weights = count * weights_before(a->T);
    part_heads(a, qkv->data);
    a->w = tape_alloc(sizeof(real) * weights);
    a->keep = p > 0 ? dropout_keep(weights, p, rng) : NULL;
    out->extra = a;
    size_t room = (size_t)(ROWS * (a->T + a->size));
    real *rooms = tape_alloc(sizeof(real) * room * count);
#pragma omp parallel for schedule(static) if (out->size > MANY)
    for (size_t head = 0; head < count; head++)
        head_forward(a, (int)head, rooms + head * room, out->data + head / (size_t)heads * (size_t)a->T * (size_t)C);
    return out;
}

double attention_weight(const Tensor *out, int batch, int head, int t, int s)
{
    CHECK(out->op == &op_attention, "attention_weight: the tensor was made by %s", out->op ? out->op->name : "no op");
    const Attention *a = out->extra;
    CHECK(batch >= 0 && batch < a->B && head >= 0 && head < a->heads && t >= 0 && t < a->T && s >= 0 && s < a->T,
          "attention_weight: (%d, %d, %d, %d) is outside (%d, %d, %d, %d)", batch, head, t, s, a->B, a->heads, a->T,
          a->T);
    int t0 = t / ROWS * ROWS, t1 = min(t0 + ROWS, a->T);
    size_t first = (size_t)(batch * a->heads + head) * weights_before(a->T) + weights_before(t0);
    return s < t1 ? a->w[first + (size_t)((t - t0) * t1 + s)] : 0;
}

/*
 * Ops on two sources, number by number, whose shapes broadcast: see elementwise.h.
 *
 * A result is computed row by row (a row is its last dimension). In a source that is stretched, one
 * element or one row serves many of the result's; backward sums their gradients in double.
 */
#include "chunks.h"
#include "elementwise.h"
#include "sums.h"

#include <string.h>

typedef struct Stretch {
    size_t step[MAX_DIMS]; // how far the source moves for one step along each axis of the result; 0: it stays
    bool none;             // the shapes are equal
    bool dot;              // one element of the source serves a whole row
} Stretch;

static Shape broadcast_shape(const char *op, Shape a, Shape b)
{
    Shape out = {.ndim = a.ndim > b.ndim ? a.ndim : b.ndim};
    for (int i = 1; i <= out.ndim; i++) { // from the last dimension
        int m = i <= a.ndim ? a.dim[a.ndim - i] : 1, n = i <= b.ndim ? b.dim[b.ndim - i] : 1;
        CHECK(m == n || m == 1 || n == 1, "%s: %s and %s do not broadcast: from the end, sizes must be equal or 1", op,
              shape_text(a), shape_text(b));
        out.dim[out.ndim - i] = m > n ? m : n;
    }
    return out;
}

static Stretch stretch(Shape source, Shape out)
{
    Stretch s = {.none = shape_size(source) == shape_size(out)};
    size_t step = 1;
    for (int i = 1; i <= source.ndim; i++) {
        int n = source.dim[source.ndim - i];
        s.step[out.ndim - i] = n == 1 ? 0 : step;
        step *= (size_t)n;
    }
    s.dot = !s.none && s.step[out.ndim - 1] == 0;
    return s;
}

// Where the source's row for a row of the result begins.
static size_t row_start(const Stretch *s, Shape out, size_t row)
{
    size_t start = 0;
    for (int i = out.ndim - 2; i >= 0; i--) {
        start += s->step[i] * (row % (size_t)out.dim[i]);
        row /= (size_t)out.dim[i];
    }
    return start;
}

// The result as rows, each cut into chunks of `width`. Equal shapes are one long row.
typedef struct Rows {
    const Tensor *out;
    size_t count, length, width;
    Stretch a, b;
} Rows;

static Rows rows_of(const Tensor *out)
{
    Rows rows = {.out = out, .count = 1, .length = out->size, .width = CHUNK};
    rows.a = stretch(out->src[0]->shape, out->shape);
    rows.b = stretch(out->src[1]->shape, out->shape);
    if (!rows.a.none || !rows.b.none) {
        rows.length = (size_t)out->shape.dim[out->shape.ndim - 1];
        rows.count = out->size / rows.length;
    }
    return rows;
}

static size_t chunks_in_a_row(const Rows *rows)
{
    return (rows->length + rows->width - 1) / rows->width;
}

// A chunk of the result, and where the numbers for it begin in each source.
typedef struct Piece {
    size_t n, out, a, b;
} Piece;

static Piece piece_of(const Rows *rows, size_t row, size_t chunk)
{
    size_t from = chunk * rows->width, left = rows->length - from;
    Piece p = {.n = left < rows->width ? left : rows->width, .out = row * rows->length + from};
    p.a = rows->a.none ? p.out : row_start(&rows->a, rows->out->shape, row) + (rows->a.dot ? 0 : from);
    p.b = rows->b.none ? p.out : row_start(&rows->b, rows->out->shape, row) + (rows->b.dot ? 0 : from);
    return p;
}

// n numbers of a source. If they all are the same element, they are copied out to `room`.
static const real *operand(const real *from, bool dot, size_t n, real *room)
{
    for (size_t i = 0; dot && i < n; i++)
        room[i] = *from;
    return dot ? room : from;
}

typedef struct Operands {
    real a[CHUNK], b[CHUNK];
} Operands;

static Chunk chunk_of(const Rows *rows, Piece p, Operands *room)
{
    const Tensor *out = rows->out;
    return (Chunk){.n = p.n,
                   .a = operand(out->src[0]->data + p.a, rows->a.dot, p.n, room->a),
                   .b = operand(out->src[1]->data + p.b, rows->b.dot, p.n, room->b),
                   .dout = out->grad ? out->grad + p.out : NULL};
}

Tensor *binary(const Binary *op, Tensor *a, Tensor *b)
{
    Tensor *out = tensor_new(broadcast_shape(op->op.name, a->shape, b->shape), &op->op, a, b, NULL);
    const Rows rows = rows_of(out);
    size_t chunks = chunks_in_a_row(&rows);
#pragma omp parallel for schedule(static) if (out->size >= THREADS_FROM)
    for (size_t i = 0; i < rows.count * chunks; i++) {
        Operands room;
        Piece p = piece_of(&rows, i / chunks, i % chunks);
        op->value(chunk_of(&rows, p, &room), out->data + p.out);
    }
    return out;
}

// ---- backward ----

// Where a source's gradient goes: directly to its grad, or first to a sum in double if it is stretched.
typedef struct Slopes {
    real *grad; // NULL if the source needs none
    bool first; // grad is uninitialised: write instead of adding
    double *sum;
} Slopes;

static Slopes slopes_of(Tensor *source, const Stretch *s)
{
    Slopes to = {0};
    if (source->needs_grad && s->none)
        to.grad = tensor_grad_whole(source, &to.first);
    else if (source->needs_grad) {
        to.grad = tensor_grad(source);
        to.sum = tape_alloc(sizeof *to.sum * source->size);
        memset(to.sum, 0, sizeof *to.sum * source->size);
    }
    return to;
}

static void add_slopes(Slopes to, size_t at, bool dot, size_t n, const real *d)
{
    if (!to.grad)
        return;
    if (to.first)
        memcpy(to.grad + at, d, sizeof *d * n);
    else if (!to.sum)
        for (size_t i = 0; i < n; i++)
            to.grad[at + i] += d[i];
    else if (!dot)
        for (size_t i = 0; i < n; i++)
            to.sum[at + i] += d[i];
    else
        for (size_t i = 0; i < n; i++)
            to.sum[at] += d[i];
}

static void back_piece(const Rows *rows, Piece p, Slopes to_a, Slopes to_b)
{
    const Binary *op = (const Binary *)rows->out->op; // op is its first member
    const real *dout = rows->out->grad + p.out, *da = dout, *db = dout;
    Operands room, slopes;
    if (op->back) {
        op->back(chunk_of(rows, p, &room), slopes.a, slopes.b);
        da = slopes.a;
        db = slopes.b;
    }
    add_slopes(to_a, p.a, rows->a.dot, p.n, da);
    add_slopes(to_b, p.b, rows->b.dot, p.n, db);
}

// Rows that add to the same sum are one thread's work, in order. Then threads share the columns instead.
void binary_backward(Tensor *out)
{
    Rows rows = rows_of(out);
    Slopes to_a = slopes_of(out->src[0], &rows.a), to_b = slopes_of(out->src[1], &rows.b);
    bool dots = (to_a.sum && rows.a.dot) || (to_b.sum && rows.b.dot);
    bool share = out->size >= THREADS_FROM && !dots;
    size_t together = to_a.sum || to_b.sum ? rows.count : 1;
    if (together > 1 && share)
        rows.width = CHUNK / 8;
    size_t chunks = chunks_in_a_row(&rows), tasks = rows.count / together * chunks;
#pragma omp parallel for schedule(static) if (share)
    for (size_t i = 0; i < tasks; i++)
        for (size_t r = 0; r < together; r++)
            back_piece(&rows, piece_of(&rows, i / chunks + r, i % chunks), to_a, to_b);
    if (to_a.sum)
        grad_add_sums(out->src[0], to_a.sum);
    if (to_b.sum)
        grad_add_sums(out->src[1], to_b.sum);
}

/*
 * a + b, a - b, a * b, a / b with broadcasting, and k * a, a + k.
 *
 *     out = a + b    da += dout             db += dout
 *     out = a - b    da += dout             db -= dout
 *     out = a * b    da += b * dout         db += a * dout
 *     out = a / b    da += dout / b         db -= dout * out / b
 *
 * A result is computed row by row (a row is its last dimension). A source that is stretched has one
 * element, or one row, for many of the result's; backward sums what comes from all of them, in double.
 */
#include "tensor.h"
#include "chunks.h"

#include <string.h>

// ---- broadcasting ----

typedef struct Stretch {
    size_t step[MAX_DIMS]; // how far the source moves for a step of the result; 0 where it stands still
    bool none;             // the shapes are the same
} Stretch;

static Shape broadcast_shape(const char *op, Shape a, Shape b)
{
    Shape out = {.ndim = a.ndim > b.ndim ? a.ndim : b.ndim};
    for (int i = 1; i <= out.ndim; i++) { // from the last dimension
        int m = i <= a.ndim ? a.dim[a.ndim - i] : 1, n = i <= b.ndim ? b.dim[b.ndim - i] : 1;
        CHECK(m == n || m == 1 || n == 1,
              "%s: %s and %s do not broadcast: from the end, sizes must be "
              "equal or 1",
              op, shape_text(a), shape_text(b));
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
    return s;
}

// Where the source's row begins that goes with the result's row.
static size_t row_start(const Stretch *s, Shape out, int row)
{
    size_t start = 0;
    for (int i = out.ndim - 2; i >= 0; i--) {
        start += s->step[i] * (size_t)(row % out.dim[i]);
        row /= out.dim[i];
    }
    return start;
}

typedef struct Binary {
    Op op;
    void (*row)(int n, const real *a, const real *b, real *out);
    // what reaches a and b from dout; NULL where it is dout
    void (*back)(int n, const real *a, const real *b, const real *dout, real *da, real *db);
} Binary;

// The result as rows, each cut into chunks of `width`; equal shapes are one long row.
typedef struct Rows {
    const Binary *op; // the result's; its first member is the Op
    int count, width;
    size_t length;
    Stretch a, b;
} Rows;

static Rows rows_of(const Tensor *out)
{
    Rows rows = {.op = (const Binary *)out->op, .count = 1, .width = CHUNK, .length = out->size};
    rows.a = stretch(out->src[0]->shape, out->shape);
    rows.b = stretch(out->src[1]->shape, out->shape);
    if (!rows.a.none || !rows.b.none) {
        rows.length = (size_t)out->shape.dim[out->shape.ndim - 1];
        rows.count = (int)(out->size / rows.length);
    }
    return rows;
}

static int chunks_of(const Rows *rows)
{
    return (int)((rows->length + (size_t)rows->width - 1) / (size_t)rows->width);
}

// Some neighbours in the result, and where in each source what belongs to them begins.
typedef struct Piece {
    int n;
    size_t out, a, b;
} Piece;

static Piece piece_of(const Rows *rows, Shape shape, int row, int chunk)
{
    size_t from = (size_t)chunk * (size_t)rows->width, left = rows->length - from;
    Piece p = {.n = left < (size_t)rows->width ? (int)left : rows->width};
    p.out = (size_t)row * rows->length + from;
    p.a = rows->a.none ? p.out : row_start(&rows->a, shape, row) + from * rows->a.step[shape.ndim - 1];
    p.b = rows->b.none ? p.out : row_start(&rows->b, shape, row) + from * rows->b.step[shape.ndim - 1];
    return p;
}

// Does the source have but one element for a whole row?
static bool is_dot(const Stretch *s, Shape out)
{
    return !s->none && s->step[out.ndim - 1] == 0;
}

// n numbers of a source, written out if they are the same element.
static const real *operand(const real *from, bool dot, int n, real *room)
{
    for (int i = 0; dot && i < n; i++)
        room[i] = *from;
    return dot ? room : from;
}

static Tensor *binary(const Binary *op, Tensor *a, Tensor *b)
{
    Tensor *out = tensor_new(broadcast_shape(op->op.name, a->shape, b->shape), &op->op, a, b, NULL);
    const Rows rows = rows_of(out);
    const Shape shape = out->shape;
    int chunks = chunks_of(&rows);
#pragma omp parallel for if (out->size >= MANY)
    for (int i = 0; i < rows.count * chunks; i++) {
        real room_a[CHUNK], room_b[CHUNK];
        Piece p = piece_of(&rows, shape, i / chunks, i % chunks);
        op->row(p.n, operand(a->data + p.a, is_dot(&rows.a, shape), p.n, room_a),
                operand(b->data + p.b, is_dot(&rows.b, shape), p.n, room_b), out->data + p.out);
    }
    return out;
}

// Where the slopes of a source go: to its grad; or, if it is stretched, to a sum in double first.
typedef struct Slopes {
    real *grad; // NULL where none is needed
    bool first; // nothing is in it yet: write, do not add
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

static void add_slopes(Slopes to, size_t at, bool dot, int n, const real *d)
{
    if (!to.grad)
        return;
    if (to.first)
        memcpy(to.grad + at, d, sizeof *d * (size_t)n);
    else if (!to.sum)
        for (int i = 0; i < n; i++)
            to.grad[at + (size_t)i] += d[i];
    else if (!dot)
        for (int i = 0; i < n; i++)
            to.sum[at + (size_t)i] += d[i];
    else
        for (int i = 0; i < n; i++)
            to.sum[at] += d[i];
}

static void add_sums(const Tensor *source, Slopes to)
{
    for (size_t i = 0; to.sum && i < source->size; i++)
        to.grad[i] += (real)to.sum[i];
}

static void back_piece(const Tensor *out, const Rows *rows, Piece p, Slopes to_a, Slopes to_b)
{
    bool dot_a = is_dot(&rows->a, out->shape), dot_b = is_dot(&rows->b, out->shape);
    const real *dout = out->grad + p.out;
    if (rows->op->back) {
        real room_a[CHUNK], room_b[CHUNK], da[CHUNK], db[CHUNK];
        rows->op->back(p.n, operand(out->src[0]->data + p.a, dot_a, p.n, room_a),
                       operand(out->src[1]->data + p.b, dot_b, p.n, room_b), dout, da, db);
        add_slopes(to_a, p.a, dot_a, p.n, da);
        add_slopes(to_b, p.b, dot_b, p.n, db);
    } else {
        add_slopes(to_a, p.a, dot_a, p.n, dout);
        add_slopes(to_b, p.b, dot_b, p.n, dout);
    }
}

// Rows that meet in a sum are one thread's work, in order: threads share out the columns then.
static void binary_backward(Tensor *out)
{
    Rows rows = rows_of(out);
    Slopes to_a = slopes_of(out->src[0], &rows.a), to_b = slopes_of(out->src[1], &rows.b);
    bool dots = (to_a.sum && is_dot(&rows.a, out->shape)) || (to_b.sum && is_dot(&rows.b, out->shape));
    bool share = out->size >= MANY && !dots;
    int together = to_a.sum || to_b.sum ? rows.count : 1;
    if (together > 1 && share)
        rows.width = CHUNK / 8;
    int chunks = chunks_of(&rows), tasks = rows.count / together * chunks;
#pragma omp parallel for if (share)
    for (int i = 0; i < tasks; i++)
        for (int r = 0; r < together; r++)
            back_piece(out, &rows, piece_of(&rows, out->shape, i / chunks + r, i % chunks), to_a, to_b);
    add_sums(out->src[0], to_a);
    add_sums(out->src[1], to_b);
}

// ---- the four ----

static void add_row_forward(int n, const real *a, const real *b, real *out)
{
    for (int i = 0; i < n; i++)
        out[i] = a[i] + b[i];
}

static void sub_row_forward(int n, const real *a, const real *b, real *out)
{
    for (int i = 0; i < n; i++)
        out[i] = a[i] - b[i];
}

static void sub_row_back(int n, const real *a, const real *b, const real *dout, real *da, real *db)
{
    (void)a, (void)b;
    for (int i = 0; i < n; i++) {
        da[i] = dout[i];
        db[i] = -dout[i];
    }
}

static void mul_row_forward(int n, const real *a, const real *b, real *out)
{
    for (int i = 0; i < n; i++)
        out[i] = a[i] * b[i];
}

static void mul_row_back(int n, const real *a, const real *b, const real *dout, real *da, real *db)
{
    for (int i = 0; i < n; i++) {
        da[i] = b[i] * dout[i];
        db[i] = a[i] * dout[i];
    }
}

static void div_row_forward(int n, const real *a, const real *b, real *out)
{
    for (int i = 0; i < n; i++)
        out[i] = a[i] / b[i];
}

static void div_row_back(int n, const real *a, const real *b, const real *dout, real *da, real *db)
{
    for (int i = 0; i < n; i++) {
        da[i] = dout[i] / b[i];
        db[i] = -dout[i] * a[i] / (b[i] * b[i]);
    }
}

static const Binary op_add = {{"add", binary_backward}, add_row_forward, NULL};
static const Binary op_sub = {{"sub", binary_backward}, sub_row_forward, sub_row_back};
static const Binary op_mul = {{"mul", binary_backward}, mul_row_forward, mul_row_back};
static const Binary op_div = {{"div", binary_backward}, div_row_forward, div_row_back};

Tensor *tensor_add(Tensor *a, Tensor *b)
{
    return binary(&op_add, a, b);
}

Tensor *tensor_sub(Tensor *a, Tensor *b)
{
    return binary(&op_sub, a, b);
}

Tensor *tensor_mul(Tensor *a, Tensor *b)
{
    return binary(&op_mul, a, b);
}

Tensor *tensor_div(Tensor *a, Tensor *b)
{
    return binary(&op_div, a, b);
}

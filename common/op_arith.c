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
        CHECK(m == n || m == 1 || n == 1, "%s: %s and %s do not broadcast: from the end, sizes must be "
              "equal or 1", op, shape_text(a), shape_text(b));
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
    // what reaches a and b from dout
    void (*back)(int n, const real *a, const real *b, const real *dout, real *da, real *db);
} Binary;

typedef struct Rows {
    int count, length;
    Stretch a, b;
} Rows;

static Rows rows_of(const Tensor *out)
{
    Rows rows = {1, (int)out->size, stretch(out->src[0]->shape, out->shape),
                 stretch(out->src[1]->shape, out->shape)};
    if (!rows.a.none || !rows.b.none) {
        rows.length = out->shape.dim[out->shape.ndim - 1];
        rows.count = (int)(out->size / (size_t)rows.length);
    }
    return rows;
}

// The source's row, written out where it is one element only.
static const real *read_row(const Tensor *source, const Stretch *s, Shape out, int row, int n, real *room)
{
    if (s->none)
        return source->data + (size_t)row * (size_t)n;
    const real *from = source->data + row_start(s, out, row);
    if (n == 1 || s->step[out.ndim - 1] == 1)
        return from;
    for (int i = 0; i < n; i++)
        room[i] = *from;
    return room;
}

static Tensor *binary(const Binary *binary_op, Tensor *a, Tensor *b)
{
    Tensor *out = tensor_new(broadcast_shape(binary_op->op.name, a->shape, b->shape), &binary_op->op, a, b, NULL);
    Rows rows = rows_of(out);
    real *room = tape_alloc(2 * sizeof(real) * (size_t)rows.length);
    for (int r = 0; r < rows.count; r++)
        binary_op->row(rows.length, read_row(a, &rows.a, out->shape, r, rows.length, room),
                       read_row(b, &rows.b, out->shape, r, rows.length, room + rows.length),
                       out->data + (size_t)r * (size_t)rows.length);
    return out;
}

// Adds a row of slopes where it belongs: to the grad itself, or to a sum in double.
static void add_row(const Stretch *s, Shape out, int row, int n, const real *d, real *grad, double *sum)
{
    if (s->none) {
        for (int i = 0; i < n; i++)
            grad[(size_t)row * (size_t)n + (size_t)i] += d[i];
        return;
    }
    double *to = sum + row_start(s, out, row);
    size_t step = s->step[out.ndim - 1];
    for (int i = 0; i < n; i++)
        to[step * (size_t)i] += d[i];
}

static double *sums_for(const Tensor *source, const Stretch *s)
{
    if (s->none)
        return NULL;
    double *sum = tape_alloc(sizeof *sum * source->size);
    return memset(sum, 0, sizeof *sum * source->size);
}

static void add_sums(const Tensor *source, real *grad, const double *sum)
{
    for (size_t i = 0; sum && grad && i < source->size; i++)
        grad[i] += (real)sum[i];
}

static void binary_backward(Tensor *out)
{
    const Binary *binary_op = (const Binary *)out->op; // op is its first member
    Tensor *a = out->src[0], *b = out->src[1];
    Rows rows = rows_of(out);
    int n = rows.length;
    real *room = tape_alloc(4 * sizeof(real) * (size_t)n), *da = room + 2 * n, *db = room + 3 * n;
    real *ga = tensor_grad(a), *gb = tensor_grad(b);
    double *sum_a = sums_for(a, &rows.a), *sum_b = sums_for(b, &rows.b);
    for (int r = 0; r < rows.count; r++) {
        binary_op->back(n, read_row(a, &rows.a, out->shape, r, n, room),
                        read_row(b, &rows.b, out->shape, r, n, room + n),
                        out->grad + (size_t)r * (size_t)n, da, db);
        if (ga)
            add_row(&rows.a, out->shape, r, n, da, ga, sum_a);
        if (gb)
            add_row(&rows.b, out->shape, r, n, db, gb, sum_b);
    }
    add_sums(a, ga, sum_a);
    add_sums(b, gb, sum_b);
}

// ---- the four ----

static void add_row_forward(int n, const real *a, const real *b, real *out)
{
    for (int i = 0; i < n; i++)
        out[i] = a[i] + b[i];
}

static void add_row_back(int n, const real *a, const real *b, const real *dout, real *da, real *db)
{
    (void)a, (void)b;
    memcpy(da, dout, sizeof *da * (size_t)n);
    memcpy(db, dout, sizeof *db * (size_t)n);
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

static const Binary op_add = {{"add", binary_backward}, add_row_forward, add_row_back};
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

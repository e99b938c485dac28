/*
 * Two sources that broadcast, number by number (elementwise.h):
 *
 *     out = a + b    da += dout             db += dout
 *     out = a - b    da += dout             db -= dout
 *     out = a * b    da += b dout           db += a dout
 *     out = a / b    da += dout / b         db -= dout a / b^2
 *     out = the smaller or larger: dout goes to that one; where they are equal, half to each
 */
#include "elementwise.h"

// ---- a + b ----

static void add_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] + c.b[i];
}

static const Binary op_add = {{"add", binary_backward}, add_value, NULL};

Tensor *tensor_add(Tensor *a, Tensor *b)
{
    return binary(&op_add, a, b);
}

// ---- a - b ----

static void sub_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] - c.b[i];
}

static void sub_back(Chunk c, real *restrict da, real *restrict db)
{
    for (size_t i = 0; i < c.n; i++) {
        da[i] = c.dout[i];
        db[i] = -c.dout[i];
    }
}

static const Binary op_sub = {{"sub", binary_backward}, sub_value, sub_back};

Tensor *tensor_sub(Tensor *a, Tensor *b)
{
    return binary(&op_sub, a, b);
}

// ---- a * b ----

static void mul_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] * c.b[i];
}

static void mul_back(Chunk c, real *restrict da, real *restrict db)
{
    for (size_t i = 0; i < c.n; i++) {
        da[i] = c.b[i] * c.dout[i];
        db[i] = c.a[i] * c.dout[i];
    }
}

static const Binary op_mul = {{"mul", binary_backward}, mul_value, mul_back};

Tensor *tensor_mul(Tensor *a, Tensor *b)
{
    return binary(&op_mul, a, b);
}

// ---- a / b ----

static void div_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] / c.b[i];
}

static void div_back(Chunk c, real *restrict da, real *restrict db)
{
    for (size_t i = 0; i < c.n; i++) {
        real b = c.b[i], square = b * b;
        bool normal = square > (real)1e-30 && square < (real)1e30; // else b^2 may underflow to 0 or overflow
        da[i] = c.dout[i] / b;
        db[i] = normal ? -c.dout[i] * c.a[i] / square : -c.dout[i] * (c.a[i] / b / b);
    }
}

static const Binary op_div = {{"div", binary_backward}, div_value, div_back};

Tensor *tensor_div(Tensor *a, Tensor *b)
{
    return binary(&op_div, a, b);
}

// ---- the smaller, the larger ----

// The gradient of a source: 0 if the other was chosen, half if they are equal.
static real share(bool lost, bool equal, real dout)
{
    return lost ? 0 : equal ? dout / 2 : dout;
}

static void minimum_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] < c.b[i] || c.a[i] != c.a[i] ? c.a[i] : c.b[i]; // a NaN is not lost
}

static void minimum_back(Chunk c, real *restrict da, real *restrict db)
{
    for (size_t i = 0; i < c.n; i++) {
        da[i] = share(c.a[i] > c.b[i], c.a[i] == c.b[i], c.dout[i]);
        db[i] = share(c.b[i] > c.a[i], c.a[i] == c.b[i], c.dout[i]);
    }
}

static const Binary op_minimum = {{"minimum", binary_backward}, minimum_value, minimum_back};

Tensor *tensor_minimum(Tensor *a, Tensor *b)
{
    return binary(&op_minimum, a, b);
}

static void maximum_value(Chunk c, real *restrict out)
{
    for (size_t i = 0; i < c.n; i++)
        out[i] = c.a[i] > c.b[i] || c.a[i] != c.a[i] ? c.a[i] : c.b[i];
}

static void maximum_back(Chunk c, real *restrict da, real *restrict db)
{
    for (size_t i = 0; i < c.n; i++) {
        da[i] = share(c.a[i] < c.b[i], c.a[i] == c.b[i], c.dout[i]);
        db[i] = share(c.b[i] < c.a[i], c.a[i] == c.b[i], c.dout[i]);
    }
}

static const Binary op_maximum = {{"maximum", binary_backward}, maximum_value, maximum_back};

Tensor *tensor_maximum(Tensor *a, Tensor *b)
{
    return binary(&op_maximum, a, b);
}

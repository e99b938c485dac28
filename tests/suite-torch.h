/*
 * For suites that compare tensors with PyTorch: inputs that both sides can make, and the numbers in the lesson's
 * reference file. The file that includes this header first says where they are:
 *
 *     #define TORCH_SAYS "tests/07-gpt.txt"
 *
 * Each line of that file is a name and its numbers.
 */
#ifndef SUITE_TORCH_H
#define SUITE_TORCH_H

#include "params.h"
#include "suite.h"

#include <math.h>
#include <string.h>

enum { MOST = 512 }; // numbers in a table

static Params params; // the inputs; a test frees them at its end

// The n values as doubles, in one of eight buffers used in turn, like the result of torch_says.
static inline const double *doubles(const real *values, int n)
{
    static double copies[8][MOST];
    static int turn;
    double *copy = copies[turn = (turn + 1) % 8];
    ck_assert_msg(values != NULL && n <= MOST, "doubles: %d", n);
    for (int i = 0; i < n; i++)
        copy[i] = (double)values[i];
    return copy;
}

// A parameter that holds a sin(b i), i = 0, 1, ...
static inline Tensor *sine(double a, double b, Shape shape)
{
    Tensor *t = params_zeros(&params, "sine", shape);
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)(a * sin(b * (double)i));
    return t;
}

static inline const double *torch_says(const char *name, int n)
{
    static double values[8][MOST];
    static int turn;
    double *row = values[turn = (turn + 1) % 8];
    ck_assert_msg(n <= MOST, "torch_says: %d", n);
    reference(TORCH_SAYS, name, n, row);
    return row;
}

static inline void expect_shape(const char *input, const Tensor *yours, Shape right, const char *likely)
{
    if (!yours)
        wrong(input, "the result is NULL");
    if (!shape_equal(yours->shape, right))
        wrong(input, "the shape is %s and should be %s%s%s", shape_text(yours->shape), shape_text(right),
              likely ? ": " : "", likely ? likely : "");
}

// The axes of a tensor, a name for each dimension: "b t c".
static inline Places places_of(const char *names, Shape shape)
{
    Places axes = {names, shape.ndim, {0}};
    for (int i = 0; i < shape.ndim; i++)
        axes.size[i] = shape.dim[i];
    return axes;
}

// Compares a parameter's gradient with the one in the file under `name`.
static inline void expect_grad(const char *input, const Tensor *t, const char *axes, const char *name)
{
    int n = (int)t->size;
    bool nothing = true;
    for (int i = 0; t->grad && i < n; i++)
        nothing &= t->grad[i] == 0;
    if (nothing)
        wrong(input,
              "no gradient comes back to %s: on the way from it to the result a tensor was detached, or made "
              "from ->data",
              strstr(name, "_d") + 2);
    expect_table(input, places_of(axes, t->shape), doubles(t->grad, n), torch_says(name, n), 2e-5, NULL);
}

// How many tensors on the tape were made by an op.
static inline int ops(const char *name)
{
    int count = 0;
    for (int i = 0; i < tape_count(); i++)
        count += tape_at(i)->op && strcmp(tape_at(i)->op->name, name) == 0;
    return count;
}

#endif

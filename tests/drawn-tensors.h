/*
 * For drawn cases of lessons with tensors: inputs that are parameters, and what a result must be.
 */
#ifndef DRAWN_TENSORS_H
#define DRAWN_TENSORS_H

#include "drawn-numbers.h"
#include "params.h"

static Params params; // the inputs

static inline Tensor *drawn_param(Shape shape, double scale)
{
    Tensor *t = params_zeros(&params, "drawn", shape);
    draw((int)t->size, scale, t->data);
    return t;
}

static inline void expect_shape(const Tensor *yours, Shape right)
{
    if (!yours || !shape_equal(yours->shape, right))
        wrong(title, "the result is %s and should be %s", yours ? shape_text(yours->shape) : "NULL", shape_text(right));
}

static inline void expect_way_back(const Tensor *yours)
{
    if (!yours->needs_grad)
        wrong(title, "no gradient comes back to the inputs");
}

static inline void end_case(void)
{
    params_free(&params);
    tape_reset();
}

#endif

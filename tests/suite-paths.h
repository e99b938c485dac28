/*
 * Lesson 01's oracle: gradients as the sum over all paths of a graph, from what each op is called. Slow, and without any
 * backward of the exercises.
 */
#ifndef SUITE_PATHS_H
#define SUITE_PATHS_H

#include "01-micrograd.h"

#include <check.h>
#include <math.h>
#include <string.h>

static inline double local_slope(const Value *v, int i)
{
    const char *op = v->op->name;
    double a = v->prev[0]->data, b = v->prev[1] ? v->prev[1]->data : 0;
    if (strcmp(op, "+") == 0)
        return 1;
    if (strcmp(op, "*") == 0)
        return i == 0 ? b : a;
    if (strcmp(op, "pow") == 0)
        return v->power * pow(a, v->power - 1);
    if (strcmp(op, "exp") == 0)
        return exp(a);
    if (strcmp(op, "log") == 0)
        return 1 / a;
    if (strcmp(op, "tanh") == 0)
        return 1 / (cosh(a) * cosh(a));
    ck_assert_msg(strcmp(op, "relu") == 0, "the test does not know the op %s", op);
    return a > 0;
}

// Adds to each value's grad, path by path.
static inline void add_paths(Value *v, double slope_so_far)
{
    v->grad += slope_so_far;
    for (int i = 0; v->op && i < 2 && v->prev[i]; i++)
        add_paths(v->prev[i], slope_so_far * local_slope(v, i));
}

#endif

/* Shapes, and a tensor viewed along one axis: see tensor.h. */
#include "tensor.h"
#include "format.h"

#include <string.h>

Shape shape_of(int ndim, const int dim[])
{
    CHECK(ndim >= 1 && ndim <= MAX_DIMS, "a shape has 1 to %d dimensions, not %d", MAX_DIMS, ndim);
    Shape shape = {.ndim = ndim};
    for (int i = 0; i < ndim; i++) {
        CHECK(dim[i] >= 1, "dimension %d of a shape is %d; it must be at least 1", i, dim[i]);
        shape.dim[i] = dim[i];
    }
    return shape;
}

Shape shape_scalar(void)
{
    return (Shape){0};
}

size_t shape_size(Shape shape)
{
    size_t size = 1;
    for (int i = 0; i < shape.ndim; i++)
        size *= (size_t)shape.dim[i];
    return size;
}

ptrdiff_t shape_rows(Shape shape)
{
    ptrdiff_t rows = 1;
    for (int i = 0; i < shape.ndim - 1; i++)
        rows *= shape.dim[i];
    return rows;
}

bool shape_equal(Shape a, Shape b)
{
    return a.ndim == b.ndim && memcmp(a.dim, b.dim, sizeof(int) * (size_t)a.ndim) == 0;
}

const char *shape_text(Shape shape)
{
    char sizes[MAX_DIMS * 13] = "", *end = sizes;
    for (int i = 0; i < shape.ndim; i++)
        end += sprintf(end, i ? ", %d" : "%d", shape.dim[i]);
    return text_of("(%s)", sizes);
}

Axis axis_of(const char *op, Shape shape, int axis)
{
    int at = axis < 0 ? axis + shape.ndim : axis;
    CHECK(at >= 0 && at < shape.ndim, "%s: %s has no axis %d", op, shape_text(shape), axis);
    Axis x = {.at = at, .outer = 1, .n = (size_t)shape.dim[at], .inner = 1};
    for (int i = 0; i < at; i++)
        x.outer *= (size_t)shape.dim[i];
    for (int i = at + 1; i < shape.ndim; i++)
        x.inner *= (size_t)shape.dim[i];
    return x;
}

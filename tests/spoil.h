/*
 * Generic wrong answers. tools/spoil writes a wrapper around each of a solution's functions: it calls the right
 * function and then spoils one of its results, whose number is in $SPOIL. That number is four times the result's place
 * in the list of results, plus the Way. The program is built once and run once for each number.
 */
#ifndef SPOIL_H
#define SPOIL_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct Tensor Tensor;
typedef struct Value Value;

typedef enum Way { ZEROS, NEGATED, DOUBLED, AS_IT_CAME, WAYS } Way;

static inline int spoil_wanted(void)
{
    const char *number = getenv("SPOIL");
    return number ? atoi(number) : -1;
}

static inline double spoil_number(Way way, double is, double came, bool adds)
{
    double from = adds ? came : 0; // only what the function added is negated or doubled
    return way == ZEROS ? 0 : way == NEGATED ? from - (is - from) : way == DOUBLED ? from + 2 * (is - from) : came;
}

// The same data, but backward passes no gradient, minus the gradient, or twice the gradient; and spoiled data.
#ifdef TENSOR_H
static inline Tensor *spoil_tensor_gradient(Way way, Tensor *t)
{
    Tensor *data = tensor_detach(t);
    return way == ZEROS     ? data
           : way == NEGATED ? tensor_sub(tensor_scale(data, 2), t)
                            : tensor_sub(tensor_scale(t, 2), data);
}
static inline Tensor *spoil_tensor(Way way, Tensor *t)
{
    return tensor_scale(t, way == ZEROS ? 0 : way == NEGATED ? -1 : 2);
}
#else
static inline Tensor *spoil_tensor_gradient(Way way, Tensor *t)
{
    return way == WAYS ? NULL : t;
}
#define spoil_tensor spoil_tensor_gradient
#endif
#ifdef MICROGRAD_H
static inline Value *spoil_value_gradient(Way way, Value *v)
{
    Value *data = value(v->data);
    return way == ZEROS     ? data
           : way == NEGATED ? value_sub(value_add(data, data), v)
                            : value_sub(value_add(v, v), data);
}
static inline Value *spoil_value(Way way, Value *v)
{
    return way == ZEROS ? value_mul(v, value(0)) : way == NEGATED ? value_neg(v) : value_add(v, v);
}
#else
static inline Value *spoil_value_gradient(Way way, Value *v)
{
    return way == WAYS ? NULL : v;
}
#define spoil_value spoil_value_gradient
#endif

// A letter that stands for the type of a result.
#define SPOIL_TYPE(x)                                                                                                  \
    _Generic((x), double: 'd', float: 'f', int: 'i', unsigned: 'i', long: 'l', bool: 'b', char: 'c', signed char: 'c', Tensor *: 'T', Value *: 'V')

// The n things at p, which were `came` before the function was called, if one of the numbers from `first`
// on is wanted.
static inline void spoil(int first, char type, void *p, const void *came, size_t n, bool adds)
{
    Way way = (Way)(spoil_wanted() - first);
    if (!p || spoil_wanted() < first || way >= WAYS)
        return;
    for (size_t i = 0; i < n; i++)
        switch (type) {
        case 'd':
            ((double *)p)[i] = spoil_number(way, ((double *)p)[i], came ? ((const double *)came)[i] : 0, adds);
            break;
        case 'f':
            ((float *)p)[i] = (float)spoil_number(way, ((float *)p)[i], came ? ((const float *)came)[i] : 0, adds);
            break;
        case 'l':
            ((long *)p)[i] = (long)spoil_number(way, (double)((long *)p)[i], came ? (double)((const long *)came)[i] : 0,
                                                adds);
            break;
        case 'i':
            ((int *)p)[i] = (int)spoil_number(way, ((int *)p)[i], came ? ((const int *)came)[i] : 0, adds);
            break;
        case 'c':
            ((char *)p)[i] = (char)spoil_number(way, ((char *)p)[i], came ? ((const char *)came)[i] : 0, adds);
            break;
        case 'b':
            ((bool *)p)[i] = way == ZEROS ? false : way == AS_IT_CAME ? ((const bool *)came)[i] : !((bool *)p)[i];
            break;
        case 'T':
            ((Tensor **)p)[i] = way == AS_IT_CAME ? ((Tensor *const *)came)[i] : spoil_tensor(way, ((Tensor **)p)[i]);
            break;
        default:
            if (way == AS_IT_CAME || ((Value **)p)[i])
                ((Value **)p)[i] = way == AS_IT_CAME ? ((Value *const *)came)[i] : spoil_value(way, ((Value **)p)[i]);
        }
}

// An input whose gradient is spoiled on the way back.
#define SPOIL_GRADIENT(first, x)                                                                                       \
    if (spoil_wanted() >= (first) && spoil_wanted() < (first) + AS_IT_CAME)                                            \
    *(void **)&(x) = _Generic((x), Tensor *                                                                            \
                              : spoil_tensor_gradient, Value *                                                         \
                              : spoil_value_gradient)((Way)(spoil_wanted() - (first)), x)

static inline void *spoil_copy(const void *from, size_t bytes)
{
    void *copy = from ? malloc(bytes) : NULL;
    if (copy)
        memcpy(copy, from, bytes);
    return copy;
}

#endif

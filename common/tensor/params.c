/*
 * Parameters: see params.h. A new parameter gets memory of its own, because the list may still grow. params_block may
 * later move its numbers into a common block.
 */
#include "params.h"
#include "memory.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct ParamsBlock {
    real *at;
    size_t size;
};

/* ---- Making them ---------------------------------------------------------------------------- */

Tensor *params_zeros(Params *p, const char *name, Shape shape)
{
    Param *new = memory_zeros(sizeof *new + strlen(name) + 1);
    strcpy(new->name, name);
    new->tensor = (Tensor){.shape = shape, .size = shape_size(shape), .needs_grad = true, .name = new->name};
    new->tensor.data = memory_zeros(sizeof(real) * new->tensor.size);
    new->rate = 1;
    new->decay = shape.ndim >= 2;
    if (!p->block)
        p->block = memory_zeros(sizeof *p->block * PARAMS_KINDS);
    p->tensor = memory_grow(p->tensor, (size_t)p->count, sizeof *p->tensor);
    return p->tensor[p->count++] = &new->tensor;
}

void param_full(Tensor *t, double value)
{
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)value;
}

void param_randn(Tensor *t, Rng *rng, double scale)
{
    float *values = memory_new(sizeof *values * t->size);
    rng_randn(rng, values, t->size);
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = values[i] * (real)scale;
    free(values);
}

Tensor *params_full(Params *p, const char *name, Shape shape, double value)
{
    Tensor *t = params_zeros(p, name, shape);
    param_full(t, value);
    return t;
}

Tensor *params_randn(Params *p, const char *name, Shape shape, Rng *rng, double scale)
{
    Tensor *t = params_zeros(p, name, shape);
    param_randn(t, rng, scale);
    return t;
}

Param *params_at(const Params *p, int i)
{
    CHECK(i >= 0 && i < p->count, "params_at(%d): there are %d parameters, counted from 0", i, p->count);
    return (Param *)p->tensor[i]; // which is its first member
}

long params_total(const Params *p)
{
    long total = 0;
    for (int i = 0; i < p->count; i++)
        total += (long)p->tensor[i]->size;
    return total;
}

int params_freeze(Params *p, const char *pattern, bool frozen)
{
    int found = 0;
    for (int i = 0; i < p->count; i++)
        if (fnmatch(pattern, p->tensor[i]->name, 0) == 0) {
            p->tensor[i]->needs_grad = !frozen;
            found++;
        }
    return found;
}

int params_group(Params *p, const char *pattern, double rate, double decay)
{
    int found = 0;
    for (int i = 0; i < p->count; i++)
        if (fnmatch(pattern, p->tensor[i]->name, 0) == 0) {
            params_at(p, i)->rate = rate;
            params_at(p, i)->decay = decay;
            found++;
        }
    return found;
}

/* ---- Blocks --------------------------------------------------------------------------------- */

// The parameter's pointer to its numbers of this kind.
static real **place_of(const Params *p, int i, ParamsKind kind)
{
    Param *x = params_at(p, i);
    real **const places[] = {[PARAMS_DATA] = &x->tensor.data,
                             [PARAMS_GRAD] = &x->tensor.grad,
                             [PARAMS_MOMENTUM] = &x->momentum,
                             [PARAMS_SQUARE] = &x->square};
    return places[kind];
}

// How many numbers of the block a parameter takes, rounded up to whole cache lines.
static size_t share_of(const Params *p, int i, ParamsKind kind)
{
    const size_t line = 64 / sizeof(real);
    bool has_one = kind == PARAMS_DATA || p->tensor[i]->needs_grad;
    return has_one ? (p->tensor[i]->size + line - 1) / line * line : 0;
}

static bool within(const struct ParamsBlock *block, const real *x)
{
    uintptr_t begin = (uintptr_t)block->at, at = (uintptr_t)x;
    return at >= begin && at < begin + sizeof *x * block->size;
}

// Frees a parameter's numbers of this kind, if they have memory of their own.
static void give_back(Params *p, int i, ParamsKind kind)
{
    Param *x = params_at(p, i);
    real *numbers = *place_of(p, i, kind);
    bool lent = kind == PARAMS_DATA && x->lent;
    if (!lent && !within(&p->block[kind], numbers))
        free(numbers);
    x->lent = x->lent && !lent;
}

void params_lend(Params *p, int i, real *data)
{
    give_back(p, i, PARAMS_DATA);
    params_at(p, i)->tensor.data = data;
    params_at(p, i)->lent = true;
}

// Moves every parameter's numbers into the new block. Those of parameters without a place in it are dropped.
static void move(Params *p, ParamsKind kind, struct ParamsBlock new)
{
    struct ParamsBlock old = p->block[kind];
    real *to = new.at;
    for (int i = 0; i < p->count; i++) {
        real **place = place_of(p, i, kind), *from = *place;
        size_t share = share_of(p, i, kind);
        if (from && share > 0)
            memcpy(to, from, sizeof *to * p->tensor[i]->size);
        give_back(p, i, kind);
        *place = share > 0 ? to : NULL;
        to += share;
    }
    free(old.at);
    p->block[kind] = new;
}

real *params_block(Params *p, ParamsKind kind, size_t *n)
{
    size_t size = 0;
    struct ParamsBlock *block = &p->block[kind];
    if (p->count == 0)
        return *n = 0, NULL;
    bool in_place = block->at;
    for (int i = 0; i < p->count; i++) {
        size_t share = share_of(p, i, kind);
        in_place = in_place && (share == 0 || *place_of(p, i, kind) == block->at + size);
        size += share;
    }
    if (!in_place || size != block->size)
        move(p, kind, (struct ParamsBlock){memory_zeros(sizeof(real) * size), size});
    *n = size;
    return block->at;
}

static void forget(Params *p, ParamsKind kind)
{
    for (int i = 0; i < p->count; i++) {
        real **place = place_of(p, i, kind);
        give_back(p, i, kind);
        *place = NULL;
    }
    free(p->block[kind].at);
    p->block[kind] = (struct ParamsBlock){0};
}

void params_forget(Params *p, ParamsKind kind)
{
    CHECK(kind != PARAMS_DATA, "params_forget: a model needs its data; to free everything, call params_free");
    if (p->block)
        forget(p, kind);
}

void params_free(Params *p)
{
    for (int kind = 0; p->block && kind < PARAMS_KINDS; kind++)
        forget(p, kind);
    for (int i = 0; i < p->count; i++)
        free(p->tensor[i]);
    free(p->tensor);
    free(p->block);
    *p = (Params){0};
}

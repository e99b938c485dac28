/* Saves and loads a training run's parameters, optimiser and generator. See safetensors.h. */
#include "safetensors_header.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum { NAME = 512, RNG_NUMBERS = RNG_WORDS + 2 };

// "adamw.exp_avg." + prefix + name, in text
static const char *joined(char text[NAME], const char *kind, const char *prefix, const char *name)
{
    int length = snprintf(text, NAME, "%s%s%s", kind, prefix, name);
    CHECK(length < NAME, "safetensors: the name %s is longer than %d bytes", name, NAME - 1);
    return text;
}

void st_add_params(StWriter *w, const char *prefix, const Params *p)
{
    char name[NAME];
    for (int i = 0; i < p->count; i++)
        st_add(w, joined(name, "", prefix, p->tensor[i]->name), p->tensor[i]->shape, p->tensor[i]->data);
}

void st_add_params_as(StWriter *w, const char *prefix, const Params *p, StType type)
{
    char name[NAME];
    for (int i = 0; type != ST_REAL && i < p->count; i++) {
        const Tensor *t = p->tensor[i];
        void *numbers = st_room(w, (size_t)st_type_bytes(type) * t->size);
        if (!st_narrow(type, t->size, t->data, numbers))
            data_error("%s has a number too large for the type %s: save it as F32", t->name, st_type_name(type));
        st_add_as(w, joined(name, "", prefix, t->name), t->shape, type, numbers);
    }
    if (type == ST_REAL)
        st_add_params(w, prefix, p);
}

void st_read_params(SafeTensors *file, const char *prefix, Params *p)
{
    char name[NAME];
    for (int i = 0; i < p->count; i++)
        st_read(file, joined(name, "", prefix, p->tensor[i]->name), p->tensor[i]->shape, p->tensor[i]->data);
}

void st_map_params(SafeTensors *file, const char *prefix, Params *p)
{
    char name[NAME];
    for (int i = 0; i < p->count; i++) {
        const Tensor *t = p->tensor[i];
        real *data = st_map(file, joined(name, "", prefix, t->name), t->shape);
        if (data)
            params_lend(p, i, data);
        else
            st_read(file, name, t->shape, t->data);
    }
}

static const char MOMENTUM[] = "adamw.exp_avg.", SQUARE[] = "adamw.exp_avg_sq.", STEP[] = "adamw.step";

void st_add_optimiser(StWriter *w, const char *prefix, const Params *p)
{
    char name[NAME];
    for (int i = 0; i < p->count; i++) {
        const Param *x = params_at(p, i);
        if (x->momentum)
            st_add(w, joined(name, MOMENTUM, prefix, x->name), x->tensor.shape, x->momentum);
        if (x->square)
            st_add(w, joined(name, SQUARE, prefix, x->name), x->tensor.shape, x->square);
    }
    int64_t *steps = st_room(w, sizeof *steps);
    *steps = p->steps;
    st_add_as(w, joined(name, STEP, "", ""), shape_scalar(), ST_I64, steps);
}

// Reads all numbers of a kind, or none if the file has none.
static void read_memory(SafeTensors *file, const char *what, const char *prefix, Params *p, ParamsKind kind,
                        bool needed)
{
    char name[NAME];
    size_t n;
    params_forget(p, kind);
    for (int i = 0; i < p->count; i++)
        needed = needed || st_find(file, joined(name, what, prefix, p->tensor[i]->name));
    if (!needed)
        return;
    params_block(p, kind, &n);
    for (int i = 0; i < p->count; i++) {
        const Param *x = params_at(p, i);
        real *memory = kind == PARAMS_MOMENTUM ? x->momentum : x->square;
        if (memory) // NULL for a frozen parameter
            st_read(file, joined(name, what, prefix, x->name), x->tensor.shape, memory);
    }
}

void st_read_optimiser(SafeTensors *file, const char *prefix, Params *p)
{
    int64_t steps;
    st_read_i64(file, STEP, shape_scalar(), &steps);
    if (steps < 0 || steps > INT_MAX)
        data_error("%s: %s is %lld, which cannot be a number of steps: the file is damaged", st_path(file), STEP,
                   (long long)steps);
    p->steps = (long)steps;
    read_memory(file, MOMENTUM, prefix, p, PARAMS_MOMENTUM, steps > 0);
    read_memory(file, SQUARE, prefix, p, PARAMS_SQUARE, steps > 0);
}

void st_add_rng(StWriter *w, const char *name, const Rng *rng)
{
    char text[NAME];
    int64_t *state = st_room(w, sizeof *state * RNG_NUMBERS);
    double *normal = st_room(w, sizeof *normal);
    for (int i = 0; i < RNG_WORDS; i++)
        state[i] = rng->state[i];
    state[RNG_WORDS] = rng->index;
    state[RNG_WORDS + 1] = rng->has_normal;
    *normal = rng->next_normal;
    st_add_as(w, joined(text, "", name, ".state"), SHAPE(RNG_NUMBERS), ST_I64, state);
    st_add_as(w, joined(text, "", name, ".normal"), shape_scalar(), ST_F64, normal);
}

void st_read_rng(SafeTensors *file, const char *name, Rng *rng)
{
    char text[NAME];
    int64_t state[RNG_NUMBERS];
    Rng read = {0};
    st_read_i64(file, joined(text, "", name, ".state"), SHAPE(RNG_NUMBERS), state);
    st_read_f64(file, joined(text, "", name, ".normal"), shape_scalar(), &read.next_normal);
    bool good = state[RNG_WORDS] >= 1 && state[RNG_WORDS] <= RNG_WORDS && isfinite(read.next_normal) &&
                (state[RNG_WORDS + 1] == 0 || state[RNG_WORDS + 1] == 1);
    for (int i = 0; i < RNG_WORDS; i++) {
        good = good && state[i] >= 0 && state[i] <= UINT32_MAX;
        read.state[i] = (uint32_t)state[i];
    }
    if (!good)
        data_error("%s: %s.state is not the state of a random generator: the file is damaged, or another program's",
                   st_path(file), name);
    read.index = (int)state[RNG_WORDS];
    read.has_normal = state[RNG_WORDS + 1];
    *rng = read;
}

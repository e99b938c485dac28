/* Names as examples for networks: see examples.h. */
#include "examples.h"
#include "check.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static int index_of(char c)
{
    return c ? c - 'a' + 1 : 0; // the zero at the end of a name is the dot
}

static void add_name(Examples *e, const char *name)
{
    for (int i = 0, length = (int)strlen(name); i <= length; i++) {
        int *x = e->x + e->count * e->context;
        for (int k = 0; k < e->context; k++) {
            int at = i - e->context + k;
            x[k] = at < 0 ? 0 : index_of(name[at]);
        }
        e->y[e->count++] = index_of(name[i]);
    }
}

Examples examples_new(const Names *names, const int order[], int from, int to, int context)
{
    CHECK(context >= 1, "examples: context is %d; it must be at least 1", context);
    size_t total = 0;
    for (int i = from; i < to; i++)
        total += strlen(names->name[order[i]]) + 1;
    Examples e = {.context = context};
    e.x = memory_new(sizeof(int) * total * (size_t)context);
    e.y = memory_new(sizeof(int) * total);
    for (int i = from; i < to; i++)
        add_name(&e, names->name[order[i]]);
    return e;
}

void examples_free(Examples *e)
{
    free(e->x);
    free(e->y);
    *e = (Examples){0};
}

Split examples_split(const Names *names, int context)
{
    int n = names->count, *order = memory_new(sizeof *order * (size_t)n);
    for (int i = 0; i < n; i++)
        order[i] = i;
    Rng rng;
    rng_seed_python(&rng, 42);
    rng_shuffle(&rng, order, n);
    int dev = n * 8 / 10, test = n * 9 / 10;
    Split split = {examples_new(names, order, 0, dev, context), examples_new(names, order, dev, test, context),
                   examples_new(names, order, test, n, context)};
    free(order);
    return split;
}

void examples_split_free(Split *split)
{
    examples_free(&split->train);
    examples_free(&split->dev);
    examples_free(&split->test);
}

void examples_batch(const Examples *e, int n, Rng *rng, int Xb[], int Yb[])
{
    for (int i = 0; i < n; i++) {
        int ix = (int)rng_randint(rng, 0, e->count);
        memcpy(Xb + i * e->context, e->x + ix * e->context, sizeof *Xb * (size_t)e->context);
        Yb[i] = e->y[ix];
    }
}

/* Prints the tape as text or as a graph, and finds where a NaN came from. */
#include "tensor.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int place_of(const Tensor *t)
{
    int i = 0;
    while (i < tape_count() && tape_at(i) != t)
        i++;
    return i; // tape_count() for a parameter
}

static void print_source(FILE *f, const Tensor *t)
{
    if (t->name)
        fprintf(f, " %s", t->name);
    else
        fprintf(f, " %d", place_of(t));
}

void tape_print(FILE *f)
{
    for (int i = 0; i < tape_count(); i++) {
        const Tensor *t = tape_at(i);
        fprintf(f, "%4d  %-14s %-18s", i, t->op ? t->op->name : "leaf", shape_text(t->shape));
        for (int s = 0; s < MAX_SRC && t->src[s]; s++)
            print_source(f, t->src[s]);
        fputc('\n', f);
    }
}

static void mark(Tensor *t, bool *part)
{
    int i = place_of(t);
    if (i == tape_count() || part[i])
        return;
    part[i] = true;
    for (int s = 0; s < MAX_SRC && t->src[s]; s++)
        mark(t->src[s], part);
}

void tape_dot(FILE *f, Tensor *root)
{
    bool *part = memory_zeros(sizeof *part * ((size_t)tape_count() + 1));
    mark(root, part);
    fprintf(f, "digraph {\n  rankdir = LR\n  node [fontname = \"sans-serif\", shape = box]\n");
    for (int i = 0; i < tape_count(); i++) {
        const Tensor *t = tape_at(i);
        if (!part[i])
            continue;
        fprintf(f, "  t%d [label = \"%s\\n%s\"]\n", i, t->op ? t->op->name : "leaf", shape_text(t->shape));
        for (int s = 0; s < MAX_SRC && t->src[s]; s++)
            if (t->src[s]->name)
                fprintf(f, "  \"%s\\n%s\" [style = bold]\n  \"%s\\n%s\" -> t%d\n", t->src[s]->name,
                        shape_text(t->src[s]->shape), t->src[s]->name, shape_text(t->src[s]->shape), i);
            else
                fprintf(f, "  t%d -> t%d\n", place_of(t->src[s]), i);
    }
    fprintf(f, "}\n");
    free(part);
}

static bool finite_all(const Tensor *t)
{
    for (size_t i = 0; i < t->size; i++)
        if (!isfinite(t->data[i]))
            return false;
    return true;
}

Tensor *tape_first_nan(void)
{
    for (int i = 0; i < tape_count(); i++)
        if (!finite_all(tape_at(i)))
            return tape_at(i);
    return NULL;
}

void tape_print_nan(FILE *f)
{
    const Tensor *t = tape_first_nan();
    if (!t) {
        fprintf(f, "no NaN or infinity on the tape\n");
        return;
    }
    fprintf(f, "the first NaN or infinity: tensor %d, %s %s", place_of(t), t->op ? t->op->name : "leaf",
            shape_text(t->shape));
    for (int s = 0; s < MAX_SRC && t->src[s]; s++) {
        const Tensor *from = t->src[s];
        fprintf(f, "%s %s %s%s", s ? "," : ", from",
                from->name ? from->name
                : from->op ? from->op->name
                           : "leaf",
                shape_text(from->shape), finite_all(from) ? "" : ", which has one already");
    }
    fputc('\n', f);
}

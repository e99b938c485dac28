/* The options of the benchmarks of a GPT, gpt and sample: its shape and how long to measure. */
#ifndef SHAPE_OPTIONS_H
#define SHAPE_OPTIONS_H

#include "bench.h"
#include "gpt.h"

#include <stdio.h>

typedef struct GPTShape {
    GPTConfig config;
    int batch, steps;
} GPTShape;

static inline GPTShape gpt_shape(int argc, char **argv, const char *name)
{
    GPTShape s = {{.vocab = 65, .block = 64, .layers = 4, .heads = 4, .embd = 128}, 12, 60};
    const struct {
        const char *option;
        int *value;
    } options[] = {{"--layers", &s.config.layers}, {"--heads", &s.config.heads}, {"--embd", &s.config.embd},
                   {"--block", &s.config.block},   {"--vocab", &s.config.vocab}, {"--batch", &s.batch},
                   {"--steps", &s.steps}};
    for (int i = 1; i < argc; i += 2) {
        int *value = NULL;
        for (int k = 0; k < COUNT(options); k++)
            if (strcmp(argv[i], options[k].option) == 0)
                value = options[k].value;
        if (!value || i + 1 == argc || (*value = atoi(argv[i + 1])) < 1)
            usage_error("usage: %s [--layers N] [--heads N] [--embd N] [--block N] [--vocab N] [--batch N] "
                        "[--steps N], each at least 1",
                        name);
    }
    if (s.config.embd % s.config.heads)
        usage_error("%s: --embd must be a multiple of --heads", name);
    s.steps = s.steps < BATCHES ? BATCHES : s.steps;
    return s;
}

#endif

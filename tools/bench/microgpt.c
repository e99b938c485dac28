/*
 * How fast is the GPT of lesson 00? Its training step on the first twenty names, again and again: forward, backward and
 * Adam. microgpt.py is the same step in Python. `make bench ARGS="microgpt --steps 4000"`
 * The lesson is one file in which everything is static, so it is included whole, its main() under another name.
 */
#define main lesson_main
int lesson_main(int argc, char **argv);
#include "00-microgpt.c"
#undef main

#include "bench.h"

enum { CYCLE = 20 }; // names; a batch of the benchmark is whole cycles, so that all batches do the same work

typedef struct Run {
    int step;
    double loss, values; // of the latest step; of all
} Run;

static void step(void *context)
{
    Run *run = context;
    next = tape + PARAMS;
    Value *loss = loss_of(document(run->step % CYCLE));
    backward(loss);
    adam(run->step++);
    run->loss = loss->data;
    run->values += (double)(next - tape);
}

// Does what the lesson's cells do before training, without their output.
static void prepare(void)
{
    names = names_load("names.txt");
    order = malloc(sizeof *order * (size_t)names->count);
    for (int i = 0; i < names->count; i++)
        order[i] = i;
    rng_seed_python(&rng, lesson.seed);
    rng_shuffle(&rng, order, names->count);
    Value **parameter = (Value **)&w;
    for (int i = 0; i < PARAMS; i++)
        parameter[i] = number(rng_gauss(&rng, 0, 0.08));
}

int main(int argc, char **argv)
{
    int whole = CYCLE * BATCHES, steps = steps_wanted(argc, argv, 2000) / whole * whole;
    Run run = {0};
    options.steps = 1000000; // so many that the rate stays far from 0
    prepare();
    step(&run);
    printf("first_loss %.4f\n", run.loss);
    run = (Run){0};
    double ms = ms_per_step(steps < whole ? whole : steps, step, &run);
    printf("values_per_step %.0f\n", run.values / run.step);
    printf("ms_per_step %.4f\n", ms);
    printf("ns_per_value %.2f\n", ms * 1e6 / (run.values / run.step));
    free(order);
    names_free(names);
    return 0;
}

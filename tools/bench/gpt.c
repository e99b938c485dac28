/*
 * How fast does a GPT train? A step is forward, backward and AdamW on random tokens: biases, tied head, GELU,
 * no dropout. `make bench ARGS="gpt --layers 4 --heads 4 --embd 128 --block 64 --batch 12 --vocab 65 --steps 50"`
 * Threads by OMP_NUM_THREADS; gpt.py is the same in PyTorch.
 */
#include "bench.h"
#include "shape.h"

#include <sys/resource.h>

typedef struct Training {
    GPT *gpt;
    int batch, block, vocab;
    int *x, *y; // (batch, block)
    Rng rng;
    double loss;
} Training;

static void step(void *context)
{
    Training *t = context;
    tape_reset();
    for (int i = 0; i < t->batch * t->block; i++) {
        t->x[i] = (int)rng_randint(&t->rng, 0, t->vocab);
        t->y[i] = (int)rng_randint(&t->rng, 0, t->vocab);
    }
    Tensor *loss = gpt_loss(t->gpt, t->x, t->y, t->batch, t->block); // ()
    params_zero_grad(&t->gpt->params);
    tensor_backward(loss);
    params_adamw(&t->gpt->params, 3e-4, 0.9, 0.95, 1e-8, 0.1);
    t->loss = tensor_item(loss);
}

int main(int argc, char **argv)
{
    GPTShape s = gpt_shape(argc, argv, "gpt");
    Training t = {.batch = s.batch, .block = s.config.block, .vocab = s.config.vocab};
    rng_seed(&t.rng, 1337);
    t.gpt = gpt_new(s.config);
    gpt_init(t.gpt, &t.rng);
    t.x = malloc(sizeof *t.x * (size_t)(t.batch * t.block));
    t.y = malloc(sizeof *t.y * (size_t)(t.batch * t.block));
    CHECK(t.x && t.y, "out of memory");
    tape_limit((size_t)16 << 30);
    double ms = ms_per_step(s.steps, step, &t);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("parameters %ld\nloss %.4f\n", params_total(&t.gpt->params), t.loss);
    printf("ms_per_step %.3f\ntokens_per_s %.0f\n", ms, 1e3 * t.batch * t.block / ms);
    printf("peak_mb %.0f\n", (double)usage.ru_maxrss / 1024);
    gpt_free(t.gpt);
    free(t.x);
    free(t.y);
    return 0;
}

/* Training with weights in bfloat16: see halves.h. */
#include "halves.h"
#include "bf16.h"
#include "gpt.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 16, BLOCK = HALVES_BLOCK, SMOOTH = 20 };

static void round_all(size_t n, real *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = bf16_rounded((float)x[i]);
}

static double share_equal(size_t n, const real *a, const real *b)
{
    size_t equal = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        all += a[i] != 0; // what lies between two parameters is 0
        equal += a[i] != 0 && a[i] == b[i];
    }
    return (double)equal / (double)all;
}

static double gains_of_one(const GPT *gpt)
{
    int ones = 0, all = 0, C = gpt->config.embd;
    for (int l = 0; l < gpt->config.layers; l++)
        for (int c = 0; c < C; c++, all += 2)
            ones += (gpt->layer[l].ln_1.gamma->data[c] == 1) + (gpt->layer[l].ln_2.gamma->data[c] == 1);
    return (double)ones / all;
}

static double step_of(GPT *gpt, const int X[], const int Y[])
{
    tape_reset();
    Tensor *loss = gpt_loss(gpt, X, Y, BATCH, BLOCK); // ()
    params_zero_grad(&gpt->params);
    tensor_backward(loss);
    return tensor_item(loss);
}

Halves halves_train(Weights weights, const Text *text, int steps, const char *name)
{
    Rng rng;
    Halves result = {0};
    size_t n;
    rng_seed(&rng, 1337);
    GPT *gpt = gpt_new(
        (GPTConfig){.vocab = text->tokenizer->vocab, .block = BLOCK, .layers = 2, .heads = 4, .embd = 64});
    gpt_init(gpt, &rng);
    real *data = params_block(&gpt->params, PARAMS_DATA, &n); // all weights, one after another
    real *master = memory_new(sizeof *master * n), *before = memory_new(sizeof *before * n);
    int X[BATCH * BLOCK], Y[BATCH * BLOCK], last = 0;
    double smooth = 0;
    if (weights == IN_BF16)
        round_all(n, data);
    for (int step = 0; progress(name, step, steps, NAN); step++) {
        text_batch(text, TRAIN, BATCH, BLOCK, &rng, X, Y);
        memcpy(before, data, sizeof *data * n);
        if (weights == WITH_MASTER) {
            memcpy(master, data, sizeof *data * n);
            round_all(n, data);
        }
        double loss = step_of(gpt, X, Y);
        if (weights == WITH_MASTER)
            memcpy(data, master, sizeof *data * n);
        params_adamw(&gpt->params, 3e-4, 0.9, 0.99, 1e-8, 0.1);
        if (weights == IN_BF16)
            round_all(n, data);
        smooth += loss;
        if (step % SMOOTH == SMOOTH - 1) {
            curve(name, step + 1, smooth / SMOOTH);
            smooth = 0;
        }
        result.loss += step >= steps - steps / 4 ? loss : 0;
        last += step >= steps - steps / 4;
    }
    result.loss /= last;
    result.unchanged = share_equal(n, before, data);
    result.gains = gains_of_one(gpt);
    gpt_free(gpt);
    free(master), free(before);
    return result;
}

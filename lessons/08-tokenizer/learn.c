/* One small GPT for every task: see learn.h. */
#include "learn.h"
#include "check.h"
#include "gpt.h"
#include "notebook.h"

#include <math.h>

enum { BATCH = 16, EXAM = 512 };

// X (B, T) and Y (B, T): Y is -1 inside the question and after the answer, where there is nothing to learn.
static void batch(const Task *task, bool exam, int B, Rng *rng, int X[], int Y[])
{
    int T = task->T;
    for (int b = 0; b < B; b++, X += T, Y += T) {
        Example e;
        task->draw(exam, rng, &e);
        CHECK(e.n <= T + 1 && e.answer > 0 && e.answer < e.n, "an example of %d tokens", e.n);
        for (int t = 0; t < T; t++) {
            X[t] = t < e.n ? e.id[t] : 0;
            Y[t] = t + 1 >= e.answer && t + 1 < e.n ? e.id[t + 1] : -1;
        }
    }
}

static double share_right(const Task *task, GPT *gpt)
{
    int X[BATCH * LEARN_MOST], Y[BATCH * LEARN_MOST], T = task->T, right = 0;
    Rng rng;
    rng_seed(&rng, 99);
    for (int done = 0; done < EXAM; done += BATCH) {
        batch(task, true, BATCH, &rng, X, Y);
        tape_reset();
        Tensor *logits = gpt_forward(gpt, X, BATCH, T); // (B, T, V)
        for (int b = 0; b < BATCH; b++) {
            bool all = true;
            for (int i = b * T; i < (b + 1) * T; i++) {
                const real *row = logits->data + (size_t)i * (size_t)task->vocab;
                int best = 0;
                for (int v = 1; v < task->vocab; v++)
                    best = row[v] > row[best] ? v : best;
                all &= Y[i] < 0 || best == Y[i]; // right so far, so the model reads its own answer
            }
            right += all;
        }
    }
    return (double)right / EXAM;
}

double learn(const Task *task, uint64_t seed)
{
    int X[BATCH * LEARN_MOST], Y[BATCH * LEARN_MOST], T = task->T, steps = task->steps;
    Rng rng;
    rng_seed(&rng, seed);
    GPT *gpt = gpt_new((GPTConfig){task->vocab, T, 1, 4, 32});
    gpt_init(gpt, &rng);
    double loss = NAN;
    for (int step = 0; progress(task->name, step, steps, loss); step++) {
        if (step % (steps > 10 ? steps / 10 : 1) == 0)
            curve(task->name, step, 100 * share_right(task, gpt));
        batch(task, false, BATCH, &rng, X, Y);
        tape_reset();
        Tensor *mean = gpt_loss(gpt, X, Y, BATCH, T); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, schedule_cosine(step, steps / 20, steps, task->rate, 0), 0.9, 0.99, 1e-8, 0.01);
        loss = tensor_item(mean);
    }
    double share = share_right(task, gpt);
    curve(task->name, steps, 100 * share);
    gpt_free(gpt);
    return share;
}

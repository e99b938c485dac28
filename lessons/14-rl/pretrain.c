/* The model that lesson 14 begins with: see pretrain.h. */
#include "pretrain.h"
#include "data.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64, BLOCK = 40 };

const double teacher_slips = 0.08;

double teacher_right(int terms, int n, uint64_t seed)
{
    Rng rng;
    double right = 0;
    rng_seed(&rng, seed);
    for (int i = 0; i < n; i++) {
        char text[SUM_TEXT];
        Sum sum = sum_draw(&rng, terms, true);
        sum_demonstration(&rng, &sum, (int)rng_randint(&rng, 0, terms - 1), teacher_slips, text);
        right += reward_exact(text, sum_total(&sum, terms));
    }
    return right / n;
}

// Three quarters problems, a twentieth products, the rest names of which every tenth is held out.
static void example(Rng *rng, const Names *names, char *prompt, char *answer)
{
    double u = rng_random(rng);
    if (u < 0.75) {
        Sum sum = sum_draw(rng, (int)rng_randint(rng, FEWEST_TERMS, MOST_TAUGHT + 1), false);
        sum_prompt(&sum, prompt);
        sum_demonstration(rng, &sum, (int)rng_randint(rng, 0, sum.n - 1), teacher_slips, answer);
    } else if (u < 0.8) {
        int a = (int)rng_randint(rng, 2, 10), b = (int)rng_randint(rng, 2, 10);
        sprintf(prompt, "%d*%d?", a, b);
        sprintf(answer, "=%02d\n", a * b);
    } else {
        int i;
        do
            i = (int)rng_randint(rng, 0, names->count);
        while (i % 10 == 0);
        sprintf(prompt, ":");
        sprintf(answer, "%.16s\n", names->name[i]);
    }
}

static Batch draw_batch(Policy *p, const Names *names)
{
    static char prompt[BATCH][SUM_TEXT], answer[BATCH][SUM_TEXT];
    const char *prompts[BATCH], *answers[BATCH];
    for (int b = 0; b < BATCH; b++) {
        example(&p->run.rng, names, prompt[b], answer[b]);
        prompts[b] = prompt[b];
        answers[b] = answer[b];
    }
    return policy_texts(p, BATCH, prompts, answers);
}

void pretrain(const char *file, uint64_t seed, int steps)
{
    Tokenizer *tokenizer = tokenizer_characters("\n*+~0123456789:=? abcdefghijklmnopqrstuvwxyz");
    Names *names = names_load("names.txt");
    GPT *gpt = gpt_new((GPTConfig){.vocab = tokenizer->vocab, .block = BLOCK, .layers = 2, .heads = 4, .embd = 64});
    Policy *p = policy_new(gpt, tokenizer, seed);
    double loss = NAN;
    gpt_init(gpt, &p->run.rng);
    for (int step = 0; progress("pretraining", step, steps, loss); step++) {
        Batch batch = draw_batch(p, names);
        tape_reset();
        Tensor *mean = gpt_loss(gpt, batch.X, batch.Y, batch.B, batch.T); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, schedule_cosine(step, steps / 20, steps, 3e-3, 1.5e-4), 0.9, 0.99, 1e-8, 0.1);
        loss = tensor_item(mean);
    }
    p->run.is_training = false;
    run_save(&p->run, file);
    policy_free(p);
    names_free(names);
    tokenizer_free(tokenizer);
}

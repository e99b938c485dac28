/* A policy, its answers as batches, and the game of sums: see policy.h. */
#include "policy.h"
#include "data.h"
#include "gpt_file.h"
#include "memory.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

static GPT *copy_of(const GPT *gpt)
{
    GPT *copy = gpt_new(gpt->config);
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *from = gpt->params.tensor[i];
        memcpy(copy->params.tensor[i]->data, from->data, sizeof(real) * from->size);
    }
    return copy;
}

Policy *policy_new(GPT *gpt, Tokenizer *tokenizer, uint64_t seed)
{
    Policy *p = memory_zeros(sizeof *p);
    size_t most = (size_t)(MOST_ANSWERS * gpt->config.block);
    p->gpt = gpt;
    p->reference = copy_of(gpt);
    p->run = (Run){.model = gpt_model(gpt), .tokenizer = tokenizer, .by_lines = true, .is_training = true};
    rng_seed(&p->run.rng, seed);
    p->rollout = rollout_new(gpt, MOST_ANSWERS);
    p->X = memory_new(sizeof *p->X * most);
    p->Y = memory_new(sizeof *p->Y * most);
    return p;
}

Policy *policy_load(const char *file, uint64_t seed)
{
    char path[PATH_MAX];
    size_t size;
    free(data_bytes(file, path, &size));
    SafeTensors *st = st_open(path);
    GPT *gpt = gpt_read(st, 0, true);
    Run run = run_load(st, gpt_model(gpt), false);
    st_close(st);
    if (!run.tokenizer || run.tokenizer->vocab != gpt->config.vocab || tokenizer_find(run.tokenizer, "\n") != 0 ||
        gpt->config.block > SUM_TEXT)
        data_error("%s is not a model of this lesson: its first token must be the newline, and its block at most %d",
                   path, SUM_TEXT);
    return policy_new(gpt, run.tokenizer, seed);
}

Policy *policy_copy(const Policy *p, uint64_t seed)
{
    return policy_new(copy_of(p->gpt), p->run.tokenizer, seed);
}

void policy_free(Policy *p)
{
    gpt_free(p->gpt);
    gpt_free(p->reference);
    rollout_free(p->rollout);
    free(p->X);
    free(p->Y);
    free(p);
}

// ---- text and tokens ----

static int encode(const Policy *p, const char *text, int ids[])
{
    const char *unknown;
    int n = (int)tokenizer_encode(p->run.tokenizer, text, strlen(text), ids, &unknown);
    CHECK(!unknown, "the policy does not know the character '%c' in \"%s\"", *unknown, text);
    return n;
}

void policy_ask(Policy *p, int i, const char *prompt)
{
    encode(p, prompt, rollout_prompt(p->rollout, i, (int)strlen(prompt)));
}

void policy_written(const Policy *p, int b, char text[SUM_TEXT])
{
    const Rollout *r = p->rollout;
    for (int t = r->prompt[b]; t < r->length[b]; t++)
        *text++ = p->run.tokenizer->token[r->ids[(ptrdiff_t)b * r->T + t]].bytes[0];
    *text = '\0';
}

// Row b of a batch: n tokens, the first `prompt` of which are the prompt.
static void fill_row(Batch *batch, int b, const int ids[], int prompt, int n)
{
    for (int t = 0; t < batch->T; t++) {
        ptrdiff_t at = (ptrdiff_t)b * batch->T + t;
        bool counts = t + 1 >= prompt && t + 1 < n;
        batch->X[at] = t < n ? ids[t] : 0;
        batch->Y[at] = counts ? ids[t + 1] : -1;
        batch->tokens += counts;
    }
}

Batch policy_batch(Policy *p)
{
    const Rollout *r = p->rollout;
    Batch batch = {.B = r->B, .T = 1, .X = p->X, .Y = p->Y};
    for (int b = 0; b < r->B; b++)
        batch.T = r->length[b] - 1 > batch.T ? r->length[b] - 1 : batch.T;
    for (int b = 0; b < r->B; b++)
        fill_row(&batch, b, r->ids + (ptrdiff_t)b * r->T, r->prompt[b], r->length[b]);
    return batch;
}

Batch policy_texts(Policy *p, int n, const char *const prompt[], const char *const answer[])
{
    Batch batch = {.B = n, .T = 1, .X = p->X, .Y = p->Y};
    CHECK(n <= MOST_ANSWERS, "a batch of %d texts: at most %d", n, MOST_ANSWERS);
    for (int b = 0; b < n; b++) {
        int length = (int)(strlen(prompt[b]) + strlen(answer[b]));
        CHECK(length <= p->gpt->config.block, "\"%s%s\" is longer than the block", prompt[b], answer[b]);
        batch.T = length - 1 > batch.T ? length - 1 : batch.T;
    }
    for (int b = 0; b < n; b++) {
        int ids[SUM_TEXT], m = encode(p, prompt[b], ids);
        fill_row(&batch, b, ids, m, m + encode(p, answer[b], ids + m));
    }
    return batch;
}

void policy_log_probs(GPT *gpt, Batch batch, double logp[])
{
    int V = gpt->config.vocab;
    tape_reset();
    const Tensor *logits = gpt_forward(gpt, batch.X, batch.B, batch.T); // (B, T, V)
    for (ptrdiff_t i = 0; i < (ptrdiff_t)batch.B * batch.T; i++) {
        const real *row = logits->data + i * V;
        logp[i] = batch.Y[i] < 0 ? 0 : row[batch.Y[i]] - log_sum_exp_row(V, row);
    }
}

void policy_step(Policy *p, double rate)
{
    params_clip_norm(&p->gpt->params, 1);
    params_adamw(&p->gpt->params, rate, 0.9, 0.95, 1e-8, 0);
}

// ---- games ----

void game_rewards(Game *game, const Policy *p, double reward[])
{
    game->judge(game, p, reward);
    for (int b = 0; b < p->rollout->B; b++)
        if (!isfinite(reward[b])) {
            char text[SUM_TEXT];
            policy_written(p, b, text);
            text[strcspn(text, "\n")] = '\0';
            data_error(
                "the reward of answer %d, \"%s\", is %g: a reward must be a finite number. Mend the function that "
                "gives it",
                b, text, reward[b]);
        }
}

static void ask_sums(Game *game, Policy *p, int prompts)
{
    SumGame *sums = (SumGame *)game;
    for (int i = 0; i < prompts; i++) {
        char text[SUM_TEXT];
        Sum sum = sum_draw(&p->run.rng, sums->terms, sums->exam);
        sums->right[i] = sum_total(&sum, sum.n);
        sum_prompt(&sum, text);
        policy_ask(p, i, text);
    }
}

static void judge_sums(Game *game, const Policy *p, double reward[])
{
    SumGame *sums = (SumGame *)game;
    for (int b = 0; b < p->rollout->B; b++) {
        char text[SUM_TEXT];
        policy_written(p, b, text);
        reward[b] = sums->reward(text, sums->right[b / p->rollout->copies]);
    }
}

SumGame sum_game(int terms, Reward *reward)
{
    return (SumGame){.game = {.ask = ask_sums, .judge = judge_sums}, .terms = terms, .reward = reward};
}

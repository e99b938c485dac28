/* Names, taste, a judge, DPO: see taste.h. */
#include "taste.h"
#include "14-rl.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double taste(const char *name)
{
    int n = (int)strcspn(name, "\n"), changes = 0;
    for (int i = 1; i < n; i++)
        changes += (strchr("aeiouy", name[i]) != NULL) != (strchr("aeiouy", name[i - 1]) != NULL);
    return (n > 1 ? 4.0 * changes / (n - 1) : 0) - abs(n - 6) / 2.0;
}

void names_draw(Policy *p, int n)
{
    for (int i = 0; i < n; i++)
        policy_ask(p, i, ":");
    rollout_draw(p->rollout,
                 (RolloutHow){.prompts = n, .copies = 1, .most = NAME_LENGTH, .temperature = 1, .rng = &p->run.rng});
}

Pairs pairs_draw(Policy *p, int n)
{
    Pairs pairs = {n, memory_new(sizeof *pairs.better * (size_t)n), memory_new(sizeof *pairs.worse * (size_t)n), 0};
    for (int i = 0, b = 0; i < n; i++, b += 2) {
        char one[SUM_TEXT], two[SUM_TEXT];
        if (i % (MOST_ANSWERS / 2) == 0) {
            names_draw(p, MOST_ANSWERS);
            b = 0;
        }
        policy_written(p, b, one);
        policy_written(p, b + 1, two);
        double m = taste(one) - taste(two);
        bool first = rng_random(&p->run.rng) < 1 / (1 + exp(-m));
        strcpy(pairs.better[i], first ? one : two);
        strcpy(pairs.worse[i], first ? two : one);
        pairs.agree += (m == 0 ? 0.5 : (m > 0) == first) / n;
    }
    return pairs;
}

void pairs_free(Pairs *pairs)
{
    free(pairs->better);
    free(pairs->worse);
}

// ---- the judge ----

// Makes of a batch of answers one in which the judge gives a score: it also reads the last token, and Y is '=' there.
static Tensor *scores(GPT *judge, const Policy *p, int n, char (*const name[])[SUM_TEXT], const int which[])
{
    int T = 2, equals = tokenizer_find(p->run.tokenizer, "=");
    for (int i = 0; i < n; i++)
        T = (int)strlen(name[i][which[i]]) + 1 > T ? (int)strlen(name[i][which[i]]) + 1 : T;
    int *X = tape_alloc(sizeof *X * (size_t)(n * T)), *Y = tape_alloc(sizeof *Y * (size_t)(n * T));
    for (int i = 0; i < n; i++) {
        char text[SUM_TEXT + 1] = ":";
        const char *unknown;
        strcat(text, name[i][which[i]]);
        memset(X + i * T, 0, sizeof *X * (size_t)T);
        int length = (int)tokenizer_encode(p->run.tokenizer, text, strlen(text), X + i * T, &unknown);
        for (int t = 0; t < T; t++)
            Y[i * T + t] = t == length - 1 ? equals : -1;
    }
    Tensor *picked = tensor_pick(gpt_forward(judge, X, n, T), Y); // (n, T, 1)
    return tensor_sum(tensor_view(picked, SHAPE(n, T)), -1);      // (n, 1)
}

void judge_scores(GPT *judge, const Policy *p, double score[])
{
    int n = p->rollout->B, *which = memory_new(sizeof *which * (size_t)n);
    char(*text)[SUM_TEXT] = memory_new(sizeof *text * (size_t)n);
    char(**name)[SUM_TEXT] = memory_new(sizeof *name * (size_t)n);
    for (int i = 0; i < n; i++) {
        policy_written(p, i, text[i]);
        name[i] = text;
        which[i] = i;
    }
    tape_reset();
    const Tensor *s = scores(judge, p, n, name, which);
    for (int i = 0; i < n; i++)
        score[i] = (double)s->data[i];
    free(text);
    free(name);
    free(which);
}

enum { AT_ONCE = 64 }; // pairs in a step of training

// The scores of pairs which[0 .. n-1]: the preferred ones, then the others. (2 n, 1)
static Tensor *pair_scores(GPT *judge, const Policy *p, const Pairs *pairs, int n, const int which[])
{
    char(*name[2 * AT_ONCE])[SUM_TEXT];
    int both[2 * AT_ONCE];
    for (int i = 0; i < n; i++) {
        name[i] = pairs->better;
        name[n + i] = pairs->worse;
        both[i] = both[n + i] = which[i];
    }
    return scores(judge, p, 2 * n, name, both);
}

static void doubles(const Tensor *t, double out[])
{
    for (size_t i = 0; i < t->size; i++)
        out[i] = (double)t->data[i];
}

// Takes a step of AdamW downhill, where slope is the derivative of a loss by the numbers of t.
static void descend(Params *params, Tensor *t, const double slope[], double rate)
{
    real *weight = tape_alloc(sizeof *weight * t->size);
    for (size_t i = 0; i < t->size; i++)
        weight[i] = (real)slope[i];
    params_zero_grad(params);
    tensor_backward(tensor_sum_all(tensor_mul(t, tensor_from(t->shape, weight))));
    params_clip_norm(params, 1);
    params_adamw(params, rate, 0.9, 0.99, 1e-8, 0.01);
}

GPT *judge_train(Policy *p, const Pairs *pairs, int steps, Rng *rng, double *loss)
{
    Policy *copy = policy_copy(p, 0);
    GPT *judge = copy->gpt;
    for (int step = 0; step < steps; step++) {
        int which[AT_ONCE];
        double score[2 * AT_ONCE], slope[2 * AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++)
            which[i] = (int)rng_randint(rng, 0, pairs->n);
        tape_reset();
        Tensor *s = pair_scores(judge, p, pairs, AT_ONCE, which);
        doubles(s, score);
        *loss = bradley_terry(AT_ONCE, score, score + AT_ONCE, slope, slope + AT_ONCE);
        descend(&judge->params, s, slope, schedule_cosine(step, 5, steps, 1e-3, 1e-4));
    }
    copy->gpt = gpt_new(judge->config); // policy_free takes this one
    policy_free(copy);
    return judge;
}

double judge_right(GPT *judge, Policy *p, const Pairs *pairs)
{
    double right = 0;
    for (int from = 0; from < pairs->n; from += AT_ONCE) {
        int which[AT_ONCE], n = pairs->n - from < AT_ONCE ? pairs->n - from : AT_ONCE;
        for (int i = 0; i < n; i++)
            which[i] = from + i;
        tape_reset();
        const Tensor *s = pair_scores(judge, p, pairs, n, which);
        for (int i = 0; i < n; i++)
            right += s->data[i] > s->data[n + i];
    }
    return right / pairs->n;
}

static void ask_names(Game *game, Policy *p, int prompts)
{
    (void)game;
    for (int i = 0; i < prompts; i++)
        policy_ask(p, i, ":");
}

static void judge_names(Game *game, const Policy *p, double reward[])
{
    judge_scores(((NameGame *)game)->judge, p, reward);
}

NameGame name_game(GPT *judge)
{
    return (NameGame){{ask_names, judge_names, NAME_LENGTH}, judge};
}

// ---- DPO ----

double dpo_step(Policy *p, const Pairs *pairs, int count, double beta, double rate, Rng *rng)
{
    const char *prompt[2 * AT_ONCE], *answer[2 * AT_ONCE];
    double *of = memory_new(sizeof *of * (size_t)(2 * count * p->gpt->config.block));
    double logp[2 * AT_ONCE], reference[2 * AT_ONCE] = {0}, slope[2 * AT_ONCE];
    CHECK(count <= AT_ONCE, "dpo_step: %d pairs, and at most %d", count, AT_ONCE);
    for (int i = 0; i < count; i++) {
        int which = (int)rng_randint(rng, 0, pairs->n);
        prompt[i] = prompt[count + i] = ":";
        answer[i] = pairs->better[which];
        answer[count + i] = pairs->worse[which];
    }
    Batch batch = policy_texts(p, 2 * count, prompt, answer);
    policy_log_probs(p->reference, batch, of);
    for (int i = 0; i < batch.B * batch.T; i++)
        reference[i / batch.T] += of[i];
    tape_reset();
    Tensor *sums = answer_log_probs(
        token_log_probs(gpt_forward(p->gpt, batch.X, batch.B, batch.T), batch.Y)); // (2 n, 1)
    doubles(sums, logp);
    double loss = dpo(count, beta, logp, logp + count, reference, reference + count, slope, slope + count);
    descend(&p->gpt->params, sums, slope, rate);
    free(of);
    return loss;
}

Fond taste_measure(Policy *p, GPT *judge, int n)
{
    Fond fond = {0};
    double *score = memory_new(sizeof *score * (size_t)n);
    names_draw(p, n);
    judge_scores(judge, p, score);
    for (int b = 0; b < n; b++) {
        char text[SUM_TEXT];
        policy_written(p, b, text);
        fond.taste += taste(text) / n;
        fond.judged += score[b] / n;
        if (b < COUNT(fond.sample))
            strcpy(fond.sample[b], text);
    }
    Batch batch = policy_batch(p);
    double *of = memory_new(sizeof *of * (size_t)(batch.B * batch.T));
    policy_log_probs(p->reference, batch, of);
    for (int b = 0; b < batch.B; b++)
        for (int t = 0; t < batch.T; t++)
            if (batch.Y[b * batch.T + t] >= 0)
                fond.kl += ((double)p->rollout->logp[b * p->rollout->T + t + 1] - of[b * batch.T + t]) / n;
    free(of);
    free(score);
    return fond;
}

// ---- best of n ----

static int by_score(const void *a, const void *b)
{
    const Scored *x = a, *y = b;
    return x->judged < y->judged ? -1 : x->judged > y->judged;
}

void taste_pool(Policy *p, GPT *judge, int n, Scored pool[])
{
    double score[MOST_ANSWERS];
    for (int done = 0, some; done < n; done += some) {
        some = n - done < MOST_ANSWERS ? n - done : MOST_ANSWERS;
        names_draw(p, some);
        judge_scores(judge, p, score);
        for (int b = 0; b < some; b++) {
            char text[SUM_TEXT];
            policy_written(p, b, text);
            pool[done + b] = (Scored){score[b], taste(text)};
        }
    }
    qsort(pool, (size_t)n, sizeof *pool, by_score);
}

double taste_best_of(int n, const Scored pool[], int k, double *judged)
{
    double liked = 0, share = (double)k / n; // the chance that the last in order is among k and so the best: k / n
    *judged = 0;
    for (int i = n - 1; i >= k - 1; i--) {
        liked += share * pool[i].taste;
        *judged += share * pool[i].judged;
        share *= i > 0 ? (double)(i - k + 1) / i : 0; // (i-1 choose k-1) / (i choose k-1), i counted from 0
    }
    return liked;
}

/* What a policy can do: see measure.h. */
#include "measure.h"
#include "data.h"
#include "format.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PRODUCT_COPIES = 4 };

static void answers(Policy *p, int prompts, int copies, double temperature)
{
    rollout_draw(p->rollout,
                 (RolloutHow){.prompts = prompts, .copies = copies, .temperature = temperature, .rng = &p->run.rng});
}

Measured measure_problems(Policy *p, int terms, int n, double temperature, uint64_t seed)
{
    Rng kept = p->run.rng;
    SumGame sums = sum_game(terms, reward_exact);
    Measured m = {0};
    double reward[MOST_ANSWERS];
    sums.exam = true;
    rng_seed(&p->run.rng, seed);
    for (int done = 0, some; done < n; done += some) {
        some = n - done < MOST_ANSWERS ? n - done : MOST_ANSWERS;
        sums.game.ask(&sums.game, p, some);
        answers(p, some, 1, temperature);
        sums.game.judge(&sums.game, p, reward);
        for (int b = 0; b < some; b++) {
            char text[SUM_TEXT];
            policy_written(p, b, text);
            int thought = sum_thought(text);
            m.right += reward[b] / n;
            m.tokens += (double)(p->rollout->length[b] - p->rollout->prompt[b]) / n;
            m.by[thought < MOST_TERMS ? thought : MOST_TERMS - 1] += reward[b];
            m.count[thought < MOST_TERMS ? thought : MOST_TERMS - 1]++;
        }
    }
    for (int k = 0; k < MOST_TERMS; k++)
        m.by[k] = m.count[k] > 0 ? m.by[k] / m.count[k] : NAN;
    p->run.rng = kept;
    return m;
}

// ---- many answers ----

static int result_of(const char *written)
{
    const char *result = strchr(written, '=');
    int number, length = 0;
    return result && sscanf(result, "=%2d%n", &number, &length) == 1 && strcmp(result + length, "\n") == 0 ? number
                                                                                                           : -1;
}

Samples measure_samples(Policy *p, int terms, int problems, int n, uint64_t seed)
{
    size_t all = (size_t)problems * (size_t)n;
    Samples s = {problems, n, memory_new(sizeof(int) * all), memory_new(sizeof(int) * all),
                 memory_zeros(sizeof(double) * all)};
    Rng kept = p->run.rng;
    SumGame sums = sum_game(terms, reward_exact);
    double reward[MOST_ANSWERS];
    int at_once = MOST_ANSWERS / n;
    sums.exam = true;
    rng_seed(&p->run.rng, seed);
    for (int done = 0, some; done < problems; done += some) {
        some = problems - done < at_once ? problems - done : at_once;
        sums.game.ask(&sums.game, p, some);
        answers(p, some, n, 1);
        sums.game.judge(&sums.game, p, reward);
        for (int b = 0; b < some * n; b++) {
            char text[SUM_TEXT];
            size_t at = (size_t)(done * n + b);
            policy_written(p, b, text);
            s.right[at] = reward[b] == 1;
            s.result[at] = result_of(text);
            for (int t = p->rollout->prompt[b]; t < p->rollout->length[b]; t++)
                s.logp[at] += (double)p->rollout->logp[b * p->rollout->T + t];
        }
    }
    p->run.rng = kept;
    return s;
}

void samples_free(Samples *s)
{
    free(s->right);
    free(s->result);
    free(s->logp);
}

double pass_at(int n, int c, int k)
{
    double none = 1; // that k different ones of the n are all wrong
    for (int i = 0; i < k; i++)
        none *= (double)(n - c - i > 0 ? n - c - i : 0) / (n - i);
    return 1 - none;
}

double samples_pass(const Samples *s, int k)
{
    double sum = 0;
    for (int i = 0; i < s->problems; i++) {
        int c = 0;
        for (int j = 0; j < s->n; j++)
            c += s->right[i * s->n + j];
        sum += pass_at(s->n, c, k);
    }
    return sum / s->problems;
}

// Calls choose with each group of k answers; the mean of what it says is right.
static double choose_from(const Samples *s, int k, int (*choose)(const Samples *s, int from, int k))
{
    double right = 0, groups = 0;
    for (int i = 0; i < s->problems; i++)
        for (int j = 0; j + k <= s->n; j += k, groups++)
            right += s->right[choose(s, i * s->n + j, k)];
    return right / groups;
}

static int most_frequent(const Samples *s, int from, int k) // ties: the first
{
    int best = from, most = 0;
    for (int i = from; i < from + k; i++) {
        int votes = 0;
        for (int j = from; j < from + k; j++)
            votes += s->result[j] == s->result[i];
        if (votes > most && s->result[i] >= 0) {
            most = votes;
            best = i;
        }
    }
    return best;
}

static int likeliest(const Samples *s, int from, int k)
{
    int best = from;
    for (int i = from; i < from + k; i++)
        best = s->logp[i] > s->logp[best] ? i : best;
    return best;
}

double samples_vote(const Samples *s, int k)
{
    return choose_from(s, k, most_frequent);
}

double samples_likeliest(const Samples *s, int k)
{
    return choose_from(s, k, likeliest);
}

// ---- what nobody rewards ----

double measure_products(Policy *p, uint64_t seed)
{
    Rng kept = p->run.rng;
    double right = 0;
    rng_seed(&p->run.rng, seed);
    for (int i = 0; i < 64; i++)
        policy_ask(p, i, text_of("%d*%d?", 2 + i / 8, 2 + i % 8));
    answers(p, 64, PRODUCT_COPIES, 1);
    for (int b = 0; b < 64 * PRODUCT_COPIES; b++) {
        char text[SUM_TEXT];
        int i = b / PRODUCT_COPIES;
        policy_written(p, b, text);
        right += reward_exact(text, (2 + i / 8) * (2 + i % 8));
    }
    p->run.rng = kept;
    return right / (64 * PRODUCT_COPIES);
}

double measure_names(Policy *p, int n)
{
    enum { AT_ONCE = 128 };
    Names *names = names_load("names.txt");
    const char *prompt[AT_ONCE], *name[AT_ONCE];
    double sum = 0, tokens = 0;
    double *logp = memory_new(sizeof *logp * (size_t)(AT_ONCE * p->gpt->config.block));
    for (int done = 0; done < n && 10 * done < names->count; done += AT_ONCE) {
        int some = 0;
        for (int i = done; i < done + AT_ONCE && i < n && 10 * i < names->count; i++) { // every tenth was held out
            prompt[some] = ":";
            name[some++] = memory_text(text_of("%.16s\n", names->name[10 * i]));
        }
        Batch batch = policy_texts(p, some, prompt, name);
        policy_log_probs(p->gpt, batch, logp);
        for (int i = 0; i < batch.B * batch.T; i++)
            sum -= logp[i];
        tokens += batch.tokens;
        for (int i = 0; i < some; i++)
            free((char *)name[i]);
    }
    free(logp);
    names_free(names);
    return sum / tokens;
}

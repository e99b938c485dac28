/* A whole assistant: see assist.h. */
#include "assist.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

Assistant plain_assistant(void)
{
    return (Assistant){.what = TUNE_FULL, .rank = 8, .rate = 5e-4, .steps = 100, .batch = 16, .answers_only = true};
}

GPT *assistant_train(const Base *b, Assistant a, uint64_t seed, const char *name)
{
    Turns turns = {0}, first = {0};
    Tune how = {a.what, a.rank, a.rate, a.steps, a.batch, !a.answers_only, a.tales, seed};
    if (a.samples == 0) {
        turns_add_people(&turns, b, WORLD_COMMON, 0, TEST_FROM);
        turns_add_people(&turns, b, WORLD_RARE, 0, TEST_FROM);
    } else {
        turns_add_people(&first, b, WORLD_COMMON, 0, SFT_PEOPLE);
        turns_add_people(&first, b, WORLD_RARE, 0, SFT_PEOPLE);
        Tuned asked = tune(b, b->gpt, &first, (Tune){TUNE_FULL, 0, 5e-4, 100, 16, false, 0, seed},
                           name ? "first" : NULL);
        turns_add_people(&turns, b, WORLD_COMMON, 0, SFT_PEOPLE);
        turns_add_known(&turns, b, asked.gpt, SFT_PEOPLE, TEST_FROM, WORLD_STRANGERS, a.samples, a.known, a.unknown,
                        a.abstain, seed);
        tuned_free(&asked);
    }
    Tuned t = tune(b, b->gpt, &turns, how, name);
    GPT *gpt = t.gpt;
    t.gpt = NULL;
    tuned_free(&t);
    turns_free(&turns);
    turns_free(&first);
    return gpt;
}

void assistant_count(const Base *b, const GPT *gpt, int counts[WORLD_FAMES][WORLD_VERDICTS])
{
    enum { MOST = (WORLD_EACH - TEST_FROM) * WORLD_FACTS * 3 };
    About *about = memory_new(sizeof *about * MOST);
    Reply *reply = memory_new(sizeof *reply * MOST);
    for (int fame = 0; fame < WORLD_FAMES; fame++) {
        int n = about_people((WorldFame)fame, TEST_FROM, WORLD_EACH, 0, 3, about);
        ask_about(b, gpt, n, about, 0, 0, reply);
        judge(b, n, about, reply, counts[fame], NULL);
    }
    free(about);
    free(reply);
}

double assistant_grade(const int counts[WORLD_FAMES][WORLD_VERDICTS], double above)
{
    const int *known = counts[WORLD_COMMON], *unknown = counts[WORLD_UNKNOWN];
    double right = (double)known[WORLD_RIGHT] / (known[WORLD_RIGHT] + known[WORLD_WRONG] + known[WORLD_ABSTAINED]);
    double wrong = (double)unknown[WORLD_WRONG] /
                   (unknown[WORLD_RIGHT] + unknown[WORLD_WRONG] + unknown[WORLD_ABSTAINED]);
    return right - wrong - 0.01 * fmax(above - 10, 0);
}

void adapter_train(const Base *b, int steps, uint64_t seed, const char *path)
{
    Turns first = {0}, known = {0};
    Tune how = {TUNE_FULL, 0, 5e-4, steps, 16, false, 0, seed};
    turns_add_people(&first, b, WORLD_COMMON, 0, SFT_PEOPLE);
    turns_add_people(&first, b, WORLD_RARE, 0, SFT_PEOPLE);
    Tuned asked = tune(b, b->gpt, &first, how, "learning to answer");
    turns_add_people(&known, b, WORLD_COMMON, 0, SFT_PEOPLE);
    turns_add_known(&known, b, asked.gpt, SFT_PEOPLE, TEST_FROM, WORLD_STRANGERS, 5, 0.6, 0.2, 0.4, seed);
    how.what = TUNE_LORA;
    how.rank = 16;
    how.rate = 1e-2;
    how.steps = 2 * steps;
    Tuned t = tune(b, b->gpt, &known, how, "learning what it does not know");
    lora_save(t.lora, path);
    tuned_free(&asked);
    tuned_free(&t);
    turns_free(&first);
    turns_free(&known);
}

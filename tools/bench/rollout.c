/*
 * How much faster does a GPT write many texts at once? Fills the block from one token, drawing at temperature 1: one
 * text with gpt_cache, and 1, 4, 16, 64 and 256 with rollout_draw, in turn. Reported is the best of the rounds, in
 * tokens a second, and the ratio to one at a time. The default is the policy of lesson 14.
 * `make bench ARGS=rollout`. Threads by OMP_NUM_THREADS.
 */
#include "bench.h"
#include "memory.h"
#include "rollout.h"
#include "sampler.h"

#include <stdio.h>

static double one_at_a_time(const GPT *gpt, Rng *rng, int texts)
{
    GPTCache *cache = gpt_cache_new(gpt);
    double begin = seconds();
    for (int i = 0; i < texts; i++) {
        int id = 1;
        gpt_cache_clear(cache);
        for (int t = 1; t < gpt->config.block; t++)
            id = sampler_next(gpt->config.vocab, gpt_cache_next(cache, id), 1, 0, rng);
    }
    double speed = texts * (gpt->config.block - 1) / (seconds() - begin);
    gpt_cache_free(cache);
    return speed;
}

static double at_once(Rollout *r, int copies, Rng *rng)
{
    *rollout_prompt(r, 0, 1) = 1;
    double begin = seconds();
    rollout_draw(r, (RolloutHow){.prompts = 1, .copies = copies, .end = -1, .temperature = 1, .rng = rng});
    return copies * (r->T - 1) / (seconds() - begin);
}

int main(void)
{
    static const int copies[] = {1, 4, 16, 64, 256};
    enum { ROUNDS = 15, TEXTS = 16 };
    double one = 0, many[COUNT(copies)] = {0};
    Rng rng;
    rng_seed(&rng, 1337);
    GPT *gpt = gpt_new((GPTConfig){.vocab = 44, .block = 40, .layers = 2, .heads = 4, .embd = 64});
    gpt_init(gpt, &rng);
    Rollout *r = rollout_new(gpt, copies[COUNT(copies) - 1]);
    for (int round = 0; round < ROUNDS; round++) {
        double speed = one_at_a_time(gpt, &rng, TEXTS);
        one = speed > one ? speed : one;
        for (int i = 0; i < COUNT(copies); i++) {
            speed = at_once(r, copies[i], &rng);
            many[i] = speed > many[i] ? speed : many[i];
        }
    }
    printf("one_at_a_time_tokens_per_s %.0f\n", one);
    for (int i = 0; i < COUNT(copies); i++)
        printf("at_once_%d_tokens_per_s %.0f\nat_once_%d_times_as_fast %.2f\n", copies[i], many[i], copies[i],
               many[i] / one);
    rollout_free(r);
    gpt_free(gpt);
}

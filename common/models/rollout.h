/*
 * Many answers at once: a GPT continues B prompts, token by token, all in step. Reinforcement learning spends its time
 * here. For one sequence, a token reads every weight of the model and uses it once. For B sequences it reads the
 * weights once and uses them B times: each product has B rows instead of one.
 *
 *     Rollout *r = rollout_new(gpt, 256);
 *     int *row = rollout_prompt(r, p, n);                       // for each prompt p: fill in its n tokens
 *     rollout_draw(r, (RolloutHow){.prompts = 32, .copies = 8, .end = end, .temperature = 1, .rng = &rng});
 *     ... r->ids, r->prompt, r->length, r->logp ...
 *     rollout_free(r);
 *
 * The keys and values of every sequence are kept, as in gpt_cache. Copies of one prompt read it once. A sequence that
 * has ended leaves the products. What a sequence gets does not depend on the others or on the number of threads,
 * except through the order of draws from rng: position by position, and at each the sequences in order.
 */
#ifndef ROLLOUT_H
#define ROLLOUT_H

#include "gpt.h"

typedef struct Rollout {
    const GPT *gpt;
    int most, B, T;       // the most sequences; how many there are now; T = the model's block
    int copies;           // how many follow from each prompt: sequence b has prompt b / copies
    int *ids;             // (B, T) the prompt, then the answer with its end token; 0 behind that
    int *prompt, *length; // (B) tokens of the prompt; tokens of prompt and answer
    real *logp;           // (B, T) log p(token | all before it) at temperature 1, for the answer's tokens; else 0
    long drawn;           // how many tokens all calls have drawn together
    struct RolloutRoom *room;
} Rollout;

typedef struct RolloutHow {
    int prompts, copies; // B = prompts * copies; sequence p * copies + i is copy i of prompt p
    int end;             // the token that ends an answer; -1: none
    int most;            // the most tokens in an answer; 0: as many as the block has room for
    double temperature;  // logits are divided by it; 0: the likeliest token (ties: the lower id), and nothing is drawn
    Rng *rng;
} RolloutHow;

// Room for `most` sequences of the model's block. The model may learn between two calls of rollout_draw.
Rollout *rollout_new(const GPT *gpt, int most);
void rollout_free(Rollout *r);
// Where to write the n tokens of prompt p, 1 <= n < block, before rollout_draw.
int *rollout_prompt(Rollout *r, int p, int n);
// Aborts if a prompt was not set, if a token is not in the vocabulary, or if prompts * copies is not 1 to `most`.
void rollout_draw(Rollout *r, RolloutHow how);

#endif

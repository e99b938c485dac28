/*
 * The policy of lesson 14: a small GPT that answers prompts, what it was at the beginning (the reference), and a game,
 * which asks and gives rewards.
 *
 *     Policy *p = policy_load("sums.safetensors", seed);
 *     SumGame sums = sum_game(5, reward_exact);
 *     grpo_step(p, &sums.game, grpo_default);                 // 14-rl.h
 */
#ifndef POLICY_H
#define POLICY_H

#include "gpt.h"
#include "rollout.h"
#include "run.h"
#include "problems.h"

enum { MOST_ANSWERS = 512 }; // of one rollout

typedef struct Batch { // answers to learn from: X (B, T) what is read, Y (B, T) what follows, -1 outside of the answer
    int B, T, tokens;  // how many Y count
    int *X, *Y;
} Batch;

typedef struct Policy {
    GPT *gpt, *reference;
    Run run; // its tokenizer, generator, step, and files
    Rollout *rollout;
    int *X, *Y; // room for a batch
} Policy;

Policy *policy_new(GPT *gpt, Tokenizer *tokenizer, uint64_t seed); // takes the model; the tokenizer stays the caller's
Policy *policy_load(const char *file, uint64_t seed); // a data file (data.h); data_error if it cannot be used
Policy *policy_copy(const Policy *p, uint64_t seed);  // the same weights; the reference is what p is now
void policy_free(Policy *p);

void policy_ask(Policy *p, int i, const char *prompt); // prompt i of the next rollout
// Answers of the last rollout as text, without the prompt, with the newline that ended it if it was written.
void policy_written(const Policy *p, int b, char text[SUM_TEXT]);
Batch policy_batch(Policy *p); // the last rollout; valid until the next
Batch policy_texts(Policy *p, int n, const char *const prompt[], const char *const answer[]);
void policy_log_probs(GPT *gpt, Batch batch, double logp[]); // (B, T) without a gradient; 0 where Y is -1
void policy_step(Policy *p, double rate);                    // clips the gradients and takes a step of AdamW

// ---- games ----

typedef struct Game Game;
struct Game {
    void (*ask)(Game *game, Policy *p, int prompts);             // draws problems and asks them
    void (*judge)(Game *game, const Policy *p, double reward[]); // the rewards of all answers of the rollout
    int most;                                                    // the most tokens in an answer; 0: any number
};

// The rewards of the last rollout. data_error names the first that is not a finite number.
void game_rewards(Game *game, const Policy *p, double reward[]);

typedef struct SumGame {
    Game game;
    int terms;
    bool exam;
    Reward *reward;
    int right[MOST_ANSWERS]; // of each problem
} SumGame;

SumGame sum_game(int terms, Reward *reward);

#endif

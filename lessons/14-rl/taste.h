/*
 * Preferences: names, somebody's taste in names, and a model of rewards that learns it from pairs.
 *
 * Nobody can check whether a name is good; one can only say which of two one prefers. Here the taste is a formula, so
 * that it can be measured what becomes of it when a policy is trained on a model of it:
 *
 *     taste(name) = 4 * share of neighbours that change between vowel and consonant - |length - 6| / 2
 *
 * The judge is a GPT that begins as a copy of the policy. Its score of a name is the logit of '=' after the name's last
 * token: any token that never follows a name would do.
 */
#ifndef TASTE_H
#define TASTE_H

#include "policy.h"

enum { NAME_LENGTH = 20 }; // the most letters that a name may have here

double taste(const char *name); // a newline ends the name

typedef struct Pairs { // names that the policy wrote, with their newlines, the preferred one of each pair first
    int n;
    char (*better)[SUM_TEXT], (*worse)[SUM_TEXT];
    double agree; // share of the pairs in which the preferred one is better by taste()
} Pairs;

// Draws 2 n names from the policy; in each pair one is preferred by Bradley and Terry's rule, sigmoid(difference).
Pairs pairs_draw(Policy *p, int n);
void pairs_free(Pairs *pairs);

void names_draw(Policy *p, int n); // a rollout of n names
// The judge's scores of the names in the policy's last rollout.
void judge_scores(GPT *judge, const Policy *p, double score[]);
// Trains a judge on pairs for some steps, 64 pairs in each; *loss gets the last loss. Free it with gpt_free.
GPT *judge_train(Policy *p, const Pairs *pairs, int steps, Rng *rng, double *loss);
double judge_right(GPT *judge, Policy *p, const Pairs *pairs); // share of pairs that it orders as they are

typedef struct NameGame { // asks for names, and rewards them by the judge's score
    Game game;
    GPT *judge;
} NameGame;
NameGame name_game(GPT *judge);

// A step of DPO on `count` random pairs; returns the loss.
double dpo_step(Policy *p, const Pairs *pairs, int count, double beta, double rate, Rng *rng);

typedef struct Fond {         // how n names drawn from a policy fare
    double taste, judged, kl; // means; kl to the reference, in nats a name
    char sample[4][SUM_TEXT];
} Fond;
Fond taste_measure(Policy *p, GPT *judge, int n);

typedef struct Scored {
    double judged, taste;
} Scored;
// n names (a multiple of MOST_ANSWERS, or fewer than that), the one with the lowest score first.
void taste_pool(Policy *p, GPT *judge, int n, Scored pool[]);
// The expected taste of the one with the highest score among k drawn from the pool, and that score.
double taste_best_of(int n, const Scored pool[], int k, double *judged);

#endif

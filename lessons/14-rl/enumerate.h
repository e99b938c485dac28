/*
 * A policy so small that all its answers can be listed: a GPT over four tokens whose answers have at most three. The
 * expected reward is then a finite sum, and its gradient can be computed without drawing anything.
 */
#ifndef ENUMERATE_H
#define ENUMERATE_H

#include "gpt.h"

enum { ENUM_VOCAB = 4, ENUM_MOST = 3, ENUM_ANSWERS = 40, ENUM_PROMPT = 1 }; // token 0 ends an answer

typedef struct Enumerated {
    GPT *gpt;
    int X[ENUM_ANSWERS * ENUM_MOST], Y[ENUM_ANSWERS * ENUM_MOST]; // (40, 3): every answer once; Y is -1 after its end
    double reward[ENUM_ANSWERS];
} Enumerated;

Enumerated enumerate_new(Rng *rng); // random weights, and a reward for each answer
void enumerate_free(Enumerated *e);
size_t enumerate_size(const Enumerated *e); // how many numbers a gradient has
// The log-probabilities of all answers: (40, 1).
Tensor *enumerate_log_probs(const Enumerated *e);
// The probabilities, and the expected reward: sum of p(answer) reward(answer).
double enumerate_expected(const Enumerated *e, double p[ENUM_ANSWERS]);
// The gradient of the expected reward through the tape, by its definition.
void enumerate_brute_force(const Enumerated *e, double gradient[]);
// The policy gradient: sum of p(answer) (reward - baseline) gradient of log p(answer). p counts as constant.
void enumerate_policy_gradient(const Enumerated *e, double baseline, double gradient[]);
// How far the gradient of one drawn answer is from `exact` (the gradient of J): the mean of the squared distance over
// all answers, each as often as p says.
double enumerate_noise(const Enumerated *e, double baseline, const double p[], const double exact[]);
// Its estimate from n drawn answers: the mean of (reward - baseline) gradient of log p.
void enumerate_estimate(const Enumerated *e, int n, double baseline, Rng *rng, double gradient[]);

#endif

/*
 * Exercise 14.9: a room for practice. It has the policy that the lesson begins with, sums of five terms, a checker that
 * gives rewards, and a budget. Each token that the policy writes costs 1, each that it learns from costs 4 in every
 * epoch. The exam, on other sums and by the exam's own checker, comes when your function has returned.
 */
#ifndef PRACTICE_H
#define PRACTICE_H

#include "policy.h"

typedef struct Practice Practice;

enum { PRACTICE_BUDGET = 300000 }; // tokens

// Draws `prompts` sums and lets the policy answer each `copies` times (at most 256 answers). Answers to one sum lie side
// by side. False, and nothing is done, once the budget is used up.
bool practice_try(Practice *practice, int prompts, int copies);
const double *practice_rewards(const Practice *practice); // of these answers: 1 if right, else 0
// Learns from these answers: PPO's clipped objective with your advantages, a KL to the reference with weight beta (0:
// none), `epochs` steps of AdamW. Does nothing once the budget is used up.
void practice_learn(Practice *practice, const double advantage[], int epochs, double rate, double clip, double beta);
Policy *practice_policy(Practice *practice);
double practice_left(const Practice *practice); // of the budget: 1 at the beginning, 0 at the end

// ---- for the notebook and the tests ----

Practice *practice_new(Policy *policy, long tokens); // the policy stays the caller's
void practice_free(Practice *practice);
// How many of n exam sums the policy gets right, drawn at temperature 1, in 0 to 1. Its checker is its own.
double practice_exam(Policy *policy, int n, uint64_t seed);

#endif

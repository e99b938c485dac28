/*
 * The model that lesson 14 begins with: it imitates a teacher who slips, some products, and names. `make lesson-14
 * ARGS='--pretrain FILE'` makes it, in a few minutes; datasets/sums.safetensors is the result with the default seed.
 */
#ifndef PRETRAIN_H
#define PRETRAIN_H

#include "policy.h"

enum { FEWEST_TERMS = 3, MOST_TAUGHT = 6 };
extern const double teacher_slips; // the probability of a slip at each step

double teacher_right(int terms, int n, uint64_t seed); // how often the teacher's own answers are right
void pretrain(const char *file, uint64_t seed, int steps);

#endif

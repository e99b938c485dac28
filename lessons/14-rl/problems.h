/*
 * The problems of lesson 14: sums within twenty, as in a first year of school, their demonstrations by a teacher who
 * slips now and then, and checkers that give a reward.
 *
 *     8+7-9+4?            the prompt: terms of one digit; every running total lies between 0 and 20
 *      15 06=10           an answer: any number of running totals (the thought), '=', the result, and a newline
 *
 * One sum in five is for the exam: a hash of its terms decides, so no exam sum is ever drawn for practice.
 * Beside the sums the model knows two things that nobody rewards: products ("7*8?" "=56") and names (":" "emma").
 */
#ifndef PROBLEMS_H
#define PROBLEMS_H

#include "rng.h"

#include <stdbool.h>

enum { MOST_TERMS = 8, LARGEST = 20, SUM_TEXT = 64 };

typedef struct Sum {
    int n, term[MOST_TERMS]; // term[0] >= 0; 8+7-9 is {3, {8, 7, -9}}
} Sum;

Sum sum_draw(Rng *rng, int terms, bool exam);
bool sum_exam(const Sum *sum);              // is it one of those that are kept for the exam?
int sum_total(const Sum *sum, int terms);   // the running total after so many terms
int sum_prompt(const Sum *sum, char *text); // "8+7-9+4?"; returns its length

// An answer to the sum with `thought` running totals (0 to n - 2). At each term the teacher is off by one with
// probability `slip`, and goes on from there. One demonstration in fifty breaks off in its result, or just before it.
int sum_demonstration(Rng *rng, const Sum *sum, int thought, double slip, char *text);

// What an answer is worth: written is everything after the '?', right the true total.
typedef double Reward(const char *written, int right);
Reward reward_exact;  // 1 for any thought, '=', the total in two digits, a newline, and nothing else; otherwise 0
Reward reward_prefix; // the same with a hole: it compares only as many characters as were written
int sum_thought(const char *written); // how many running totals it has before the '='

#endif

/*
 * What a policy can do: problems of the exam, many answers to each, products and names. Measuring draws from a generator
 * of its own, so it changes nothing in a training.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include "policy.h"

typedef struct Measured {
    double right, tokens; // share of right answers; tokens in an answer
    double by[MOST_TERMS],
        count[MOST_TERMS]; // the share by running totals in the thought, and how many answers there are
} Measured;

// n exam problems, one answer to each. Judged by reward_exact.
Measured measure_problems(Policy *p, int terms, int n, double temperature, uint64_t seed);

typedef struct Samples { // n answers to each of some exam problems
    int problems, n;
    int *right, *result; // (problems, n) is it right? which number is its result? -1 if it has none
    double *logp;        // (problems, n) of the whole answer
} Samples;

Samples measure_samples(Policy *p, int terms, int problems, int n, uint64_t seed);
void samples_free(Samples *s);
// The chance that at least one of k answers is right, if c of n are: 1 - (n-c choose k) / (n choose k).
// Source: Chen et al., "Evaluating Large Language Models Trained on Code", 2021.
double pass_at(int n, int c, int k);
double samples_pass(const Samples *s, int k);      // its mean over the problems
double samples_vote(const Samples *s, int k);      // how often the most frequent result of k answers is right
double samples_likeliest(const Samples *s, int k); // how often the likeliest of k answers is right

double measure_products(Policy *p, uint64_t seed); // share of right answers to "7*8?", from 2*2 to 9*9
double measure_names(Policy *p, int n);            // nats a character of names that it was not trained on

#endif

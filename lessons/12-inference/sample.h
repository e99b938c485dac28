/* Lesson 12: from logits to the next token, by all the ways there are; and what a text costs. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "serve.h"

typedef struct How {
    double temperature; // 0: the likeliest token
    int top_k;          // 0: all
    double top_p;       // 1: all
    double min_p;       // 0: all
    double repetition;  // 1: none
    int window;         // how many of the last tokens the penalty looks at
} How;

// The probabilities (V) to draw from: penalty, temperature, min-p, then top-k, then top-p.
void sample_probabilities(const How *how, int V, const float logits[], int n, const int past[], float p[]);
int sample_draw(Rng *rng, int V, const float p[]); // by one uniform number

// nll[i] = -ln p(ids[i] | what is before it in its window), for i > 0; windows overlap by half. Returns their mean. The
// model reads so many tokens `at_once`: 1 as when it writes, its block as when it reads.
double sample_nll(const Served *m, int at_once, int n, const int ids[], double nll[]);

#endif

/*
 * Writing with a model: the next token is drawn from its logits, and then the one after that.
 *
 *     Sampler s = {sampler_next, .temperature = 0.8, .top_k = 40, .rng = &rng};
 *     int n = sampler_write(&s, &model, start, prompt, prompt_length, end, 300, ids);
 */
#ifndef SAMPLER_H
#define SAMPLER_H

#include "model.h"

// Draws a token from logits (V): they are divided by the temperature, all but the top_k largest are forgotten (none
// if it is 0; of equal ones the first are kept), softmax makes probabilities of them, and one rng_multinomial_race
// decides. Temperature 0 takes the largest, the first of equals, and draws nothing.
typedef int NextToken(int V, const real logits[], double temperature, int top_k, Rng *rng);
NextToken sampler_next;

// The same, and of the tokens that are left only the likeliest that have top_p of the probability together (at least one;
// 1: all of them). Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020.
int sampler_nucleus(int V, const real logits[], double temperature, int top_k, double top_p, Rng *rng);
// Sets the probabilities p of all but the top_k largest logits to 0; of equal ones the first are kept.
void sampler_top_k(int V, const real logits[], int top_k, float p[]);

typedef struct Sampler {
    NextToken *next; // sampler_next, or a function of one's own
    double temperature;
    int top_k;
    Rng *rng;
} Sampler;

// A text that a model reads and goes on with, of any length: when the model's window is full, its latter half is
// read again as a beginning.
typedef struct Writer {
    const LanguageModel *model;
    void *cache;
    int *past; // (block) what the cache has read,
    int length;
    const real *logits; // (V) and what it says of the next
} Writer;

Writer writer_new(const LanguageModel *model); // to be freed with writer_free
void writer_free(Writer *w);
void writer_read(Writer *w, const int ids[], int n);

// Reads start (the mark of a text's beginning), then the n tokens of the prompt, and writes until the token `end`
// (-1: none) or until there are `most` tokens. out (most) gets the prompt and what was written; returns how many.
int sampler_write(const Sampler *s, const LanguageModel *model, int start, const int prompt[], int n, int end, int most,
                  int out[]);

#endif

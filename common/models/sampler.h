/*
 * Generating text: draw the next token from the model's logits, then the one after that, and so on.
 *
 *     Sampler s = {sampler_next, .temperature = 0.8, .top_k = 40, .rng = &rng};
 *     int n = sampler_write(&s, &model, start, prompt, prompt_length, end, 300, ids);
 */
#ifndef SAMPLER_H
#define SAMPLER_H

#include "model.h"

// Draws a token from logits (V): divides them by the temperature, keeps only the top_k largest (all if top_k is 0;
// ties: the lower index), turns them into probabilities by softmax, and draws once with rng_multinomial_race. With
// temperature 0 it takes the largest logit (ties: the lower index) and draws nothing.
// torch: torch.multinomial(F.softmax(logits / temperature, -1), 1), the others set to -inf for top_k
typedef int NextToken(int V, const real logits[], double temperature, int top_k, Rng *rng);
NextToken sampler_next;

// The same, and of the tokens that are left only the likeliest that have top_p of the probability together (at least one;
// 1: all of them). Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020.
int sampler_nucleus(int V, const real logits[], double temperature, int top_k, double top_p, Rng *rng);
// Sets the probabilities p of all but the top_k largest logits to 0; of equal ones the first are kept.
void sampler_top_k(int V, const real logits[], int top_k, float p[]);

typedef struct Sampler {
    NextToken *next; // sampler_next, or your own function
    double temperature;
    int top_k;
    Rng *rng;
} Sampler;

// A text of any length that a model reads and continues. When the model's window is full, the cache is cleared and the
// second half of the window is read again.
typedef struct Writer {
    const LanguageModel *model;
    void *cache;
    int *past; // (block) the tokens that the cache has read
    int length;
    const real *logits; // (V) of the next token
} Writer;

Writer writer_new(const LanguageModel *model); // free it with writer_free
void writer_free(Writer *w);
void writer_read(Writer *w, const int ids[], int n);

// Reads `start` (the token that marks the beginning of a text) and the n tokens of the prompt, then writes until the
// token `end` (-1: never) or until there are `most` tokens. out (most) gets the prompt and the new tokens; returns how
// many. Aborts if a NextToken function returns an id outside the vocabulary.
int sampler_write(const Sampler *s, const LanguageModel *model, int start, const int prompt[], int n, int end, int most,
                  int out[]);

#endif

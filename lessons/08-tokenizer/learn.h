/*
 * What tokens do to a model: one small GPT, the same for every task, learns questions and answers that are written in
 * different tokens.
 */
#ifndef LEARN_H
#define LEARN_H

#include "bpe.h"
#include "rng.h"

#include <stdbool.h>

enum { LEARN_MOST = 20 }; // tokens of a question with its answer, at most

// A question and its answer; the loss counts from the first token of the answer on.
typedef struct Example {
    int n, answer; // tokens, and where the answer begins
    int id[LEARN_MOST];
} Example;

// A task: how many different tokens it has, and an example of it, for training or (never trained on) for the exam.
typedef struct Task {
    const char *name;
    int vocab, T, steps; // T: the most tokens of an example without its last
    double rate;
    void (*draw)(bool exam, Rng *rng, Example *e);
} Task;

// Trains a GPT on the task and returns the share of exam questions whose answer is right in every token. Writes the
// share during training to <name>.tsv.
double learn(const Task *task, uint64_t seed);

// ---- sums (sums.c) ----

typedef enum Writing { DIGITS, GPT2_TOKENS, REVERSED, WRITINGS } Writing;
Task sums_task(Writing how, Bpe *gpt2, int steps); // a + b of up to three digits
int sums_number_tokens(void);                      // how many different tokens GPT-2 has for 0 .. 1998

// ---- letters (letters.c) ----

// How often is a letter in a word of the text? In letters, or in GPT-2's tokens.
Task letters_task(bool tokens, Bpe *gpt2, const char *text, size_t n, int steps);
int letters_words(void);    // how many words there are
double letters_guess(void); // the share that is right if you always give each letter's most frequent answer

#endif

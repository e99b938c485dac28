/* Lesson 12: a small model guesses, the large one checks several guesses in one pass. */
#ifndef SPECULATE_H
#define SPECULATE_H

#include "sample.h"
#include "voice.h"

typedef struct Guessed {
    long passes;   // of the large model
    long tokens;   // written
    long proposed; // by the draft
    long accepted;
} Guessed;

// Writes `most` tokens after the prompt ids (n >= 1), `guesses` at a time; stops where the block ends. They are
// distributed as if the large model had drawn each (without a repetition penalty). out (most); returns how many.
// The draft has the same vocabulary: data_error if not.
int speculate(const Served *large, const Served *draft, const How *how, int guesses, const int ids[], int n, int most,
              Rng *rng, int out[], Guessed *guessed);

// A draft: one layer, `embd` wide, trained for so many steps on these tokens to predict what `large` predicts, not what
// the text says. Free it with gpt_free.
GPT *draft_train(GPT *large, int embd, const int ids[], int n, int steps, uint64_t seed);

#endif

/*
 * The supporting code of lesson 07: options, the text and its model, measuring against the tales' grammar, writing,
 * looking inside, the pieces of a GPT as exercises or library code, and the addition of EX2.
 */
#ifndef GPT_STORY_H
#define GPT_STORY_H

#include "gpt.h"
#include "notebook.h"
#include "run.h"
#include "tales.h"

typedef struct Story {
    Tales *tales;     // the grammar the text was drawn from, whose entropy counts characters; else NULL
    double floor;     // its entropy, nats a character,
    double forgetful; // and what it would be if nothing had to agree
    GPTConfig config; // what the options ask for, then what there is
    GPT *gpt;
    int batch, top_k;
    double rate, dropout, temperature;
    const char *prompt, *tokenizer, *save_file, *resume_file, *sample_file, *eval_file;
    bool heads_given, lines, all_maps, addition;
} Story;

extern Story story; // the options, and what only this lesson has
extern Run run;     // its model and its text
extern const Extra story_options[];

// ---- the pieces of a GPT (pieces.c) ----

extern bool by_hand; // are the pieces your functions, one by one? Else the library's: see 07-gpt.h

// ---- from options to a model (story.c) ----

// With a vocabulary of more than 1024, says that `what` is too much, and returns true.
bool story_too_many_tokens(const char *what);
void story_begin(void);      // reads the data and the files that the options name; ends the program if they are bad
void story_report(int step); // while training: losses, a sample, a checkpoint

// ---- measuring (measure.c) ----

RunBest story_grammar_nats;     // what the grammar itself needs for a tale
void story_by_position(int n);  // loss beside the exact entropy, to positions.tsv
void story_shuffled(int steps); // the control: a model of the same characters in random order
void story_evaluate_file(void); // --eval FILE

// ---- writing (write.c) ----

NextToken *story_sampler(int vocab); // exercise 7.8, or the library's where there are many tokens
// One line (or 300 tokens of a stream) that begins with the prompt, drawn by story_sampler.
void story_write(double temperature, int top_k, uint64_t seed);
void story_write_plainly(uint64_t seed); // at temperature 1, by the library
int story_good_tales(int n);             // of n tales that the model writes, how many the grammar could have drawn
void story_sample_file(void);            // --sample FILE
void story_bigram_says(Tensor *logits, Rng *rng); // 500 tokens, to sample_bigram.txt; the first 200 on stdout

// ---- looking inside (look.c) ----

void story_attention_maps(void);
void story_agreement(void);
void story_places(void);
void story_parameters(void);

void story_addition(int steps); // EX2 (addition.c)

#endif

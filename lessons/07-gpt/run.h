/*
 * What the cells of lesson 07 share, beside the story: the options, the text and its model, how a model is
 * measured, how it writes, what is looked at inside, and the addition of EX2.
 */
#ifndef GPT_RUN_H
#define GPT_RUN_H

#include "gpt_file.h"
#include "notebook.h"
#include "tales.h"
#include "text.h"

typedef struct Run {
    Tales *tales;     // the grammar the text was drawn from; NULL for any other text
    double floor;     // its entropy, nats a character,
    double forgetful; // and what it would be if nothing had to agree
    Text *text;
    GPTConfig config; // what the options ask for, then what there is
    GPT *gpt;
    int batch, step; // step: where a resumed run goes on
    Rng rng;         // of the GPT: weights, batches, dropout
    double rate, dropout, temperature;
    int top_k;
    const char *prompt, *save_file, *resume_file, *sample_file, *eval_file;
    bool lines, all_maps, addition;
} Run;

extern Run run;
extern const Extra run_options[];

void run_begin(void); // reads the data and the files that the options name; ends the program if they are bad

// ---- measuring (measure.c) ----

// Negative log-likelihoods of windows: X and Y (B, T) -> nll (B, T), 0 where Y is -1.
void run_nll(int B, int T, const int X[], const int Y[], double nll[]);
// The mean over n lines, or n windows, of a part; the same ones every time.
double run_loss(Part part, int n);

// The nats that whoever knows how the text was made needs for one window's answers.
typedef double Best(int T, const int Y[]);
double run_grammar_nats(int T, const int Y[]); // tales

typedef struct Score {
    double loss;         // of the model, nats a character
    double above, error; // minus the best on the same windows; and the standard error of that
    int windows;
} Score;
Score run_score(Best *best, int n); // over n lines or windows of VAL
void run_by_position(int n);        // loss beside the exact entropy, to positions.tsv

// ---- writing (write.c) ----

// One line (or 300 characters of a stream), which begins with the prompt, printed as it comes.
void run_write_line(double temperature, int top_k, uint64_t seed);
void run_write_plainly(uint64_t seed); // at temperature 1, without exercise 7.6
int run_good_tales(int n);             // of n tales that the model writes, how many the grammar could have drawn
void run_show_file(const char *name, int most); // a table of this run, on stdout

// ---- looking inside (look.c) ----

void run_attention_maps(void);
void run_agreement(void);
void run_places(void);
void run_parameters(void);

// ---- and the rest (model.c, addition.c) ----

void run_report(int step);    // while training: losses, a sample, a checkpoint
void run_shuffled(int steps); // a model of the same characters in random order
void run_sample_file(void);   // --sample FILE
void run_evaluate_file(void); // --eval FILE
void run_addition(int steps); // EX2

#endif

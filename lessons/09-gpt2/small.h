/*
 * Lesson 09's small run: nanoGPT's, on characters. Its recipe is made of the lesson's own functions (learning_rate,
 * decay_groups, accumulate, step_flops), so it needs your exercises, or ours.
 */
#ifndef SMALL_H
#define SMALL_H

#include "09-gpt2.h"
#include "run.h"

typedef struct Trained {
    GPT *gpt;
    Run run;      // what measures it
    double flops; // of the whole training
    double seconds;
} Trained;

// Trains on a text for so many steps; `name` is before the curves' names and on the progress bar. The model gets rows for
// twice as many positions as it is trained on.
Trained small_train(SmallRun recipe, const Text *text, int steps, const char *name);
void small_free(Trained *t);

double small_loss(const Trained *t, int block, int n);     // held out, over n windows of `block`
int small_steps(SmallRun recipe, int vocab, double flops); // how many steps a budget allows
double small_flops(SmallRun recipe, int vocab);            // of a step

// Writes the loss by position, up to twice the block, to beyond.tsv: as it is, and with a window that slides. block is a
// multiple of 4.
void small_beyond(const Trained *t, int block, int windows);

// Characters that it writes after a line's end.
char *small_write(const Trained *t, int count);

// How fast the machine multiplies matrices, floating point operations a second.
double small_peak(void);

#endif

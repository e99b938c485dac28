/*
 * Training with weights in bfloat16: what becomes of an update that is smaller than a weight's last digit.
 */
#ifndef HALVES_H
#define HALVES_H

#include "text.h"

typedef enum Weights {
    IN_FLOAT,   // as always
    IN_BF16,    // rounded to bfloat16 after every step
    WITH_MASTER // rounded for forward and backward; the optimiser's copy stays in float
} Weights;

typedef struct Halves {
    double loss;      // the mean of the last quarter of the steps
    double unchanged; // the share of the weights that the last step's update left as they were
    double gains;     // the share of LayerNorm's gains that are still exactly 1
} Halves;

enum { HALVES_BLOCK = 32 }; // characters in a window

// Trains a GPT of 2 layers, 64 wide, on the text; writes the loss to the curve `name`.
Halves halves_train(Weights weights, const Text *text, int steps, const char *name);

#endif

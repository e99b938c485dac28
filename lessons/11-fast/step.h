/*
 * One training step of a GPT, taken apart: which op costs what, predicted from its work and from what the machine can do,
 * and measured inside a real step.
 */
#ifndef STEP_H
#define STEP_H

#include "11-fast.h"
#include "gpt.h"

typedef struct StepShape {
    int B, T; // windows in a batch, tokens in a window
    GPTConfig gpt;
} StepShape;

typedef enum StepPart {
    EMBEDDING,
    LAYERNORM,
    QKV,
    ATTENTION,
    PROJECTION,
    RESIDUAL,
    FC,
    GELU,
    FC_PROJECTION,
    UNEMBED,
    CROSS_ENTROPY,
    ZERO_GRAD,
    ADAMW,
    PARTS
} StepPart;
extern const char *const part_name[PARTS];

// What all calls of a part in one step cost, forward and backward together.
typedef struct Cost {
    int calls;    // of the op: one for each layer, or two, or one
    Work forward; // of one call
    Work backward;
    double exps[2]; // exponentials of a call, forward and backward
    double sums[2]; // numbers that are added up in double, likewise
    bool in_turn;   // does the op do its parts one after another, so that their times add up?
} Cost;
Cost step_cost(StepShape s, StepPart part);

// What the machine can do with the threads that a step uses.
typedef struct Limits {
    double product;               // operations per second in a large product of matrices
    double exps, sums;            // exponentials per second, and floats added to a sum in double
    int sizes;                    // of the sweep
    const double *bytes, *speeds; // bytes per second, by the size of what is touched
} Limits;
double limits_bandwidth(const Limits *l, double bytes);
double step_predicted(StepShape s, StepPart part, const Limits *l); // seconds

typedef struct Profile {
    double part[PARTS]; // seconds in one step
    double whole;       // of a step without any timing inside: more than the sum of the parts
} Profile;
Profile step_profile(StepShape s, int steps); // the median of `steps` steps

#endif

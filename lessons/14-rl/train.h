/* Lesson 14 as a tool: GRPO with files, and the model that the lesson begins with. And a stopwatch for a step's parts. */
#ifndef TRAIN_H
#define TRAIN_H

#include "notebook.h"

extern const Extra train_options[]; // --save, --resume, --pretrain
bool train_command(void);           // runs what they ask for; false if it is none of them

enum { ROLLOUT, REWARD, FORWARD, BACKWARD, UPDATE, PARTS_OF_STEP };

typedef struct Stopwatch {
    double last; // when the last lap ended, in seconds
} Stopwatch;
Stopwatch stopwatch(void);
double lap(Stopwatch *watch);                                                 // seconds since the last lap
void stopwatch_report(const char *what, const double seconds[PARTS_OF_STEP]); // shares, to stderr

#endif

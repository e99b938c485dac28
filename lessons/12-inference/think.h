/* Lesson 12: more tokens instead of more weights. A small model adds, badly; asked several times, it does better. */
#ifndef THINK_H
#define THINK_H

#include "serve.h"

enum { TRIES = 64 };

// Trains a GPT on sums of two numbers of three digits, digits of the result from the last to the first, and stops early:
// as soon as a share `enough` of its answers is right, or after so many steps.
GPT *think_train(int steps, double enough, uint64_t seed);

// How often the answer is right, of `problems` it has never seen, if each is answered n times: by majority, by the answer
// that the model itself finds likeliest, and with somebody who recognises a right answer when it is among them.
typedef struct Thought {
    double majority, likeliest, any; // shares, 0 to 1
} Thought;
// thought[i] is for n = 2^i, up to TRIES.
void think_exam(const Served *m, int problems, uint64_t seed, Thought thought[]);

#endif

/*
 * Tests that only the grader runs (make grade), with numbers of a generator that is seeded when it grades: an answer that knows
 * the fixed tests by heart does not know these. A lesson has them in tests/NN-topic-drawn.c, which no handout holds:
 *
 *     void lesson_drawn(void)
 *     {
 *         drawn("4-nll", nll_of_drawn_examples, NULL);
 *     }
 *
 * Each runs twice, with _i = 0 and 1. It calls the learner's function first and works out what is right afterwards, so that
 * the answer is nowhere in memory while that function runs. Helpers are in drawn-numbers.h. An experiment's tests may call
 * drawn() too: its only secret is the seed.
 */
#ifndef DRAWN_H
#define DRAWN_H

#include "suite.h" // drawn() and drawn_seed()

void lesson_drawn(void); // each lesson defines it; tests/drawn-none.c does for those without

#endif

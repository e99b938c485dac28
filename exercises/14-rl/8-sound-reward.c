/*
 * Exercise 14.8: a reward without holes
 *
 * kind:     experiment
 * effort:   ***, 40 minutes
 * points:   15
 * lecture:  Amodei et al., "Concrete Problems in AI Safety", 2016, section 4: avoiding reward hacking
 *           https://arxiv.org/abs/1606.06565
 * uses:     only C: string.h, ctype.h, stdio.h
 *
 * task:     The policy will find every hole in its checker, so write one that has none. `written` is what came after the
 *           '?'. It is worth 1 if it is a thought of any length (groups of a space and two digits, also none), then '=',
 *           then `right` in two digits, then a newline, and nothing else. Everything else is worth 0.
 *           The checker tries all 2015539 texts of up to 8 characters from a small alphabet, and longer ones that
 *           policies have found. `make lesson-14` trains a policy on your reward.
 * example:  sound_reward("=07\n", 7), sound_reward(" 03 07=07\n", 7) and sound_reward(" 99=07\n", 7) are 1: a thought
 *           may be wrong. sound_reward("=7\n", 7), sound_reward("=07", 7), sound_reward("=\n", 7),
 *           sound_reward(" 07\n", 7), sound_reward("=07=08\n", 7) are 0.
 * trap:     strncmp with the length of what was written accepts a part of the result, and the empty one.
 * trap:     strstr finds the right number anywhere: a policy learns to write all numbers.
 * trap:     atoi reads "07 or 8" as 7, and "" as 0.
 */
#include "14-rl.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

double sound_reward(const char *written, int right)
{
    TODO("14.8");
}

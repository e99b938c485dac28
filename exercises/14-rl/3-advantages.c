/*
 * Exercise 14.3: advantages in a group
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Shao et al., "DeepSeekMath", 2024, section 4.1.2: outcome supervision
 *           https://arxiv.org/abs/2402.03300
 * uses:     sqrt (math.h)
 *
 * task:     The policy answered each of `groups` problems `size` times; the rewards of one group lie side by side. What
 *           an answer is worth depends on how hard its problem is, so compare it with the others of its group:
 *           advantage = (reward - mean) / std. Mean and std are the group's, and std = sqrt(mean of (reward - mean)^2)
 *           divides by size. Where all rewards of a group are equal, there is nothing to compare: all its advantages
 *           are 0.
 * example:  One group of four with rewards 1 0 0 0: mean 0.25, std 0.433, advantages 1.732 -0.577 -0.577 -0.577.
 *           Rewards 1 1 1 1 give 0 0 0 0.
 * trap:     Equal rewards: 0 / 0 is NaN, and one NaN destroys all weights in a single step. Equal rewards of 0.1 make
 *           it harder to see: their mean is not exactly 0.1, so std is 1e-17 and the advantages are about 1.
 * trap:     Over its group, not over all answers: else an easy problem's wrong answers look good.
 */
#include "14-rl.h"

#include <math.h>

void group_advantages(int groups, int size, const double reward[], double advantage[])
{
    TODO("14.3");
}

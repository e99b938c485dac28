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
    //: solution
    for (int g = 0; g < groups; g++, reward += size, advantage += size) {
        double mean = 0, variance = 0;
        for (int i = 0; i < size; i++)
            mean += reward[i] / size;
        for (int i = 0; i < size; i++)
            variance += (reward[i] - mean) * (reward[i] - mean) / size;
        double std = sqrt(variance);
        for (int i = 0; i < size; i++)
            advantage[i] = std > 1e-9 * (1 + fabs(mean)) ? (reward[i] - mean) / std : 0;
    }
    //: end
}

/*
 * hint:     A loop over the groups, and in it three short loops: the mean, the variance, the advantages.
 * hint:     Answer i of group g is number g * size + i.
 * hint:     Do not ask whether std is exactly 0: rounding leaves 1e-17. Ask whether it is above, say, 1e-9 of the mean.
 *
 * outputs:  group_advantages advantage[groups * size]
 *
 * mistake:  not divided by std
 *  -        advantage[i] = std > 1e-9 * (1 + fabs(mean)) ? (reward[i] - mean) / std : 0;
 *  +        advantage[i] = reward[i] - mean;
 *  says:    divide by the group's std
 * mistake:  0 / 0
 *  -        advantage[i] = std > 1e-9 * (1 + fabs(mean)) ? (reward[i] - mean) / std : 0;
 *  +        advantage[i] = (reward[i] - mean) / std;
 *  says:    all rewards of a group are equal
 * mistake:  exactly 0
 *  -        advantage[i] = std > 1e-9 * (1 + fabs(mean)) ? (reward[i] - mean) / std : 0;
 *  +        advantage[i] = std > 0 ? (reward[i] - mean) / std : 0;
 *  says:    all rewards of a group are equal
 * mistake:  n - 1
 *  -        variance += (reward[i] - mean) * (reward[i] - mean) / size;
 *  +        variance += (reward[i] - mean) * (reward[i] - mean) / (size - 1);
 *  says:    divides by size, not by size - 1
 * mistake:  the variance
 *  -        double std = sqrt(variance);
 *  +        double std = variance;
 *  says:    that is the variance
 * mistake:  the first group again and again
 *  -        for (int g = 0; g < groups; g++, reward += size, advantage += size) {
 *  +        for (int g = 0; g < groups; g++, advantage += size) {
 *  says:    the first group's rewards
 * mistake:  over all answers
 *  -        mean += reward[i] / size;
 *  +        for (int k = 0; k < groups; k++)
 *  +            mean += reward[(k - g) * size + i] / size / groups;
 *  says:    over its group, not over all
 */

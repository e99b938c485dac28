/*
 * Exercise 14.9: the best solver in the budget
 *
 * kind:     experiment
 * effort:   ****, 90 minutes
 * points:   20
 * lecture:  Shao et al., "DeepSeekMath", 2024; Liu et al., "Understanding R1-Zero-Like Training", 2025
 *           https://arxiv.org/abs/2402.03300
 * uses:     practice_try, practice_rewards, practice_learn, practice_left, practice_policy (14-rl/practice.h)
 * seconds:  40
 *
 * task:     Make the policy better at problems of five terms before the budget is used up. practice_try draws problems
 *           and answers, practice_rewards says which are right, practice_learn learns from them with the advantages that
 *           you give it. Each token written costs 1 and each token learned from 4, in every epoch. You choose: how many
 *           problems and answers at a time, the advantages, the learning rate, clipping, the KL, when to stop.
 *           Afterwards the checker gives the policy 1024 exam problems that nobody practises, and judges with a checker
 *           of its own. Points for more than 55, 60, 65 and 70 % right; the policy begins with 47.
 * example:  while (practice_try(practice, 16, 8)) { ... practice_learn(practice, advantage, 1, 3e-4, 0.2, 0); }
 * trap:     An advantage is a difference: rewards of 0 and 1 alone push up whatever was right, slowly.
 * trap:     A rate that is too high destroys in ten steps what the policy knew.
 * trap:     Learning the same few problems by heart helps with those, and the exam has others.
 */
#include "14-rl.h"

void your_solver(Practice *practice)
{
    TODO("14.9");
}

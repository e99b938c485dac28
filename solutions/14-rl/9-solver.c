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
    //: solution
    enum { PROMPTS = 16, COPIES = 8 };
    double advantage[PROMPTS * COPIES];
    while (practice_try(practice, PROMPTS, COPIES)) {
        const double *reward = practice_rewards(practice);
        for (int i = 0; i < PROMPTS; i++) {
            double mean = 0;
            for (int k = 0; k < COPIES; k++)
                mean += reward[i * COPIES + k] / COPIES;
            for (int k = 0; k < COPIES; k++)
                advantage[i * COPIES + k] = 2 * (reward[i * COPIES + k] - mean);
        }
        practice_learn(practice, advantage, 1, 4e-4, 0.2, 0);
    }
    //: end
}

/*
 * hint:     The loop is in the example. What is missing is the advantages: of each group of answers to one problem, the
 *           reward minus the group's mean.
 * hint:     16 problems with 8 answers, one epoch, a rate of 3e-4 is a good beginning. Change one thing at a time.
 * hint:     Answers 8 i to 8 i + 7 belong to problem i. Dividing by the group's std is not needed; a factor of 2 is about
 *           the same. Try a rate that falls with practice_left(practice).
 *
 * mistake:  the right shape, and nothing learned
 *  -        practice_learn(practice, advantage, 1, 4e-4, 0.2, 0);
 *  +        (void)advantage;
 *  says:    no better than at the beginning
 * mistake:  learns four problems by heart
 *  -        while (practice_try(practice, PROMPTS, COPIES)) {
 *  +        practice_try(practice, PROMPTS, COPIES);
 *  +        while (practice_left(practice) > 0) {
 *  says:    no better than at the beginning
 * mistake:  changes the rewards
 *  -        const double *reward = practice_rewards(practice);
 *  +        double *reward = (double *)practice_rewards(practice);
 *  +        for (int i = 0; i < PROMPTS * COPIES; i++)
 *  +            reward[i] = i % COPIES == 0;
 *  says:    no better than at the beginning
 * mistake:  the sign
 *  -        advantage[i * COPIES + k] = 2 * (reward[i * COPIES + k] - mean);
 *  +        advantage[i * COPIES + k] = 2 * (mean - reward[i * COPIES + k]);
 *  says:    It is even worse
 * mistake:  a rate that breaks it
 *  -        practice_learn(practice, advantage, 1, 4e-4, 0.2, 0);
 *  +        practice_learn(practice, advantage, 1, 3e-2, 0.2, 0);
 *  says:    It is even worse
 */

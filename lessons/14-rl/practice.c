/* A room for practice, and the exam: see practice.h. */
#include "practice.h"
#include "learn.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS = 5, LEARNING_COSTS = 4, MOST_TRIED = 256 };

struct Practice {
    Policy *policy;
    SumGame sums;
    long budget, used;
    double reward[MOST_TRIED];
};

Practice *practice_new(Policy *policy, long tokens)
{
    Practice *practice = memory_zeros(sizeof *practice);
    practice->policy = policy;
    practice->sums = sum_game(TERMS, reward_exact);
    practice->budget = tokens;
    return practice;
}

void practice_free(Practice *practice)
{
    free(practice);
}

bool practice_try(Practice *practice, int prompts, int copies)
{
    CHECK(prompts >= 1 && copies >= 1 && prompts <= MOST_TRIED / copies,
          "practice_try: %d sums, %d answers to each: 1 to %d answers", prompts, copies, MOST_TRIED);
    if (practice->used >= practice->budget)
        return false;
    Policy *p = practice->policy;
    long before = p->rollout->drawn;
    practice->sums.game.ask(&practice->sums.game, p, prompts);
    rollout_draw(p->rollout, (RolloutHow){.prompts = prompts, .copies = copies, .temperature = 1, .rng = &p->run.rng});
    game_rewards(&practice->sums.game, p, practice->reward);
    practice->used += p->rollout->drawn - before;
    return true;
}

const double *practice_rewards(const Practice *practice)
{
    return practice->reward;
}

void practice_learn(Practice *practice, const double advantage[], int epochs, double rate, double clip, double beta)
{
    for (int i = 0; i < epochs && practice->used < practice->budget; i++) {
        // the budget is checked before each epoch, so the old log-probabilities must be the rollout's
        practice->used += LEARNING_COSTS * (long)policy_batch(practice->policy).tokens;
        learn_answers(practice->policy, advantage, 1, rate, clip, beta);
    }
}

Policy *practice_policy(Practice *practice)
{
    return practice->policy;
}

double practice_left(const Practice *practice)
{
    double left = 1 - (double)practice->used / (double)practice->budget;
    return left > 0 ? left : 0;
}

double practice_exam(Policy *policy, int n, uint64_t seed)
{
    int right = 0;
    Policy *p = policy_copy(policy, seed);
    SumGame sums = sum_game(TERMS, reward_exact);
    double *reward = memory_new(sizeof *reward * MOST_ANSWERS);
    sums.exam = true;
    for (int done = 0; done < n; done += p->rollout->B) {
        int some = n - done < MOST_ANSWERS ? n - done : MOST_ANSWERS;
        sums.game.ask(&sums.game, p, some);
        rollout_draw(p->rollout, (RolloutHow){.prompts = some, .copies = 1, .temperature = 1, .rng = &p->run.rng});
        game_rewards(&sums.game, p, reward);
        for (int b = 0; b < some; b++)
            right += reward[b] == 1;
    }
    free(reward);
    policy_free(p);
    return (double)right / n;
}

/*
 * Lesson 14, reinforcement learning: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 14.1 to 14.10 are the exercises; the others are written in 14-rl.c. B is how many answers
 * there are, T how many tokens each row has, V the size of the vocabulary. A policy is a model that answers; logp is
 * the logarithm of the probability with which it writes a token.
 * Sources: Williams, "Simple statistical gradient-following algorithms", 1992 (REINFORCE); Schulman et al., "Proximal
 * Policy Optimization Algorithms", 2017; Shao et al., "DeepSeekMath", 2024 (GRPO); Rafailov et al., "Direct Preference
 * Optimization", 2023; Bradley and Terry, 1952; Schulman, "Approximating KL divergence", 2020.
 */
#ifndef LESSON_RL_H
#define LESSON_RL_H

#include "14-rl/policy.h"
#include "14-rl/practice.h"
#include "tensor.h"

// 14.1 logits (B, T, V), answer (B, T): the token that follows each position, or -1 where that is not part of the
//      answer -> (B, T): log p(answer[b][t]), 0 where it is -1.
//      torch: logits.log_softmax(-1).gather(-1, answer.clamp(0).unsqueeze(-1)).squeeze(-1) * (answer >= 0)
Tensor *token_log_probs(Tensor *logits, const int answer[]);
//      token_logp (B, T) -> (B, 1): the log-probability of each whole answer.          token_logp.sum(-1, keepdim=True)
Tensor *answer_log_probs(Tensor *token_logp);

// 14.2 The loss whose gradient is REINFORCE's, with the sign turned: -(1 / B) sum of weight * logp, over all numbers of
//      logp (B, ...). weight has one for each of them and is a constant.           -(weight * logp).sum() / B
Tensor *policy_loss(Tensor *logp, const real weight[]);

// 14.3 The rewards of `groups` times `size` answers, those of one problem side by side. An answer's advantage:
//      (reward - mean) / std, both over its group; std divides by size. All 0 where the rewards of a group are equal.
void group_advantages(int groups, int size, const double reward[], double advantage[]);

// 14.4 PPO's clipped objective of one token, with ratio = e^(logp - old):
//      min(ratio advantage, clamp(ratio, 1 - epsilon, 1 + epsilon) advantage)
//      Returns it; *slope gets its derivative by logp.
double clipped(double logp, double old, double advantage, double epsilon, double *slope);

// 14.5 The estimate of KL(policy || reference) from one token that the policy has drawn, Schulman's k3:
//      d = reference - logp;  e^d - d - 1, which is never negative. Returns it; *slope gets its
//      derivative by logp.
double kl_term(double logp, double reference, double *slope);

// 14.6 Bradley and Terry: better[i] and worse[i] are the scores of two answers, of which somebody preferred the first.
//      Returns the mean of -log sigmoid(better - worse), and its derivatives by all scores.
double bradley_terry(int pairs, const double better[], const double worse[], double dbetter[], double dworse[]);

// 14.7 DPO: the same for a policy without scores. better, worse: logp of the two answers; of_better, of_worse: the
//      reference's. Mean of -log sigmoid(beta ((better - of_better) - (worse - of_worse))), and its derivatives.
double dpo(int pairs, double beta, const double better[], const double worse[], const double of_better[],
           const double of_worse[], double dbetter[], double dworse[]);

// 14.8 A reward without holes: 1 if `written` is a thought of any length (groups of a space and two digits), then '=',
//      `right` in two digits, a newline, and nothing else; 0 for everything else.
double sound_reward(const char *written, int right);

// 14.9 Makes the policy better at sums, within the budget of the practice: see 14-rl/practice.h.
void your_solver(Practice *practice);

// 14.10 Trial and imitation: an essay. Returns your answer.
const char *trial_and_imitation(void);

// ---- the algorithm, written in 14-rl.c ----

typedef struct Grpo {
    int prompts, copies, epochs; // problems in a step; answers to each; how often a step learns from them
    double rate, clip, beta;     // AdamW's; epsilon of the ratio; the weight of the KL
} Grpo;

typedef struct GrpoStep {               // what a step was like
    double reward, tokens, kl, clipped; // means: of an answer; its length; KL to the reference; share of tokens
    double seconds[5];                  // rollout, reward, forward, backward, update
} GrpoStep;

extern const Grpo grpo_default;
// The loss of a batch, whose gradient is that of GRPO's objective: (). old and reference are (B, T), advantage is (B).
Tensor *grpo_loss(GPT *gpt, Batch batch, const double old[], const double reference[], const double advantage[],
                  Grpo how, GrpoStep *report);
GrpoStep grpo_step(Policy *policy, Game *game, Grpo how);

#endif

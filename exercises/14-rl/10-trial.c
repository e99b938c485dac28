/*
 * Exercise 14.10: trial and imitation
 *
 * kind:     essay
 * effort:   **, 40 minutes
 * points:   0
 * lecture:  DeepSeek-AI, "DeepSeek-R1", 2025; Yue et al., "Does Reinforcement Learning Really Incentivize Reasoning
 *           Capacity in LLMs Beyond the Base Model?", 2025
 *           https://arxiv.org/abs/2501.12948
 * uses:     only your own words
 *
 * task:     The policy of this lesson imitated a teacher first, and learned by trial afterwards. What can each of the two
 *           do that the other cannot? Write 60 words at least; a page is better. Use numbers from your own run: the
 *           accuracy before and after, pass@k, the tokens of thought, what became of the products and names, the hole.
 *           Change one thing (the teacher's slips cannot be changed without a new model, but the rate, the KL, the size of
 *           a group or the reward can), say beforehand what will happen, and run the lesson again.
 * example:  return "Imitation made the policy ... It could not ... My run had pass@1 ... and pass@64 ... I changed ...";
 * rubric:   imitation copies the teacher's errors, because the loss asks for the teacher's distribution;
 *           trial needs answers that are sometimes right: with pass@k of 0 there is nothing to make likelier;
 *           pass@1 rises and pass@64 hardly does: probability moves to what the policy could do already;
 *           a checker exists for sums, but not for a good name or a kind answer, and every checker may have a hole;
 *           what got worse, and why nobody noticed during the training;
 *           a change, a prediction, and what came of it.
 * trap:     No points are given by the checker: a person reads it, with the rubric above.
 */
#include "14-rl.h"

const char *trial_and_imitation(void)
{
    TODO("14.10");
}

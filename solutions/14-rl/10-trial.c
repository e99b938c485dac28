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
    //: solution
    const char *answer =
        "The teacher slips at one step in twelve, and the policy has learned exactly that: a loss of imitation is "
        "lowest when the policy slips as often as the teacher does. So no amount of further demonstrations can bring "
        "it to 100 percent, unless somebody corrects the teacher. By trial it can become better than the teacher, "
        "since nobody tells it what to write; somebody only says whether the result is right. In my run it went from "
        "about 45 to more than 95 percent, on problems that it had never seen.\n"
        "But trial alone could not have begun. A policy with random weights would have written a right answer about "
        "never, all rewards of a group would have been 0, all advantages too, and nothing would have been learned. "
        "Imitation puts the right answers among those that are drawn; trial finds them there. That is also what "
        "pass@k shows: with 64 tries the policy solved nearly everything before, too.\n"
        "Trial sees only what is rewarded. Nobody asked about products, and they became worse. And it sees all that "
        "is rewarded: with the checker that accepts a part of the result, the policy wrote nothing at all and was "
        "praised for it. Next I would raise the weight of the KL. I expect slower learning and fewer lost products, "
        "because products are what the leash would hold on to.";
    return answer;
    //: end
}

/*
 * hint:     Begin with the two losses: what is the best that each of them can reach?
 * hint:     Ask what would happen to a group in which all answers are wrong.
 * hint:     Look at the table of the last cell: which rows were never rewarded?
 *
 * mistake:  one sentence
 *  -        return answer;
 *  +        return *answer ? "Because trial can become better than the teacher." : answer;
 *  says:    at least 60
 * mistake:  nothing at all
 *  -        return answer;
 *  +        return *answer ? 0 : answer;
 *  says:    NULL
 */

/*
 * Exercise 13.6: what to teach, from samples
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Deep Dive into LLMs like ChatGPT, the part on hallucinations; The Llama 3 Herd of Models, section 4.3.6
 *           https://www.youtube.com/watch?v=7xTGNNLPyMI
 * uses:     TEACH_ANSWER, TEACH_ABSTAIN, TEACH_NOTHING (13-finetune.h); WorldVerdict, WORLD_RIGHT (world.h)
 *
 * task:     The model was asked each question `samples` times, with a temperature; verdict[i * samples + j] judges answer j
 *           to question i. From the share of right answers decide what to teach about question i: TEACH_ANSWER if the share
 *           is at least `known`; TEACH_ABSTAIN if it is at most `unknown`; else TEACH_NOTHING, since the model is in two
 *           minds.
 * example:  4 samples, known 0.75, unknown 0.25: 3 right answers of 4 TEACH_ANSWER, 2 TEACH_NOTHING, 1 TEACH_ABSTAIN.
 * trap:     Only WORLD_RIGHT is right: an answer that abstains is not.
 * trap:     right / samples of two ints is 0.
 * trap:     Both limits belong to their side: at least, and at most.
 */
#include "13-finetune.h"

void what_to_teach(int questions, int samples, const WorldVerdict verdict[], double known, double unknown, int teach[])
{
    //: solution
    for (int i = 0; i < questions; i++) {
        int right = 0;
        for (int j = 0; j < samples; j++)
            right += verdict[i * samples + j] == WORLD_RIGHT;
        double share = (double)right / samples;
        teach[i] = share >= known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
    }
    //: end
}

/*
 * hint:     For each question, count the right ones among its own samples.
 * hint:     The verdicts of question i begin at i * samples.
 * hint:     double share = (double)right / samples; then compare it, first with known, then with unknown.
 *
 * outputs:  what_to_teach teach[questions]
 *
 * mistake:  abstaining counts as right
 *  -            right += verdict[i * samples + j] == WORLD_RIGHT;
 *  +            right += verdict[i * samples + j] != WORLD_WRONG;
 *  says:    an answer that abstains is not right
 * mistake:  a division of ints
 *  -        double share = (double)right / samples;
 *  +        double share = right / samples;
 *  says:    of two ints is an int
 * mistake:  more than known
 *  -        teach[i] = share >= known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
 *  +        teach[i] = share > known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
 *  says:    at least `known`
 * mistake:  less than unknown
 *  -        teach[i] = share >= known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
 *  +        teach[i] = share >= known ? TEACH_ANSWER : share < unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
 *  says:    at most `unknown`
 * mistake:  never nothing
 *  -        teach[i] = share >= known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
 *  +        teach[i] = share >= known ? TEACH_ANSWER : TEACH_ABSTAIN;
 *  says:    between the limits nothing is taught
 * mistake:  the wrong samples
 *  -            right += verdict[i * samples + j] == WORLD_RIGHT;
 *  +            right += verdict[j * questions + i] == WORLD_RIGHT;
 *  says:    the samples of question i begin at i * samples
 */

/*
 * Exercise 13.8: the best assistant in the budget
 *
 * kind:     experiment
 * effort:   ****, 90 minutes
 * points:   15
 * lecture:  Deep Dive into LLMs like ChatGPT, the parts on post-training
 *           https://www.youtube.com/watch?v=7xTGNNLPyMI
 * uses:     Assistant, plain_assistant, TUNE_FULL (13-finetune.h)
 * seconds:  120
 *
 * task:     Make an assistant of the base model: choose how it is trained, within ASSISTANT_BUDGET windows of 64 tokens
 *           (steps * batch, and SAMPLE_COST more for each sample). The checker trains it on questions about three quarters of
 *           the people and then asks about the others, 40 of each kind. Its grade is the share of right answers about common
 *           people minus the share of wrong answers about unknown ones, minus 0.01 for each nat beyond 10 that a tale
 *           costs above its entropy. Points for a grade above 0.03, 0.07, 0.11 and 0.15.
 *           `make lesson-13 ARGS=--assistant` trains and grades yours.
 * example:  The plain one, which always answers, has nearly 0: it is wrong about everybody it does not know.
 * trap:     An assistant that never answers gets 0, too: the points are for one that knows what it knows.
 * trap:     Without samples nothing is known about what it knows, and abstain and known have no effect.
 */
#include "13-finetune.h"

Assistant your_assistant(void)
{
    TODO("13.8");
}

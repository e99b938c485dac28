/*
 * GRPO's objective as one expression of the library's ops, with the gradient left to the tape. The notebook has the same
 * objective with its slopes written out (14-rl.c); the tests prove the two equal. What is not the learner's uses this.
 */
#ifndef LEARN_H
#define LEARN_H

#include "policy.h"

typedef struct Learn {
    const double *advantage;       // (B)
    const double *old, *reference; // (B, T) logp when the answers were drawn, and the reference's (NULL if beta is 0)
    double clip, beta;
} Learn;

// -(mean over the answers' tokens of min(ratio A, clamp(ratio, 1 - clip, 1 + clip) A) - beta (e^d - d - 1)): ()
Tensor *learn_loss(GPT *gpt, Batch batch, Learn how);
// The log-probabilities of the last rollout's tokens as a batch has them, (B, T).
void learn_old(const Policy *p, Batch batch, double old[]);
// `epochs` steps of AdamW on the last rollout.
void learn_answers(Policy *p, const double advantage[], int epochs, double rate, double clip, double beta);

#endif

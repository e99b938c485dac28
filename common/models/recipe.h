/*
 * How GPT-2 and GPT-3 are trained: one step of the recipe.
 *
 *     for (int step = 0; step < recipe.steps; step++) {
 *         params_zero_grad(p);
 *         double loss = ...;                            // gradients of the batch, in one piece or accumulated
 *         recipe_step(&recipe, p, step);                // clip, then AdamW at this step's rate
 *     }
 *
 * Source: Brown et al., "Language Models are Few-Shot Learners" (GPT-3), 2020, appendix B; nanoGPT, train.py.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "params.h"

typedef struct Recipe {
    int warmup, steps;
    double high, low;           // the learning rate after the warm-up and at the end
    double beta1, beta2, decay; // of AdamW; only matrices decay, as params.h has it, or params_group
    double clip;                // the largest norm of all gradients; 0: any
} Recipe;

// GPT-3's: beta 0.9 and 0.95, decay 0.1, clipping at 1, down to a tenth of the rate, 5 % of the steps to warm up.
Recipe recipe_gpt3(int steps, double high);

// Takes one step with the gradients that are there; returns their norm before clipping.
double recipe_step(const Recipe *recipe, Params *p, int step);

// A batch in small pieces with the gradient of a large one. Piece i has count[i] targets that count, and loss(context, i)
// makes the mean of its cross-entropy over these: a tensor (). Each mean is weighted by the piece's share of all targets,
// and a piece without any is passed over. Gradients are added to those that are there. Returns the loss of the whole.
typedef Tensor *RecipeLoss(void *context, int piece);
double recipe_accumulate(int pieces, const int count[], RecipeLoss *loss, void *context);

#endif

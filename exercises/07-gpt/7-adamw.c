/*
 * Exercise 7.7: one step of AdamW
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Let's build GPT, the cell "optimizer = torch.optim.AdamW(m.parameters(), lr=1e-3)"; D. Kingma and J. Ba,
 *           "Adam", 2014; I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2017
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     pow, sqrt (math.h)
 * refuses:  params_adamw, params_adam: write it as a loop over the n weights
 *
 * task:     One training step for n weights. First shrink each weight: w -= rate * decay * w. Then update the two
 *           running means, of the gradient and of its square: m = beta1 m + (1 - beta1) g and
 *           v = beta2 v + (1 - beta2) g^2. Both started at 0, so divide each by what is missing: m / (1 - beta1^step)
 *           and v / (1 - beta2^step). Then w -= rate * mhat / (sqrt(vhat) + eps). m, v and w are updated in place.
 * example:  w = 1, g = 0.5, rate 0.1, betas 0.9 and 0.999, decay 0.1, step 1: the decay leaves 0.99; m = 0.05 and
 *           v = 0.00025; corrected they are 0.5 and 0.25; so w = 0.99 - 0.1 * 0.5 / 0.5 = 0.89.
 * trap:     m and v keep their uncorrected values: only the step uses the corrected ones.
 * trap:     The decay is not added to the gradient: that would be Adam with an L2 penalty, and the division by
 *           sqrt(vhat) would undo most of it.
 */
#include "07-gpt.h"

#include <math.h>

void adamw_step(int n, AdamW how, int step, const real grad[], real m[], real v[], real w[])
{
    TODO("7.7");
}

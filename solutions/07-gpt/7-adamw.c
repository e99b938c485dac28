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
    //: solution
    double missing1 = 1 - pow(how.beta1, step), missing2 = 1 - pow(how.beta2, step);
    for (int i = 0; i < n; i++) {
        double g = (double)grad[i];
        m[i] = (real)(how.beta1 * m[i] + (1 - how.beta1) * g);
        v[i] = (real)(how.beta2 * v[i] + (1 - how.beta2) * g * g);
        double mhat = m[i] / missing1, vhat = v[i] / missing2;
        double shrunk = w[i] - how.rate * how.decay * w[i];
        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
    }
    //: end
}

/*
 * hint:     One loop over i. Update m[i] and v[i] first, then compute mhat and vhat into variables of their own.
 * hint:     pow(how.beta1, step) is beta1^step. At step 1 the correction divides by 0.1 and 0.001: mhat is the gradient
 *           itself and sqrt(vhat) its size, so the first step moves each weight by the rate, whatever the gradient.
 * hint:     w[i] = w[i] - rate * decay * w[i] - rate * mhat / (sqrt(vhat) + eps). The w[i] in the decay is the old one.
 *
 * outputs:  adamw_step m[n], v[n], w[n]
 *
 * mistake:  no bias correction
 *  -        double mhat = m[i] / missing1, vhat = v[i] / missing2;
 *  +        double mhat = m[i], vhat = v[i] + 0 * (missing1 + missing2);
 *  says:    the bias correction is missing
 * mistake:  corrects m only
 *  -        double mhat = m[i] / missing1, vhat = v[i] / missing2;
 *  +        double mhat = m[i] / missing1, vhat = v[i] + 0 * missing2;
 *  says:    v is not corrected
 * mistake:  counts steps from 0
 *  -        double missing1 = 1 - pow(how.beta1, step), missing2 = 1 - pow(how.beta2, step);
 *  +        double missing1 = 1 - pow(how.beta1, step + 1), missing2 = 1 - pow(how.beta2, step + 1);
 *  says:    step counts from 1 already
 * mistake:  the correction of step 1, always
 *  -        double missing1 = 1 - pow(how.beta1, step), missing2 = 1 - pow(how.beta2, step);
 *  +        double missing1 = 1 - how.beta1, missing2 = 1 - how.beta2 + 0 * pow(1, step);
 *  says:    the correction shrinks from step to step
 * mistake:  keeps the corrected means
 *  -        double mhat = m[i] / missing1, vhat = v[i] / missing2;
 *  +        double mhat = m[i] / missing1, vhat = v[i] / missing2; m[i] = (real)mhat; v[i] = (real)vhat;
 *  says:    m keeps its uncorrected value
 * mistake:  decay in the gradient
 *  -        double g = (double)grad[i];
 *  +        double g = (double)grad[i] + how.decay * w[i];
 *  -        double shrunk = w[i] - how.rate * how.decay * w[i];
 *  +        double shrunk = w[i];
 *  says:    the decay was added to the gradient
 * mistake:  no decay
 *  -        double shrunk = w[i] - how.rate * how.decay * w[i];
 *  +        double shrunk = w[i];
 *  says:    the weight decay is missing
 * mistake:  decay without the rate
 *  -        double shrunk = w[i] - how.rate * how.decay * w[i];
 *  +        double shrunk = w[i] - how.decay * w[i];
 *  says:    the decay is multiplied by the rate
 * mistake:  decay after the step
 *  -        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
 *  +        w[i] = (real)((w[i] - how.rate * mhat / (sqrt(vhat) + how.eps)) * (1 - how.rate * how.decay) + 0 * shrunk);
 *  says:    the decay takes its share of the old w
 * mistake:  eps under the root
 *  -        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
 *  +        w[i] = (real)(shrunk - how.rate * mhat / sqrt(vhat + how.eps));
 *  says:    eps is added after the root
 * mistake:  no root
 *  -        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
 *  +        w[i] = (real)(shrunk - how.rate * mhat / (vhat + how.eps));
 *  says:    divide by the root of vhat
 * mistake:  climbs
 *  -        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
 *  +        w[i] = (real)(shrunk + how.rate * mhat / (sqrt(vhat) + how.eps));
 *  says:    subtract the step
 * mistake:  the gradient for its mean
 *  -        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
 *  +        w[i] = (real)(shrunk - how.rate * (g + 0 * mhat) / (sqrt(vhat) + how.eps));
 *  says:    the step follows the running mean m
 * mistake:  v of the gradient
 *  -        v[i] = (real)(how.beta2 * v[i] + (1 - how.beta2) * g * g);
 *  +        v[i] = (real)(how.beta2 * v[i] + (1 - how.beta2) * fabs(g));
 *  says:    v is the mean of g^2
 * mistake:  the betas exchanged
 *  -        m[i] = (real)(how.beta1 * m[i] + (1 - how.beta1) * g);
 *  +        m[i] = (real)((1 - how.beta1) * m[i] + how.beta1 * g);
 *  says:    beta1 is the share of the old mean
 * mistake:  momentum's sum
 *  -        m[i] = (real)(how.beta1 * m[i] + (1 - how.beta1) * g);
 *  +        m[i] = (real)(how.beta1 * m[i] + g);
 *  says:    the factor 1 - beta1 is missing
 * mistake:  the rate in m
 *  -        w[i] = (real)(shrunk - how.rate * mhat / (sqrt(vhat) + how.eps));
 *  +        w[i] = (real)(shrunk - mhat / (sqrt(vhat) + how.eps));
 *  says:    the rate is missing in the step
 */

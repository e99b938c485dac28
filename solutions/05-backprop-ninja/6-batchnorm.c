/*
 * Exercise 5.6: BatchNorm in one expression (the lecture's Exercise 3)
 *
 * kind:     function
 * effort:   ****, 60 minutes
 * points:   15
 * lecture:  makemore part 4, the cell that begins "# Exercise 3: backprop through batchnorm"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     v->bngain, v->bnvar_inv, v->bnraw (05-backprop-ninja.h); tensor_mean, tensor_sum, tensor_mul,
 *           tensor_scale, tensor_sub (tensor.h)
 * refuses:  tensor_batchnorm, tensor_backward, scalar_backward: derive it on paper and write what is left, from
 *           dhpreact
 *
 * task:     Take pencil and paper and one column. Let x be hprebn, s = (var + 1e-5)^-0.5 be
 *           bnvar_inv, and r = (x - mean) * s be bnraw. x[i] reaches every r[j]: straight (i = j),
 *           through the mean, and through the variance. Add the three up, simplify, and write what
 *           is left as one expression of dhpreact, bngain, bnvar_inv and bnraw.
 * example:  n = 2, bngain = 1: the column x = 1 3 has mean 2, variance 2, s = 0.7071, r = -0.7071
 *           0.7071. dhpreact = 1 0 gives 0 0 (to 5 digits): two numbers, normalised, are always the
 *           same two, so nothing depends on x.
 * trap:     The mean divides by n, the variance by n - 1, and you can see both in the result.
 * trap:     Sums are over the batch, so they are (1, H).
 */
#include "05-backprop-ninja.h"

Tensor *batchnorm_backward(const Vars *v, Tensor *dhpreact)
{
    //: solution
    int n = dhpreact->shape.dim[0];
    Tensor *mean = tensor_mean(dhpreact, 0);                                // (1, H)
    Tensor *dot = tensor_sum(tensor_mul(dhpreact, v->bnraw), 0);            // (1, H)
    Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / (n - 1))); // (n, H)
    Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);           // (n, H)
    return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);           // (n, H)
    //: end
}

/*
 * hint:     Let g be d loss / d r (that is bngain * dhpreact). Then d loss / d s = sum_j g[j] (x[j]
 *           - mean), and d loss / d var = -0.5 s^3 times that. Express (x[j] - mean) as r[j] / s.
 * hint:     Through the variance: d var / d x[i] = 2 (x[i] - mean) / (n - 1), which together gives
 *           -s * r[i] * sum_j(g[j] r[j]) / (n - 1). Through the mean: -s * sum_j g[j] / n. (The
 *           variance does not move with the mean: distances from it sum to zero.)
 * hint:     All of it: bngain * bnvar_inv * (dhpreact - mean(dhpreact) - bnraw * sum(dhpreact *
 *           bnraw) / (n - 1)).
 *
 * derivation: Take one column. On the way forward, with $x$ for hprebn, $r$ for bnraw, $y$ for
 *           hpreact, $\gamma$ for bngain and $\beta$ for bnbias:
 *
 *           $$\mu = \frac{1}{n} \sum_j x_j \qquad v = \frac{1}{n-1} \sum_j (x_j - \mu)^2$$
 *
 *           $$s = (v + \varepsilon)^{-1/2} \qquad r_i = (x_i - \mu) s \qquad y_i = \gamma r_i + \beta$$
 *
 *           Write $dy_i$ for $\partial L / \partial y_i$, which is given, and so on. We want
 *           $dx_i$.
 *
 *           1. Through the gain: $dr_i = \gamma \cdot dy_i$. Call it $g_i$.
 *
 *           2. To $s$, which every $r_j$ uses. The slope of $r_j$ is $x_j - \mu = r_j / s$, so $ds = \frac{1}{s} \sum_j g_j r_j$.
 *
 *           3. To $v$: the slope of $(v + \varepsilon)^{-1/2}$ is $-\frac12 (v + \varepsilon)^{-3/2} = -\frac12 s^3$, so
 *
 *           $$dv = -\frac12 s^3 \cdot \frac1s \sum_j g_j r_j = -\frac12 s^2 \sum_j g_j r_j$$
 *
 *           4. From $v$ to $x_i$: the slope is $\frac{2 (x_i - \mu)}{n-1} = \frac{2 r_i}{(n-1) s}$. (Moving $\mu$ does not move $v$: that slope is
 *           $-\frac{2}{n-1} \sum_j (x_j - \mu)$, and distances from the mean sum to 0.) So the way through the variance brings
 *
 *           $$-\frac12 s^2 \sum_j g_j r_j \cdot \frac{2 r_i}{(n-1) s} = -s \cdot \frac{r_i}{n-1} \sum_j g_j r_j$$
 *
 *           5. Through the mean: every $r_j$ has $-\mu s$ in it, so $d\mu = -s \sum_j g_j$; and the slope of $\mu$ for $x_i$ is $1/n$. This way
 *           brings $-s \cdot \frac1n \sum_j g_j$.
 *
 *           6. Straight on: $r_i = (x_i - \mu) s$ brings $s \cdot g_i$.
 *
 *           7. Add the three, and put $\gamma \cdot dy$ back for $g$:
 *
 *           $$dx_i = \gamma s \left( dy_i - \frac1n \sum_j dy_j - \frac{r_i}{n-1} \sum_j dy_j r_j \right)$$
 *
 *           In numbers: the column $x = 1, 2, 3$ with $\gamma = 1$ has $\mu = 2$, $v = 1$, $s = 1$
 *           and $r = -1, 0, 1$ (leave $\varepsilon$ out). Let the loss be $y_1$, so that
 *           $dy = 1, 0, 0$. The mean of $dy$ is 0.333, and $\sum_j dy_j r_j = -1$. Then
 *
 *           $$dx_1 = 1 - 0.333 - \tfrac{-1}{2} \cdot (-1) = 0.167 \qquad dx_2 = 0 - 0.333 - 0 = -0.333$$
 *
 *           $$dx_3 = 0 - 0.333 - \tfrac{1}{2} \cdot (-1) = 0.167$$
 *
 *           They sum to 0, so nothing asks the mean to move; and
 *           $\sum_i dx_i r_i = -0.167 + 0.167 = 0$, so nothing asks the column to stretch. Check
 *           the first one: with $x_1 = 1.001$ the mean is 2.00033, the variance 0.99900, and
 *           $r_1 = -0.99983$. It grew by 0.00017 for 0.001: a slope of 0.17.
 *
 * outputs:  batchnorm_backward returns(dhpreact)
 *
 * mistake:  the mean forgotten
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        (void)mean; Tensor *left = tensor_sub(dhpreact, along);
 *  says:    the way through the mean is missing
 * mistake:  the variance forgotten
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        (void)along; Tensor *left = tensor_sub(dhpreact, mean);
 *  says:    the way through the variance is missing
 * mistake:  n instead of n - 1
 *  -        Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / (n - 1)));
 *  +        Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / n));
 *  says:    the variance divides by n - 1
 * mistake:  the gain forgotten
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return tensor_mul(v->bnvar_inv, left);
 *  says:    bngain is missing
 * mistake:  mean and variance as constants
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        (void)left; return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), dhpreact);
 *  says:    the straight way only
 * mistake:  plus the mean
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        Tensor *left = tensor_sub(tensor_add(dhpreact, mean), along);
 *  says:    the sign is wrong: minus mean(dhpreact)
 * mistake:  plus the variance
 *  -        Tensor *left = tensor_sub(tensor_sub(dhpreact, mean), along);
 *  +        Tensor *left = tensor_add(tensor_sub(dhpreact, mean), along);
 *  says:    the sign is wrong: minus bnraw
 * mistake:  a sum for the mean
 *  -        Tensor *mean = tensor_mean(dhpreact, 0);
 *  +        Tensor *mean = tensor_sum(dhpreact, 0);
 *  says:    the mean of dhpreact, not its sum
 * mistake:  a mean for the sum
 *  -        Tensor *dot = tensor_sum(tensor_mul(dhpreact, v->bnraw), 0);
 *  +        Tensor *dot = tensor_mean(tensor_mul(dhpreact, v->bnraw), 0);
 *  says:    the sum of dhpreact * bnraw over the batch, not its mean
 * mistake:  the mean along the rows
 *  -        Tensor *mean = tensor_mean(dhpreact, 0);
 *  +        Tensor *mean = tensor_mean(dhpreact, 1);
 *  says:    the mean is over the batch, axis 0
 * mistake:  bnvar_inv forgotten
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return tensor_mul(v->bngain, left);
 *  says:    bnvar_inv is missing
 * mistake:  bnraw forgotten
 *  -        Tensor *along = tensor_mul(v->bnraw, tensor_scale(dot, 1.0 / (n - 1)));
 *  +        Tensor *along = tensor_add(tensor_zeros(v->bnraw->shape), tensor_scale(dot, 1.0 / (n - 1)));
 *  says:    the way through the variance is multiplied by bnraw
 * mistake:  divides by bnvar_inv
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return tensor_mul(tensor_div(v->bngain, v->bnvar_inv), left);
 *  says:    multiply by it, do not divide
 * mistake:  the gain in one term only
 *  -        return tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), left);
 *  +        return (void)left, tensor_mul(v->bnvar_inv, tensor_sub(tensor_sub(tensor_mul(v->bngain, dhpreact), mean), along));
 *  says:    bngain belongs to all three terms
 */

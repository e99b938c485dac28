/*
 * Exercise 12.6: accept or replace
 *
 * kind:     function
 * effort:   ***, 35 minutes
 * points:   15
 * lecture:  none; Leviathan, Kalman and Matias, "Fast Inference from Transformers via Speculative Decoding", 2023
 *           https://arxiv.org/abs/2211.17192
 * uses:     only its arguments
 *
 * task:     A small model has drawn `token` from its probabilities q. The large model's are p. Accept the token if
 *           u < p[token] / q[token], u uniform in [0, 1). Else draw another one from max(0, p[v] - q[v]): add these up;
 *           the first token at which the running sum is greater than v times the whole sum is it.
 * example:  p 0.2 0.5 0.3, q 0.6 0.2 0.2, token 0: p / q is 1/3. With u = 0.3 return 0. With u = 0.4 draw from 0, 0.3,
 *           0.1: token 1 if v < 0.75, else token 2.
 * trap:     The replacement is not drawn from p: where q was too large, nothing must be added.
 * trap:     max(0, p - q) does not add up to 1: compare with v times its sum.
 * trap:     Rounding: if the running sum never exceeds v times the sum, return the last token with p > q.
 */
#include "12-inference.h"

int accept_or_replace(int V, const float p[], const float q[], int token, double u, double v)
{
    TODO("12.6");
}

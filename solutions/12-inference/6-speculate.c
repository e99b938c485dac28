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
    //: solution
    if (u * (double)q[token] < (double)p[token])
        return token;
    double sum = 0, running = 0;
    int last = token;
    for (int i = 0; i < V; i++)
        sum += p[i] > q[i] ? (double)p[i] - (double)q[i] : 0;
    for (int i = 0; i < V; i++) {
        if (p[i] <= q[i])
            continue;
        last = i;
        running += (double)p[i] - (double)q[i];
        if (running > v * sum)
            break;
    }
    return last;
    //: end
}

/*
 * hint:     u < p / q is u * q < p, which needs no division.
 * hint:     Two loops: the first adds up all p[i] - q[i] that are positive, the second does so again and stops as soon as
 *           it has more than v times that sum.
 * hint:     Remember the last i with p[i] > q[i]: it is the answer when the second loop stops, and when it does not.
 *
 * outputs:  accept_or_replace returns
 *
 * mistake:  always accepts
 *  -    if (u * (double)q[token] < (double)p[token])
 *  +    if (V > 0 || u + v < 0)
 *  says:    accepted, although
 * mistake:  q over p
 *  -    if (u * (double)q[token] < (double)p[token])
 *  +    if (u * (double)p[token] < (double)q[token])
 *  says:    p / q, not q / p
 * mistake:  accepts with probability p
 *  -    if (u * (double)q[token] < (double)p[token])
 *  +    if (u < (double)p[token])
 *  says:    divide by q
 * mistake:  replaces from p
 *  -        sum += p[i] > q[i] ? (double)p[i] - (double)q[i] : 0;
 *  +        sum += (double)p[i];
 *  -        if (p[i] <= q[i])
 *  -            continue;
 *  -        last = i;
 *  -        running += (double)p[i] - (double)q[i];
 *  +        last = i;
 *  +        running += (double)p[i];
 *  says:    from max(0, p - q), not from p
 * mistake:  not divided by the sum
 *  -        if (running > v * sum)
 *  +        if (running > v * (sum < 0 ? sum : 1))
 *  says:    v times their sum
 * mistake:  negative differences count
 *  -        sum += p[i] > q[i] ? (double)p[i] - (double)q[i] : 0;
 *  +        sum += p[i] > q[i] ? (double)p[i] - (double)q[i] : (double)q[i] - (double)p[i];
 *  -        if (p[i] <= q[i])
 *  -            continue;
 *  -        last = i;
 *  -        running += (double)p[i] - (double)q[i];
 *  +        last = i;
 *  +        running += p[i] > q[i] ? (double)p[i] - (double)q[i] : (double)q[i] - (double)p[i];
 *  says:    where q is larger, nothing
 */

/*
 * Exercise 12.5: repetition penalty and min-p
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Keskar et al., "CTRL", 2019, section 4.1; Nguyen et al., "Turning Up the Heat: Min-p Sampling", 2024
 * uses:     malloc, free (stdlib.h); exp (math.h)
 *
 * task:     Top-k and top-p were exercise 9.3. Two newer ways: a token that the text has already is made less likely,
 *           and a token stays only if it is at least min_p times as likely as the likeliest. In this order: the penalty
 *           on the logits, the temperature, softmax, min-p, and divide by the sum of what is kept.
 * example:  logits ln 8, ln 4, ln 1, nothing in the past, temperature 1, min_p 0.25: relative to the likeliest they are
 *           1, 0.5, 0.125. The third goes; 2/3, 1/3, 0 are left.
 * example:  logits 4, 4, -1 with past 0 0 2, r = 2: 2, 4, -2.
 * trap:     Dividing a negative logit by r > 1 makes the token likelier: multiply it.
 * trap:     A token that is in the past twice is penalised once.
 * trap:     The logits are const, and their caller's.
 */
#include "12-inference.h"

#include <math.h>
#include <stdlib.h>

void min_p_probabilities(int V, const float logits[], int n, const int past[], double r, double temperature,
                         double min_p, float p[])
{
    //: solution
    double *logit = malloc(sizeof *logit * (size_t)V), most = -INFINITY, sum = 0;
    for (int v = 0; v < V; v++)
        logit[v] = (double)logits[v];
    for (int i = 0; i < n; i++) { // from the logits, so that a second time changes nothing
        double seen = (double)logits[past[i]];
        logit[past[i]] = seen > 0 ? seen / r : seen * r;
    }
    for (int v = 0; v < V; v++)
        most = logit[v] > most ? logit[v] : most;
    for (int v = 0; v < V; v++) {
        double relative = exp((logit[v] - most) / temperature);
        p[v] = relative >= min_p ? (float)relative : 0;
        sum += (double)p[v];
    }
    for (int v = 0; v < V; v++)
        p[v] = (float)((double)p[v] / sum);
    free(logit);
    //: end
}

/*
 * hint:     Copy the logits to an array of your own, and change it there for each token of the past. Compute the new
 *           value from logits[], not from the copy: then a token that comes twice is penalised once.
 * hint:     exp((logit - largest) / temperature) is how likely a token is relative to the likeliest: compare that with
 *           min_p.
 * hint:     Keep it where it is at least min_p, else 0; add up what is kept; divide by the sum.
 *
 * outputs:  min_p_probabilities p[V]
 *
 * mistake:  divides negative logits, too
 *  -        logit[past[i]] = seen > 0 ? seen / r : seen * r;
 *  +        logit[past[i]] = seen / r;
 *  says:    multiply a negative logit
 * mistake:  penalises as often as a token occurs
 *  -        double seen = (double)logits[past[i]];
 *  +        double seen = logit[past[i]];
 *  says:    once
 * mistake:  min-p as a probability
 *  -        p[v] = relative >= min_p ? (float)relative : 0;
 *  +        double all = 0;
 *  +        for (int k = 0; k < V; k++)
 *  +            all += exp((logit[k] - most) / temperature);
 *  +        p[v] = relative / all >= min_p ? (float)relative : 0;
 *  says:    times the likeliest
 * mistake:  not divided by the sum
 *  -        p[v] = (float)((double)p[v] / sum);
 *  +        p[v] = (float)((double)p[v]);
 *  says:    divide by the sum of what is kept
 * mistake:  no penalty
 *  -        logit[past[i]] = seen > 0 ? seen / r : seen * r;
 *  +        logit[past[i]] = seen;
 *  says:    the past changes nothing
 * mistake:  the penalty after the temperature
 *  -        double relative = exp((logit[v] - most) / temperature);
 *  +        double relative = exp((logit[v] - most) * temperature);
 *  says:    divide by the temperature
 */

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
    TODO("12.5");
}

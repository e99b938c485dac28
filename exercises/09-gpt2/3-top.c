/*
 * Exercise 9.3: top-k and top-p
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  Let's reproduce GPT-2 (124M), the loop that generates; top-p is Holtzman et al., "The Curious Case of
 *           Neural Text Degeneration", 2019
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     malloc, free (stdlib.h); exp (math.h)
 * refuses:  sampler_next: it draws; give the probabilities
 *
 * task:     From the logits of the next token make the probabilities to draw it from. In this order: divide by the
 *           temperature; keep the top_k largest (0: all of them); softmax over what is kept; go down from the
 *           likeliest and keep tokens until their sum is at least top_p (1: keep all); divide by the sum of what is
 *           left. Write 0 for every other token. Of equal tokens, the one with the lower number comes first.
 *           With temperature 0 the largest gets 1 and the rest 0.
 * example:  logits ln 8, ln 4, ln 2, ln 2, temperature 1, top_k 0, top_p 0.6: the probabilities are 0.5, 0.25,
 *           0.125, 0.125. 0.5 is below 0.6, 0.75 is not: the first two stay, 2/3 and 1/3.
 * trap:     The token that reaches top_p is kept. So the likeliest always is, however small top_p.
 * trap:     Logits may be 1000: subtract the largest before exp.
 * trap:     top_k may be larger than V.
 */
#include "09-gpt2.h"

#include <math.h>
#include <stdlib.h>

void next_probabilities(int V, const real logits[], double temperature, int top_k, double top_p, float p[])
{
    TODO("9.3");
}

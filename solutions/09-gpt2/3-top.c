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
    //: solution
    int best = 0, most = top_k == 0 || top_k > V ? V : top_k, *order = malloc(sizeof *order * (size_t)V), kept = 0;
    double total = 0, sum = 0;
    for (int v = 0; v < V; v++) {
        best = logits[v] > logits[best] ? v : best;
        p[v] = 0;
    }
    if (temperature == 0)
        most = kept = 1;
    for (int k = 0; k < most; k++) { // order[k]: the k-th largest. p marks those that are taken
        int next = -1;
        for (int v = 0; v < V; v++)
            if (p[v] == 0 && (next < 0 || logits[v] > logits[next]))
                next = v;
        order[k] = next;
        p[next] = 1;
        total += temperature == 0 ? 1 : exp((logits[next] - (double)logits[best]) / temperature);
    }
    for (; kept < most && (kept == 0 || sum < top_p * total); kept++)
        sum += exp((logits[order[kept]] - (double)logits[best]) / temperature);
    for (int k = 0; k < most; k++)
        p[order[k]] = temperature == 0 ? 1
                      : k < kept       ? (float)(exp((logits[order[k]] - (double)logits[best]) / temperature) / sum)
                                       : 0;
    free(order);
    //: end
}

/*
 * hint:     Make an array of the tokens' numbers, the largest logit first (looking for the largest that is not yet
 *           taken, most times, is fast enough). Everything after that goes through this array.
 * hint:     weight = exp((logit - largest) / temperature) for the first top_k of the array; total is their sum. Go
 *           down the array and add up weights; stop after the one with which the sum is at least top_p * total.
 * hint:     p[order[k]] = weight / sum for those, 0 for all others. Temperature 0 first: p[best] = 1, and return.
 *
 * outputs:  next_probabilities p[V]
 *
 * mistake:  multiplies by the temperature
 *  -        total += temperature == 0 ? 1 : exp((logits[next] - (double)logits[best]) / temperature);
 *  +        total += temperature == 0 ? 1 : exp((logits[next] - (double)logits[best]) * temperature);
 *  -        sum += exp((logits[order[kept]] - (double)logits[best]) / temperature);
 *  +        sum += exp((logits[order[kept]] - (double)logits[best]) * temperature);
 *  -                      : k < kept ? (float)(exp((logits[order[k]] - (double)logits[best]) / temperature) / sum)
 *  +                      : k < kept ? (float)(exp((logits[order[k]] - (double)logits[best]) * temperature) / sum)
 *  says:    divide by the temperature
 * mistake:  drops the token that reaches top_p
 *  -        for (; kept < most && (kept == 0 || sum < top_p * total); kept++)
 *  +        for (; kept < most && (kept == 0 || sum + exp((logits[order[kept]] - (double)logits[best]) / temperature) <= top_p * total + (top_p == 1)); kept++)
 *  says:    the token that reaches top_p is kept
 * mistake:  goes on when top_p is reached exactly
 *  -        for (; kept < most && (kept == 0 || sum < top_p * total); kept++)
 *  +        for (; kept < most && (kept == 0 || sum <= top_p * total); kept++)
 *  says:    one token too many
 * mistake:  top_p of all tokens, not of the top_k
 *  -        total += temperature == 0 ? 1 : exp((logits[next] - (double)logits[best]) / temperature);
 *  +        total = 0;
 *  +        for (int v = 0; v < V; v++)
 *  +            total += temperature == 0 ? 1 : exp((logits[v] - (double)logits[best]) / temperature);
 *  says:    softmax comes after top_k
 * mistake:  no top_p
 *  -        for (; kept < most && (kept == 0 || sum < top_p * total); kept++)
 *  +        for (; kept < most; kept++)
 *  says:    top_p changes nothing
 * mistake:  no top_k
 *  -        int best = 0, most = top_k == 0 || top_k > V ? V : top_k, *order = malloc(sizeof *order * (size_t)V), kept = 0;
 *  +        int best = 0, most = V, *order = malloc(sizeof *order * (size_t)V), kept = 0;
 *  says:    top_k changes nothing
 * mistake:  not divided by the sum
 *  -                      : k < kept ? (float)(exp((logits[order[k]] - (double)logits[best]) / temperature) / sum)
 *  +                      : k < kept ? (float)(exp((logits[order[k]] - (double)logits[best]) / temperature) / total)
 *  says:    divide by the sum of what is kept
 * mistake:  no largest subtracted
 *  -        total += temperature == 0 ? 1 : exp((logits[next] - (double)logits[best]) / temperature);
 *  +        total += temperature == 0 ? 1 : exp(logits[next] / temperature);
 *  -        sum += exp((logits[order[kept]] - (double)logits[best]) / temperature);
 *  +        sum += exp(logits[order[kept]] / temperature);
 *  -                      : k < kept ? (float)(exp((logits[order[k]] - (double)logits[best]) / temperature) / sum)
 *  +                      : k < kept ? (float)(exp(logits[order[k]] / temperature) / sum)
 *  says:    subtract the largest logit
 * mistake:  the last of equals
 *  -        if (p[v] == 0 && (next < 0 || logits[v] > logits[next]))
 *  +        if (p[v] == 0 && (next < 0 || logits[v] >= logits[next]))
 *  says:    of equal tokens the first
 */

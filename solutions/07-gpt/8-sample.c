/*
 * Exercise 7.8: sampling with temperature and top-k
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   10
 * lecture:  Let's build GPT, gpt.py, "def generate(self, idx, max_new_tokens):"; the two knobs are those of
 *           nanoGPT's generate()
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     rng_multinomial_race (rng.h); exp (math.h)
 * refuses:  sampler_next: it is the same function; write it from exp and rng_multinomial_race
 *
 * task:     Draw the next character. Divide the logits by the temperature, drop all but the top_k largest, turn
 *           the rest into probabilities with softmax, and draw with one rng_multinomial_race. top_k 0 keeps all.
 *           Temperature 0 returns the place of the largest logit and draws nothing.
 * example:  Logits log 1, log 2, log 4, log 8 at temperature 1 have the probabilities 1/15, 2/15, 4/15, 8/15. At
 *           temperature 0.5 these are squared first: 1/85, 4/85, 16/85, 64/85. With top_k 2 and temperature 1 they
 *           become 0, 0, 1/3, 2/3.
 * trap:     Ties: keep the one with the lower index. With top_k 1 and logits 3 5 5, only number 1 can be drawn.
 * trap:     top_k may be larger than V. And a logit divided by a small temperature may be too large for exp:
 *           subtract the largest logit first.
 */
#include "07-gpt.h"

#include <math.h>
#include <stdbool.h>

int sample_next(int V, const real logits[], double temperature, int top_k, Rng *rng)
{
    //: solution
    float p[V];
    int best = 0;
    for (int v = 0; v < V; v++)
        best = logits[v] > logits[best] ? v : best;
    if (temperature == 0)
        return best;
    for (int v = 0; v < V; v++) {
        int before = 0; // how many come before v when the largest is first
        for (int u = 0; u < V; u++)
            before += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
        bool kept = top_k == 0 || before < top_k;
        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
    }
    return rng_multinomial_race(rng, p, V);
    //: end
}

/*
 * hint:     Begin with the largest logit: temperature 0 returns its place, and every exponent is
 *           (logits[v] - largest) / temperature, which is never above 0.
 * hint:     Which are the top_k? The simplest way: for each v, count how many come before it, the larger ones and the
 *           equal ones with a lower index. Keep v if there are fewer than top_k of them.
 * hint:     Fill a float p[V] with e^... for those that are kept and 0 for the others; the race works whether or not
 *           they sum to 1. Then return rng_multinomial_race(rng, p, V).
 *
 * outputs:  sample_next returns
 *
 * mistake:  multiplies by the temperature
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) * temperature) : 0;
 *  says:    divide by the temperature
 * mistake:  ignores the temperature
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = kept ? (float)exp(logits[v] - (double)logits[best]) : 0;
 *  says:    the temperature changes nothing
 * mistake:  the temperature of the probabilities
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = kept ? (float)(exp(logits[v] - (double)logits[best]) / temperature) : 0;
 *  says:    the temperature changes nothing
 * mistake:  keeps one too many
 *  -        bool kept = top_k == 0 || before < top_k;
 *  +        bool kept = top_k == 0 || before <= top_k;
 *  says:    one more than top_k
 * mistake:  keeps all that are equal
 *  -        before += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
 *  +        before += logits[u] > logits[v];
 *  says:    of equal logits the first
 * mistake:  keeps the smallest
 *  -        before += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
 *  +        before += logits[u] < logits[v] || (logits[u] == logits[v] && u < v);
 *  says:    the top_k largest
 * mistake:  top_k 0 is none
 *  -        bool kept = top_k == 0 || before < top_k;
 *  +        bool kept = before < top_k;
 *  says:    top_k 0 keeps all
 * mistake:  logits of 0 for the forgotten
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = (float)exp((kept ? (logits[v] - (double)logits[best]) : -(double)logits[best]) / temperature);
 *  says:    a logit of 0 is not a probability of 0
 * mistake:  temperature 0 divides
 *  -        if (temperature == 0)
 *  +        if (temperature < 0)
 *  says:    temperature 0
 * mistake:  exp without a seat belt
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = kept ? expf((float)(logits[v] / temperature)) : 0;
 *  says:    subtract the largest logit first
 * mistake:  draws in vain
 *  -        return best;
 *  +        return rng_u32(rng) + 1u > 0 ? best : best;
 *  says:    temperature 0 draws nothing
 * mistake:  another way to draw
 *  -        return rng_multinomial_race(rng, p, V);
 *  +        return rng_multinomial(rng, p, V);
 *  says:    rng_multinomial_race
 * mistake:  the place in a sorted list
 *  -        return rng_multinomial_race(rng, p, V);
 *  +        for (int i = 0; i < V; i++)
 *  +            for (int j = i + 1; j < V; j++)
 *  +                if (p[j] > p[i]) { float t = p[i]; p[i] = p[j]; p[j] = t; }
 *  +        return rng_multinomial_race(rng, p, V);
 *  says:    the character's own number
 * mistake:  no exp
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = kept ? (float)(logits[v] / temperature) : 0;
 *  says:    exp is missing, which makes a positive number
 * mistake:  no exp, moved above 0
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        float low = logits[0]; for (int u = 0; u < V; u++) low = fminf(low, logits[u]); p[v] = kept ? (float)((logits[v] - low) / temperature) : 0;
 *  says:    exp is missing: probabilities are e^logit
 * mistake:  the forgotten keep 1
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = 1; if (kept) p[v] = (float)exp((logits[v] - (double)logits[best]) / temperature);
 *  says:    keep a probability of 1
 * mistake:  the largest, always
 *  -        if (temperature == 0)
 *  +        if (temperature >= 0)
 *  says:    the largest logit is taken at temperature 0 only
 * mistake:  seeds the generator
 *  -        return rng_multinomial_race(rng, p, V);
 *  +        rng_seed(rng, 1337); return rng_multinomial_race(rng, p, V);
 *  says:    is it seeded in here
 * mistake:  all alike
 *  -        p[v] = kept ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
 *  +        p[v] = kept ? 1 : 0;
 *  says:    all are equally likely
 * mistake:  draws by hand
 *  -        return rng_multinomial_race(rng, p, V);
 *  +        double sum = 0, u, so_far = 0;
 *  +        for (int v = 0; v < V; v++)
 *  +            sum += p[v];
 *  +        u = rng_random(rng) * sum;
 *  +        for (int v = 0; v < V; v++)
 *  +            if ((so_far += p[v]) > u)
 *  +                return v;
 *  +        return best;
 *  says:    the probabilities are right, but drawn in another way
 * mistake:  a top_k beyond V
 *  -        bool kept = top_k == 0 || before < top_k;
 *  +        bool kept = top_k == 0 || before < (top_k > V ? V - 1 : top_k);
 *  says:    a top_k larger than V keeps all
 */

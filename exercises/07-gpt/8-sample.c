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
    TODO("7.8");
}

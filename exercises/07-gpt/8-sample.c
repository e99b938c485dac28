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
 * task:     Draw the next character. Divide the logits by the temperature, forget all but the top_k largest,
 *           make probabilities of the rest by softmax, and draw with one rng_multinomial_race. top_k 0 keeps
 *           all. Temperature 0 returns the largest logit's number and draws nothing.
 * example:  logits log 1, log 2, log 4, log 8 at temperature 1 have the probabilities 1/15, 2/15, 4/15, 8/15;
 *           at temperature 0.5 these are squared first: 1/85, 4/85, 16/85, 64/85; with top_k 2 there
 *           remain 0, 0, 1/3, 2/3.
 * trap:     Of equal logits the first is kept: with top_k 1 and logits 3 5 5 only number 1 can come.
 * trap:     top_k may be larger than V, and a logit divided by a small temperature larger than exp can bear:
 *           subtract the largest first.
 */
#include "07-gpt.h"

#include <math.h>
#include <stdbool.h>

int sample_next(int V, const real logits[], double temperature, int top_k, Rng *rng)
{
    TODO("7.8");
}

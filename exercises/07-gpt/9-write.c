/*
 * Exercise 7.9: write, with a window and with a cache
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   15
 * lecture:  Let's build GPT, gpt.py, "def generate(self, idx, max_new_tokens):"; the cache is not in the lecture
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     tape_reset (tensor.h); gpt_cache_new, gpt_cache_feed, gpt_cache_free (gpt.h); Sampler (sampler.h)
 * refuses:  sampler_write, writer_read, run_write: write the loop yourself; the logits come from forward or from
 *           gpt_cache_feed
 *
 * task:     ids holds `length` characters; append one character after another until there are `most`.
 *           write_window: each time, crop the text to its last gpt->config.block characters, call
 *           forward(gpt, ids + ..., 1, T), and draw the next character from the logits of the last position, T - 1.
 *           write_cached: make a cache, feed it every character exactly once, and draw from the logits that
 *           gpt_cache_feed returns. Both draw with s->next(V, logits, s->temperature, s->top_k, s->rng).
 * example:  block = 4, ids 5 1 7 2 9, length = 5: the model reads 1 7 2 9, and what it draws becomes ids[5]. The
 *           next window is 7 2 9 ids[5].
 * trap:     forward returns T rows of V logits, one for each position. The next character is in the last.
 * trap:     The cache remembers what it has read. Feed the prompt first, then only what is new.
 * trap:     Reset the tape before each forward, or it keeps all of them. Free the cache at the end.
 */
#include "07-gpt.h"

void write_window(GPT *gpt, Forward *forward, const Sampler *s, int length, int most, int ids[])
{
    TODO("7.9");
}

void write_cached(const GPT *gpt, const Sampler *s, int length, int most, int ids[])
{
    TODO("7.9");
}

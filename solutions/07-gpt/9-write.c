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
    //: solution
    int V = gpt->config.vocab, block = gpt->config.block;
    for (int n = length; n < most; n++) {
        int T = n < block ? n : block; // crop to the window
        tape_reset();
        const real *logits = forward(gpt, ids + n - T, 1, T)->data; // (1, T, V)
        ids[n] = s->next(V, logits + (T - 1) * V, s->temperature, s->top_k, s->rng);
    }
    //: end
}

void write_cached(const GPT *gpt, const Sampler *s, int length, int most, int ids[])
{
    //: solution
    GPTCache *cache = gpt_cache_new(gpt);
    int fed = 0;
    for (int n = length; n < most; n++) {
        const real *logits = gpt_cache_feed(cache, ids + fed, n - fed); // only what is new
        fed = n;
        ids[n] = s->next(gpt->config.vocab, logits, s->temperature, s->top_k, s->rng);
    }
    gpt_cache_free(cache);
    //: end
}

/*
 * hint:     A loop with n, the number of characters so far, from length to most - 1. In it: T is n or the block,
 *           whichever is smaller, and the window begins at ids + n - T.
 * hint:     forward(...)->data holds T rows of V numbers; the last begins at (T - 1) * V. Then
 *           ids[n] = s->next(V, those, s->temperature, s->top_k, s->rng).
 * hint:     With the cache, keep a counter `fed` of characters it has read: gpt_cache_feed(cache, ids + fed, n - fed)
 *           takes in the rest and returns the V logits of the next one. Then fed = n.
 *
 * outputs:  write_window ids[most]
 * outputs:  write_cached ids[most]
 *
 * mistake:  the first row
 *  -        ids[n] = s->next(V, logits + (T - 1) * V, s->temperature, s->top_k, s->rng);
 *  +        ids[n] = s->next(V, logits, s->temperature, s->top_k, s->rng);
 *  says:    those are the logits of the first position
 * mistake:  the beginning, not the end
 *  -        const real *logits = forward(gpt, ids + n - T, 1, T)->data; // (1, T, V)
 *  +        const real *logits = forward(gpt, ids, 1, T)->data;
 *  says:    the model reads the first characters, not the last
 * mistake:  no crop
 *  -        int T = n < block ? n : block; // crop to the window
 *  +        int T = n + 0 * block;
 *  says:    crop the text to its last
 * mistake:  a window that is too short
 *  -        int T = n < block ? n : block; // crop to the window
 *  +        int T = n < block ? n : block - 1;
 *  says:    the window is one character too short
 * mistake:  the last character only
 *  -        int T = n < block ? n : block; // crop to the window
 *  +        int T = 1 + 0 * block;
 *  says:    the model sees the last character only
 * mistake:  one behind
 *  -        const real *logits = forward(gpt, ids + n - T, 1, T)->data; // (1, T, V)
 *  +        if (T > 1 && n <= block) T--;
 *  +        const real *logits = forward(gpt, ids + (n <= block ? 0 : n - 1 - T), 1, T)->data;
 *  says:    the newest character is left out
 * mistake:  never resets the tape
 *  -        tape_reset();
 *  says:    reset the tape before each forward
 * mistake:  a temperature of 1
 *  -        ids[n] = s->next(V, logits + (T - 1) * V, s->temperature, s->top_k, s->rng);
 *  +        ids[n] = s->next(V, logits + (T - 1) * V, 1, s->top_k, s->rng);
 *  says:    pass s->temperature
 * mistake:  everything again and again
 *  -        const real *logits = gpt_cache_feed(cache, ids + fed, n - fed); // only what is new
 *  +        const real *logits = gpt_cache_feed(cache, ids + 0 * fed, n);
 *  says:    feed only what is new
 * mistake:  never what is new
 *  -        const real *logits = gpt_cache_feed(cache, ids + fed, n - fed); // only what is new
 *  +        static const real *logits; if (!fed) logits = gpt_cache_feed(cache, ids, n);
 *  says:    the new character was never fed
 * mistake:  one character of the prompt
 *  -        int fed = 0;
 *  +        int fed = length - 1;
 *  says:    feed the whole prompt
 * mistake:  the last one twice
 *  -        fed = n;
 *  +        fed = n - 1;
 *  says:    a character is fed twice
 * mistake:  a cache for each character
 *  -        const real *logits = gpt_cache_feed(cache, ids + fed, n - fed); // only what is new
 *  +        gpt_cache_clear(cache); const real *logits = gpt_cache_feed(cache, ids + fed, n - fed);
 *  says:    the cache has forgotten the text
 * mistake:  no cache at all
 *  -        const real *logits = gpt_cache_feed(cache, ids + fed, n - fed); // only what is new
 *  +        GPT *all = (GPT *)gpt; const real *logits = gpt_forward(all, ids, 1, n)->data + (n - 1) * gpt->config.vocab;
 *  says:    that is a forward pass
 */

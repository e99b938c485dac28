/*
 * Exercise 12.1: the bytes of a token
 *
 * kind:     function
 * effort:   *, 20 minutes
 * points:   10
 * lecture:  none; "LLM inference is memory-bound" in any talk on serving
 * uses:     GPTConfig (gpt.h); GROUP (12-inference.h)
 * refuses:  gpt_new, params_total: they count for you; use the shapes in 12-inference.h
 *
 * task:     To write one token, a program reads every weight once and the keys and values of all tokens so far. Add up
 *           the bytes. In each layer there are 12 C C numbers in four matrices, 9 C in their biases, 4 C in two
 *           LayerNorms; then 2 C in ln_f, V C in wte (the last product), C in one row of wpe. The cache holds a key
 *           and a value of C numbers for each layer and each of length + 1 positions (the token's own, too).
 *           Numbers take 4 bytes; with int8, those of the matrices and of wte take 1 + 4.0 / GROUP.
 * example:  GPT-2, {50257, 1024, 12, 12, 768}, float32, length 0: 494690304 bytes, 20 tokens a second from a memory of
 *           10 GB/s.
 * trap:     Only one row of wpe is read, not the whole table.
 * trap:     The cache stays float32 when the weights are int8.
 * trap:     C times C times 12 times 96 layers is more than an int holds.
 */
#include "12-inference.h"

double bytes_a_token(GPTConfig c, bool int8, int length)
{
    TODO("12.1");
}

/*
 * Lesson 12, inference: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 12.1 to 12.8 are the exercises; the others are written in 12-inference.c and its folder. V is
 * the size of the vocabulary, C the width, L the number of layers. GPTConfig (gpt.h) is {vocab, block, layers, heads,
 * embd}. The lesson's program calls these functions: its cache, its quantised weights and its compressor are yours.
 */
#ifndef INFERENCE_H
#define INFERENCE_H

#include "gpt.h"

#include <stdint.h>

enum { GROUP = 64 }; // weights that share a scale; the last group of a row may be smaller

// 12.1 How many bytes the machine reads from memory to write one token when `length` tokens are in the cache: all
//      matrices and biases of all layers, ln_f, the table wte as the last product, one row of wpe, and the keys and
//      values of length + 1 positions, 4 bytes each. A number takes 4 bytes. With int8, the numbers of matrices and of
//      wte take 1 byte, and 4 / GROUP for their share of a scale. The row of wte that the token looks up is in it.
double bytes_a_token(GPTConfig c, bool int8, int length);

// 12.2 Attention of one token over a cache: q (heads * size), keys and values (length, heads * size), the token's own
//      among them -> out (heads * size). In each head h, w = softmax(q_h . k_h / sqrt(size)) over the length positions,
//      and out_h = sum_s w[s] v_h[s].       F.scaled_dot_product_attention(q, k, v) with q of one position
void attend(int heads, int size, int length, const float q[], const float keys[], const float values[], float out[]);

// 12.3 A row of n weights as bytes. For each group of GROUP (the last may be smaller): scale = max |w| / 127,
//      q = w / scale, rounded to the nearest, halves away from zero; a group of zeros has scale 0 and q 0. So q[i] *
//      scale differs from w[i] by scale / 2 at most, which is max |w| / 254.
void quantize_row(int n, const float w[], int8_t q[], float scale[]); // q (n), scale ((n + GROUP - 1) / GROUP)

// 12.4 The product of two such rows: sum over groups of w_scale[g] x_scale[g] (sum_i w[i] x[i]), where the inner sum is
//      one of whole numbers. x is such a row, too, with its bytes widened to 16 bits: it is used for every row of W.
float int8_dot(int n, const int8_t w[], const float w_scale[], const int16_t x[], const float x_scale[]);

// 12.5 Two ways to change the odds before drawing. First the repetition penalty r >= 1: each of the V logits whose
//      token is among past[0 .. n - 1] is divided by r if it is positive and multiplied by r if not, once. Then divide
//      by the temperature (> 0), softmax, keep the tokens with at least min_p times the largest probability, divide by
//      the sum of what is kept. Others get 0.                Keskar et al. (CTRL), 2019; Nguyen et al. (min-p), 2024
void min_p_probabilities(int V, const float logits[], int n, const int past[], double r, double temperature,
                         double min_p, float p[]);

// 12.6 Speculative decoding: `token` was drawn from q, the small model's probabilities; p are the large model's. Accept
//      it with probability min(1, p[token] / q[token]): return it if u < p / q. Else return a token drawn from
//      max(0, p - q), divided by its sum: the first whose cumulative share is greater than v. u and v are in [0, 1).
//      The result is distributed as p, whatever q is.           Leviathan et al., 2023; Chen et al., 2023
int accept_or_replace(int V, const float p[], const float q[], int token, double u, double v);

// 12.7 An arithmetic coder keeps an interval low .. high of 32-bit numbers (both ends belong to it). A symbol owns the
//      frequencies from .. to - 1 of 0 .. total - 1. narrow makes the interval that symbol's share of it:
//          range = high - low + 1,   high = low + range * to / total - 1,   low = low + range * from / total
//      and frequency_at says, for a number `code` within the interval, which frequency it falls on: the f with
//          low + range * f / total <= code < low + range * (f + 1) / total      (whole-number divisions, rounded down)
//      range is up to 2^32 and total up to 2^30.                                  Witten, Neal and Cleary, 1987
void narrow(uint32_t *low, uint32_t *high, uint32_t from, uint32_t to, uint32_t total);
uint32_t frequency_at(uint32_t low, uint32_t high, uint32_t code, uint32_t total);

// 12.8 How small can the model be made? Each kind of matrix in each layer, and the table wte, may have its own number
//      of bits, 2 to 8 or 32 (as it is), and its own size of groups. The fewer bytes a token reads, the more points, as
//      long as the loss stays within the budget.
enum { ATTENTION_IN, ATTENTION_OUT, MLP_IN, MLP_OUT, MATRICES, MAX_LAYERS = 8 };
typedef struct Bits {
    int bits, group; // group: 8 to 1024, a power of two
} Bits;
typedef struct Plan {
    Bits table;                        // wte
    Bits matrix[MAX_LAYERS][MATRICES]; // c_attn, attn.c_proj, c_fc, mlp.c_proj of each layer
} Plan;
Plan all_alike(int bits, int group);
double plan_bytes(const Plan *plan, GPTConfig c); // bytes of all matrices and wte: bits / 8 a number, 4 a scale
void plan_apply(const Plan *plan, GPT *gpt);      // rounds the model's weights to what the plan can hold
Plan your_plan(void);

#endif

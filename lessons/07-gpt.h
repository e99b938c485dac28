/*
 * Lesson 07, GPT: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 7.1 to 7.13 are the exercises; the others are given. B is the number of texts in a batch, T the
 * number of characters in each (time), C how many numbers stand for one character (channels), V how many different
 * characters there are. Arrays of `real` (which is float) and tensors have their shapes in comments.
 * Source: A. Karpathy, "Let's build GPT: from scratch, in code, spelled out", after Vaswani et al.,
 * "Attention Is All You Need", 2017.
 */
#ifndef LESSON_GPT_H
#define LESSON_GPT_H

#include "gpt.h"
#include "nn.h"
#include "rng.h"
#include "sampler.h"

// 7.1  The mean of this position and all before it: out[b][t] = mean of x[b][0], ..., x[b][t]. Three ways.
//      With loops; x and out are (B, T, C), one after another in memory.        notebook: version 1, xbow
void average_loops(int B, int T, int C, const real x[], real out[]);
//      As a matrix product: (B, T, T) @ (B, T, C), row t of the weights is 1/(t+1) up to t, then 0.
Tensor *average_matmul(Tensor *x); //                                            version 2, xbow2
//      With softmax: weights of 0 for the past, -infinity for the future; softmax does the rest.
Tensor *average_softmax(Tensor *x); //                                           version 3, xbow3

// 7.2  One head of self-attention. x (B, T, C), the matrices (C, size) -> (B, T, size).
//      k = x Wk, q = x Wq, v = x Wv;  wei = softmax(q k^T / sqrt(size), the future hidden);  wei v
Tensor *head(Tensor *x, Tensor *Wk, Tensor *Wq, Tensor *Wv); //                  version 4, and class Head
//      Given: scores (…, T, T) -> the same with -infinity above the diagonal.
Tensor *hide_future(Tensor *scores);

// 7.3  The causal mask: out[t][s] = a[t][s] where s <= t, and -INFINITY where s > t.
//      torch: a.masked_fill(torch.tril(torch.ones(T, T)) == 0, float('-inf'))
void causal_mask(int T, real a[][T], real out[][T]);
//      ADDS to da what reaches it from dout.
void causal_mask_backward(int T, real dout[][T], real da[][T]);

// 7.4  LayerNorm: each row of x is brought to mean 0 and variance 1 (dividing by C, eps = 1e-5 added to the
//      variance), times gain, plus bias.      x, out (n, C), gain, bias (C)        torch: F.layer_norm
void layer_norm(int n, int C, real x[][C], const real gain[], const real bias[], real out[][C]);
//      ADDS to dx (n, C), dgain (C) and dbias (C) what reaches them from dout (n, C).
void layer_norm_backward(int n, int C, real x[][C], const real gain[], real dout[][C], real dx[][C], real dgain[],
                         real dbias[]);

// A block: first the characters talk to each other, then each thinks about what it heard.
typedef struct Block {
    int heads;
    LayerNorm ln1, ln2;
    Linear qkv, proj;              // (C, 3 C), (C, C)
    Linear fc, out;                // (C, 4 C), (4 C, C)
    Tensor *(*activate)(Tensor *); // between fc and out: tensor_relu, as in the lecture, or tensor_gelu
} Block;

// Given:
Tensor *communicate(const Block *b, Tensor *x);   // (B, T, C) -> (B, T, C): all heads, then proj
Tensor *compute(const Block *b, Tensor *x);       // (B, T, C) -> (B, T, C): fc, activate, out
Tensor *normalise(const LayerNorm *l, Tensor *x); // (B, T, C) -> (B, T, C): LayerNorm

// 7.5  x + communicate(ln1(x)), and then the same with compute and ln2.           notebook: class Block
Tensor *block(const Block *b, Tensor *x); // (B, T, C) -> (B, T, C)

// 7.6  The whole GPT (gpt.h): logits of the next character at every position. ids (B, T) -> (B, T, V)
//      x = wte[ids] + wpe[0 .. T-1];  x = layer(0, x), layer(1, x), ...;  ln_f(x) wte^T      class GPTLanguageModel
Tensor *gpt_logits(GPT *gpt, const int ids[], int B, int T);
//      Given: x through the i-th block of the GPT. (B, T, C) -> (B, T, C)
Tensor *layer(const GPT *gpt, int i, Tensor *x);

// 7.7  One step of AdamW for n weights w with the gradient grad. m and v are the running means of the gradient and of
//      its square, all 0 before the first step; step counts from 1.                            torch.optim.AdamW
//      w -= rate decay w;  m = beta1 m + (1 - beta1) grad;  v = beta2 v + (1 - beta2) grad^2;
//      w -= rate (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + eps)
typedef struct AdamW {
    double rate, beta1, beta2, eps, decay;
} AdamW;
void adamw_step(int n, AdamW how, int step, const real grad[], real m[], real v[], real w[]);

// 7.8  Draws the next character from its logits (V): divide by the temperature, keep the top_k largest (all if top_k is
//      0; ties: keep the lower number), softmax, and one rng_multinomial_race. With temperature 0 the largest logit is
//      taken (ties: the lower number), and nothing is drawn.
int sample_next(int V, const real logits[], double temperature, int top_k, Rng *rng);

// 7.9  Writing. ids holds `length` >= 1 characters and has room for `most`: fill it, one character after another, each
//      drawn by s->next(V, logits, s->temperature, s->top_k, s->rng) from the logits of the last position.
typedef Tensor *Forward(GPT *gpt, const int ids[], int B, int T); // gpt_logits, or the library's gpt_forward
//      By a forward pass over the last `block` characters (all, while there are fewer).     def generate(self, ...)
void write_window(GPT *gpt, Forward *forward, const Sampler *s, int length, int most, int ids[]);
//      With a cache (gpt_cache_new, _feed, _free): the same characters from the same logits; most <= block + 1.
void write_cached(const GPT *gpt, const Sampler *s, int length, int most, int ids[]);

// 7.10 All heads at once, without a loop over them, from the library's small ops (view, slice, swap_axes, matmul, ...).
//      x (B, T, C), W (C, 3 C) holds the weights of the queries, keys and values side by side, in each of the three the
//      heads side by side -> (B, T, C), the heads side by side.                     the lecture's EX1
Tensor *heads_at_once(Tensor *x, Tensor *W, int heads);

// 7.11 Addition, digit by digit. a + b with three digits each is a text of twelve characters, the sum written
//      from its last digit on:                                                       the lecture's EX2
//          123+989=2111                because 123 + 989 = 1112
//      Digits are 0 to 9, '+' is PLUS, '=' is EQUALS. X gets the first eleven characters. Y[i] is the character after
//      X[i] where that belongs to the sum, and -1 elsewhere, since nobody can guess the question.
//      Sums with (31 a + 17 b) % 13 == 0 are for the exam and never trained on. (Not % 10: that would keep
//      whole pairs of last digits out of the training.)
enum { PLUS = 10, EQUALS = 11, ADD_VOCAB = 12, ADD_T = 11 };
void addition_example(int a, int b, int X[ADD_T], int Y[ADD_T]);

typedef struct AdditionRecipe {
    int layers, heads, embd, batch; // of a GPT with at most MOST_ADD_PARAMETERS numbers; batch at most 256
} AdditionRecipe;
enum { MOST_ADD_PARAMETERS = 150000 };
AdditionRecipe addition_recipe(void);
double addition_rate(int step, int steps); // the learning rate of step 0 .. steps - 1, for AdamW

// 7.12 Pretrain, then fine-tune: an essay. Returns your answer.                     the lecture's EX3
const char *pretrain_and_finetune(void);

// 7.13 One of three features of "Attention Is All You Need" that the lecture left out.  the lecture's EX4
typedef enum Feature { SINUSOIDS = 1, LABEL_SMOOTHING, WARMUP } Feature;
Feature paper_feature(void); // which one you chose; only that one is run and checked
//      Section 3.5: pe[t][2i] = sin(t / 10000^(2i/C)), pe[t][2i+1] = cos(t / 10000^(2i/C)); C is even.
void sinusoids(int T, int C, real pe[][C]);
//      Section 5.4, with Szegedy et al. 2015: the target's probability is 1 - eps, and eps is shared equally
//      by all V characters, the target too.
void label_smoothing(int V, int target, double eps, double q[]);
//      Section 5.3: rate[i] = C^-0.5 min((i+1)^-0.5, (i+1) warmup^-1.5).
void warmup_rates(int n, int C, int warmup, double rate[]);

#endif

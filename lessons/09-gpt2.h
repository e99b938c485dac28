/*
 * Lesson 09, GPT-2: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 9.1 to 9.10 are the exercises; the others are written in 09-gpt2.c. V is the size of the
 * vocabulary, C the width, L the number of layers; B is how many windows there are in a batch, T how many tokens each
 * has. GPTConfig (gpt.h) is {vocab, block, layers, heads, embd}.
 * Source: A. Karpathy, "Let's reproduce GPT-2 (124M)", 2024, with build-nanogpt and nanoGPT; Radford et al., 2019.
 */
#ifndef LESSON_GPT2_H
#define LESSON_GPT2_H

#include "gpt.h"

// 9.1  How many numbers a GPT-2 of this size learns: 124439808 for {50257, 1024, 12, 12, 768}.
//      wte (V, C), wpe (block, C); in every layer ln_1 (C) and (C), c_attn (C, 3 C) and (3 C), c_proj (C, C) and (C),
//      ln_2 (C) and (C), c_fc (C, 4 C) and (4 C), c_proj (4 C, C) and (C); ln_f (C) and (C). The last product uses wte.
long gpt2_parameters(GPTConfig c);

// 9.2  The number of the parameter that a published file calls `name`, or IGNORED, or UNKNOWN. Parameters are counted
//      in this order: 0 wte.weight, 1 wpe.weight, then h.0.* in the order of layer_part, h.1.*, ..., and last
//      ln_f.weight and ln_f.bias. A name may begin with "transformer.".
//      IGNORED: h.N.attn.bias and h.N.attn.masked_bias, which hold the mask, and lm_head.weight, which is wte again.
enum { IGNORED = -1, UNKNOWN = -2, PARTS = 12 };
extern const char *const layer_part[PARTS]; // "ln_1.weight", "ln_1.bias", "attn.c_attn.weight", ...
int parameter_number(const char *name, int layers);

// 9.3  The probabilities from which the next token is drawn. Divide the logits by the temperature; keep the top_k
//      largest (0: all); softmax; of these keep the likeliest, as few as have a sum of at least top_p (1: all); divide
//      by the sum of what is kept. All others get 0. Of equal ones the first comes first. Temperature 0: the largest
//      has probability 1.
void next_probabilities(int V, const real logits[], double temperature, int top_k, double top_p, float p[]);

// 9.4  How well a model predicts n tokens: nll[i] is -ln of the probability of target i, and does not count where
//      targets[i] is -1. Per token: e to the mean. Per byte: the sum in bits, divided by the bytes of the text.
double perplexity(int n, const double nll[], const int targets[]);
double bits_per_byte(int n, const double nll[], const int targets[], long bytes);

// 9.5  Likely and true: an essay. Returns your answer.
const char *likely_and_true(void);

// 9.6  The learning rate of a step: up in a straight line, high (step + 1) / warmup, then down from high to low along
//      half a cosine that ends at `steps`, and low from there on.               build-nanogpt: get_lr(it)
double learning_rate(int step, int warmup, int steps, double high, double low);

// 9.7  Weight decay for matrices and tables only: sets params_at(p, i)->decay to 1 for tensors of two dimensions or
//      more, and to 0 for the rest. Counts those that learn (tensor.needs_grad): index 1 with decay, 0 without.
typedef struct Decayed {
    int tensors[2];
    long numbers[2];
} Decayed;
Decayed decay_groups(Params *p); //                           build-nanogpt: configure_optimizers

// 9.8  A large batch in pieces: adds to the parameters' gradients what the mean loss over all targets of all pieces
//      would add, and returns that mean. A target of -1 does not count. mean_loss(model, piece) gives the mean over
//      the targets of one piece that do, as a tensor (); it aborts if there is none. Only one piece's tensors fit into
//      memory: call tape_reset() before each.
typedef struct Piece {
    int B, T;
    const int *X, *Y; // (B, T)
} Piece;
typedef Tensor *MeanLoss(void *model, const Piece *piece);
int counted(const Piece *piece); // how many of its targets count
double accumulate(int pieces, const Piece piece[], MeanLoss *mean_loss, void *model);

// 9.9  The floating point operations of one step of training, B windows of T tokens: 6 for each token and each
//      parameter except those of wpe, and 12 L C T for each token's attention.       nanoGPT: estimate_mfu
double step_flops(GPTConfig c, int B, int T);

// 9.10 A recipe that beats nanoGPT's small run with the same amount of arithmetic (step_flops). The steps follow from
//      the budget.
typedef struct SmallRun {
    int layers, heads, embd, block, batch;
    double high, low, warmup; // learning rates, and the share of the steps for the warm-up
    double beta2, decay, dropout;
} SmallRun;
SmallRun nanogpts_small_run(void); // what nanoGPT's README has for a laptop
SmallRun your_small_run(void);

#endif

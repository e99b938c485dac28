/*
 * Lesson 04, batchnorm: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 4.1 to 4.5 are the exercises; the others are written in 04-batchnorm.c.
 * Tensors come from tensor.h, layers from nn.h; V = 27 characters as before. H is the number of
 * neurons of the hidden layer, n the number of examples.
 * Source: A. Karpathy, "Building makemore Part 3: Activations & Gradients, BatchNorm".
 */
#ifndef BATCHNORM_H
#define BATCHNORM_H

#include "check.h"
#include "nn.h"

enum { V = 27 };

// 4.1  h (n, H). Returns the fraction of its numbers with |h| > limit, and in *dead how many of the H
//      neurons (columns) are beyond the limit in all n examples.
//      torch: (h.abs() > limit).float().mean(); (h.abs() > limit).all(0).sum()
double saturation(const Tensor *h, double limit, int *dead);

// 4.2  gain / sqrt(fan_in): what to multiply randn weights by, so that the numbers in f(x @ W) are
//      about as large as those in x. Gains: LINEAR 1, TANH 5/3, RELU sqrt 2.
//      torch: torch.nn.init.calculate_gain('tanh') / fan_in**0.5
typedef enum Nonlinearity { LINEAR, TANH, RELU } Nonlinearity;
double init_scale(Nonlinearity f, int fan_in);

// BatchNorm as the lecture first writes it. Gain and bias are trained; the running mean and std are
// only kept (they are "buffers", without gradients). All four are (1, H).
typedef struct BatchNorm {
    Tensor *bngain, *bnbias, *bnmean_running, *bnstd_running;
    double eps, momentum;
} BatchNorm;

// bngain = 1, bnbias = 0 among the parameters, bnmean_running = 0, bnstd_running = 1 among the buffers.
BatchNorm batchnorm_new(Params *params, Params *buffers, int width, double eps, double momentum);

// 4.3  x (n, H) -> (n, H): bngain * (x - mean) / std + bnbias.
//      Training: mean (1, H) and std = sqrt(var + eps) (1, H) are the batch's, var divides by n - 1,
//      and both running values move: running = (1 - momentum) * running + momentum * the batch's.
//      Evaluation: mean and std are the running ones, which stay as they are.
Tensor *batchnorm(BatchNorm *bn, Tensor *x, bool training);

// 4.4  After tensor_backward: sets moves[i] to whether any number in the model's i-th tensor has a
//      gradient other than 0.                                   torch: (p.grad != 0).any()
void what_moves(const Params *p, bool moves[]);
//      The lowest mean loss that a net can reach on the targets Y (n, each 0 .. V-1) if it gives every
//      input the same logits: - sum_c f_c log f_c, where f_c = n_c / n is the frequency of c in Y.
double bias_only_loss(int n, const int Y[]);

// 4.5  Fills folded so that  x @ folded.weight + folded.bias  equals the linear layer followed by
//      BatchNorm (in evaluation, with its running values). linear.weight (fan_in, H); linear.bias
//      (H) or NULL; folded.weight (fan_in, H) and folded.bias (H) exist already.
void fold(const Linear *linear, const BatchNorm *bn, Linear *folded);

#endif

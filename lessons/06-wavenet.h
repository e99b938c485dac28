/*
 * Lesson 06, WaveNet: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 6.1 to 6.4 are the exercises; the others are written in 06-wavenet.c.
 * B examples, T positions, C channels (numbers at a position), V = 27 characters.
 * Source: A. Karpathy, "Building makemore part 5: building a WaveNet"; van den Oord et al. 2016.
 */
#ifndef WAVENET_H
#define WAVENET_H

#include "examples.h"
#include "nn.h"

enum { V = 27, CONTEXT = 8, BATCH = 32, LEVELS = 3 };

// 6.1  Joins every n neighbours: (B, T, C) -> (B, T/n, n*C), or (B, n*C) if there is only one group.
//      torch: x.view(B, T//n, n*C), and .squeeze(1) if T//n == 1
Tensor *flatten_consecutive(Tensor *x, int n);

// 6.2  BatchNorm1d for x (B, C) and (B, T, C): xhat = (x - mean) / sqrt(var + eps), gamma * xhat + beta,
//      with one mean and one variance for each of the C channels, over all the other dimensions.
//      torch, in training: x.mean((0, 1)), x.var((0, 1)); and running = 0.9 running + 0.1 batch
Tensor *norm_forward(BatchNorm1d *b, Tensor *x);
Tensor *row_of(const double values[], int n); // numbers as a tensor (n) without a gradient

// 6.3  What a convolution with two taps sees: out[b][t] = x[b][t - dilation], then x[b][t], so that
//      x (B, T, C) becomes out (B, T, 2*C). Before t = 0 there are zeros. Writes all of out.
void pairs_forward(int B, int T, int C, int dilation, const real x[], real out[]);
//      The way back: dout (B, T, 2*C) is the gradient of out. ADDS its parts to dx (B, T, C).
void pairs_backward(int B, int T, int C, int dilation, const real dout[], real dx[]);

// A dilated causal convolution made of them: (B, T, C) -> (B, T, N), with weight (2*C, N).
// torch: F.conv1d(F.pad(x.mT, (dilation, 0)), w, dilation=dilation).mT, w[n][c][k] = weight[k*C + c][n]
Tensor *causal_conv1d(Tensor *x, Tensor *weight, int dilation);

// What training a network may cost: how many parameters it has, how many training examples it sees.
typedef struct Budget {
    long parameters, examples;
} Budget;

// How to train a network. update moves the parameters after each backward pass; step counts from 0.
typedef struct Recipe {
    const Examples *examples; // what minibatches are drawn from
    int n_embd, n_hidden;     // numbers per letter, numbers per node
    int batch, steps;         // batch * steps examples are seen
    void (*update)(Params *p, int step, int steps);
} Recipe;

long parameters_of(int n_embd, int n_hidden); // how many the tree with three levels has
// The lecture's recipe at the largest width that fits: batch 32, rate 0.1, and 0.01 in the last quarter.
Recipe lecture_recipe(const Split *data, Budget budget);

// 6.4  A better recipe within the budget. You may use data->train and data->dev; what counts is the
//      loss on names that are in neither.
Recipe my_recipe(const Split *data, Budget budget);

#endif

/*
 * Lesson 05, backprop ninja: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 5.1 to 5.7 are the exercises; the others are written in
 * 05-backprop-ninja.c. The network is lesson 04's: embedding, linear, BatchNorm, tanh, linear,
 * cross-entropy. In shapes, n is the number of examples in the batch, K = 3 * 10 the length of the
 * embeddings of one context in a row, H the hidden layer, V = 27 the characters. The tests use
 * other sizes too: take n from the batch, and the rest from a tensor's shape.
 * Source: A. Karpathy, "Building makemore Part 4: Becoming a Backprop Ninja".
 */
#ifndef BACKPROP_NINJA_H
#define BACKPROP_NINJA_H

#include "examples.h"
#include "params.h"

typedef struct Batch {
    int n, context;
    const int *Xb; // (n, context)
    const int *Yb; // (n)
} Batch;

// Every variable of the forward pass, by its name in the lecture, in the order in which it is made.
// The same struct holds values (v->probs) and gradients (d->probs = d loss / d probs). A gradient
// always has the shape of its variable. (Rows are (1, H) here, so that sums over the batch fit.)
typedef struct Vars {
    Tensor *C, *W1, *b1, *W2, *b2; // (V, 10) (K, H) (1, H) (H, V) (1, V)
    Tensor *bngain, *bnbias;       // (1, H) both
    Tensor *emb;                   // (n, 3, 10)  C[Xb]
    Tensor *embcat;                // (n, K)      emb with one row per example
    Tensor *hprebn;                // (n, H)      embcat @ W1 + b1
    Tensor *bnmeani;               // (1, H)      1/n sum of hprebn over the batch
    Tensor *bndiff;                // (n, H)      hprebn - bnmeani
    Tensor *bndiff2;               // (n, H)      bndiff^2
    Tensor *bnvar;                 // (1, H)      1/(n-1) sum of bndiff2 over the batch
    Tensor *bnvar_inv;             // (1, H)      (bnvar + 1e-5)^-0.5
    Tensor *bnraw;                 // (n, H)      bndiff * bnvar_inv
    Tensor *hpreact;               // (n, H)      bngain * bnraw + bnbias
    Tensor *h;                     // (n, H)      tanh(hpreact)
    Tensor *logits;                // (n, V)      h @ W2 + b2
    Tensor *logit_maxes;           // (n, 1)      the largest of each row
    Tensor *norm_logits;           // (n, V)      logits - logit_maxes
    Tensor *counts;                // (n, V)      e^norm_logits
    Tensor *counts_sum;            // (n, 1)      sum of counts over a row
    Tensor *counts_sum_inv;        // (n, 1)      counts_sum^-1
    Tensor *probs;                 // (n, V)      counts * counts_sum_inv
    Tensor *logprobs;              // (n, V)      ln probs
    Tensor *loss;                  // ()          -1/n sum of logprobs[i][Yb[i]]
} Vars;

// ---- the exercises: from the values v and the gradients d found so far, find the next gradients ----

// 5.1  From the loss to the logits: d->logprobs, probs, counts_sum_inv, counts_sum, counts,
//      norm_logits, logit_maxes, logits.
void loss_steps_backward(const Vars *v, const Batch *batch, Vars *d);

// 5.2  From d->logits through the second layer and tanh: d->h, W2, b2, hpreact.
void layer2_steps_backward(const Vars *v, Vars *d);

// 5.3  From d->hpreact through BatchNorm: d->bngain, bnbias, bnraw, bnvar_inv, bnvar, bndiff2,
//      bndiff, bnmeani, hprebn.
void batchnorm_steps_backward(const Vars *v, const Batch *batch, Vars *d);

// 5.4  From d->hprebn through the first layer to the letters: d->embcat, W1, b1, emb, C.
void layer1_steps_backward(const Vars *v, const Batch *batch, Vars *d);

// 5.5  d loss / d logits in one expression, for loss = cross_entropy(logits, Yb).
//      logits (n, V) -> (n, V)
Tensor *cross_entropy_backward(Tensor *logits, const int Yb[]);

// 5.6  d loss / d hprebn in one expression, from dhpreact, through the whole of BatchNorm. It needs
//      v->bngain, v->bnvar_inv and v->bnraw.             dhpreact (n, H) -> (n, H)
Tensor *batchnorm_backward(const Vars *v, Tensor *dhpreact);

// 5.7  All seven gradients of parameters: d->C, W1, b1, W2, b2, bngain, bnbias. v holds the
//      parameters, emb, embcat, hprebn, bnvar_inv, bnraw, hpreact, h, logits and the loss.
void ninja_backward(const Vars *v, const Batch *batch, Vars *d);
//      p -= rate * gradient, for each of the seven parameters.
void ninja_update(const Vars *v, const Vars *d, double rate);

// ---- given: the network ----

typedef struct Net {
    Params params;
    Vars v; // the parameters; the rest is NULL
} Net;

// g draws C, W1 * (5/3)/sqrt(K), b1 * 0.1, W2 * 0.1, b2 * 0.1, second gain * 0.1 + 1, bias * 0.1.
Net net_new(int vocabulary, int width, int context, int hidden, Rng *g, Rng *second);
// Five examples, four characters, 34 parameters: all multiples of 1/8, no generator needed.
Net net_tiny(void);
extern const Batch tiny_batch;
extern const double tiny_torch[34]; // PyTorch's gradients for it, in the order of Vars

void forward_in_pieces(const Vars *parameters, const Batch *batch, Vars *v); // all variables
void forward(const Vars *parameters, const Batch *batch, Vars *v);           // those of 5.7 only

// The same network, one number at a time: the loss, and the gradients in the order of Vars.
double scalar_backward(const Net *net, const Batch *batch, double gradients[]);

#endif

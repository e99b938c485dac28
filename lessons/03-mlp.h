/*
 * Lesson 03, MLP: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 3.1 to 3.7 are the exercises; the others are written in 03-mlp.c. Characters
 * are numbered as before: '.' is 0 and fills the context at the start of a name, 'a' is 1, ... 'z' is
 * 26. A shape in a comment is that of a tensor, or of a plain array of `real` (which is float).
 * Source: A. Karpathy, "Building makemore Part 2: MLP", after Bengio, Ducharme, Vincent and Jauvin,
 * "A Neural Probabilistic Language Model", 2003.
 */
#ifndef MLP_H
#define MLP_H

#include "data.h"
#include "params.h"
#include "rng.h"

enum { V = 27, CONTEXT = 3, MAX_CONTEXT = 16 };

int stoi(char c); // the index of a letter: stoi('a') is 1
char itos(int i); // and back: itos(0) is '.', itos(26) is 'z'

// 3.1  An example is `context` characters and the one after them. For emma, context 3:
//          ... -> e    ..e -> m    .em -> m    emm -> a    mma -> .
//      Writes the examples of all names to X (n, context) and Y (n), in order; returns n. X and Y may
//      be NULL, to count only. context is 1 to MAX_CONTEXT.                 notebook: build_dataset(words)
int build_dataset(const Names *names, int context, int X[], int Y[]);

// 3.2  emb[i] = C[ids[i]]          C (27, width), ids (n), emb (n, width)              torch: C[X]
void embed_forward(int n, const int ids[], int width, real C[][width], real emb[][width]);
//      dC[ids[i]] += demb[i]       ADDS to dC, as every backward on a tape does
void embed_backward(int n, const int ids[], int width, real demb[][width], real dC[][width]);

// 3.3  1/n sum_i (log sum_c exp(logits[i][c]) - logits[i][ys[i]]), finite for finite logits of any size
//                                  logits (n, V), ys (n)           torch: F.cross_entropy(logits, ys)
double cross_entropy(int n, real logits[][V], const int ys[]);
//      dlogits[i][c] += dloss / n * (softmax(logits[i])[c] - [c = ys[i]])
//      dloss is the gradient that arrives at the loss: 1 if nothing comes after it. ADDS to dlogits.
void cross_entropy_backward(int n, real logits[][V], const int ys[], real dloss, real dlogits[][V]);

// 3.4  Calls step(rate), which trains one step and returns the loss, n times. The rates go from low to
//      high, each the previous one times the same factor. Fills rates (n) and losses (n). Stops at the
//      first loss that is not finite, without keeping it. Returns how many it kept.
//                                  notebook: lrs = 10 ** torch.linspace(-3, 0, 1000)
typedef double (*StepAt)(double rate);
int sweep(StepAt step, int n, double low, double high, double rates[], double losses[]);
//      The rate at the bottom of the curve. Minibatch losses are noisy, so each is replaced by the mean
//      of itself and up to NEIGHBOURS others on either side (fewer at the ends). Returns the rate where
//      that mean is lowest.
enum { NEIGHBOURS = 20 };
double pick_rate(int n, const double rates[], const double losses[]);

// The network: h = tanh(emb W1 + b1), logits = h W2 + b2 (+ emb W3 where there is a W3).
typedef struct MLP {
    int width, hidden;
    Tensor *C;       // (27, width)
    Tensor *W1, *b1; // (3 width, hidden) (hidden)
    Tensor *W2, *b2; // (hidden, 27) (27)
    Tensor *W3;      // (3 width, 27), or NULL: see 3.7
    Params params;
} MLP;

MLP mlp_new(int width, int hidden, Rng *rng);                          // randn for C, W1, b1, W2, b2, in this order
Tensor *mlp_logits(const MLP *net, Tensor *emb);                       // (n, 3, width) -> (n, 27)
Tensor *mlp_loss(const MLP *net, int n, const int X[], const int Y[]); // X (n, 3), Y (n) -> ()

// 3.5  The loss of a model that finds all 27 characters equally likely, whatever came before.
double uniform_loss(void);
//      Changes the parameters of a freshly drawn network so that its first loss is near uniform_loss()
//      and it can still learn: its parameters must not all be zero.
void calm_init(MLP *net);

// 3.6  How to beat the lecture in a given number of steps (minibatches of 32).
typedef struct Recipe {
    int width, hidden;         // of the network; at most MOST_PARAMETERS numbers in all
    double scale_W1, scale_W2; // W1 and b1 are drawn as randn * scale_W1; W2 and b2 as randn * scale_W2
} Recipe;
enum { MOST_PARAMETERS = 12000 };
Recipe beat_the_lecture(int steps);
double recipe_rate(int step, int steps); // the learning rate of step 0 .. steps - 1

// 3.7  tanh(x W1 + b1) W2 + b2 + x W3: the paper's direct connections from the embedding to the logits.
//      x (n, 3 width) -> (n, 27); W3 (3 width, 27), the others as in MLP.
Tensor *direct_logits(Tensor *x, Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2, Tensor *W3);

#endif

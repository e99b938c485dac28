/*
 * Lesson 02, bigram: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 2.1 to 2.10 are the exercises; the others are written in 02-bigram.c.
 * V = 27 characters: '.' (index 0) begins and ends a name, 'a' is 1, ... 'z' is 26. A model is a
 * table with one row per context and V columns: 27 rows for bigrams, 27*27 for trigrams.
 * Source: A. Karpathy, "The spelled-out intro to language modeling: building makemore".
 */
#ifndef BIGRAM_H
#define BIGRAM_H

#include "check.h"
#include "data.h"
#include "rng.h"

enum { V = 27 };

int stoi(char c); // the index of a character: stoi('.') is 0, stoi('a') is 1
char itos(int i); // and back: itos(0) is '.', itos(26) is 'z'

// Every bigram (x, y) of every name, in order: emma gives .e em mm ma a., so the first is x, y = 0, 5.
// Returns how many there are; xs and ys may be NULL, to count only.
int bigram_examples(const Names *names, int xs[], int ys[]);

// 2.1  N[i][j] += 1 for every bigram ij of every name; N is cleared first.      torch: N[ix1, ix2] += 1
void bigram_count(const Names *names, int N[V][V]);

// 2.2  P[i][j] = (N[i][j] + k) / sum_j (N[i][j] + k)        torch: P = (N+k).float(); P /= P.sum(1, keepdim=True)
//      A row that sums to zero (no counts, k = 0) becomes all zeros.
void normalise(int rows, int N[][V], double k, double P[][V]);

// 2.3  Draws one name, character by character: starts at '.', stops at the next '.' (which is not
//      stored) or when size - 1 characters are stored. Ends name with '\0' and returns its length.
//      One rng_multinomial() per character.        torch: torch.multinomial(P[ix], 1, replacement=True)
int sample_name(double P[V][V], Rng *rng, char name[], int size);

// 2.4  -1/n sum_i log P[xs[i]][ys[i]], in nats per character (infinite when a P is 0).
//      torch: -P[xs, ys].log().mean()
double nll(int n, const int xs[], const int ys[], double P[][V]);

// The net: logits = onehot(xs) @ W, P = softmax(logits). All examples of a context share a row, so
// P (rows, V) holds one softmax for each row of W (rows, V).     torch: W.softmax(1)
void net_forward(int rows, double W[][V], double P[][V]);

// W = randn(rows, V) with the generator seeded by seed. torch: torch.randn((rows, 27), generator=g)
void random_weights(int rows, double W[][V], uint64_t seed);

// One step of gradient descent on nll + 0.01 mean(W^2): returns that loss as it was before the step.
// dW and P (rows, V) are scratch space.
double net_step(int n, const int xs[], const int ys[], int rows, double W[][V], double dW[][V], double P[][V],
                double rate);

// 2.5  dW[r][c] = d nll / d W[r][c] = 1/n sum over examples with xs[i] = r of (P[r][c] - [c = ys[i]])
//      P (rows, V) is net_forward's; dW (rows, V) is written.    torch: loss.backward(); W.grad
void net_backward(int n, const int xs[], const int ys[], int rows, double P[][V], double dW[][V]);

// 2.6  Trigrams: every (x, y) with x = 27 * first + second, from ..e .em emm mma ma. for emma.
//      Returns how many there are; xs and ys may be NULL, to count only.
int trigram_examples(const Names *names, int xs[], int ys[]);
//      N[x][y] = how often y followed the pair x. N (27*27, V) is cleared first.
void trigram_count(const Names *names, int N[V * V][V]);

// 2.7  Shuffles the indices 0 .. n-1 into order[] with rng_shuffle(); the first 80 % are the
//      training set, the next 10 % (from *dev on) the dev set, the rest (from *test on) the test set.
//      Python: random.shuffle(words); n1 = int(0.8*len(words)); n2 = int(0.9*len(words))
void split_80_10_10(int n, Rng *rng, int order[], int *dev, int *test);

// 2.8  Returns the smoothing k > 0 to use, having called dev() at most 30 times. train(k) and dev(k)
//      are the nll of the trigram model smoothed with k, on the training and on the dev set.
typedef double (*LossOf)(double k);
double choose_smoothing(LossOf train, LossOf dev);

// 2.9  logits[i][c] = W[xs[i]][c], which is onehot(xs) @ W without multiplying.      torch: W[xs]
void select_rows(int n, const int xs[], double W[][V], double logits[][V]);

// 2.10 1/n sum_i (log sum_c exp(logits[i][c]) - logits[i][ys[i]]), finite for logits of any size.
//      torch: F.cross_entropy(logits, ys)
double cross_entropy(int n, double logits[][V], const int ys[]);

#endif

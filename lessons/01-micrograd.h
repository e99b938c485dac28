/*
 * Lesson 01, micrograd: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 1.1 to 1.8 are the exercises; the others are written in 01-micrograd.c.
 * A Value is a number that remembers how it was made. Values come from a pool: nobody frees a single
 * one, and values_reset() takes back all those made since a mark.
 * Source: A. Karpathy, "The spelled-out intro to neural networks and backpropagation: building
 * micrograd", and the repository karpathy/micrograd, whose names are kept.
 */
#ifndef MICROGRAD_H
#define MICROGRAD_H

#include "check.h"
#include "data.h"
#include "rng.h"

#include <stdbool.h>
#include <stddef.h>

// ---- 1.1 and 1.2: derivatives without any network ----

// 1.1  (f(x + h) - f(x - h)) / 2h, the symmetric difference; its error shrinks with h * h.
double derivative(double (*f)(double x), double x, double h);

// f(a, b, c) = -a^3 + sin(3b) - 1/c + b^2.5 - sqrt(a), of x = {a, b, c}; a, b, c > 0.
double f3(const double x[]);

// 1.2  g[i] = d f3 / d x[i], from the formula ...
void f3_gradient(const double x[3], double g[3]);
//      ... and of any f of n numbers, by symmetric differences.
void numeric_gradient(double (*f)(const double x[]), int n, const double x[], double h, double g[]);

// ---- Value ----

typedef struct Value Value;

typedef struct Op {
    const char *name;             // "+", "*", "tanh", ...
    void (*backward)(Value *out); // adds to each out->prev's grad: local slope * out->grad
} Op;

struct Value {
    double data;       // the number
    double grad;       // d root / d this value, after value_backward(root)
    Value *prev[2];    // what it was made from; NULL where there is nothing
    const Op *op;      // how; NULL for a leaf
    double power;      // the exponent of a pow
    const char *label; // for pictures; may be NULL
    bool visited;      // topological_order's mark: false before and after
};

Value *value(double data);                                       // a leaf: Value(data)
Value *value_new(double data, const Op *op, Value *a, Value *b); // any result; b may be NULL
Value *value_label(Value *v, const char *label);                 // v.label = label; returns v

size_t values_used(void);       // how many values there are
void values_reset(size_t mark); // forgets all values made since values_used() was mark

// Each returns a new value; its backward is named beside it.          torch (all 0-dim tensors)
Value *value_add(Value *a, Value *b);     // a + b        1.3        a + b
Value *value_mul(Value *a, Value *b);     // a * b        1.3        a * b
Value *value_pow(Value *a, double power); // a^power      1.4        a**power
Value *value_exp(Value *a);               // e^a          1.4        a.exp()
Value *value_tanh(Value *a);              // tanh a       1.4        a.tanh()
Value *value_relu(Value *a);              // max(0, a)    1.8        a.relu()
Value *value_log(Value *a);               // ln a         given      a.log()
Value *value_neg(Value *a);               // a * -1                  -a
Value *value_sub(Value *a, Value *b);     // a + (-b)                a - b
Value *value_div(Value *a, Value *b);     // a * b^-1                a / b

// 1.3  d(a + b)/da = 1, d(a * b)/da = b; always +=, because a value may be used more than once.
void add_backward(Value *out);
void mul_backward(Value *out);
// 1.4  d(a^k)/da = k a^(k-1),  d(e^a)/da = e^a,  d(tanh a)/da = 1 - tanh(a)^2
void pow_backward(Value *out);
void exp_backward(Value *out);
void tanh_backward(Value *out);
// 1.8  d relu(a)/da = 1 where a > 0, else 0
void relu_backward(Value *out);

// 1.5  Writes to order every value that root was made from, and root at the end: each once, and after all of its
//      prev. Returns how many. order has room for values_used(). No recursion: a graph may be deeper than the C stack.
int topological_order(Value *root, Value *order[]);
//      Sets root.grad = 1, then walks back from root and calls the op's backward of every value that has an op.
//      Grads are added to, not cleared.                              torch: root.backward()
void value_backward(Value *root);

// ---- networks ----

enum { MAX_WIDTH = 64 };

typedef Value *(*Activation)(Value *);

typedef struct Neuron {
    int nin;
    Value **w, *b;         // (nin) weights and a bias
    Activation activation; // value_tanh, value_relu, or NULL for none
} Neuron;

typedef struct Layer {
    int nout;
    Neuron *neurons; // (nout)
} Layer;

typedef struct MLP {
    int depth;
    Layer *layers; // (depth)
    int count;
    Value **parameters; // (count): neuron by neuron, its weights and then its bias
} MLP;

// Weights uniform(-1, 1) as Python's random draws them, neuron by neuron; biases 0. The last layer
// has activation `last`. Parameters live in the pool; make the network before you take a mark.
MLP *mlp_new(Rng *rng, int nin, int depth, const int nouts[], Activation hidden, Activation last);
void mlp_free(MLP *mlp);
void mlp_zero_grad(MLP *mlp);
void mlp_step(MLP *mlp, double rate); // p.data -= rate * p.grad

// 1.6  activation(b + w[0] x[0] + w[1] x[1] + ...)
Value *neuron_forward(const Neuron *neuron, Value *const x[]);
//      x through all layers; out has room for the last layer's nout values. Widths <= MAX_WIDTH.
void mlp_forward(const MLP *mlp, Value *const x[], Value *out[]);

// 1.7  -log(exp(logits[label]) / sum_i exp(logits[i])), made of value_* only.
//      torch: -logits.softmax(0)[label].log()
Value *softmax_nll(Value *const logits[], int n, int label);

// ---- the two moons, for the benchmark too ----

MLP *moons_mlp(uint64_t seed); // 2-16-16-1 with relu
// One step of gradient descent on all points. Returns the loss before the step; *accuracy is in percent.
double moons_step(MLP *mlp, const Points *points, double rate, double *accuracy);

#endif

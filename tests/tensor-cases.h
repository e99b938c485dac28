/*
 * Shared by the files of the tensor library's test program: the cases, the models, the suites.
 *
 * A case is a line of text: an op, its constants after a colon, the shapes of its sources, and after @ the
 * range of their random numbers (-2 to 2 if there is none):
 *
 *     add 4xn n                 (4, n) + (n); the test that runs the case chooses n, and m is n + 1
 *     pow:-0.5 2x3 @ 0.5 2      a^-0.5 of numbers between 0.5 and 2
 *     swap_axes:1,2 2xnx3       an op may take up to three constants
 *     mul 2x3 =                 a * a: the same source again; () is a scalar
 *     view 2x6 3x4              an op may use further shapes in its own way
 *
 * The loss is the sum of the result times random weights, so that no symmetry can hide an error. Every case
 * runs in every test: gradients by differences (in double), float against double, and values from PyTorch.
 */
#ifndef TENSOR_CASES_H
#define TENSOR_CASES_H

#include "examples.h"
#include "gradcheck.h"
#include "nn.h"

#include <check.h>

typedef struct Case {
    char text[80], op[20];
    double k[3], low, high; // the constants
    int constants, sources, shapes;
    Shape shape[MAX_DIMS];
    bool again[MAX_DIMS]; // '=': the same as the previous source
    Params p;             // the sources
    Tensor *in[MAX_SRC];  // the sources in use: parameters, or constants on the tape
    unsigned fixed;       // bit i: source i is a constant instead of a parameter
    Rng weights;
    Tensor *out; // the op's result, the last time it ran
} Case;

enum { PARTS = 8 }; // a test takes every PARTS-th case, from _i on
int case_count(void);
void case_new(Case *c, int which, int n); // parses the text and draws the sources
void case_from(Case *c, const char *text, int n);
void case_free(Case *c);
Tensor *case_loss(void *of_case); // runs it; a Loss of gradcheck.h

int edge_count(void); // cases of the edges of float, in tensor-edges.c
void edge_new(Case *c, int which);

// Fails the test unless |a - b| <= tolerance * max(1, |b|) everywhere, and says where it is not.
void expect_close(const char *what, size_t count, const real *a, const real *b, double tolerance);

// The numbers after "KEY = " in a file of reference values, valid until the next call. Fails the test if there are not
// `count` of them.
const double *reference(const char *file, const char *key, size_t count);

// True if a case has no values from PyTorch, and PyTorch is not installed; it prints that the case is skipped. If
// PyTorch is installed, the test fails and says which command makes them.
bool case_skipped(const char *key);

// ---- the lectures' models, before their first step ----

typedef struct Model {
    const char *name;
    int context, layers;
    Params p;
    Rng rng; // drew the parameters, draws the minibatches
    Tensor *C, *W1, *b1, *W2, *b2, *gain, *bias;
    Linear linear[6];
    BatchNorm1d norm[6];
    Tensor *(*forward)(struct Model *model, const int *x, int n); // (n, context) -> logits (n, 27)
    const int *x, *y;                                             // a minibatch
    int n;
} Model;

enum { MODELS = 4, BATCH = 32, LARGE_BATCH = 4096 };

void model_new(Model *model, int which);
void model_free(Model *model);
void model_batch(Model *model, const Examples *e, int n); // the next n examples from its generator
Tensor *model_loss(void *of_model);

uint64_t checksum(uint64_t sum, const void *data, size_t size); // FNV-1a, of what was before and data

// ---- suites, and the program's options ----

Suite *gradient_suite(void);
Suite *fused_suite(void);
Suite *torch_suite(void);
Suite *tape_suite(void);
Suite *misuse_suite(void);
Suite *fastmath_suite(void);
Suite *gpt_suite(void);
Suite *lora_suite(void);
Suite *attention_suite(void);
Suite *chunks_suite(void);
Suite *edges_suite(void);
Suite *params_suite(void);

void print_exercised(void);           // --ops: every case's op, and if its gradient is right
void write_values(const char *file);  // --values FILE: all results and gradients, n = 1 .. 33
int compare_values(const char *file); // --compare FILE: with the other build's; 0 if they agree
void train_models(void);              // --train: losses and checksums after 100 steps of each model
void train_gpt(void);                 // ... and after some of a GPT
int fastmath_all(void);               // --fastmath: errors of exp_fast and tanh_fast on all floats

#ifdef REAL_IS_DOUBLE
enum { IS_DOUBLE = 1 };
#else
enum { IS_DOUBLE = 0 };
#endif

#endif

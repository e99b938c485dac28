/*
 * The tensor library: tables of numbers that remember how they were made.
 *
 *     for (int step = 0; step < steps; step++) {
 *         tape_reset();                                             // forget the last step
 *         Tensor *emb    = tensor_embed(C, Xb, SHAPE(32, 3));       // (32, 3, 10)
 *         Tensor *h      = tensor_tanh(tensor_add(tensor_matmul(tensor_view(emb, SHAPE(32, 30)), W1), b1));
 *         Tensor *logits = tensor_add(tensor_matmul(h, W2), b2);    // (32, 27)
 *         Tensor *loss   = tensor_cross_entropy(logits, Yb);        // ()
 *         params_zero_grad(&model);
 *         tensor_backward(loss);
 *         params_sgd(&model, 0.1);
 *     }
 *
 * Tensors are contiguous, row-major, and have at most four dimensions; a loss has none. Every function
 * that makes a tensor records it on the TAPE: its data lies in an arena that tape_reset() empties, and its
 * op knows how to compute gradients. Parameters (params.h) live elsewhere and stay. You never free a tensor.
 *
 * Two shapes BROADCAST as in NumPy: compared from the last dimension, sizes must be equal, or one of them
 * 1 (or missing). A broken promise (shapes that do not fit, a tensor from before the last tape_reset, an id
 * out of range) aborts the program with a sentence that names the op and the values. No function returns NULL.
 *
 * At the EDGES of float (zeros, the largest numbers, infinities, NaN) results and gradients are PyTorch's, as
 * tests/tensor-edges.c proves, with four deliberate exceptions: e^a is 0 below 1.7e-38, where PyTorch still has a few
 * digits; means, variances and norms sum in double, and matrix products multiply and add with one rounding, so both
 * overflow later; a^k is C's pow, so (-infinity)^0.5 is infinite; a slope of 0 times an infinite gradient is 0.
 *
 * README.md in this folder says how to add an op.
 */
#ifndef TENSOR_H
#define TENSOR_H

#include "check.h"
#include "real.h"
#include "rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { MAX_DIMS = 4, MAX_SRC = 3 };

typedef struct Shape {
    int ndim, dim[MAX_DIMS];
} Shape;

#define SHAPE(...) shape_of(COUNT(((int[]){__VA_ARGS__})), (int[]){__VA_ARGS__})
Shape shape_of(int ndim, const int dim[]); // SHAPE(32, 3): 1 to 4 sizes, each at least 1, else it aborts
Shape shape_scalar(void);                  // ()
size_t shape_size(Shape shape);            // how many numbers: the product of the sizes, 1 for ()
ptrdiff_t shape_rows(Shape shape);         // how many rows: the product of all sizes but the last (1 to 4 dimensions)
bool shape_equal(Shape a, Shape b);
const char *shape_text(Shape shape); // "(32, 3)", for messages; from text_of (format.h)

// A tensor viewed along one axis as (outer, n, inner).
typedef struct Axis {
    int at; // the axis, counted from 0
    size_t outer, n, inner;
} Axis;
// axis counts from 0, or from the end as -1, -2, ... Aborts with op's name if the shape has no such axis.
Axis axis_of(const char *op, Shape shape, int axis);

typedef struct Tensor Tensor;

// An op has four parts, all in one file: its forward (in the function that makes the result), its
// backward, this record, and the formula in the comment at the top.
typedef struct Op {
    const char *name;
    void (*backward)(Tensor *out); // adds to the grad of each out->src that needs one
} Op;

struct Tensor {
    Shape shape;
    size_t size;          // how many numbers
    real *data;           // (size)
    real *grad;           // (size) d loss / d data after tensor_backward; NULL before, or if not needed
    bool needs_grad;      // is it a parameter, or made from one?
    const Op *op;         // the op that made it; NULL for a parameter
    Tensor *src[MAX_SRC]; // the tensors it was made from
    const void *extra;    // what else backward needs (ids, a mean, an axis); on the tape
    const char *name;     // a parameter's name, or NULL
    unsigned tape;        // counts tape_reset calls, to detect stale tensors; 0 for parameters
};

// ---- the tape ----

void tape_reset(void);                // forgets every tensor on the tape; the first line of a loop
void tape_limit(size_t bytes);        // aborts when the tape grows beyond this without a reset (default 4 GB)
void tape_print(FILE *f);             // a line for each tensor: name or op, shape, sources
void tape_dot(FILE *f, Tensor *root); // the graph of ops that leads to root, for graphviz
int tape_count(void);                 // how many tensors are on the tape
Tensor *tape_at(int i);               // the i-th of them; aborts if there is none
Tensor *tape_first_nan(void);         // the first tensor with a NaN or an infinity, or NULL
void tape_print_nan(FILE *f);         // the same in words: "... tensor 4, log (32, 27), from softmax (32, 27)"
void *tape_alloc(size_t bytes);       // memory until the next reset, aligned for vectors, not cleared

// ---- for writing ops ----

// A new tensor on the tape, made by op from up to three sources (NULL for none). Its data is not
// cleared. It needs a gradient if one of its sources does.
Tensor *tensor_new(Shape shape, const Op *op, Tensor *a, Tensor *b, Tensor *c);
Tensor *tensor_new_sharing(Shape shape, const Op *op, Tensor *a); // the same, sharing a's data
// t's gradient, to add to; allocated and cleared at first use. NULL if t needs none.
real *tensor_grad(Tensor *t);
// Like tensor_grad, for an op that computes a gradient for every element. If *first is true the memory is
// uninitialised: write to it instead of adding.
real *tensor_grad_whole(Tensor *t, bool *first);
real *dropout_keep(size_t n, double p, Rng *rng); // n factors on the tape: 0 with probability p, else 1 / (1 - p)

// ---- backward ----

// Sets loss.grad = 1, then runs every op's backward, from the loss to the first.      torch: loss.backward()
// Aborts unless loss has one element and was made from a parameter. Gradients of parameters are added to
// what is there: see params_zero_grad.
void tensor_backward(Tensor *loss);

// ---- leaves, and looking at numbers ----

Tensor *tensor_zeros(Shape shape);                    // torch.zeros
Tensor *tensor_full(Shape shape, double value);       // torch.full
Tensor *tensor_from(Shape shape, const real *data);   // torch.tensor(data): a copy
Tensor *tensor_randn(Shape shape, Rng *rng);          // torch.randn
Tensor *tensor_detach(Tensor *a);                     // a.detach(): the same data, but no gradient flows back
double tensor_item(const Tensor *a);                  // a.item(): aborts unless a has one element
void tensor_print(const char *name, const Tensor *a); // prints the first rows and columns

// ---- arithmetic, broadcasting: (…) and (…) give the broadcast shape ----

Tensor *tensor_add(Tensor *a, Tensor *b);     // a + b
Tensor *tensor_sub(Tensor *a, Tensor *b);     // a - b
Tensor *tensor_mul(Tensor *a, Tensor *b);     // a * b
Tensor *tensor_div(Tensor *a, Tensor *b);     // a / b
Tensor *tensor_minimum(Tensor *a, Tensor *b); // torch.minimum; where a = b, each gets half of the gradient
Tensor *tensor_maximum(Tensor *a, Tensor *b); // torch.maximum, likewise
Tensor *tensor_scale(Tensor *a, double k);    // k * a
Tensor *tensor_shift(Tensor *a, double k);    // a + k

// ---- number by number ----

Tensor *tensor_exp(Tensor *a);                           // e^a              a.exp()
Tensor *tensor_log(Tensor *a);                           // ln a             a.log()
Tensor *tensor_pow(Tensor *a, double k);                 // a^k              a**k
Tensor *tensor_tanh(Tensor *a);                          // tanh a           a.tanh()
Tensor *tensor_sigmoid(Tensor *a);                       // 1 / (1 + e^-a)   a.sigmoid()
Tensor *tensor_relu(Tensor *a);                          // max(0, a)        a.relu()
Tensor *tensor_silu(Tensor *a);                          // a sigmoid(a)     F.silu(a)
Tensor *tensor_gelu(Tensor *a);                          // a/2 (1 + tanh(sqrt(2/pi) (a + 0.044715 a^3)))
                                                         //                  F.gelu(a, approximate='tanh')
Tensor *tensor_clamp(Tensor *a, double min, double max); // at least min, at most max: a.clamp(min, max)

// ---- shape; an axis counts from 0, or from the end as -1 ----

Tensor *tensor_view(Tensor *a, Shape shape);                 // a.view(shape): the same memory, not a copy
Tensor *tensor_swap_axes(Tensor *a, int i, int j);           // a.transpose(i, j): a copy
Tensor *tensor_transpose(Tensor *a);                         // a.mT: the last two axes swapped, a copy
Tensor *tensor_slice(Tensor *a, int axis, int from, int to); // a[.., from:to, ..] along the axis: a copy
Tensor *tensor_cat(Tensor *a, Tensor *b, int axis);          // torch.cat((a, b), axis)

// ---- over an axis: (…, n, …) -> (…, 1, …) ----

Tensor *tensor_sum(Tensor *a, int axis);  // a.sum(axis, keepdim=True)
Tensor *tensor_mean(Tensor *a, int axis); // a.mean(axis, keepdim=True)
Tensor *tensor_var(Tensor *a, int axis);  // a.var(axis, keepdim=True): divides by n - 1
Tensor *tensor_max(Tensor *a, int axis);  // a.max(axis, keepdim=True).values; ties: the gradient goes to the first
Tensor *tensor_sum_all(Tensor *a);        // a.sum(): (…) -> ()
Tensor *tensor_mean_all(Tensor *a);       // a.mean(): (…) -> ()

// ---- networks ----

// (…, M, K) @ (K, N) -> (…, M, N); or a batch (…, M, K) @ (…, K, N) with equal leading sizes. a @ b
Tensor *tensor_matmul(Tensor *a, Tensor *b);
// table (V, C), ids of the given shape (…) in 0 .. V-1 -> (…, C): row ids[i] of the table.       table[ids]
Tensor *tensor_embed(Tensor *table, const int ids[], Shape shape);
// softmax over the last dimension: e^(a - max) / sum e^(a - max)                     F.softmax(a, -1)
Tensor *tensor_softmax(Tensor *a);
// its logarithm, exact even where softmax rounds to 0: a - max - log sum e^(a - max)  F.log_softmax(a, -1)
Tensor *tensor_log_softmax(Tensor *a);
// a (…, V), ids in 0 .. V-1 (one for each row) -> (…, 1): a[…, ids]; 0 where the id is -1 (padding). With
// a = log_softmax(logits): the log-probability of each target.          a.gather(-1, ids.unsqueeze(-1))
Tensor *tensor_pick(Tensor *a, const int ids[]);
// logits (…, V), targets in 0 .. V-1 (one for each row) -> (): mean of log sum e^logits - logits[target]
// over the rows whose target is not -1 (padding); aborts if all targets are -1.
//                                                         F.cross_entropy(logits, targets, ignore_index=-1)
Tensor *tensor_cross_entropy(Tensor *logits, const int targets[]);
// The loss of each row, times its weight: logits (…, V) -> (…, 1), 0 where the target is -1. weights has one number for
// each row (a mask, or advantages); NULL: all are 1.           F.cross_entropy(.., reduction='none') * weights
Tensor *tensor_cross_entropy_rows(Tensor *logits, const int targets[], const real weights[]);
// x (…, C) over all leading dimensions: (x - mean) / sqrt(var + eps) * gain + bias; gain, bias (C).
// If unbiased, var divides by n - 1, as the lectures do by hand, else by n. The batch's mean and var, with the same
// divisor, are written to mean and var (C doubles each).   torch: F.batch_norm(.., training=True), which uses n
Tensor *tensor_batchnorm(Tensor *x, Tensor *gain, Tensor *bias, double eps, bool unbiased, double *mean, double *var);
// The same formula for each row, over its last dimension; var divides by n.       F.layer_norm
Tensor *tensor_layernorm(Tensor *x, Tensor *gain, Tensor *bias, double eps);
// For each row: x / sqrt(mean x^2 + eps) * gain; gain (C), or NULL for none.               F.rms_norm
Tensor *tensor_rms_norm(Tensor *x, Tensor *gain, double eps);

// ---- images, channels last; torch's are (B, C, H, W), its kernels (Cout, Cin, kh, kw) ----

// a (B, H, W, Cin), kernel (kh, kw, Cin, Cout) -> (B, h, w, Cout), h = (H + 2 padding - kh) / stride + 1, w likewise;
// beyond the border a is 0. For a bias, tensor_add a (Cout).            F.conv2d(a, kernel, None, stride, padding)
Tensor *tensor_conv2d(Tensor *a, Tensor *kernel, int stride, int padding);
// a (B, H, W, C) -> (B, h, w, C), h = (H - size) / stride + 1: the largest number in each window of size x size.
//                                                                                  F.max_pool2d(a, size, stride)
Tensor *tensor_max_pool(Tensor *a, int size, int stride);

// ---- more for a GPT; the tests compare each fused op with its spelled-out form ----

// x (…, K) @ W (K, N) + b (N), or without b (NULL) -> (…, N)                         F.linear(x, W.T, b)
Tensor *tensor_linear(Tensor *x, Tensor *W, Tensor *b);
// x (…, C) @ table (V, C) transposed -> (…, V): how well x fits each row of an embedding. F.linear(x, table)
Tensor *tensor_unembed(Tensor *x, Tensor *table);
// a (…, T, T) -> the same with -infinity above the diagonal    a.masked_fill(torch.tril(ones) == 0, -inf)
Tensor *tensor_causal_mask(Tensor *a);
// Each number becomes 0 with probability p in [0, 1), and a / (1 - p) otherwise; p = 0 returns a itself. Draws a.size
// numbers from rng, in order.                                                                F.dropout(a, p)
Tensor *tensor_dropout(Tensor *a, double p, Rng *rng);

// ---- attention ----

typedef struct Attention {
    int heads, kv_heads; // heads of queries, and of keys and values: heads / kv_heads share one; 0 means as many
    bool causal;         // query t is position offset + t and sees only keys 0 to offset + t; if false it sees all
    int offset;          // how many positions come before query 0 (in a cache); else 0
    const int *lengths;  // (B): how many keys of each sequence are not padding; NULL: all
    double dropout;      // the probability that a weight is dropped, drawn from rng; 0 for none
    Rng *rng;            // may be NULL if dropout is 0
} Attention;

// q (B, T, heads size), k and v (B, S, kv_heads size), heads side by side -> (B, T, heads size):
// softmax(q k^T / sqrt(size)) v in every head.
// torch: F.scaled_dot_product_attention on (B, heads, T, size). Source: Vaswani et al., 2017; for fewer heads of keys
// and values, Ainslie et al., "GQA", 2023.
Tensor *tensor_attention(Tensor *q, Tensor *k, Tensor *v, Attention how);
// The same with q, k and v side by side, as one product makes them: (B, T, (heads + 2 kv_heads) size). No copies.
Tensor *tensor_self_attention(Tensor *qkv, Attention how);
// The weight of key s for query t, before dropout. Aborts unless out was made by one of the two above.
double attention_weight(const Tensor *out, int batch, int head, int t, int s);

#endif

/*
# 05 Backprop ninja: the tape, switched off

So far something else did the hard part. We wrote the forward pass, called `tensor_backward`, and the
gradients were there. In this lesson the tape may only mark your work. You walk back yourself, from the loss
to the letters: first in steps so small that each is one line, then in strides. In the end the network
trains 200 000 steps on gradients that you derived on paper.

Why, if the tape can do it? Because backpropagation has no secrets left for anyone who has done it once by
hand. A gradient that dies in a flat tanh, a `+=` that should not have been a `=`, a clipped loss that
silently ignores the outliers: in all three the forward pass looks fine, and the loss goes down, only a
little less than it could. You see such things only if you can see the backward pass.

The lecture is [Building makemore Part 4: Becoming a Backprop
Ninja](https://www.youtube.com/watch?v=q8SA3rM6ckI). Pencil and paper, please.
*/
#include "05-backprop-ninja.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VOCABULARY = 27, WIDTH = 10, CONTEXT = 3, BATCH = 32, SMALL = 64, HIDDEN = 200 };

static struct {
    Split split;
    Net small;                          // 64 hidden units, to be taken apart,
    int X[BATCH * CONTEXT], Y[BATCH];   // and the one batch that it sees
    Rng second;                         // draws gain and bias: its state after the small net
    Net net;                            // 200 hidden units, trained by hand
    int Xb[BATCH * CONTEXT], Yb[BATCH]; // on these batches
    bool trained, calibrated;           // once train() and calibrate() have done it
    real mean[HIDDEN], var_inv[HIDDEN]; // of its hprebn over the training set
} s;

static const Batch chunk = {BATCH, CONTEXT, s.X, s.Y}, batch = {BATCH, CONTEXT, s.Xb, s.Yb};

// The variables of Vars in their order, so that a loop can go over them.
enum { VARS = sizeof(Vars) / sizeof(Tensor *) };
static const char *const variable[VARS] = {
    "C",      "W1",          "b1",          "W2",      "b2",         "bngain",         "bnbias", "emb",      "embcat",
    "hprebn", "bnmeani",     "bndiff",      "bndiff2", "bnvar",      "bnvar_inv",      "bnraw",  "hpreact",  "h",
    "logits", "logit_maxes", "norm_logits", "counts",  "counts_sum", "counts_sum_inv", "probs",  "logprobs", "loss",
};

/*
The network is lesson 04's: three letters (a to z, as before; lesson 07 takes any alphabet) are looked up in
`C`, go through a linear layer, BatchNorm, tanh and a second linear layer, and become 27 logits. All seven
parameters start from random numbers, even the biases and the gain: where something is 0 or 1, a wrong
gradient can look right. (`b1` is here although BatchNorm subtracts it at once. Watch what its gradient will
be.)

The lecture draws gain and bias from a generator that it never seeded. So its losses (3.3377 here, later
3.7805, 2.1775 and so on) can be quoted but not repeated, not even by the lecture itself. We draw them from
a second generator with seed 42. PyTorch, asked to do the same, gives 3.3444, then 3.7699, 2.2265 and so on,
and so does this lesson with the lecture's names: `make datasets`, then `make lesson-05 ARGS=--video`.
*/
Net net_new(int vocabulary, int width, int context, int hidden, Rng *g, Rng *second)
{
    Net net = {0};
    Params *p = &net.params;
    int K = context * width;
    net.v.C = params_randn(p, "C", SHAPE(vocabulary, width), g, 1);
    net.v.W1 = params_randn(p, "W1", SHAPE(K, hidden), g, 5.0 / 3 / sqrt(K));
    net.v.b1 = params_randn(p, "b1", SHAPE(1, hidden), g, 0.1);
    net.v.W2 = params_randn(p, "W2", SHAPE(hidden, vocabulary), g, 0.1);
    net.v.b2 = params_randn(p, "b2", SHAPE(1, vocabulary), g, 0.1);
    net.v.bngain = params_randn(p, "bngain", SHAPE(1, hidden), second, 0.1);
    net.v.bnbias = params_randn(p, "bnbias", SHAPE(1, hidden), second, 0.1);
    for (int i = 0; i < hidden; i++)
        net.v.bngain->data[i] += 1;
    return net;
}

static void network(void)
{
    Rng g;
    rng_seed(&g, options.seed);
    rng_seed(&s.second, 42);
    s.small = net_new(VOCABULARY, WIDTH, CONTEXT, SMALL, &g, &s.second);
    examples_batch(&s.split.train, BATCH, &g, s.X, s.Y);
    for (int i = 0; i < s.small.params.count; i++) {
        const Tensor *p = s.small.params.tensor[i];
        printf("%-7s %s\n", p->name, shape_text(p->shape));
    }
    printf("%ld parameters; %d examples to train on, in batches of %d\n", params_total(&s.small.params),
           s.split.train.count, BATCH);
}

/*
Now the forward pass, cut into pieces that a person can differentiate. What was one call,
`tensor_cross_entropy`, is a whole staircase here, and so is BatchNorm. Every variable has a name, so its
gradient has one, too: the gradient of `v.probs` will be `d.probs`.
*/
void forward_in_pieces(const Vars *parameters, const Batch *b, Vars *v)
{
    int n = b->n;
    *v = *parameters;
    v->emb = tensor_embed(v->C, b->Xb, SHAPE(n, b->context));            // (n, 3, 10)
    v->embcat = tensor_view(v->emb, SHAPE(n, (int)v->emb->size / n));    // (n, K)
    v->hprebn = tensor_add(tensor_matmul(v->embcat, v->W1), v->b1);      // (n, H)
    v->bnmeani = tensor_scale(tensor_sum(v->hprebn, 0), 1.0 / n);        // (1, H)
    v->bndiff = tensor_sub(v->hprebn, v->bnmeani);                       // (n, H)
    v->bndiff2 = tensor_pow(v->bndiff, 2);                               // (n, H)
    v->bnvar = tensor_scale(tensor_sum(v->bndiff2, 0), 1.0 / (n - 1));   // (1, H)
    v->bnvar_inv = tensor_pow(tensor_shift(v->bnvar, 1e-5), -0.5);       // (1, H)
    v->bnraw = tensor_mul(v->bndiff, v->bnvar_inv);                      // (n, H)
    v->hpreact = tensor_add(tensor_mul(v->bngain, v->bnraw), v->bnbias); // (n, H)
    v->h = tensor_tanh(v->hpreact);                                      // (n, H)
    v->logits = tensor_add(tensor_matmul(v->h, v->W2), v->b2);           // (n, V)
    v->logit_maxes = tensor_max(v->logits, 1);                           // (n, 1)
    v->norm_logits = tensor_sub(v->logits, v->logit_maxes);              // (n, V)
    v->counts = tensor_exp(v->norm_logits);                              // (n, V)
    v->counts_sum = tensor_sum(v->counts, 1);                            // (n, 1)
    v->counts_sum_inv = tensor_pow(v->counts_sum, -1);                   // (n, 1)
    v->probs = tensor_mul(v->counts, v->counts_sum_inv);                 // (n, V)
    v->logprobs = tensor_log(v->probs);                                  // (n, V)
    Tensor *answers = tensor_zeros(v->logprobs->shape);                  // (n, V) one-hot
    for (int i = 0; i < n; i++)
        answers->data[i * answers->shape.dim[1] + b->Yb[i]] = 1;
    v->loss = tensor_scale(tensor_sum_all(tensor_mul(v->logprobs, answers)), -1.0 / n); // ()
}

// The answer key: the small network's values, each with the tape's gradient in ->grad.
static Vars answer_key(void)
{
    Vars v;
    tape_reset();
    forward_in_pieces(&s.small.v, &chunk, &v);
    params_zero_grad(&s.small.params);
    tensor_backward(v.loss);
    return v;
}

static void pieces(void)
{
    Vars v = answer_key();
    metric("chunk_loss", "%.4f", tensor_item(v.loss));
    printf("in one call: %.4f\n", tensor_item(tensor_cross_entropy(v.logits, s.Y)));
}

/*
Four rules are all you need.

1. **The chain.** For $z = f(x)$: $dx = f'(x) \cdot dz$, the slope of $f$ at $x$ times the gradient of $z$.
   For a product, the slope for one factor is the other factor.
2. **The shape.** A gradient has the shape of its variable. So `d.W2` is (H, V), and of all products of `h`
   (n, H) and `d.logits` (n, V), only $h^T$ `@ d.logits` is. You need not remember more.
3. **Stretch and sum.** What was stretched on the way forward (a row added to every row) is summed on the
   way back; what was summed is stretched. One number used in 32 places has 32 small influences, and they
   add up.
4. **Twice.** What is used twice gets two gradients: add them. This is rule 3 once more, and most mistakes
   happen here.

The first part of the way leads from the loss to the logits. Below, each line compares what you found with
what the tape found, as the lecture's `cmp` does. Are all numbers the same to the last bit? Are they the
same to five digits? How far apart are they at most? Not every line can be exact: float rounds, and
`(a*b)*c` rounds differently from `a*(b*c)`.

@show 1-loss-steps
*/
static bool fits(const char *name, const Tensor *yours, const Tensor *t)
{
    bool same_shape = yours && shape_equal(yours->shape, t->shape);
    if (!same_shape)
        printf("%-15s %s\n", name, yours ? "has the wrong shape" : "is not written");
    return same_shape;
}

static void compare_one(const char *name, const Tensor *yours, const Tensor *t)
{
    if (!fits(name, yours, t))
        return;
    bool exact = true, close = true;
    double most = 0;
    for (size_t k = 0; k < t->size; k++) {
        double difference = fabs((double)yours->data[k] - t->grad[k]);
        exact &= difference == 0;
        close &= difference <= 1e-8 + 1e-5 * fabs(t->grad[k]); // torch.allclose
        most = fmax(most, difference);
    }
    printf("%-15s | exact: %-5s | approximate: %-5s | maxdiff: %.1e\n", name, exact ? "True" : "False",
           close ? "True" : "False", most);
}

static void compare(const Vars *d, const Vars *v, const char *names)
{
    Tensor *yours[VARS], *tape[VARS];
    char name[32];
    memcpy(yours, d, sizeof yours);
    memcpy(tape, v, sizeof tape);
    for (int used; sscanf(names, "%31s%n", name, &used) == 1; names += used)
        for (int i = 0; i < VARS; i++)
            if (strcmp(name, variable[i]) == 0)
                compare_one(name, yours[i], tape[i]);
}

static void loss_steps(void)
{
    Vars v = answer_key(), d = {0};
    loss_steps_backward(&v, &chunk, &d);
    compare(&d, &v, "logprobs probs counts_sum_inv counts_sum counts");
    compare(&d, &v, "norm_logits logit_maxes logits");
}

/*
A linear layer has three gradients: for its input, for its weights and for its bias. Two of them are matrix
products, the third is a sum. Each part of the way is marked separately: it starts from the tape's gradient,
so that a mistake further up does not spoil it.

@diagram linear "The second layer forward, and its three gradients. Look at the sizes: for each gradient there is only one product that fits."

@show 2-layer2-steps
*/
static Tensor *given(const Tensor *t)
{
    return tensor_from(t->shape, t->grad);
}

static void layer2_steps(void)
{
    Vars v = answer_key(), d = {.logits = given(v.logits)};
    layer2_steps_backward(&v, &d);
    compare(&d, &v, "h W2 b2 hpreact");
}

/*
BatchNorm is where it gets interesting. An activation leaves by three doors: straight on, through the
batch's mean, and through its variance. So it influences all 32 examples.

The variance divides by n - 1 instead of n: this is **Bessel's correction**. The mean was computed from the
same few numbers and lies too close to them, and with n the variance of a small batch would come out too
small. (Many BatchNorms divide by n in training and by n - 1 in the running statistics; with 32 examples,
hard to notice and nothing to be proud of. Lecture and lesson use n - 1 in both.)

@show 3-batchnorm-steps
*/
static void batchnorm_steps(void)
{
    Vars v = answer_key(), d = {.hpreact = given(v.hpreact)};
    batchnorm_steps_backward(&v, &chunk, &d);
    compare(&d, &v, "bngain bnbias bnraw bnvar_inv bnvar bndiff2 bndiff bnmeani hprebn");
}

/*
The last part ends at the letters. On the way forward we looked up a row, so the way back adds the gradient
to that row, once for each time it was looked up.

@show 4-layer1-steps
*/
static void layer1_steps(void)
{
    Vars v = answer_key(), d = {.hprebn = given(v.hprebn)};
    layer1_steps_backward(&v, &chunk, &d);
    compare(&d, &v, "embcat W1 b1 emb C");
}

/*
And now in a chain: each part starts from what the previous one found. Twenty-six gradients, no tape; the
seven below are the ones that training needs. (The gradient of `b1` is nothing but rounding.)
*/
static void in_a_chain(void)
{
    Vars v = answer_key(), d = {0};
    loss_steps_backward(&v, &chunk, &d);
    layer2_steps_backward(&v, &d);
    batchnorm_steps_backward(&v, &chunk, &d);
    layer1_steps_backward(&v, &chunk, &d);
    compare(&d, &v, "C W1 b1 W2 b2 bngain bnbias");
    double most = 0;
    for (int i = 0; i < SMALL; i++)
        most = fmax(most, fabs(v.b1->grad[i]));
    printf("no number of the gradient of b1 is above 1e-7: %s\n", most < 1e-7 ? "right" : "wrong");
}

/*
Twenty-six small steps are safe but wasteful: who needs the gradient of `counts_sum_inv`? Take the whole
formula of the loss, differentiate it on paper, and nearly everything cancels.

@show 5-cross-entropy

Here is the first example's row of it, times n. Read the numbers as forces. Every wrong letter is pushed
down as hard as the network believed in it, and the right one is pulled up by as much as its probability
falls short of 1. The forces of a row cancel, and where the network is right already, nothing pulls.

@figure dlogits "The gradient of the logits: 32 examples (rows), 27 characters (columns). Each row has one dark spot, its right answer, which is pulled up; everything else is pushed down a little."
*/
static void cross_entropy_at_once(void)
{
    Vars v = answer_key(), d = {.logits = cross_entropy_backward(v.logits, s.Y)};
    compare(&d, &v, "logits");
    if (!d.logits || d.logits->size != v.logits->size)
        return;
    double sum = 0;
    for (int c = 0; c < VOCABULARY; c++) {
        double force = BATCH * d.logits->data[c];
        printf("%c %7.4f%s", c ? 'a' + c - 1 : '.', force, c % 9 == 8 ? "\n" : "  ");
        sum += force;
    }
    printf("the answer is %c; the row sums to zero: %s\n", s.Y[0] ? 'a' + s.Y[0] - 1 : '.',
           fabs(sum) < 1e-5 ? "yes" : "no");
    for (int i = 0; i < BATCH * VOCABULARY; i++)
        fprintf(table("dlogits.tsv"), "%d\t%d\t%.6f\n", i % VOCABULARY, i / VOCABULARY, BATCH * d.logits->data[i]);
}

/*
The same for BatchNorm, and this one is a climb: three ways out of one input, sums over the batch on two of
them, and n in one place, n - 1 in the other. The view from the top is worth it. BatchNorm makes its output
blind to the mean and to the spread of its input, so its gradient cannot ask for a change in either. What
would move the mean is taken out, and so is what would stretch the column: your formula has one term for
each. (And that is why `b1` gets nothing. It can only move the mean.)

@show 6-batchnorm
*/
static void batchnorm_at_once(void)
{
    Vars v = answer_key(), d = {.hprebn = batchnorm_backward(&v, given(v.hpreact))};
    compare(&d, &v, "hprebn");
}

/*
## Who judges the judge?

Is the tape itself right? It has been the judge all along. So let us ask two others, on the smallest network
that has everything: four characters, two hidden units, five examples, 34 parameters.

One is lesson 01's idea once more, a number that remembers how it was made: a list of nodes, each with two
parents and the slopes towards them. No tensors, no shapes, no broadcasting, just the chain rule, in double.
The other is PyTorch; its answers, in double as well, are in the table below.
*/
typedef struct Node {
    double data, grad, slope[2];
    int from[2];
} Node;

static Node node[4096];
static int nodes;

static int node_new(double data, int a, double slope_a, int b, double slope_b)
{
    CHECK(nodes < COUNT(node), "this engine is for tiny networks");
    node[nodes] = (Node){.data = data, .slope = {slope_a, slope_b}, .from = {a, b}};
    return nodes++;
}

static int apply(double y, double slope, int a) // y = f(a), with the slope of f at a
{
    return node_new(y, a, slope, 0, 0);
}

static int add(int a, int b)
{
    return node_new(node[a].data + node[b].data, a, 1, b, 1);
}

static int mul(int a, int b)
{
    return node_new(node[a].data * node[b].data, a, node[b].data, b, node[a].data);
}

static int scale(int a, double k)
{
    return apply(k * node[a].data, k, a);
}

static int linear(int count, const int x[], int w, int step, int bias) // x @ a column of w, + bias
{
    for (int k = 0; k < count; k++)
        bias = add(bias, mul(x[k], w + k * step));
    return bias;
}

static void scalar_batchnorm(int n, int x[], int gain, int bias) // one column, in place
{
    int mean = scale(x[0], -1.0 / n), var = node_new(1e-5, 0, 0, 0, 0);
    for (int i = 1; i < n; i++)
        mean = add(mean, scale(x[i], -1.0 / n));
    for (int i = 0; i < n; i++) {
        x[i] = add(x[i], mean);
        var = add(var, scale(mul(x[i], x[i]), 1.0 / (n - 1)));
    }
    double v = node[var].data;
    int inverse = apply(pow(v, -0.5), -0.5 * pow(v, -1.5), var);
    for (int i = 0; i < n; i++)
        x[i] = add(mul(gain, mul(x[i], inverse)), bias);
}

static int scalar_cross_entropy(int count, const int logits[], int answer)
{
    int sum = node_new(0, 0, 0, 0, 0);
    for (int c = 0; c < count; c++) {
        double e = exp(node[logits[c]].data);
        sum = add(sum, apply(e, e, logits[c]));
    }
    return add(apply(log(node[sum].data), 1 / node[sum].data, sum), scale(logits[answer], -1));
}

static int scalar_loss(const Vars *v, const int start[], const Batch *b)
{
    int n = b->n, V = v->C->shape.dim[0], width = v->C->shape.dim[1], H = v->W1->shape.dim[1];
    int K = b->context * width, h[n][H], loss = node_new(0, 0, 0, 0, 0);
    for (int j = 0; j < H; j++) {
        int column[n];
        for (int i = 0; i < n; i++) {
            int embcat[K];
            for (int k = 0; k < K; k++)
                embcat[k] = start[0] + b->Xb[i * b->context + k / width] * width + k % width;
            column[i] = linear(K, embcat, start[1] + j, H, start[2] + j);
        }
        scalar_batchnorm(n, column, start[5] + j, start[6] + j);
        for (int i = 0; i < n; i++) {
            double t = tanh(node[column[i]].data);
            h[i][j] = apply(t, 1 - t * t, column[i]);
        }
    }
    for (int i = 0; i < n; i++) {
        int logits[V];
        for (int c = 0; c < V; c++)
            logits[c] = linear(H, h[i], start[3] + c, V, start[4] + c);
        loss = add(loss, scale(scalar_cross_entropy(V, logits, b->Yb[i]), 1.0 / n));
    }
    return loss;
}

double scalar_backward(const Net *net, const Batch *b, double gradients[])
{
    int start[7]; // where in the list C, W1, b1, W2, b2, bngain, bnbias begin
    nodes = 0;
    for (int t = 0; t < COUNT(start); t++) {
        start[t] = nodes;
        for (size_t k = 0; k < net->params.tensor[t]->size; k++)
            node_new(net->params.tensor[t]->data[k], 0, 0, 0, 0);
    }
    int count = nodes, loss = scalar_loss(&net->v, start, b);
    node[loss].grad = 1;
    for (int i = loss; i >= count; i--)
        for (int k = 0; k < 2; k++)
            node[node[i].from[k]].grad += node[i].slope[k] * node[i].grad;
    for (int k = 0; k < count; k++)
        gradients[k] = node[k].grad;
    return node[loss].data;
}

/*
Four ways to the same 34 numbers: the scalar engine, the tape, your backward of exercise 5.7, and PyTorch.
The first and the last compute in double, the two in the middle in float, which has seven digits; agreement
to 1e-6 is all that float can show. (With the library's `real` set to double, this cell's difference falls
to 5e-10, where the digits of PyTorch's table end.) The four share the formula of the loss, and little else
that could be wrong in all of them.

The tiny network needs no generator. Counting from the first parameter, number $k$ is
$((k^2 + 4k) \bmod 11 - 5) / 8$ (gains are 1 more), which every number type holds exactly.
*/
const Batch tiny_batch = {5, 2, (int[]){0, 0, 0, 1, 1, 3, 3, 2, 2, 2}, (int[]){1, 3, 2, 2, 0}};

const double tiny_torch[34] = {
    // made by tests/05-backprop-ninja-reference.py
    -0.098197166,
    -0.221378735,
    -0.138538690,
    -0.153317103,
    0.188385700,
    0.653069836,
    0.048350156,
    -0.278373997, // C
    0.741398541,
    0.150476736,
    -0.571106602,
    -0.107500582,
    0.568219863,
    0.134520002,
    -0.102152109,
    -0.060083485, // W1
    0,
    0, // b1
    -0.102801107,
    -0.026110962,
    0.250071637,
    -0.121159567,
    -0.130232283,
    -0.021507291,
    0.266753618,
    -0.115014044, // W2
    0.270892628,
    -0.055018177,
    -0.149281761,
    -0.066592690, // b2
    0.068754612,
    -0.110180175, // bngain
    -0.113417221,
    -0.090977267, // bnbias
};

Net net_tiny(void)
{
    Rng any;
    rng_seed(&any, 1);
    Net net = net_new(4, 2, 2, 2, &any, &any);
    for (int t = 0, k = 0; t < net.params.count; t++)
        for (size_t i = 0; i < net.params.tensor[t]->size; i++, k++)
            net.params.tensor[t]->data[i] = (real)((k * k + 4 * k) % 11 - 5) / 8 +
                                            (net.params.tensor[t] == net.v.bngain);
    return net;
}

static void four_ways(void)
{
    Vars v, d = {0};
    Net net = net_tiny();
    double scalar[34], most = 0;
    scalar_backward(&net, &tiny_batch, scalar);
    tape_reset();
    forward(&net.v, &tiny_batch, &v);
    ninja_backward(&v, &tiny_batch, &d);
    tensor_backward(v.loss);
    Tensor *hand[] = {d.C, d.W1, d.b1, d.W2, d.b2, d.bngain, d.bnbias};
    printf("              scalars        tape     by hand     PyTorch\n");
    for (int t = 0, k = 0; t < net.params.count; t++) {
        const Tensor *p = net.params.tensor[t];
        if (!fits(p->name, hand[t], p))
            return;
        for (size_t i = 0; i < p->size; i++, k++) {
            double way[] = {scalar[k], p->grad[i], hand[t]->data[i], tiny_torch[k]};
            for (int w = 0; w < 4; w++) {
                most = fmax(most, fabs(way[w] - tiny_torch[k]));
                way[w] = round(way[w] * 1e7) / 1e7 + 0; // no -0.0000000
            }
            if (i < 2)
                printf("%6s[%zu]  %10.7f  %10.7f  %10.7f  %10.7f\n", p->name, i, way[0], way[1], way[2], way[3]);
        }
    }
    metric("four_ways_difference", "%.1e", most);
    printf("all 34 gradients agree to 1e-6: %s\n", most < 1e-6 ? "yes" : "no");
    params_free(&net.params);
}

/*
Now the real thing: the network with 200 hidden units (12297 parameters), batches of 32, rate 0.1 and, in
the second half, 0.01. The tape is off, because a parameter that needs no gradient leaves no trace on it.
The forward pass goes back to normal size. The backward pass is yours.

@show 7-train
*/
void forward(const Vars *parameters, const Batch *b, Vars *v)
{
    int n = b->n;
    *v = *parameters;
    v->emb = tensor_embed(v->C, b->Xb, SHAPE(n, b->context));               // (n, 3, 10)
    v->embcat = tensor_view(v->emb, SHAPE(n, (int)v->emb->size / n));       // (n, K)
    v->hprebn = tensor_add(tensor_matmul(v->embcat, v->W1), v->b1);         // (n, H)
    v->bnmeani = tensor_mean(v->hprebn, 0);                                 // (1, H)
    v->bnvar = tensor_var(v->hprebn, 0);                                    // (1, H)
    v->bnvar_inv = tensor_pow(tensor_shift(v->bnvar, 1e-5), -0.5);          // (1, H)
    v->bnraw = tensor_mul(tensor_sub(v->hprebn, v->bnmeani), v->bnvar_inv); // (n, H)
    v->hpreact = tensor_add(tensor_mul(v->bngain, v->bnraw), v->bnbias);    // (n, H)
    v->h = tensor_tanh(v->hpreact);                                         // (n, H)
    v->logits = tensor_add(tensor_matmul(v->h, v->W2), v->b2);              // (n, V)
    v->loss = tensor_cross_entropy(v->logits, b->Yb);                       // ()
}

static Net ninja_net(Rng *g, bool tape)
{
    Rng second = s.second;
    rng_seed(g, options.seed);
    Net net = net_new(VOCABULARY, WIDTH, CONTEXT, HIDDEN, g, &second);
    for (int i = 0; i < net.params.count; i++)
        net.params.tensor[i]->needs_grad = tape;
    return net;
}

static double step_by_hand(Net *net, Rng *g, double rate)
{
    Vars v, d = {0};
    tape_reset();
    examples_batch(&s.split.train, BATCH, g, s.Xb, s.Yb);
    forward(&net->v, &batch, &v);
    ninja_backward(&v, &batch, &d);
    ninja_update(&net->v, &d, rate);
    return tensor_item(v.loss);
}

static void train(void)
{
    Rng g;
    char key[32];
    double loss = NAN;
    if (s.trained)
        return;
    s.net = ninja_net(&g, false);
    for (int step = 0; progress("by hand", step, options.steps, loss); step++) {
        loss = step_by_hand(&s.net, &g, step < options.steps / 2 ? 0.1 : 0.01);
        if (step % 10000 == 0) {
            snprintf(key, sizeof key, "ninja_loss_%d", step);
            metric(key, "%.4f", loss);
        }
    }
    s.trained = true;
}

static void training(void)
{
    train();
}

/*
Would the tape have learned anything else? Here are two networks with the same start and the same batches,
one trained by hand and one by the tape. The two curves are one; the difference is rounding, in the last
digits of a float.

@figure loss "The loss of every batch: by the tape (wide), and by hand drawn over it (thin). You should see no place where the two part."
*/
static double step_by_tape(Net *net, Rng *g, double rate)
{
    Vars v;
    tape_reset();
    examples_batch(&s.split.train, BATCH, g, s.Xb, s.Yb);
    forward(&net->v, &batch, &v);
    params_zero_grad(&net->params);
    tensor_backward(v.loss);
    params_sgd(&net->params, rate);
    return tensor_item(v.loss);
}

static void hand_and_tape(void)
{
    Rng g[2];
    Net by_tape = ninja_net(&g[0], true), by_hand = ninja_net(&g[1], false);
    double most = 0;
    for (int step = 0; step < 300; step++) {
        double a = step_by_tape(&by_tape, &g[0], 0.1), b = step_by_hand(&by_hand, &g[1], 0.1);
        fprintf(table("both.tsv"), "%d\t%.6f\t%.6f\n", step, a, b);
        most = fmax(most, fabs(a - b));
        if (step % 100 == 0)
            printf("step %3d   tape %.4f   by hand %.4f\n", step, a, b);
    }
    printf("over 300 steps the losses agree to 1e-4: %s\n", most < 1e-4 ? "yes" : "no");
    params_free(&by_tape.params);
    params_free(&by_hand.params);
}

/*
BatchNorm needs a batch, and a name that the network continues is a single example. So at the end we compute
mean and variance once, over the whole training set (lesson 04 kept running ones instead). Then we ask the
network about names it has seen, and about names it has not. (With `--video` the losses are 2.0726 and
2.1112; the lecture's own gain and bias led to 2.0705 and 2.1099.)
*/
static Tensor *hprebn_of(const int X[], int n)
{
    Tensor *emb = tensor_embed(s.net.v.C, X, SHAPE(n, CONTEXT));      // (n, 3, 10)
    Tensor *embcat = tensor_view(emb, SHAPE(n, CONTEXT * WIDTH));     // (n, 30)
    return tensor_add(tensor_matmul(embcat, s.net.v.W1), s.net.v.b1); // (n, 200)
}

static void calibrate(void)
{
    const Examples *e = &s.split.train;
    double sum[HIDDEN] = {0}, squares[HIDDEN] = {0};
    train();
    if (s.calibrated)
        return;
    for (int from = 0, n; from < e->count; from += n) {
        tape_reset();
        n = e->count - from < 1000 ? e->count - from : 1000;
        const real *x = hprebn_of(e->x + from * CONTEXT, n)->data;
        for (int i = 0; i < n * HIDDEN; i++) {
            sum[i % HIDDEN] += x[i];
            squares[i % HIDDEN] += (double)x[i] * x[i];
        }
    }
    for (int j = 0; j < HIDDEN; j++) {
        double mean = sum[j] / e->count, var = (squares[j] - sum[j] * mean) / (e->count - 1);
        s.mean[j] = (real)mean;
        s.var_inv[j] = (real)pow(var + 1e-5, -0.5);
    }
    s.calibrated = true;
}

static Tensor *logits_of(const int X[], int n)
{
    const Vars *p = &s.net.v;
    Tensor *mean = tensor_from(SHAPE(1, HIDDEN), s.mean);                         // (1, 200)
    Tensor *inverse = tensor_from(SHAPE(1, HIDDEN), s.var_inv);                   // (1, 200)
    Tensor *bnraw = tensor_mul(tensor_sub(hprebn_of(X, n), mean), inverse);       // (n, 200)
    Tensor *h = tensor_tanh(tensor_add(tensor_mul(p->bngain, bnraw), p->bnbias)); // (n, 200)
    return tensor_add(tensor_matmul(h, p->W2), p->b2);                            // (n, 27)
}

static double loss_on(const Examples *e)
{
    double sum = 0;
    for (int from = 0, n; from < e->count; from += n) {
        tape_reset();
        n = e->count - from < 1000 ? e->count - from : 1000;
        Tensor *logits = logits_of(e->x + from * CONTEXT, n); // (n, 27)
        sum += n * tensor_item(tensor_cross_entropy(logits, e->y + from));
    }
    return sum / e->count;
}

static void evaluation(void)
{
    calibrate();
    metric("train_loss", "%.4f", loss_on(&s.split.train));
    metric("dev_loss", "%.4f", loss_on(&s.split.dev));
}

/*
And it speaks. These names owe nothing to any autograd.
*/
static void sampling(void)
{
    Rng g;
    calibrate();
    rng_seed(&g, options.seed + 10);
    for (int i = 1; i <= 20; i++) {
        char name[NAME_MAX_LENGTH] = "", key[32];
        int context[CONTEXT] = {0}, ix = -1;
        for (int length = 0; ix != 0 && length < NAME_MAX_LENGTH - 1; length++) {
            tape_reset();
            Tensor *probs = tensor_softmax(logits_of(context, 1)); // (1, 27)
            float p[VOCABULARY];
            for (int c = 0; c < VOCABULARY; c++)
                p[c] = (float)probs->data[c];
            if (!isfinite(p[0])) {
                puts("no names: the loss is not a number any more; make check-05 tells you why");
                return;
            }
            ix = rng_multinomial_race(&g, p, VOCABULARY);
            memmove(context, context + 1, sizeof context - sizeof *context);
            context[CONTEXT - 1] = ix;
            name[length] = (char)(ix ? 'a' + ix - 1 : '.');
        }
        snprintf(key, sizeof key, "sample_%d", i);
        metric_text(key, name);
    }
}

/*
## What you have now

No part of training is magic any more. Every gradient of a network with embedding, BatchNorm and
cross-entropy went through your hands, and you know which of them to distrust when a loss will not fall.
From here on the tape does the work again, with your permission. The next lesson spends that freedom on a
deeper network.
*/
int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "05-backprop-ninja",
        .about = "backward by hand, and a network trained with it",
        .data = "names.txt",
        .video_data = "makemore-names.txt",
        .seed = 2147483647,
        .steps = 200000,
        .quick_steps = 1000,
    };
    notebook_begin(&lesson, argc, argv);
    Names *names = names_load(options.data);
    s.split = examples_split(names, CONTEXT);

    cell("The network", network);
    cell("Forward, in small pieces", pieces);
    cell("Exercise 1: from the loss to the logits", loss_steps);
    cell("Exercise 1: a linear layer and tanh", layer2_steps);
    cell("Exercise 1: BatchNorm", batchnorm_steps);
    cell("Exercise 1: to the letters", layer1_steps);
    cell("Exercise 1: in a chain", in_a_chain);
    cell("Exercise 2: cross_entropy in one expression", cross_entropy_at_once);
    cell("Exercise 3: BatchNorm in one expression", batchnorm_at_once);
    cell("Four ways to the same gradient", four_ways);
    cell("Exercise 4: training by hand", training);
    cell("By hand and by tape", hand_and_tape);
    cell("How good is it?", evaluation);
    cell("Sampling", sampling);
    params_free(&s.net.params);
    examples_split_free(&s.split);
    names_free(names);
    return notebook_end();
}

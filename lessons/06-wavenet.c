/*
# 06 WaveNet: a tree over the letters

A network with a longer memory should guess better. But how should it look at eight letters? The nets of the
last lessons put all their letters into one layer at once, which is like summing up a book in one sentence
after one glance. Here the letters come together step by step: two letters make a pair, two pairs a group of
four, two fours the eight. DeepMind's WaveNet of 2016 is the same idea, with sound instead of letters.

On the way we tidy up (layers become structs), meet a bug that raises no error and costs a little
everywhere, and find out in the end that the tree was a convolution all along.

The lecture is [Building makemore part 5: building a WaveNet](https://www.youtube.com/watch?v=t3YJ5hKiMQ0);
the model is from [van den Oord et al. 2016](https://arxiv.org/abs/1609.03499). Comments give the shapes of
tensors: `B` examples, `T` positions, and `C` channels, the numbers at each position.
*/
#include "06-wavenet.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    Names *names;
    Split data, data3; // with 8 letters of memory, and with 3
} s;

/*
First the examples, with eight letters of memory instead of three (a to z, as before; lesson 07 takes any
alphabet). There are exactly as many as before; only the left side has got longer. Most of it is dots: names
are short.
*/
static char itos(int i)
{
    return i ? (char)('a' + i - 1) : '.';
}

static void looking(void)
{
    const Examples *e = &s.data.train;
    for (int i = 0, names = 0; names < 2; names += e->y[i++] == 0) {
        for (int t = 0; t < CONTEXT; t++)
            putchar(itos(e->x[i * CONTEXT + t]));
        printf(" -> %c\n", itos(e->y[i]));
    }
    printf("%d examples to train with, %d dev, %d test\n", e->count, s.data.dev.count, s.data.test.count);
}

/*
Our networks are made of the same few parts, again and again. So give each part a name: a **layer** is a
struct of its parameters, with a function that makes it and one that runs it. `Linear`, `Embedding` and
`BatchNorm1d` are in `common/tensor/nn.h`, one page to read; they draw their weights as the lecture's
classes do. What PyTorch calls a container is, for us, a struct of structs and a loop.

One layer is new. It has no parameters and moves no number; it only says which neighbours belong together:

@show 1-flatten-consecutive

With n = 8 it puts all letters side by side, and the net is the old, flat one. With n = 2 it is a tree of
three levels. So one struct is enough for every net of this lesson. (`linear_forward` takes (B, T, C) as
well as (B, C): a matrix product only cares about the last dimension, and the others are just more rows.)

@diagram tree "The tree over eight letters. Follow the shapes from below: 8 positions, then 4, 2 and 1. On each level the same small layer makes every node."

The cell prints these shapes, level by level. At the end there is one position left, and its dimension goes.
*/
typedef Tensor *(*NormForward)(BatchNorm1d *b, Tensor *x);

typedef struct Block { // flatten, Linear, BatchNorm1d, tanh
    Linear linear;
    BatchNorm1d norm;
} Block;

typedef struct Net {
    Params params;
    int context, n; // how many letters it sees, and how many neighbours are joined
    Embedding embedding;
    int blocks;
    Block block[LEVELS];
    NormForward norm_forward;
    Linear out;
} Net;

static Net net_new(int context, int n, int n_embd, int n_hidden, NormForward norm, Rng *rng)
{
    Net net = {.context = context, .n = n, .norm_forward = norm};
    net.embedding = embedding_new(&net.params, "C", V, n_embd, rng); // (V, n_embd)
    for (int T = context, C = n_embd; T > 1; T /= n, C = n_hidden) {
        Block *block = &net.block[net.blocks++];
        // weight (n*C, n_hidden), no bias; gamma and beta (n_hidden)
        block->linear = linear_new(&net.params, "W", n * C, n_hidden, false, 1, rng);
        block->norm = batchnorm1d_new(&net.params, "norm", n_hidden, 1e-5, 0.1);
    }
    net.out = linear_new(&net.params, "out", n_hidden, V, true, 0.1, rng); // (n_hidden, V)
    return net;
}

static void net_free(Net *net)
{
    for (int i = 0; i < net->blocks; i++)
        batchnorm1d_free(&net->block[i].norm);
    params_free(&net->params);
}

static Tensor *net_forward(Net *net, const int Xb[], int B)
{
    Tensor *x = embedding_forward(&net->embedding, Xb, SHAPE(B, net->context)); // (B, T, n_embd)
    for (int i = 0; i < net->blocks; i++) {
        x = flatten_consecutive(x, net->n);                         // (B, T/n, n*C)
        x = linear_forward(&net->block[i].linear, x);               // (B, T/n, n_hidden)
        x = tensor_tanh(net->norm_forward(&net->block[i].norm, x)); // (B, T/n, n_hidden)
    }
    return linear_forward(&net->out, x); // (B, V)
}

static void shapes(void)
{
    Rng rng;
    rng_seed(&rng, options.seed);
    tape_reset();
    Net net = net_new(CONTEXT, 2, 24, 128, batchnorm1d_forward, &rng);
    net_forward(&net, s.data.train.x, 4);
    for (int i = 0; i < tape_count(); i++) {
        const char *op = tape_at(i)->op ? tape_at(i)->op->name : "leaf";
        if (strcmp(op, "tanh") == 0 || i == 0 || i == tape_count() - 1)
            printf("%-10s %s\n", op, shape_text(tape_at(i)->shape));
    }
    metric("parameters", "%.0f", (double)params_total(&net.params));
    net_free(&net);
}

/*
Now the bug. Lesson 04's BatchNorm took the mean over dimension 0, the batch. Give it a tensor (B, T, C) and
it still does: `x.mean(0)` is (1, T, C), a separate mean for *each position*. Broadcasting finds nothing to
complain about, the loss goes down, the samples look fine. But position 3 of a level is no different from
position 2: the same weights made both. All positions should share one mean. A separate mean is estimated
from 32 numbers where there are 128.

@show 2-batchnorm

How do you find a bug that raises no error? Look at shapes you have not looked at. A mean of shape (1, 4,
68) has four times as many numbers as there are channels: there it is. The cell measures the damage. How
much does the mean of one channel jitter from one batch to the next?
*/
Tensor *row_of(const double values[], int n)
{
    Tensor *row = tensor_zeros(SHAPE(n)); // (n)
    for (int i = 0; i < n; i++)
        row->data[i] = (real)values[i];
    return row;
}

// The bug, kept for comparison: normalising (B, T, C) over B alone is the same as normalising (B, T*C).
static Tensor *norm_with_bug(BatchNorm1d *b, Tensor *x)
{
    int B = x->shape.dim[0], TC = (int)x->size / B;
    BatchNorm1d wide = *b;
    wide.gamma = tensor_full(SHAPE(TC), 1);                                        // (T*C)
    wide.beta = tensor_zeros(SHAPE(TC));                                           // (T*C)
    Tensor *xhat = batchnorm1d_forward(&wide, tensor_view(x, SHAPE(B, TC)));       // (B, T*C)
    return tensor_add(tensor_mul(tensor_view(xhat, x->shape), b->gamma), b->beta); // (B, T, C)
}

// How much the mean of one channel, taken over so many rows, differs from batch to batch.
static double jitter(Net *net, int rows, Rng rng)
{
    enum { BATCHES = 1000 };
    int Xb[BATCH * CONTEXT], Yb[BATCH];
    double sum = 0, squares = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
        tape_reset();
        examples_batch(&s.data.train, BATCH, &rng, Xb, Yb);
        Tensor *x = embedding_forward(&net->embedding, Xb, SHAPE(BATCH, 4, 2)); // (32, 4, 2, 10)
        x = tensor_view(x, SHAPE(BATCH, 4, 20));                                // (32, 4, 20)
        x = linear_forward(&net->block[0].linear, x);                           // (32, 4, 68)
        x = tensor_view(x, SHAPE(rows, (int)x->size / rows));                   // (32, 4*68) or (128, 68)
        x = tensor_mean(x, 0);                                                  // (1, 4*68) or (1, 68)
        double mean = x->data[x->size - 1]; // the last channel, at the last position
        sum += mean / BATCHES;
        squares += mean * mean / BATCHES;
    }
    return sqrt(squares - sum * sum);
}

static void bug(void)
{
    Rng rng;
    rng_seed(&rng, options.seed);
    Net net = net_new(CONTEXT, 2, 10, 68, norm_forward, &rng);
    puts("x is (32, 4, 68)");
    printf("mean over 0:        (1, 4, 68), each of  32 numbers, jitters by %.3f\n", jitter(&net, BATCH, rng));
    printf("mean over 0 and 1:  (1, 1, 68), each of 128 numbers, jitters by %.3f\n", jitter(&net, 4 * BATCH, rng));
    tape_reset();
    Tensor *x = tensor_randn(SHAPE(BATCH, 4, 68), &rng);          // (32, 4, 68)
    Tensor *yours = norm_forward(&net.block[0].norm, x);          // (32, 4, 68)
    Tensor *library = batchnorm1d_forward(&net.block[0].norm, x); // (32, 4, 68)
    double most = 0;
    for (size_t i = 0; i < x->size; i++)
        most = fmax(most, fabs(yours->data[i] - library->data[i]));
    printf("exercise 6.2 and common/tensor/nn.h agree to 1e-5: %s\n", most < 1e-5 ? "yes" : "no");
    net_free(&net);
}

/*
Time to train. A **recipe** says which examples to use, how wide the net is, how many examples a minibatch
has, how long to train, and how the parameters move. One loop follows it for every net. The lecture's recipe
is plain gradient descent with minibatches of 32, at a rate of 0.1, then 0.01 for the last quarter.

The first experiments are small: a flat net with three letters of memory, one with eight, then a tree with
as many parameters as the flat one, with the bug and without.
*/
static void lecture_update(Params *p, int step, int steps)
{
    params_sgd(p, step < (long)steps * 3 / 4 ? 0.1 : 0.01);
}

static void net_train(Net *net, Recipe r, Rng *rng, const char *what, void (*watch)(int, double))
{
    double loss = NAN;
    for (int i = 0; i < net->blocks; i++)
        net->block[i].norm.training = true;
    for (int step = 0; progress(what, step, r.steps, loss); step++) {
        tape_reset();
        int *Xb = tape_alloc(sizeof *Xb * (size_t)(r.batch * net->context)); // (B, T)
        int *Yb = tape_alloc(sizeof *Yb * (size_t)r.batch);                  // (B)
        examples_batch(r.examples, r.batch, rng, Xb, Yb);
        Tensor *logits = net_forward(net, Xb, r.batch);       // (B, V)
        Tensor *mean_loss = tensor_cross_entropy(logits, Yb); // ()
        params_zero_grad(&net->params);
        tensor_backward(mean_loss);
        r.update(&net->params, step, r.steps);
        loss = tensor_item(mean_loss);
        if (watch)
            watch(step, loss);
    }
    for (int i = 0; i < net->blocks; i++)
        net->block[i].norm.training = false;
}

static double net_loss(Net *net, const Examples *e)
{
    enum { CHUNK = 1000 };
    int count = options.quick && e->count > 10 * CHUNK ? 10 * CHUNK : e->count;
    double sum = 0;
    for (int i = 0, n; i < count; i += n) {
        tape_reset();
        n = count - i < CHUNK ? count - i : CHUNK;
        Tensor *logits = net_forward(net, e->x + i * e->context, n); // (n, V)
        sum += n * tensor_item(tensor_cross_entropy(logits, e->y + i));
    }
    return sum / count;
}

enum { FLAT3, FLAT8, TREE_BUG, TREE, WIDE, TRIES };

typedef struct Try {
    const char *what;
    int context, n, n_embd, n_hidden;
    NormForward norm;
    double lecture[2]; // the lecture: train and dev loss after 200 000 steps
    bool done;
    Net net;
    Rng rng; // as training left it
    double train, dev;
} Try;

static Try tries[TRIES] = {
    [FLAT3] = {"flat, three letters", 3, 3, 10, 200, norm_forward, .lecture = {2.058, 2.105}},
    [FLAT8] = {"flat, eight letters", 8, 8, 10, 200, norm_forward, .lecture = {1.918, 2.027}},
    [TREE_BUG] = {"tree, with the bug", 8, 2, 10, 68, norm_with_bug, .lecture = {1.941, 2.029}},
    [TREE] = {"tree, bug fixed", 8, 2, 10, 68, norm_forward, .lecture = {1.912, 2.022}},
    [WIDE] = {"tree, wider", 8, 2, 24, 128, norm_forward, .lecture = {1.769, 1.993}},
};

// With the bug, a level has a running mean and variance for every position as well as every channel.
static void make_room_for_the_bug(Net *net)
{
    Params unused = {0};
    for (int i = 0, T = net->context / net->n; i < net->blocks; i++, T /= net->n) {
        BatchNorm1d *b = &net->block[i].norm, narrow = *b;
        *b = batchnorm1d_new(&unused, "unused", T * (int)b->gamma->size, b->eps, b->momentum);
        b->gamma = narrow.gamma, b->beta = narrow.beta;
        batchnorm1d_free(&narrow);
    }
    params_free(&unused);
}

// What the figure and the metrics keep of the lecture's net.
static void watch_loss(int step, double loss)
{
    static double sum;
    int window = options.steps < 200 ? 1 : options.steps / 200;
    sum += loss / window;
    if (step % 10000 == 0) {
        char key[32];
        snprintf(key, sizeof key, "loss_%d", step);
        metric(key, "%.4f", loss);
    }
    if (step % window == window - 1) {
        curve("loss", step + 1, sum);
        sum = 0;
    }
}

// Trains a net the first time it is asked for.
static Try *tried(int i)
{
    Try *t = &tries[i];
    if (t->done)
        return t;
    const Split *data = t->context == 3 ? &s.data3 : &s.data;
    Recipe r = {&data->train, t->n_embd, t->n_hidden, BATCH, options.steps, lecture_update};
    rng_seed(&t->rng, options.seed);
    t->net = net_new(t->context, t->n, t->n_embd, t->n_hidden, t->norm, &t->rng);
    if (t->norm == norm_with_bug)
        make_room_for_the_bug(&t->net);
    net_train(&t->net, r, &t->rng, t->what, i == WIDE ? watch_loss : NULL);
    t->train = net_loss(&t->net, &data->train);
    t->dev = net_loss(&t->net, &data->dev);
    t->done = true;
    return t;
}

static void small_nets(void)
{
    for (int i = FLAT3; i <= TREE; i++) {
        const Try *t = tried(i);
        printf("%-20s %6ld parameters   train %.4f   dev %.4f\n", t->what, params_total(&t->net.params), t->train,
               t->dev);
    }
}

/*
Five more letters of memory help at once, and a lot. The tree helps less than you would hope: with the bug
it is about as good as a flat net of its size, without the bug a little better. So the bug cost about 0.01,
and who would notice 0.01? The tree pays off once it may grow. The lecture's net has 24 numbers for a
letter, 128 for a node, and 76579 parameters in all.

@figure loss "The loss of the minibatches, averaged over a 200th of the run. It begins above the picture, at 3.3. Look at three quarters of the way: the rate falls from 0.1 to 0.01, and the loss drops with it."

The loss of one minibatch of 32 is mostly noise, so the figure averages. Why does it drop so suddenly when
the rate does? At a rate of 0.1 the parameters jump back and forth across the valley; at 0.01 they sink to
its floor.
*/
static void wide_net(void)
{
    const Try *t = tried(WIDE);
    metric("train_loss", "%.4f", t->train);
    metric("dev_loss", "%.4f", t->dev);
}

/*
Compare the two losses: names it has trained on are now clearly easier for the net than new ones, and the
longer the run, the wider the gap. The net of lesson 03 was too small to learn by heart. This one begins to.

And it speaks, one letter at a time. That is a batch of one, which has no variance; but training is over, so
BatchNorm uses its running statistics.
*/
static void sampling(void)
{
    Try *t = tried(WIDE);
    Rng rng = t->rng; // the lecture goes on with the generator it trained with
    for (int i = 1; i <= 20; i++) {
        int context[CONTEXT] = {0}, ix = 1, length = 0;
        char name[NAME_MAX_LENGTH] = "", key[32];
        while (ix != 0 && length < NAME_MAX_LENGTH - 1) {
            float p[V];
            tape_reset();
            Tensor *probs = tensor_softmax(net_forward(&t->net, context, 1)); // (1, V)
            for (int c = 0; c < V; c++)
                p[c] = (float)probs->data[c];
            ix = rng_multinomial_race(&rng, p, V);
            memmove(context, context + 1, sizeof context - sizeof context[0]);
            context[CONTEXT - 1] = ix;
            name[length++] = itos(ix);
        }
        snprintf(key, sizeof key, "sample_%d", i);
        metric_text(key, name);
    }
}

/*
What was each change worth? The lecture keeps a list like this, and so should you, in every project: one
line for each thing you tried, with both losses. Without it you will try the same thing twice.

@figure tries "Each line is one net. Blue: our short run, training set filled, dev set hollow. Orange: the lecture after 200000 steps. Further left is better; the largest steps are the first and the last."

More memory was the big step, and then more parameters, in the shape of a tree. Beside these, the cost of
the bug disappears, and that is its lesson: you find a bug like this one by reading shapes, not by looking
at losses.
*/
static void list_of_tries(void)
{
    printf("%20s %10s  %6s  %6s  %18s  %5s\n", "", "parameters", "train", "dev", "the lecture: train", "dev");
    for (int i = 0; i < TRIES; i++) {
        const Try *t = tried(i);
        long count = params_total(&t->net.params);
        printf("%-20s %10ld  %.4f  %.4f  %18.3f  %.3f\n", t->what, count, t->train, t->dev, t->lecture[0],
               t->lecture[1]);
        fprintf(table("tries.tsv"), "%d\t%s\t%.4f\t%.4f\t%.3f\t%.3f\n", i, t->what, t->train, t->dev, t->lecture[0],
                t->lecture[1]);
    }
}

/*
Now look at what the tree computes for a whole name. To guess the nine characters of `isabella.` we run it
nine times, on windows that move by one letter. The node above `is` is computed when `is` is at the end of
the window, and again two, four and six steps later, when `is` is further left. It is made from the same two
letters with the same weights each time, so it always has the same numbers.

So compute each node once, for every position, and keep it. At level 1 a node joins a letter with the one
before; at level 2 a pair with the pair *two* positions before; at level 3, four positions before. Sliding
the same small layer along a sequence is a **convolution**. It is **causal**, because it never looks ahead,
and **dilated**, because its two taps are 1, 2 or 4 positions apart:

$$y_t = x_{t-d} W_1 + x_t W_2 \qquad d = 1, 2, 4$$

@show 3-causal-pairs

To the library it is an op like any other. An op of your own needs no more than this: its forward, its
backward, a record with its name, and a function that makes the result.

@figure receptive "Three convolutions over a whole name, one node for each position and level. Follow the thick lines down from the last node: what it is made of is the tree."
*/
static void causal_pairs_backward(Tensor *out)
{
    const Tensor *x = out->src[0];
    real *dx = tensor_grad(out->src[0]); // NULL if x needs no gradient
    const int *d = x->shape.dim, *dilation = out->extra;
    if (dx)
        pairs_backward(d[0], d[1], d[2], *dilation, out->grad, dx);
}

static const Op op_causal_pairs = {"causal_pairs", causal_pairs_backward};

Tensor *causal_conv1d(Tensor *x, Tensor *weight, int dilation)
{
    CHECK(x->shape.ndim == 3, "causal_conv1d: x must be (B, T, C), not %s", shape_text(x->shape));
    int B = x->shape.dim[0], T = x->shape.dim[1], C = x->shape.dim[2];
    Tensor *pairs = tensor_new(SHAPE(B, T, 2 * C), &op_causal_pairs, x, NULL, NULL); // (B, T, 2*C)
    int *kept = tape_alloc(sizeof *kept);
    *kept = dilation;
    pairs->extra = kept; // for backward
    pairs_forward(B, T, C, dilation, x->data, pairs->data);
    return tensor_matmul(pairs, weight); // (B, T, N)
}

// The first `levels` levels over a whole sequence, a node for each position.
static Tensor *convolutions(Net *net, Tensor *x, int levels)
{
    for (int l = 0; l < levels; l++) {
        x = causal_conv1d(x, net->block[l].linear.weight, 1 << l);  // (1, T, n_hidden)
        x = tensor_tanh(net->norm_forward(&net->block[l].norm, x)); // (1, T, n_hidden)
    }
    return x;
}

// Eight dots, then the name. Returns how many there are in all.
static int padded(const char *name, int ids[])
{
    int T = CONTEXT;
    memset(ids, 0, sizeof *ids * CONTEXT);
    for (const char *c = name; *c; c++)
        ids[T++] = *c - 'a' + 1;
    return T;
}

// The largest difference between the logits of the tree, run on every window, and those of the convolutions.
static double difference(Net *net, const char *name, bool show)
{
    int ids[CONTEXT + NAME_MAX_LENGTH], T = padded(name, ids);
    double most = 0;
    tape_reset();
    Tensor *x = embedding_forward(&net->embedding, ids, SHAPE(1, T));       // (1, T, n_embd)
    Tensor *once = linear_forward(&net->out, convolutions(net, x, LEVELS)); // (1, T, V)
    Tensor *p = tensor_softmax(once);                                       // (1, T, V)
    for (int end = CONTEXT - 1; end < T; end++) {
        Tensor *logits = net_forward(net, ids + end + 1 - CONTEXT, 1); // (1, V)
        Tensor *q = tensor_softmax(logits);                            // (1, V)
        int next = end + 1 < T ? ids[end + 1] : 0;
        for (int c = 0; c < V; c++)
            most = fmax(most, fabs(logits->data[c] - once->data[end * V + c]));
        for (int t = end + 1 - CONTEXT; show && t <= end; t++)
            putchar(itos(ids[t]));
        if (show)
            printf(" -> %c   tree P = %.4f   convolution P = %.4f\n", itos(next), q->data[next],
                   p->data[end * V + next]);
    }
    return most;
}

static void convolution(void)
{
    Net *net = &tried(WIDE)->net;
    double most = difference(net, "isabella", true);
    int names = s.names->count < 200 ? s.names->count : 200;
    for (int i = 0; i < names; i++)
        most = fmax(most, difference(net, s.names->name[i], false));
    printf("on %d names all logits agree to 1e-4: %s\n", names, most < 1e-4 ? "yes" : "no");
}

/*
We need not argue, we can ask. If a letter has no influence on a node, then the gradient of the node with
respect to this letter is exactly zero. So take the node at the last position, run backward from it, and
mark the letters whose gradient is not zero.

The view doubles with each level: 2, 4, 8. Ten levels see 1024 positions, with ten small matrices; a flat
net would need one matrix with 1024 rows for every channel. That is why WaveNet could listen to sound, which
has 16000 numbers a second.
*/
static void receptive_field(void)
{
    Net *net = &tried(WIDE)->net;
    int ids[CONTEXT + NAME_MAX_LENGTH], T = padded("isabella", ids);
    printf("          ........isabella\n");
    for (int level = 1; level <= LEVELS; level++) {
        tape_reset();
        Tensor *emb = embedding_forward(&net->embedding, ids, SHAPE(1, T)); // (1, T, n_embd)
        Tensor *x = convolutions(net, emb, level);                          // (1, T, n_hidden)
        Tensor *last = tensor_zeros(SHAPE(T, 1));                           // (T, 1)
        last->data[T - 1] = 1;
        tensor_backward(tensor_sum_all(tensor_mul(x, last))); // the node at the last position
        printf("level %d:  ", level);
        for (int t = 0; t < T; t++) {
            bool seen = false;
            for (int c = 0; c < 24; c++)
                seen |= emb->grad[t * 24 + c] != 0;
            putchar(seen ? '#' : '-');
            fprintf(table("receptive.tsv"), "%d\t%d\t%c\t%d\n", level, t, itos(ids[t]), seen);
        }
        putchar('\n');
    }
}

/*
The lecture ends with a challenge: **beat 1.993**. Nothing had been tuned for it, neither the rate, nor the
widths, nor the way the parameters move. You get the same budget: no more parameters, and no more training
examples.

@show 4-beat

`make check-06 K=4` judges your recipe on a tiny budget, so that it takes seconds. The real race is this
cell with `ARGS=--video`: 6.4 million examples, and 1.993 to beat. The solution folded away above reaches
1.98 with nothing secret: AdamW, larger minibatches, some weight decay. You can do better.
*/
long parameters_of(int n_embd, int n_hidden)
{
    long E = n_embd, H = n_hidden;
    return V * E + (2 * E + 2) * H + 2 * (2 * H + 2) * H + (H + 1) * V;
}

Recipe lecture_recipe(const Split *data, Budget budget)
{
    int n_hidden = 6; // 24 numbers for a letter at 128 for a node, and so in proportion
    while (parameters_of((n_hidden + 1) * 24 / 128, n_hidden + 1) <= budget.parameters)
        n_hidden++;
    return (Recipe){.examples = &data->train,
                    .n_embd = n_hidden * 24 / 128,
                    .n_hidden = n_hidden,
                    .batch = BATCH,
                    .steps = (int)(budget.examples / BATCH),
                    .update = lecture_update};
}

static void beat(void)
{
    const Try *lecture = tried(WIDE);
    Budget budget = {parameters_of(24, 128), (long)BATCH * options.steps};
    Recipe r = my_recipe(&s.data, budget);
    long parameters = parameters_of(r.n_embd, r.n_hidden), examples = (long)r.batch * r.steps;
    printf("%ld of %ld parameters, %ld of %ld examples\n", parameters, budget.parameters, examples, budget.examples);
    if (parameters > budget.parameters || examples > budget.examples) {
        printf("that is over the budget\n");
        return;
    }
    Rng rng;
    rng_seed(&rng, options.seed);
    Net net = net_new(CONTEXT, 2, r.n_embd, r.n_hidden, norm_forward, &rng);
    net_train(&net, r, &rng, "your recipe", NULL);
    metric("beat_train", "%.4f", net_loss(&net, &s.data.train));
    metric("beat_dev", "%.4f", net_loss(&net, &s.data.dev));
    printf("the lecture's recipe with as many examples: %.4f\n", lecture->dev);
    net_free(&net);
}

/*
## What you have now

Layers that snap together, a habit of reading shapes, and a network whose depth buys reach: one more level
doubles the memory. It also has a stiff neck. The tree fixes forever which two nodes meet, whatever the
letters are. In lesson 07 the letters choose for themselves whom they listen to. That is called attention.
*/
static const Shown lecture_shows[] = {
    {"parameters", "76579"},    {"loss_0", "3.3167"},      {"loss_10000", "2.0576"},   {"loss_20000", "2.0723"},
    {"loss_30000", "2.5134"},   {"loss_40000", "2.1476"},  {"loss_50000", "1.7836"},   {"loss_60000", "2.2592"},
    {"loss_70000", "1.9331"},   {"loss_80000", "1.6875"},  {"loss_90000", "2.0395"},   {"loss_100000", "1.7736"},
    {"loss_110000", "1.9570"},  {"loss_120000", "1.7465"}, {"loss_130000", "1.8126"},  {"loss_140000", "1.7406"},
    {"loss_150000", "1.7466"},  {"loss_160000", "1.8806"}, {"loss_170000", "1.6266"},  {"loss_180000", "1.6476"},
    {"loss_190000", "1.8555"},  {"train_loss", "1.7690"},  {"dev_loss", "1.9937"},     {"sample_1", "arlij."},
    {"sample_2", "chetta."},    {"sample_3", "heago."},    {"sample_4", "rocklei."},   {"sample_5", "hendrix."},
    {"sample_6", "jamylie."},   {"sample_7", "broxin."},   {"sample_8", "denish."},    {"sample_9", "anslibt."},
    {"sample_10", "marianah."}, {"sample_11", "astavia."}, {"sample_12", "annayve."},  {"sample_13", "aniah."},
    {"sample_14", "jayce."},    {"sample_15", "nodiel."},  {"sample_16", "remita."},   {"sample_17", "niyelle."},
    {"sample_18", "jaylene."},  {"sample_19", "aiyan."},   {"sample_20", "aubreana."}, {0},
};

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "06-wavenet",
        .about = "eight letters of memory, joined two by two",
        .data = "names.txt",
        .video_data = "makemore-names.txt",
        .seed = 42,
        .steps = 15000,
        .quick_steps = 200,
        .video_steps = 200000,
        .lecture = lecture_shows,
    };
    notebook_begin(&lesson, argc, argv);
    s.names = names_load(options.data);
    s.data = examples_split(s.names, CONTEXT);
    s.data3 = examples_split(s.names, 3);
    if (s.data.dev.count < BATCH)
        data_error("%s: too few names; this lesson needs at least a hundred", options.data);

    cell("Eight letters of memory", looking);
    cell("Layers as structs", shapes);
    cell("A bug that raises no error", bug);
    cell("Flat or tree?", small_nets);
    cell("The lecture's network", wide_net);
    cell("Sampling", sampling);
    cell("What each change was worth", list_of_tries);
    cell("The tree is a convolution", convolution);
    cell("How far back does a node see?", receptive_field);
    cell("Beat 1.993", beat);
    return notebook_end();
}

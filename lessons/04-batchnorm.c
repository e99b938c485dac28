/*
# 04 BatchNorm: what goes on inside

Lesson 03's network works. It trains, its loss falls, it invents names. And yet it is badly built: it begins
with a loss above 20, and more than half of its neurons' outputs are stuck. Nobody would notice, because
nothing crashes. A network has no error messages, only numbers, and this lesson is about looking at them:
the activations on the way forward, the gradients on the way back, and what an update does to a weight.

What we find, we repair, at first by hand, number by number. Then comes **BatchNorm** (2015), a layer that
makes most of this care unnecessary, and that everybody in the field would like to get rid of again.

The lecture is [Building makemore Part 3: Activations & Gradients,
BatchNorm](https://www.youtube.com/watch?v=P6sfmUTpUmc). Lecture and lesson use the same names: `emb`,
`hpreact`, `h`, `logits`, `bngain`, `bnbias`, `bnmean_running`, `bnstd_running`.
*/
#include "04-batchnorm.h"
#include "examples.h"
#include "notebook.h"

#include <math.h>
#include <string.h>

enum { CONTEXT = 3, N_EMBD = 10, FAN_IN = CONTEXT * N_EMBD, N_HIDDEN = 200, BATCH = 32, SHORT_RUN = 2000 };

static Split data; // train, dev, test: examples of 3 characters and the one that follows

/*
The network is lesson 03's: three characters, ten numbers for each, 200 tanh neurons, 27 logits. (Names are
written with a to z, as before; lesson 07 takes any alphabet.) This lesson changes how the network *begins*.
So a network is made from a recipe: what to multiply the random numbers of each tensor by. (The last rows of
the table come later.)
*/
enum { RAW, SOFTMAX_FIX, TANH_FIX, KAIMING, WITH_BATCHNORM, ALL_ZERO, W2_ZERO };

typedef struct Net {
    Params params, buffers;        // what is trained, and what is only remembered
    Tensor *C, *W1, *b1, *W2, *b2; // (27, 10) (30, 200) (200) (200, 27) (27)
    BatchNorm bn;                  // used in place of b1 if has_bn
    bool has_bn;
    Tensor *embW1, *hpreact, *h, *logits; // (n, 200), logits (n, 27): of the last forward pass
    Rng rng;                              // draws the weights, then the minibatches
} Net;

static void net_new(Net *net, int recipe)
{
    static const double scale[][5] = {
        //                 C   W1   b1    W2    b2
        // clang-format off
        [RAW]            = {1, 1,   1,    1,    1},
        [SOFTMAX_FIX]    = {1, 1,   1,    0.01, 0},
        [TANH_FIX]       = {1, 0.2, 0.01, 0.01, 0},
        [KAIMING]        = {1, 0,   0.01, 0.01, 0}, // W1: as init_scale says
        [WITH_BATCHNORM] = {1, 0,   0,    0.01, 0}, // no b1
        [ALL_ZERO]       = {0, 0,   0,    0,    0},
        [W2_ZERO]        = {1, 0.2, 0.01, 0,    0},
        // clang-format on
    };
    const double *k = scale[recipe];
    *net = (Net){.has_bn = recipe == WITH_BATCHNORM};
    Params *p = &net->params;
    double W1_scale = recipe == KAIMING || net->has_bn ? init_scale(TANH, FAN_IN) : k[1];
    rng_seed(&net->rng, options.seed);
    net->C = params_randn(p, "C", SHAPE(V, N_EMBD), &net->rng, k[0]);              // (27, 10)
    net->W1 = params_randn(p, "W1", SHAPE(FAN_IN, N_HIDDEN), &net->rng, W1_scale); // (30, 200)
    if (net->has_bn)
        net->bn = batchnorm_new(p, &net->buffers, N_HIDDEN, 0, 0.001); // eps 0, as in the lecture
    else
        net->b1 = params_randn(p, "b1", SHAPE(N_HIDDEN), &net->rng, k[2]); // (200)
    net->W2 = params_randn(p, "W2", SHAPE(N_HIDDEN, V), &net->rng, k[3]);  // (200, 27)
    net->b2 = params_randn(p, "b2", SHAPE(V), &net->rng, k[4]);            // (27)
}

static Tensor *net_forward(Net *net, const int X[], int n, bool training)
{
    Tensor *emb = tensor_embed(net->C, X, SHAPE(n, CONTEXT)); // (n, 3, 10)
    Tensor *embcat = tensor_view(emb, SHAPE(n, FAN_IN));      // (n, 30)
    net->embW1 = tensor_matmul(embcat, net->W1);              // (n, 200)
    net->hpreact = net->has_bn ? batchnorm(&net->bn, net->embW1, training)
                               : tensor_add(net->embW1, net->b1);             // (n, 200)
    net->h = tensor_tanh(net->hpreact);                                       // (n, 200)
    return net->logits = tensor_add(tensor_matmul(net->h, net->W2), net->b2); // (n, 27)
}

// The loss of the next minibatch, and all gradients. Everything stays on the tape, to be looked at.
static double net_loss(Net *net)
{
    int Xb[BATCH * CONTEXT], Yb[BATCH];
    tape_reset();
    examples_batch(&data.train, BATCH, &net->rng, Xb, Yb);
    Tensor *logits = net_forward(net, Xb, BATCH, true); // (32, 27)
    Tensor *loss = tensor_cross_entropy(logits, Yb);    // ()
    params_zero_grad(&net->params);
    tensor_backward(loss);
    return tensor_item(loss);
}

static void net_free(Net *net)
{
    params_free(&net->params);
    params_free(&net->buffers);
}

// The mean loss on a whole set, in pieces that fit into memory.
static double set_loss(const Examples *set, Tensor *(*forward)(void *net, const int X[], int n), void *net)
{
    enum { PIECE = 8192 };
    double sum = 0;
    for (int from = 0; from < set->count; from += PIECE) {
        int n = set->count - from < PIECE ? set->count - from : PIECE;
        tape_reset();
        Tensor *logits = forward(net, set->x + from * CONTEXT, n); // (n, 27)
        sum += n * tensor_item(tensor_cross_entropy(logits, set->y + from));
    }
    return sum / set->count;
}

static Tensor *net_evaluate(void *net, const int X[], int n)
{
    return net_forward(net, X, n, false);
}

/*
Before the first step the network knows nothing, and it should say so: all 27 characters equally likely, a
loss of $\log 27 = 3.2958$. What does it say?

It is not ignorant, it is confident and wrong. The logits are sums of 200 random numbers, so they lie far
apart, and softmax turns them into certainties. The remedy is cheap. Make `W2` small and `b2` zero: logits
near 0 are all alike. (Why not make `W2` zero, too? The cell on E01 tries it.)
*/
static void first_loss(int recipe, const char *name)
{
    Net net;
    net_new(&net, recipe);
    metric(name, "%.4f", net_loss(&net));
    net_free(&net);
}

static void confident(void)
{
    Net net;
    net_new(&net, RAW);
    net_loss(&net);
    printf("the first example's logits:");
    for (int c = 0; c < 8; c++)
        printf(" %.1f", net.logits->data[c]);
    printf(" ...\n");
    net_free(&net);
    first_loss(RAW, "raw_loss_0");
    printf("log 27 = %.4f\n", log(27));
    first_loss(SOFTMAX_FIX, "softmax_fix_loss_0");
}

/*
Does it matter? Training repairs it by itself: gradient descent begins by squashing the logits. The loss
drops like a stone and then creeps on, and the curve looks like a **hockey stick**. Those first steps are
wasted, because they teach nothing about names. Start well, and there is nothing to drop.

@figure hockey "The first thousand steps; each point is the mean of 10. Look at the left end: the fixed net begins lower than the raw one ends."

The loss of a step is the loss of 32 examples, so it jitters. The raw net does more than jitter: it is
**chaotic**. A difference in the last digit of a float grows until it shows. With the lecture's names
(`--video`), PyTorch says 2.8733 for step 10000 in single precision and 2.8942 in double precision; ours
says something else again. It is the one number in this lesson that nobody can reproduce to four digits. All
the others can be.
*/
static double trained[KAIMING + 1]; // dev loss after the short run, 0 while unknown

static void short_run(int recipe)
{
    static const char *curves[] = {"hockey-raw", "hockey-fixed"};
    static const char *names[] = {"raw net", "softmax fix", "tanh fix", "Kaiming"};
    int end = options.steps < SHORT_RUN ? options.steps : SHORT_RUN;
    int steps = recipe == RAW && options.video ? 10001 : end;
    double loss = NAN, sum = 0;
    Net net;
    net_new(&net, recipe);
    for (int step = 0; progress(names[recipe], step, steps, loss); step++) {
        if (step == end)
            trained[recipe] = set_loss(&data.dev, net_evaluate, &net);
        loss = net_loss(&net);
        if (step == 10000)
            metric("raw_loss_10000", "%.4f", loss);
        params_sgd(&net.params, 0.1);
        sum += loss;
        if (recipe <= SOFTMAX_FIX && step % 10 == 9 && step < 1000) {
            curve(curves[recipe], step - 4.5, sum / 10);
            sum = 0;
        }
    }
    if (steps == end)
        trained[recipe] = set_loss(&data.dev, net_evaluate, &net);
    net_free(&net);
}

static void hockey(void)
{
    short_run(RAW);
    short_run(SOFTMAX_FIX);
    printf("dev loss after %d steps: raw %.2f, with the softmax fix %.2f\n",
           options.steps < SHORT_RUN ? options.steps : SHORT_RUN, trained[RAW], trained[SOFTMAX_FIX]);
}

/*
The second fault is better hidden. Look at `h`, the output of the tanh. It should be somewhere between -1
and 1. Most of it is *at* -1 or 1. There the slope of tanh, $1 - h^2$, is almost zero, and the gradient is
multiplied by it on its way back: a **saturated** neuron lets nothing through. A neuron that is saturated
for every example never learns again. It is dead, an all-white column in the picture below. We have none,
but only by luck. (Relus die more easily: a relu that is negative for every example has slope 0.)

The reason is the same as before: `hpreact` is a sum of 30 products and lies between -15 and 15. So is the
remedy: make `W1` and `b1` smaller.

@show 1-saturation

@figure saturation "White: |h| > 0.99. Each row is an example, each column a neuron; an all-white column would be a dead neuron. Above, the net as it was; below, with small W1 and b1, nearly all is alive."
*/
static void saturated(void)
{
    for (int recipe = SOFTMAX_FIX; recipe <= TANH_FIX; recipe++) {
        Net net;
        int dead;
        net_new(&net, recipe);
        net_loss(&net);
        double part = saturation(net.h, 0.99, &dead);
        printf("%s |h| > 0.99: %4.1f %%   dead neurons: %d\n",
               recipe == TANH_FIX ? "with small W1:" : "as it was:    ", 100 * part, dead);
        for (int i = 0; i < BATCH * N_HIDDEN; i++)
            fprintf(table("saturation.tsv"), "%d\t%d\t%d%s", i % N_HIDDEN, i / N_HIDDEN, fabs(net.h->data[i]) > 0.99,
                    i < BATCH * N_HIDDEN - 1 ? "\n" : "\n\n\n");
        net_free(&net);
    }
    first_loss(TANH_FIX, "tanh_fix_loss_0");
}

/*
0.2 was a guess. What is the right number? Take x (1000, 10), whose numbers have standard deviation 1, and
multiply it by w (10, 200): the result has standard deviation $\sqrt{10} = 3.16$, because each number is a
sum of 10 products. Divide by the root of the **fan-in**, and it is 1 again. And because tanh squeezes what
it gets, and the next tanh squeezes it once more, one multiplies by a **gain**: 5/3 for tanh. For relu it is
$\sqrt 2$, since half of everything is thrown away. This is Kaiming initialisation (He and others, 2015):

$$\text{std of } W = \frac{\text{gain}}{\sqrt{\text{fan in}}}$$

@show 2-init-scale
*/
static double mean_of(size_t n, const real x[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

static double std_of(size_t n, const real x[])
{
    double mean = mean_of(n, x), squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    return sqrt(squares / (double)(n - 1));
}

static void kaiming(void)
{
    Rng rng;
    tape_reset();
    rng_seed(&rng, options.seed);
    Tensor *x = tensor_randn(SHAPE(1000, 10), &rng); // (1000, 10)
    Tensor *w = tensor_randn(SHAPE(10, 200), &rng);  // (10, 200)
    Tensor *y = tensor_matmul(x, w);                 // (1000, 200)
    double std = std_of(y->size, y->data);
    printf("std of x %.2f, of x @ w %.2f, with init_scale %.2f\n", std_of(x->size, x->data), std,
           std * init_scale(LINEAR, 10));
    printf("init_scale(TANH, 30) = %.4f\n", init_scale(TANH, FAN_IN));
    first_loss(KAIMING, "kaiming_loss_0");
}

/*
What was all this care worth? Four nets, the same draws, the same minibatches, the same few steps. They
differ only in where they begin. The guess was as good as the formula; but the formula would have saved us
the guessing.
*/
static void worth(void)
{
    for (int recipe = RAW; recipe <= KAIMING; recipe++)
        if (trained[recipe] == 0)
            short_run(recipe);
    printf("dev loss: raw %.2f   softmax fix %.2f   tanh fix %.2f   Kaiming %.2f\n", trained[RAW], trained[SOFTMAX_FIX],
           trained[TANH_FIX], trained[KAIMING]);
}

/*
Our net has one hidden layer, and we had to get three numbers right. With fifty layers this is a tightrope
walk. In 2015 Ioffe and Szegedy had an admirably direct idea: you want `hpreact` to have mean 0 and standard
deviation 1? Then *make* it so. For each neuron, subtract the mean $\mu$ over the batch and divide by the
standard deviation $\sigma$; both can be differentiated, so training goes on through them. Then a trained
gain and bias let the net move away from 0 and 1 where it wants to:

$$y = \text{bngain} \cdot \frac{x - \mu}{\sigma} + \text{bnbias}, \qquad \sigma = \sqrt{\text{var} + \varepsilon}$$

`b1` is not needed any more: whatever it adds, subtracting the mean takes away.

@diagram layer "One column (one neuron over the batch) on its way through BatchNorm. Look at where mean and std come from: in training from the column itself, in evaluation from the running values."

@show 3-batchnorm

It has a price: the examples of a batch now depend on one another. What a net makes of `emma` depends on who
else is in the room. (By a stroke of luck, this jitter is good for training: it is hard to learn noise by
heart.) And when somebody asks about a single name, there is no batch. So training keeps a running mean and
std, and **evaluation** uses those.
*/
static struct {
    Net net;
    bool trained;
} b; // the net with BatchNorm

BatchNorm batchnorm_new(Params *params, Params *buffers, int width, double eps, double momentum)
{
    BatchNorm bn = {.eps = eps, .momentum = momentum};
    bn.bngain = params_full(params, "bngain", SHAPE(1, width), 1);                // (1, H)
    bn.bnbias = params_zeros(params, "bnbias", SHAPE(1, width));                  // (1, H)
    bn.bnmean_running = params_zeros(buffers, "bnmean_running", SHAPE(1, width)); // (1, H)
    bn.bnstd_running = params_full(buffers, "bnstd_running", SHAPE(1, width), 1); // (1, H)
    bn.bnmean_running->needs_grad = bn.bnstd_running->needs_grad = false;
    return bn;
}

static double rounded(double x, double smallest) // no -0.00, no -1e-13
{
    return fabs(x) < smallest ? 0 : x;
}

static void normalising(void)
{
    Net net;
    net_new(&net, WITH_BATCHNORM);
    net_loss(&net);
    Tensor *x[] = {net.embW1, net.hpreact};
    for (int k = 0; k < 2; k++) {
        Tensor *mean = tensor_mean(x[k], 0), *var = tensor_var(x[k], 0); // (1, 200)
        printf("%s BatchNorm, mean and std of neurons 0 to 3:", k ? "after " : "before");
        for (int j = 0; j < 4; j++)
            printf("  %5.2f %.2f", rounded(mean->data[j], 0.005), sqrt(var->data[j]));
        printf("\n");
    }
    printf("parameters: %ld\n", params_total(&net.params));
    net_free(&net);
}

/*
Now train it, all the way: the lecture's 200 000 steps, with rate 0.1 for the first half and 0.01 for the
second. Every loss printed below is the loss of one batch of 32, except the last two: they are the losses of
whole sets, in evaluation mode.

For such a small net, BatchNorm gains little over a good initialisation. That is not the point. The point is
that nobody had to compute 5/3.

@figure loss "The loss of the net with BatchNorm; each point is the mean of 1000 steps. In the middle the rate falls to a tenth, and the loss drops at once."
*/
static void bn_trained(void)
{
    double loss = NAN, sum = 0;
    if (b.trained)
        return;
    net_free(&b.net);
    net_new(&b.net, WITH_BATCHNORM);
    for (int step = 0; progress("net with BatchNorm", step, options.steps, loss); step++) {
        char key[32];
        loss = net_loss(&b.net);
        params_sgd(&b.net.params, step < options.steps / 2 ? 0.1 : 0.01);
        snprintf(key, sizeof key, "bn_loss_%d", step);
        if (step % 10000 == 0)
            metric(key, "%.4f", loss);
        sum += loss;
        if (step % 1000 == 999) {
            curve("loss", step - 499.5, sum / 1000);
            sum = 0;
        }
    }
    b.trained = true;
    metric("train_loss", "%.4f", set_loss(&data.train, net_evaluate, &b.net));
    metric("dev_loss", "%.4f", set_loss(&data.dev, net_evaluate, &b.net));
}

/*
If you forget to switch from training to evaluation, you get wrong numbers and no error. Below, the same
example sits among three different sets of neighbours and gets three losses. With the running values it gets
one loss, with neighbours or without.
*/
static double first_of(int from, int n, bool training)
{
    int X[BATCH * CONTEXT];
    memcpy(X, data.dev.x + from % (data.dev.count - BATCH + 1) * CONTEXT, sizeof X);
    memcpy(X, data.dev.x, sizeof *X * CONTEXT); // the one example among the others
    tape_reset();
    Tensor *logits = net_forward(&b.net, X, n, training);   // (n, 27)
    Tensor *first = tensor_from(SHAPE(1, V), logits->data); // (1, 27)
    return tensor_item(tensor_cross_entropy(first, data.dev.y));
}

static void two_modes(void)
{
    bn_trained();
    b.net.bn.momentum = 0; // only look: leave the running values alone
    printf("training:   %.4f, %.4f, %.4f\n", first_of(1000, BATCH, true), first_of(2000, BATCH, true),
           first_of(3000, BATCH, true));
    printf("evaluation: %.4f, %.4f, alone %.4f\n", first_of(1000, BATCH, false), first_of(2000, BATCH, false),
           first_of(0, 1, false));
}

/*
Layers that look after themselves can be stacked. The lecture now writes its code the way PyTorch does, as
**layers**: `Linear`, `BatchNorm1d`, `Tanh`. Ours are in `common/tensor/nn.h`: a layer is a struct of
tensors and a function. Here are six linear layers, each followed by BatchNorm and tanh, except the last: it
has BatchNorm only, whose gamma is made small (the softmax fix once more).

PyTorch's BatchNorm differs from ours in one detail: it remembers the running variance, not the std.

A thousand steps are few, and the names show it.
*/
enum { LAYERS = 6, WIDTH = 100, DEEP_STEPS = 1001 };

typedef struct Deep {
    Params params;
    Tensor *C;              // (27, 10)
    Linear linear[LAYERS];  // (30, 100), four times (100, 100), (100, 27)
    BatchNorm1d bn[LAYERS]; // if has_bn
    bool has_bn;
    Tensor *h[LAYERS - 1]; // (n, 100): the output of each tanh
    Rng rng;
} Deep;

static void deep_new(Deep *d, double gain, bool has_bn)
{
    *d = (Deep){.has_bn = has_bn};
    rng_seed(&d->rng, options.seed);
    d->C = params_randn(&d->params, "C", SHAPE(V, N_EMBD), &d->rng, 1); // (27, 10)
    for (int i = 0; i < LAYERS; i++) {
        bool last = i == LAYERS - 1;
        int fan_in = i ? WIDTH : FAN_IN, fan_out = last ? V : WIDTH;
        d->linear[i] = linear_new(&d->params, "linear", fan_in, fan_out, !has_bn, last && !has_bn ? 0.1 : gain,
                                  &d->rng); // (fan_in, fan_out)
        if (has_bn)
            d->bn[i] = batchnorm1d_new(&d->params, "bn", fan_out, 1e-5, 0.1);
    }
    for (int c = 0; has_bn && c < V; c++)
        d->bn[LAYERS - 1].gamma->data[c] *= (real)0.1;
}

static Tensor *deep_forward(void *deep, const int X[], int n)
{
    Deep *d = deep;
    Tensor *x = tensor_embed(d->C, X, SHAPE(n, CONTEXT)); // (n, 3, 10)
    x = tensor_view(x, SHAPE(n, FAN_IN));                 // (n, 30)
    for (int i = 0; i < LAYERS; i++) {
        x = linear_forward(&d->linear[i], x); // (n, 100); at last (n, 27)
        if (d->has_bn)
            x = batchnorm1d_forward(&d->bn[i], x); // as before
        if (i < LAYERS - 1)
            x = d->h[i] = tensor_tanh(x); // (n, 100)
    }
    return x;
}

static double deep_loss(Deep *d)
{
    int Xb[BATCH * CONTEXT], Yb[BATCH];
    tape_reset();
    examples_batch(&data.train, BATCH, &d->rng, Xb, Yb);
    Tensor *loss = tensor_cross_entropy(deep_forward(d, Xb, BATCH), Yb); // ()
    params_zero_grad(&d->params);
    tensor_backward(loss);
    return tensor_item(loss);
}

static void deep_free(Deep *d)
{
    for (int i = 0; i < LAYERS; i++)
        batchnorm1d_free(&d->bn[i]);
    params_free(&d->params);
}

static void sample(Deep *d, Rng *rng, char *name, int size)
{
    int context[CONTEXT] = {0}, length = 0;
    for (int ix = -1; ix != 0 && length < size - 1;) {
        float p[V];
        tape_reset();
        Tensor *probs = tensor_softmax(deep_forward(d, context, 1)); // (1, 27)
        for (int c = 0; c < V; c++)
            p[c] = (float)probs->data[c];
        ix = rng_multinomial_race(rng, p, V);
        memmove(context, context + 1, sizeof context - sizeof *context);
        context[CONTEXT - 1] = ix;
        name[length++] = ix ? (char)('a' + ix - 1) : '.';
    }
    name[length] = '\0';
}

static void deep(void)
{
    int steps = options.steps < DEEP_STEPS ? options.steps : DEEP_STEPS;
    double loss = NAN;
    Deep d;
    deep_new(&d, 1, true);
    printf("parameters: %ld\n", params_total(&d.params));
    for (int step = 0; progress("deep net", step, steps, loss); step++) {
        loss = deep_loss(&d);
        if (step == 0)
            metric("deep_loss_0", "%.4f", loss);
        params_sgd(&d.params, 0.1);
    }
    for (int i = 0; i < LAYERS; i++)
        d.bn[i].training = false;
    metric("deep_train_loss", "%.4f", set_loss(&data.train, deep_forward, &d));
    metric("deep_dev_loss", "%.4f", set_loss(&data.dev, deep_forward, &d));
    Rng rng;
    rng_seed(&rng, options.seed + 10);
    for (int i = 1; i <= 20; i++) {
        char name[NAME_MAX_LENGTH], key[32];
        sample(&d, &rng, name, sizeof name);
        snprintf(key, sizeof key, "sample_%d", i);
        metric_text(key, name);
    }
    deep_free(&d);
}

/*
Is a network healthy? Here are the lecture's four **instruments**. To learn to read them we need sick
patients as well: the six layers *without* BatchNorm, started with three gains. With 0.5 each layer is
weaker than the one before. With 5/3 all are alike. With 3 they are driven against the walls.

The first instrument shows the **activations**: the outputs of each tanh, before any training. You want them
broad, neither a spike at 0 nor two piles at the walls, and the same from layer to layer. The rows with
BatchNorm show what the fuss is about: there, the gain does not matter at all.

@figure activations "The outputs of the five tanh layers for three gains. Above they fade to a spike at 0; in the middle they stay broad; below they pile up at -1 and 1."
*/
typedef struct Patient {
    const char *name;
    double gain;
    bool has_bn;
} Patient;

enum { PATIENTS = 6 };
static const Patient patients[PATIENTS] = {
    {"gain 0.5", 0.5, false},           {"gain 5/3", 5.0 / 3, false},           {"gain 3", 3, false},
    {"gain 0.5, BatchNorm", 0.5, true}, {"gain 5/3, BatchNorm", 5.0 / 3, true}, {"gain 3, BatchNorm", 3, true},
};

// A block of a file for gnuplot: the title, then the histogram of x as a density.
static void histogram(const char *file, const char *title, size_t n, const real x[])
{
    enum { BINS = 50 };
    double low = x[0], high = x[0], count[BINS] = {0};
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, x[i]);
        high = fmax(high, x[i]);
    }
    double width = fmax((high - low) / BINS, 1e-12);
    for (size_t i = 0; i < n; i++)
        count[(int)fmin((x[i] - low) / width, BINS - 1)]++;
    fprintf(table(file), "\"%s\"\n", title);
    for (int k = 0; k < BINS; k++)
        fprintf(table(file), "%.4g\t%.4g\n", low + (k + 0.5) * width, count[k] / ((double)n * width));
    fprintf(table(file), "\n\n");
}

// Measured on the first batch, before any training, for each patient and layer.
static double h_std[PATIENTS][LAYERS], percent[PATIENTS][LAYERS], h_grad[PATIENTS][LAYERS], ratio[PATIENTS][LAYERS];

static void examine_layer(int k, int i, const Tensor *h, const Tensor *W)
{
    char title[80];
    double W_grad = std_of(W->size, W->grad), part = W_grad / std_of(W->size, W->data);
    ratio[k][i] = log10(part);
    snprintf(title, sizeof title, "W%d: mean %.0e, std %.0e, ratio %.0e", i + 1,
             rounded(mean_of(W->size, W->grad), 1e-9), W_grad, part);
    if (!patients[k].has_bn)
        histogram("weights.tsv", title, W->size, W->grad);
    if (!h) // the last layer has no tanh
        return;
    int dead;
    h_std[k][i] = std_of(h->size, h->data);
    h_grad[k][i] = 1e4 * std_of(h->size, h->grad);
    percent[k][i] = 100 * saturation(h, 0.97, &dead);
    if (patients[k].has_bn)
        return;
    snprintf(title, sizeof title, "h%d: mean %.2f, std %.2f, saturated %.0f %%", i + 1,
             rounded(mean_of(h->size, h->data), 0.005), h_std[k][i], percent[k][i]);
    histogram("activations.tsv", title, h->size, h->data);
    snprintf(title, sizeof title, "h%d: mean %.0e, std %.1e", i + 1, mean_of(h->size, h->grad), h_grad[k][i] / 1e4);
    histogram("gradients.tsv", title, h->size, h->grad);
}

static void print_row(const char *name, int n, const double x[])
{
    printf("%-21s", name);
    for (int i = 0; i < n; i++)
        printf(" %6.2f", x[i]);
    printf("\n");
}

static void print_rows(const char *title, int n, double x[PATIENTS][LAYERS])
{
    printf("%s\n", title);
    for (int k = 0; k < PATIENTS; k++)
        print_row(patients[k].name, n, x[k]);
}

static void examine(void)
{
    static bool examined;
    for (int k = 0; k < PATIENTS && !examined; k++) {
        Deep d;
        deep_new(&d, patients[k].gain, patients[k].has_bn);
        deep_loss(&d);
        for (int i = 0; i < LAYERS; i++)
            examine_layer(k, i, i < LAYERS - 1 ? d.h[i] : NULL, d.linear[i].weight);
        deep_free(&d);
    }
    examined = true;
}

static void activations(void)
{
    examine();
    print_rows("std of h, layers 1 to 5", LAYERS - 1, h_std);
    print_rows("\n% of |h| > 0.97, layers 1 to 5", LAYERS - 1, percent);
}

/*
The second shows the **gradients** of the same numbers, on the way back from the loss. The same rule holds:
alike in all layers, or the first layers learn at another speed than the last. With the wrong gain, each
layer multiplies what it passes on by the same factor, and five factors in a row are a power.

The third shows the gradients of the **weights** and, for each, the ratio *grad : data*: how large is the
change we want, compared with what is there? In every net without BatchNorm the last matrix stands out,
because we made its weights small: at first it will learn fifty to a thousand times faster than the others.

@figure gradients "Gradients of the outputs of the five tanh layers, for three gains. Compare the widths from h5 back to h1: above they shrink, in the middle they stay alike, below they grow."

@figure weights "Gradients of the six weight matrices, for three gains. In the legends, look at the ratio of gradient to weight: W6 stands out."
*/
static void gradients(void)
{
    examine();
    print_rows("10000 * std of the gradient of h, layers 1 to 5", LAYERS - 1, h_grad);
    print_rows("\nlog10 of grad : data, weights 1 to 6", LAYERS, ratio);
}

/*
The fourth is the one to keep when you forget all the others: **update : data**. What fraction of a weight
changes in one step? The lecture's rule of thumb is a thousandth, -3 on a logarithmic scale. Far above, the
weights are thrown about; far below, nothing is learned.

This one sees what the others miss. With BatchNorm and a gain of 10 the activations are perfect. But the
weights are so large that a step hardly moves them: the net looks healthy, and sleeps. On the way forward,
BatchNorm forgives any scale of the weights. You still have to choose the learning rate, and this is where
you read off how.

@figure ratio "log10 of update : data for the six weight matrices over 1000 steps. They should be near the line at -3. Lower left: BatchNorm with gain 10 stays far below it, though its activations look perfect."
*/
static void treat(const Patient *p, int steps)
{
    Deep d;
    double loss = NAN, log_ratio[LAYERS] = {0};
    deep_new(&d, p->gain, p->has_bn);
    for (int step = 0; progress(p->name, step, steps, loss); step++) {
        loss = deep_loss(&d);
        if (step % 20 == 0 || step == steps - 1) {
            fprintf(table("ratio.tsv"), "%d", step);
            for (int i = 0; i < LAYERS; i++) {
                const Tensor *W = d.linear[i].weight;
                log_ratio[i] = log10(0.1 * std_of(W->size, W->grad) / std_of(W->size, W->data));
                fprintf(table("ratio.tsv"), "\t%.2f", log_ratio[i]);
            }
            fprintf(table("ratio.tsv"), "\n");
        }
        params_sgd(&d.params, 0.1);
    }
    fprintf(table("ratio.tsv"), "\n\n");
    print_row(p->name, LAYERS, log_ratio);
    deep_free(&d);
}

static void update_ratios(void)
{
    static const Patient treated[] = {
        {"gain 0.2", 0.2, false},
        {"gain 5/3", 5.0 / 3, false},
        {"gain 10, BatchNorm", 10, true},
        {"gain 5/3, BatchNorm", 5.0 / 3, true},
    };
    int steps = options.steps < 1000 ? options.steps : 1000;
    printf("log10 of update : data, weights 1 to 6, after %d steps\n", steps);
    for (int k = 0; k < COUNT(treated); k++)
        treat(&treated[k], steps);
}

/*
From here on, the cells are the lecture's exercises. **All zeros** (E01): small was good, so why not start
with zero everywhere?

Follow the chain rule. The gradient of `W2` is `h` times something, and `h` is $\tanh 0 = 0$. What goes back
to `h` is something times `W2`, and that is 0 as well; so nothing at all arrives at `b1`, `W1` and `C`. Only
`b2` is added to the logits without a factor. It moves, alone, forever. A net that has nothing but `b2`
gives every context the same answer. The best such answer is how frequent each letter is, and its loss can
be computed without any net:

$$L = -\sum_c f_c \log f_c$$

where $f_c$ is the frequency of letter $c$.

@show 4-all-zero

With only `W2` at zero, everything is different: `h` is not zero, so `W2` moves in the first step, and from
the second step on, everything does.
*/
static void print_moves(const Net *net, const char *what, int step)
{
    bool *moves = tape_alloc(sizeof *moves * (size_t)net->params.count);
    what_moves(&net->params, moves);
    printf("%-8s step %4d:", what, step);
    for (int i = 0; i < net->params.count; i++)
        printf("  %s %s", net->params.tensor[i]->name, moves[i] ? "moves" : "-    ");
    printf("\n");
}

static void all_zero(void)
{
    int steps[] = {[W2_ZERO] = 2, [ALL_ZERO] = options.steps < 2000 ? options.steps : 2000};
    for (int recipe = W2_ZERO; recipe >= ALL_ZERO; recipe--) {
        Net net;
        net_new(&net, recipe);
        for (int step = 0; step < steps[recipe]; step++) {
            net_loss(&net);
            if (step < 2 || step == steps[recipe] - 1)
                print_moves(&net, recipe == W2_ZERO ? "W2 zero" : "all zero", step);
            params_sgd(&net.params, 0.1);
        }
        if (recipe == ALL_ZERO)
            metric("zero_train_loss", "%.2f", set_loss(&data.train, net_evaluate, &net));
        net_free(&net);
    }
    metric("zero_limit", "%.2f", bias_only_loss(data.train.count, data.train.y));
}

/*
**Folding** (E02): once the net is trained and its running values are fixed, BatchNorm is one multiplication
and one addition for each neuron. The linear layer in front of it does nothing else. So put both into that
layer's weight and a new bias: the same function, one layer less, nothing left to forget.

@show 5-fold
*/
static void folding(void)
{
    bn_trained();
    Params params = {0};
    Linear linear = {b.net.W1, NULL};
    Linear folded = {params_zeros(&params, "W1", SHAPE(FAN_IN, N_HIDDEN)), // (30, 200)
                     params_zeros(&params, "b1", SHAPE(N_HIDDEN))};        // (200)
    fold(&linear, &b.net.bn, &folded);
    Net plain = b.net;
    plain.has_bn = false;
    plain.W1 = folded.weight;
    plain.b1 = folded.bias;
    printf("dev loss with BatchNorm %.4f, folded %.4f\n", set_loss(&data.dev, net_evaluate, &b.net),
           set_loss(&data.dev, net_evaluate, &plain));
    params_free(&params);
}

/*
## What you have now

Four instruments, and the habit of looking at them before asking a network for miracles. And a layer that
keeps activations in order, at the price of tying the examples of a batch together, which is a source of
bugs to this day. Later nets use LayerNorm, which does not look at the rest of the batch. But we are not
done with BatchNorm: the next lesson goes through it backwards, by hand, without `tensor_backward`.
*/
static const Shown lecture[] = {
    {"raw_loss_0", "27.8817"},
    {"softmax_fix_loss_0", "3.3221"},
    {"tanh_fix_loss_0", "3.3135"},
    {"kaiming_loss_0", "3.3179"},
    {"bn_loss_0", "3.3239"},
    {"bn_loss_10000", "2.0322"},
    {"bn_loss_20000", "2.5675"},
    {"bn_loss_30000", "2.0125"},
    {"bn_loss_40000", "2.2446"},
    {"bn_loss_50000", "1.8897"},
    {"bn_loss_60000", "2.0785"},
    {"bn_loss_70000", "2.3681"},
    {"bn_loss_80000", "2.2918"},
    {"bn_loss_90000", "2.0238"},
    {"bn_loss_100000", "2.3673"},
    {"bn_loss_110000", "2.3132"},
    {"bn_loss_120000", "1.6414"},
    {"bn_loss_130000", "1.9311"},
    {"bn_loss_140000", "2.2231"},
    {"bn_loss_150000", "2.0027"},
    {"bn_loss_160000", "2.0997"},
    {"bn_loss_170000", "2.4949"},
    {"bn_loss_180000", "2.0199"},
    {"bn_loss_190000", "2.1707"},
    {"train_loss", "2.0674"},
    {"dev_loss", "2.1057"},
    {"deep_loss_0", "3.2870"},
    {"deep_train_loss", "2.4003"},
    {"deep_dev_loss", "2.3982"},
    {"sample_1", "carpah."},
    {"sample_2", "qarlileif."},
    {"sample_3", "jmrix."},
    {"sample_4", "thty."},
    {"sample_5", "sacansa."},
    {"sample_6", "jazhnte."},
    {"sample_7", "dpn."},
    {"sample_8", "arciigqeiunellaia."},
    {"sample_9", "chriiv."},
    {"sample_10", "kalein."},
    {"sample_11", "dhlm."},
    {"sample_12", "join."},
    {"sample_13", "qhinn."},
    {"sample_14", "sroin."},
    {"sample_15", "arian."},
    {"sample_16", "quiqaelogiearyxix."},
    {"sample_17", "kaeklinsan."},
    {"sample_18", "ed."},
    {"sample_19", "ecoia."},
    {"sample_20", "gtleley."},
    {0},
};

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "04-batchnorm",
        .about = "activations and gradients, good beginnings, and BatchNorm",
        .data = "names.txt",
        .video_data = "makemore-names.txt",
        .seed = 2147483647,
        .steps = 200000,
        .quick_steps = 200,
        .lecture = lecture,
    };
    notebook_begin(&lesson, argc, argv);
    Names *names = names_load(options.data);
    data = examples_split(names, CONTEXT);
    if (data.dev.count < BATCH)
        data_error("%s: too few names; this lesson needs at least a hundred", options.data);

    cell("Wrong with confidence", confident);
    cell("The hockey stick", hockey);
    cell("Saturated", saturated);
    cell("How large, then?", kaiming);
    cell("What it was worth", worth);
    cell("BatchNorm", normalising);
    cell("Training with BatchNorm", bn_trained);
    cell("Two modes", two_modes);
    cell("A deep network of layers", deep);
    cell("Activations", activations);
    cell("Gradients", gradients);
    cell("Update : data", update_ratios);
    cell("E01: all zeros", all_zero);
    cell("E02: folding BatchNorm away", folding);
    names_free(names);
    return notebook_end();
}

/*
# 03 MLP: letters as points in a space

With one letter of memory the table had 27 rows, with two it had 729, and most of those were hardly ever
used. Ten letters would need two hundred million million rows. Counting is over. The way out was found in
2003, and everything since has been built on it: give each letter a place in a small space, a handful of
numbers, and let a network compute the next letter from the places of the last ones. Letters that behave
alike can then move close together, and what the network learns about one letter also helps with its
neighbours.

The lecture is [Building makemore Part 2: MLP](https://www.youtube.com/watch?v=TCH_1BHY58I). Its source is
[Bengio et al., 2003](https://www.jmlr.org/papers/volume3/bengio03a/bengio03a.pdf), who did it with words.
From this lesson on we have a tensor library. It remembers how each number was made, as `Value` did in
lesson 01, but for whole tables at once: [tensor.h](../common/tensor/tensor.h) explains it.
*/
#include "03-mlp.h"
#include "examples.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 32 };

static struct {
    Names *names;
    Examples all; // of all names, by your build_dataset
    Split split;  // and dealt out to train, dev and test
    Rng rng;      // of weights and minibatches
    MLP net;      // the larger network,
    bool trained; // once larger_trained() has trained it
} s;

int stoi(char c)
{
    return c == '.' ? 0 : c - 'a' + 1;
}

char itos(int i)
{
    return i == 0 ? '.' : (char)('a' + i - 1);
}

/*
An **example** is now a *context* of three characters and the one that follows. A window slides over each
name, and at the start it is filled with dots. (Names are written with a to z, as in lesson 02; lesson 07
takes any alphabet.)

@show 1-dataset

Why not simply count again? Because the table grows faster than the data. See how many of the possible
contexts occur at all:
*/
static Examples dataset(const Names *names, int context)
{
    int n = build_dataset(names, context, NULL, NULL);
    CHECK(n > 0, "build_dataset found %d examples", n);
    Examples e = {.count = n, .context = context};
    e.x = malloc(sizeof(int) * (size_t)(n * context)); // (n, context)
    e.y = malloc(sizeof(int) * (size_t)n);             // (n)
    build_dataset(names, context, e.x, e.y);
    return e;
}

static void data_all(void)
{
    if (!s.all.count)
        s.all = dataset(s.names, CONTEXT);
}

static int contexts_seen(const Examples *e, int possible)
{
    char *seen = calloc((size_t)possible, 1);
    int count = 0;
    for (int i = 0; i < e->count; i++) {
        int row = 0;
        for (int k = 0; k < e->context; k++)
            row = row * V + e->x[i * e->context + k];
        count += !seen[row];
        seen[row] = 1;
    }
    free(seen);
    return count;
}

static void examples(void)
{
    Names emma = {1, (char *[]){"emma"}};
    Examples e = dataset(&emma, CONTEXT);
    for (int i = 0; i < e.count; i++)
        printf("%c%c%c -> %c\n", itos(e.x[3 * i]), itos(e.x[3 * i + 1]), itos(e.x[3 * i + 2]), itos(e.y[i]));
    examples_free(&e);
    for (int context = 1, possible = V; context <= 4; context++, possible *= V) {
        e = dataset(s.names, context);
        printf("context %d: %6d contexts are possible, %5d are in the names\n", context, possible,
               contexts_seen(&e, possible));
        examples_free(&e);
    }
}

/*
The **embedding** is a table `C` with one row per character: its place, here in a space of two dimensions.
Looking up a letter means picking its row. (Lesson 02 showed that a one-hot vector times a matrix does the
same, with a great many zeros. `C` is the network's first layer.)

@diagram lookup "Looking up the context .em: each letter picks its row of C, and the three rows side by side are what the hidden layer reads."

@show 2-embed

Your two functions become an operation of the library through a record that names its backward: the forward
function makes the tensor, and the library calls the backward one when the gradient comes back. All of the
library's own operations are made like this.

The network is a struct of tensors. Its parameters are drawn in the lecture's order:

@header MLP
*/
static void embed_op_backward(Tensor *emb)
{
    Tensor *C = emb->src[0];
    int width = C->shape.dim[1], n = (int)(emb->size / (size_t)width);
    embed_backward(n, emb->extra, width, (real(*)[width])emb->grad, (real(*)[width])tensor_grad(C));
}

static const Op embed_op = {"embed", embed_op_backward};

static Tensor *embed(Tensor *C, int n, const int X[]) // (27, width), (n, 3) -> (n, 3, width)
{
    int width = C->shape.dim[1];
    Tensor *emb = tensor_new(SHAPE(n, CONTEXT, width), &embed_op, C, NULL, NULL); // (n, 3, width)
    emb->extra = X;                                                               // must be there until backward
    embed_forward(n * CONTEXT, X, width, (real(*)[width])C->data, (real(*)[width])emb->data);
    return emb;
}

MLP mlp_new(int width, int hidden, Rng *rng)
{
    MLP net = {.width = width, .hidden = hidden};
    Params *p = &net.params;
    net.C = params_randn(p, "C", SHAPE(V, width), rng, 1);                  // (27, width)
    net.W1 = params_randn(p, "W1", SHAPE(CONTEXT * width, hidden), rng, 1); // (3 width, hidden)
    net.b1 = params_randn(p, "b1", SHAPE(hidden), rng, 1);                  // (hidden)
    net.W2 = params_randn(p, "W2", SHAPE(hidden, V), rng, 1);               // (hidden, 27)
    net.b2 = params_randn(p, "b2", SHAPE(V), rng, 1);                       // (27)
    return net;
}

static MLP fresh(int width, int hidden) // the lecture's seed, for every network
{
    rng_seed(&s.rng, options.seed);
    return mlp_new(width, hidden, &s.rng);
}

static void embedding(void)
{
    data_all();
    tape_reset();
    MLP net = fresh(2, 100);
    Tensor *emb = embed(net.C, BATCH, s.all.x); // (32, 3, 2)
    printf("X (32, 3) -> emb %s\n", shape_text(emb->shape));
    for (int k = 0; k < CONTEXT; k++) {
        const real *row = emb->data + (2 * CONTEXT + k) * 2; // of example 2
        printf("example 2, character %d: %c at (%7.4f, %7.4f)\n", k, itos(s.all.x[2 * CONTEXT + k]), (double)row[0],
               (double)row[1]);
    }
    params_free(&net.params);
}

/*
The rest is short. The three places side by side are six numbers, $x$; `view` says so without moving any.
Then come a hidden layer of 100 neurons with tanh and an output layer of 27, and we have the **logits**:

$$h = \tanh(x W_1 + b_1) \qquad \text{logits} = h W_2 + b_2$$

Softmax and the negative log-likelihood follow, as in lesson 02. Every weight is drawn from `randn`, with
the lecture's seed and in its order, so with the lecture's data the loss on the first five names is the
lecture's own.

@diagram network "The whole network, from the context .em to the loss for the m that follows. Grey: how many numbers go along an arrow."
*/
Tensor *mlp_logits(const MLP *net, Tensor *emb) // (n, 3, width) -> (n, 27)
{
    int n = emb->shape.dim[0];
    Tensor *x = tensor_view(emb, SHAPE(n, CONTEXT * net->width)); // (n, 3 width)
    if (net->W3)
        return direct_logits(x, net->W1, net->b1, net->W2, net->b2, net->W3); // (n, 27)
    Tensor *h = tensor_tanh(tensor_add(tensor_matmul(x, net->W1), net->b1));  // (n, hidden)
    return tensor_add(tensor_matmul(h, net->W2), net->b2);                    // (n, 27)
}

static void first_loss(void)
{
    data_all();
    tape_reset();
    MLP net = fresh(2, 100);
    Tensor *emb = embed(net.C, BATCH, s.all.x);               // (32, 3, 2)
    Tensor *logits = mlp_logits(&net, emb);                   // (32, 27)
    Tensor *counts = tensor_exp(logits);                      // (32, 27)
    Tensor *prob = tensor_div(counts, tensor_sum(counts, 1)); // (32, 27) / (32, 1)
    double loss = 0;
    for (int i = 0; i < BATCH; i++)
        loss -= log(prob->data[i * V + s.all.y[i]]) / BATCH;
    printf("emb %s, logits %s\n", shape_text(emb->shape), shape_text(logits->shape));
    metric("parameters", "%.0f", (double)params_total(&net.params));
    metric("first_loss_32", "%.4f", loss);
    params_free(&net.params);
}

/*
That was by hand. From now on, one function goes from logits to loss. It does less work (no table of
probabilities that nobody looks at), its gradient is one line, and above all it is **safe**. Suppose
training drives one logit up to 100. $e^{100}$ does not fit into a float, infinity divided by infinity is
not a number, and from then on neither is anything else in the network.

@show 3-cross-entropy
*/
static void cross_entropy_op_backward(Tensor *loss)
{
    Tensor *logits = loss->src[0];
    cross_entropy_backward(logits->shape.dim[0], (real(*)[V])logits->data, loss->extra, loss->grad[0],
                           (real(*)[V])tensor_grad(logits));
}

static const Op cross_entropy_op = {"cross_entropy", cross_entropy_op_backward};

static Tensor *cross_entropy_of(Tensor *logits, const int Y[]) // (n, 27), (n) -> ()
{
    Tensor *loss = tensor_new(shape_scalar(), &cross_entropy_op, logits, NULL, NULL); // ()
    loss->extra = Y;
    loss->data[0] = (real)cross_entropy(logits->shape.dim[0], (real(*)[V])logits->data, Y);
    return loss;
}

static void safety(void)
{
    for (int large = 1; large <= 1000; large *= 10) {
        real logits[1][V] = {{0, (real)large}};
        float sum = 0;
        for (int c = 0; c < V; c++)
            sum += expf((float)logits[0][c]);
        float prob = expf((float)large) / sum;
        double safe = cross_entropy(1, logits, (int[]){1});
        printf("a logit of %4d: softmax by hand is %s, cross_entropy %.4f\n", large,
               isnan(prob) ? "not a number" : "right       ", safe);
    }
}

/*
Before training in earnest, here is a test that finds half of all mistakes in a minute: can the network
learn **one small batch by heart**? It has 3481 parameters for 32 examples, so the loss should go to zero.
It does not quite, and we can compute what remains. Five names start with the same context, `...`, and with
five different letters; there, one in five is the best possible guess.

The loop is lesson 01's: forward, set the gradients to zero, backward, step. `tape_reset` forgets the
numbers of the previous step; the parameters stay.
*/
static void overfitting(void)
{
    data_all();
    MLP net = fresh(2, 100);
    double last = NAN;
    for (int step = 0; progress("32 examples", step, 1000, last); step++) {
        tape_reset();
        Tensor *emb = embed(net.C, BATCH, s.all.x);                      // (32, 3, 2)
        Tensor *loss = cross_entropy_of(mlp_logits(&net, emb), s.all.y); // ()
        params_zero_grad(&net.params);
        tensor_backward(loss);
        params_sgd(&net.params, 0.1);
        last = tensor_item(loss);
        if (step == 0 || step == 10 || step == 100)
            printf("step %4d: %.4f\n", step, last);
    }
    metric("overfit_loss", "%.3f", last);
    printf("the best possible loss: 5/32 log 5 = %.4f\n", 5 * log(5) / BATCH);
    params_free(&net.params);
}

/*
You have now written two operations of a tensor library, and the code that makes their examples. The library
has all of this too, built for speed, and from here on the lesson uses it. First make sure that it may: is
the loss the same, and the gradient at every place of `C`?
*/
Tensor *mlp_loss(const MLP *net, int n, const int X[], const int Y[]) // (n, 3), (n) -> ()
{
    Tensor *emb = tensor_embed(net->C, X, SHAPE(n, CONTEXT)); // (n, 3, width)
    Tensor *logits = mlp_logits(net, emb);                    // (n, 27)
    return tensor_cross_entropy(logits, Y);                   // ()
}

static double loss_on(const MLP *net, const Examples *e) // in pieces that fit into memory
{
    enum { PIECE = 4096 };
    double sum = 0;
    for (int from = 0; from < e->count; from += PIECE) {
        int n = from + PIECE < e->count ? PIECE : e->count - from;
        tape_reset();
        sum += n * tensor_item(mlp_loss(net, n, e->x + from * CONTEXT, e->y + from));
    }
    return sum / e->count;
}

static void yours_and_the_librarys(void)
{
    data_all();
    tape_reset();
    MLP mine = fresh(2, 100), theirs = fresh(2, 100);
    Tensor *a = cross_entropy_of(mlp_logits(&mine, embed(mine.C, BATCH, s.all.x)), s.all.y); // ()
    Tensor *b = mlp_loss(&theirs, BATCH, s.all.x, s.all.y);                                  // ()
    tensor_backward(a);
    tensor_backward(b);
    double largest = 0, apart = 0;
    for (size_t k = 0; k < mine.C->size; k++) {
        largest = fmax(largest, fabs((double)theirs.C->grad[k]));
        apart = fmax(apart, fabs((double)mine.C->grad[k] - (double)theirs.C->grad[k]));
    }
    printf("loss: %.4f and %.4f\n", tensor_item(a), tensor_item(b));
    printf("the gradients of C agree to 1e-5 of the largest: %s\n", apart < 1e-5 * largest ? "yes" : "no");
    metric("first_loss_all", "%.4f", loss_on(&mine, &s.all));
    params_free(&mine.params);
    params_free(&theirs.params);
}

/*
**Does it know names, or only these names?** A network of this size can learn by heart, as we saw. So the
names are shuffled and dealt out as in exercise 2.7: 80 % to train on, 10 % (*dev*) to choose the settings
with, and 10 % (*test*) to look at once, at the very end.
*/
static void splitting(void)
{
    metric("split_train", "%.0f", s.split.train.count);
    metric("split_dev", "%.0f", s.split.dev.count);
    metric("split_test", "%.0f", s.split.test.count);
}

/*
Using all 180 thousand examples for every step would be a waste: the gradient of 32 random ones points
roughly the same way and costs a five-thousandth. Many rough steps beat a few exact ones. Such a handful of
examples is a **minibatch**, and this is the loop that the rest of the course will vary and never replace:
*/
static double train_step(MLP *net, double rate)
{
    int Xb[BATCH * CONTEXT], Yb[BATCH];
    tape_reset();
    examples_batch(&s.split.train, BATCH, &s.rng, Xb, Yb); // (32, 3), (32)
    Tensor *loss = mlp_loss(net, BATCH, Xb, Yb);           // ()
    params_zero_grad(&net->params);
    tensor_backward(loss);
    params_sgd(&net->params, rate);
    return tensor_item(loss);
}

typedef double Rate(int step, int steps);

static void train(const char *what, MLP *net, int steps, Rate *rate, bool curves)
{
    double loss = NAN, sum = 0;
    int piece = steps > 400 ? steps / 400 : 1; // the curve has a point for each piece
    for (int step = 0; progress(what, step, steps, loss); step++) {
        loss = train_step(net, rate(step, steps));
        sum += log10(loss);
        if ((step + 1) % piece == 0 && curves) {
            curve("batch-loss", step + 1, log10(loss));
            curve("loss", step + 1, sum / piece);
        }
        sum = (step + 1) % piece ? sum : 0;
    }
}

static double constant_rate(int step, int steps)
{
    (void)step, (void)steps;
    return 0.1;
}

static void minibatches(void)
{
    MLP net = fresh(2, 100);
    for (int k = 0; k < 4; k++) {
        train("minibatches", &net, 250, constant_rate, false);
        printf("after %4d steps: %.3f on all training examples\n", 250 * (k + 1), loss_on(&net, &s.split.train));
    }
    params_free(&net.params);
}

/*
Where did the 0.1 come from? With too small a **learning rate** nothing moves; with too large a one the
network jumps over every valley. So try them all in one go: a thousand steps, the rate growing a little with
each. Then look where the loss is lowest before it goes wild.

@show 4-rate

The lecture reads 0.1 off its curve. Such a curve is rough (and the network improves while we draw it), and
anything within a factor of two or three will do.

@figure rates "The loss of each minibatch while the learning rate grows. On the left the rate is too small to learn, on the right the loss goes wild; the dashed line marks the rate that was picked, at the bottom."
*/
static MLP swept;

static double step_at(double rate)
{
    return train_step(&swept, rate);
}

static void learning_rates(void)
{
    enum { STEPS = 1000 };
    double rates[STEPS], losses[STEPS];
    swept = fresh(2, 100);
    int n = sweep(step_at, STEPS, 1e-3, 1, rates, losses);
    for (int i = 0; i < n; i++)
        fprintf(table("rates.tsv"), "%.6g\t%.6g\n", rates[i], losses[i]);
    for (int i = 0; i < n; i += 200)
        printf("rate %.4f: loss %.2f\n", rates[i], losses[i]);
    metric("picked_rate", "%.2f", pick_rate(n, rates, losses));
    params_free(&swept.params);
}

/*
Train the small network for a while and look at what became of `C`. Nobody told it about vowels. But what
can follow `a` is much the same as what can follow `e`, so it pays to put them where the hidden layer
mistakes one for the other. The dot and `q` are like no other letter, and stand apart.

@figure embedding "Where the network has put the letters, and the middle enlarged. Vowels (dark) have gathered; q and the dot (a square) stand alone."
*/
static double lecture_rate(int step, int steps) // 0.1, and in the second half 0.01
{
    return step < steps / 2 ? 0.1 : 0.01;
}

static void places(void)
{
    MLP net = fresh(2, 100);
    train("small network", &net, options.steps / 4, lecture_rate, false);
    for (int i = 0; i < V; i++)
        fprintf(table("embedding.tsv"), "%.4f\t%.4f\t%c\t%d\n", (double)net.C->data[2 * i],
                (double)net.C->data[2 * i + 1], itos(i), i == 0 ? 2 : strchr("aeiouy", itos(i)) != NULL);
    for (const char *c = "aeioubdfq."; *c; c++)
        printf("%c (%5.2f, %5.2f)%s", *c, (double)net.C->data[2 * stoi(*c)], (double)net.C->data[2 * stoi(*c) + 1],
               *c == 'u' || *c == '.' ? "\n" : "   ");
    metric("small_train_loss", "%.3f", loss_on(&net, &s.split.train));
    metric("small_dev_loss", "%.3f", loss_on(&net, &s.split.dev));
    params_free(&net.params);
}

/*
Train and dev loss are nearly the same: the small network does not learn by heart, because it is too small
to learn enough. So make it larger: ten dimensions for every letter and 200 hidden neurons. Halfway through,
the rate falls to a tenth, when big steps have nothing more to gain.

@figure loss "The logarithm of the loss: single minibatches (grey) and their mean. Look at step 100 000, where the rate falls to a tenth and the loss falls with it."

The figure shows log10 of the loss, as the lecture does; otherwise the first steps would hide all the
others.
*/
static void larger_trained(void)
{
    if (s.trained)
        return;
    s.net = fresh(10, 200);
    metric("larger_parameters", "%.0f", (double)params_total(&s.net.params));
    train("larger network", &s.net, options.steps, lecture_rate, true);
    metric("train_loss", "%.4f", loss_on(&s.net, &s.split.train));
    metric("dev_loss", "%.4f", loss_on(&s.net, &s.split.dev));
    s.trained = true;
}

/*
(Our last digits may differ from the lecture's here: it drew its minibatches without a seed.) Now let the
network speak. Start with three dots, draw a letter, move the window on, and stop when the dot is drawn.
*/
static void sample(const MLP *net, Rng *rng, char name[], int size)
{
    int context[CONTEXT] = {0}, length = 0, ix = -1;
    while (ix != 0 && length < size - 1) {
        float p[V];
        tape_reset();
        Tensor *emb = tensor_embed(net->C, context, SHAPE(1, CONTEXT)); // (1, 3, width)
        Tensor *probs = tensor_softmax(mlp_logits(net, emb));           // (1, 27)
        for (int c = 0; c < V; c++)
            p[c] = (float)probs->data[c];
        ix = rng_multinomial_race(rng, p, V);
        memmove(context, context + 1, sizeof context - sizeof context[0]);
        context[CONTEXT - 1] = ix;
        name[length++] = itos(ix);
    }
    name[length] = '\0';
}

static void sampling(void)
{
    larger_trained();
    char name[NAME_MAX_LENGTH];
    Rng rng;
    rng_seed(&rng, options.seed + 10);
    for (int i = 0; i < 20; i++) {
        sample(&s.net, &rng, name, sizeof name);
        printf("%s%s", name, i % 5 < 4 ? " " : "\n");
    }
}

/*
They could be names. The lecture leaves three exercises. We start with its **E02**, because it helps with
the others. The first loss was 17, and the larger network's was 26: these networks were not ignorant, they
were *sure*, and wrong. How high is the loss of a network that knows nothing and admits it? And can we start
there?

@show 5-init
*/
static void calm(void)
{
    metric("uniform_loss", "%.4f", uniform_loss());
    for (int calmed = 0; calmed <= 1; calmed++) {
        MLP net = fresh(10, 200);
        if (calmed)
            calm_init(&net);
        double first = loss_on(&net, &s.split.dev);
        train("first steps", &net, 1000, constant_rate, false);
        printf("%s: dev loss %.3f at the start, %.3f after 1000 steps\n", calmed ? "calmed  " : "as drawn", first,
               loss_on(&net, &s.split.dev));
        params_free(&net.params);
    }
}

/*
Now **E01**: beat the lecture's 2.17, with as many steps as before and about as many parameters. Everything
else is yours to choose: the size, how the weights are drawn, the rate of every step.

@header Recipe

@show 6-recipe

Only now, when everything is chosen, do we look at the test set, once.
*/
static void beating(void)
{
    Recipe recipe = beat_the_lecture(options.steps);
    MLP net = fresh(recipe.width, recipe.hidden);
    CHECK(params_total(&net.params) <= MOST_PARAMETERS, "%ld parameters are more than the budget of %d",
          params_total(&net.params), MOST_PARAMETERS);
    for (int t = 1; t < net.params.count; t++) // W1, b1, W2, b2
        for (size_t k = 0; k < net.params.tensor[t]->size; k++)
            net.params.tensor[t]->data[k] *= (real)(t <= 2 ? recipe.scale_W1 : recipe.scale_W2);
    train("beat the lecture", &net, options.steps, recipe_rate, false);
    metric("recipe_train_loss", "%.3f", loss_on(&net, &s.split.train));
    metric("recipe_dev_loss", "%.3f", loss_on(&net, &s.split.dev));
    metric("recipe_test_loss", "%.3f", loss_on(&net, &s.split.test));
    params_free(&net.params);
}

/*
And **E03**: read the paper and build one of its ideas. Its first equation has one that we left out: besides
the way through the hidden layer, the embedding gets a straight way to the logits, $x W_3$. Simple rules
(`u` comes after `q`) can be learned there, and the hidden layer is free for the rest.

@show 7-direct

`W3` starts at zero, so both networks start as the same function. (The paper found that the direct way makes
training faster but the result no better. What do you find?)
*/
static void direct(void)
{
    for (int with = 0; with <= 1; with++) {
        MLP net = fresh(10, 200);
        calm_init(&net);
        if (with)
            net.W3 = params_zeros(&net.params, "W3", SHAPE(CONTEXT * net.width, V)); // (30, 27)
        train("direct connections", &net, options.steps / 10, lecture_rate, false);
        printf("%s direct connections: dev loss %.3f\n", with ? "with   " : "without", loss_on(&net, &s.split.dev));
        params_free(&net.params);
    }
}

/*
## What you have now

Letters with places, a hidden layer, minibatches, a learning rate found by searching instead of guessing,
and an honest number for how good it all is. Everything up to the GPT is this program with another network
in the middle. But the network starts out sure and wrong, and scaling two weights by hand was only a
plaster. The next lesson looks at what goes on inside, layer by layer.
*/
static const Shown lecture[] = {
    {"parameters", "3481"},         {"first_loss_32", "17.7697"},
    {"first_loss_all", "19.5052"},  {"split_train", "182625"},
    {"split_dev", "22655"},         {"split_test", "22866"},
    {"larger_parameters", "11897"}, {"train_loss", "2.1260"},
    {"dev_loss", "2.1701"},         {0},
};

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "03-mlp",
        .about = "a network that gives letters a place: embedding, hidden layer, minibatches",
        .data = "names.txt",
        .video_data = "makemore-names.txt",
        .seed = 2147483647,
        .steps = 200000,
        .quick_steps = 1000,
        .lecture = lecture,
    };
    notebook_begin(&lesson, argc, argv);
    s.names = names_load(options.data);
    s.split = examples_split(s.names, CONTEXT);
    if (s.split.train.count + s.split.dev.count + s.split.test.count < BATCH)
        data_error("%s: too few names; this lesson needs at least %d examples, one per letter and one per name",
                   options.data, BATCH);

    cell("Names as examples", examples);
    cell("The embedding", embedding);
    cell("The first loss", first_loss);
    cell("A loss that is safe", safety);
    cell("Learning 32 examples by heart", overfitting);
    cell("Yours and the library's", yours_and_the_librarys);
    cell("Train, dev, test", splitting);
    cell("Minibatches", minibatches);
    cell("Looking for a learning rate", learning_rates);
    cell("The letters find their places", places);
    cell("A larger network", larger_trained);
    cell("Sampling", sampling);
    cell("E02: starting calmly", calm);
    cell("E01: beating the lecture", beating);
    cell("E03: direct connections", direct);
    return notebook_end();
}

/*
# 02 Bigram: a language model that counts

How likely is it that `m` follows `e` in a name? A machine that invents names must know this first. This
lesson finds the answer twice. First we count: 32 thousand names, 27 x 27 counters, done. Then we throw the
counts away and let a neural network find the same numbers by gradient descent, starting from noise. It
arrives close to the same place, and that is the point: counting stops here, but the network goes on, all
the way to the GPT.

The lecture is [The spelled-out intro to language modeling: building
makemore](https://www.youtube.com/watch?v=PaCmpygFfXo). Lecture and lesson use the same names:
`N` for the counts, `P` for the probabilities, `W` for the weights, `stoi` and `itos` between
characters and their indices.
*/
#include "02-bigram.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    Names *names;
    int n, *xs, *ys; // every bigram (x, y) of every name
    double W[V][V];  // the net's weights,
    bool trained;    // once net_trained() has found them
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
The data first. Always look at your data: what is in it and what is not, how long, how short, sorted by
what? These are first names given in the United States, girls' names first, the most frequent ones at the
top. (Exercise 2.7 will care.) Lessons 02 to 06 take names in the letters a to z; lesson 07 takes any
alphabet.
*/
static void looking(void)
{
    size_t shortest = NAME_MAX_LENGTH, longest = 0;
    for (int i = 0; i < s.names->count; i++) {
        size_t length = strlen(s.names->name[i]);
        shortest = length < shortest ? length : shortest;
        longest = length > longest ? length : longest;
    }
    for (int i = 0; i < 10; i++)
        printf("%s ", s.names->name[i]);
    printf("...\n%d names of %zu to %zu letters\n", s.names->count, shortest, longest);
}

/*
A **bigram** is two characters in a row. With a dot at both ends, `emma` holds five of them: `.e`, `em`,
`mm`, `ma` and `a.`. So "names like to begin with e" and "names like to end in a" are bigrams like any
other. Counting them all gives a table $N$ with 27 rows and 27 columns: $N_{ij}$ says how often character
$j$ came after character $i$.

@show 1-count

@figure counts "How often the letter of the column follows the letter of the row. Look at the first column: names end in a, e and n, hardly ever in b or c. Row q has one large number, for u."
*/
static void counting(void)
{
    int N[V][V];
    bigram_count(s.names, N);
    metric("bigrams", "%.0f", bigram_examples(s.names, NULL, NULL));
    for (int i = 0; i < V; i++)
        for (int j = 0; j < V; j++)
            fprintf(table("counts.tsv"), "%d\t%d\t%d\t%c%c\n", j, i, N[i][j], itos(i), itos(j));
    for (int rank = 0; rank < 5; rank++) {
        int best = 0; // the row and column of the largest count, as one index
        for (int ij = 0; ij < V * V; ij++)
            if (N[ij / V][ij % V] > N[best / V][best % V])
                best = ij;
        printf("%c%c %d\n", itos(best / V), itos(best % V), N[best / V][best % V]);
        N[best / V][best % V] = 0;
    }
}

/*
Divide a row of $N$ by its sum, and it becomes a probability distribution: what comes after $i$? Add a
number $k$ to every count first (**smoothing**), and nothing is impossible any more, only unlikely:

$$P_{ij} = \frac{N_{ij} + k}{\sum_{j'} (N_{ij'} + k)}$$

Here sits the lecture's favourite trap. In PyTorch, `P = N / N.sum(1)` without `keepdim=True` divides every
*column* by a row's sum. It runs, it prints numbers between 0 and 1, and they are all wrong. The cell below
makes the mistake on purpose. The remedy is to check what must be true: each row sums to 1.

@show 2-normalise
*/
static void model(double k, double P[V][V])
{
    int N[V][V];
    bigram_count(s.names, N);
    normalise(V, N, k, P);
}

static void normalising(void)
{
    double P[V][V], row_sum[V] = {0}, right = 0, wrong = 0;
    int N[V][V];
    model(1, P);
    bigram_count(s.names, N);
    for (int i = 0; i < V; i++)
        for (int j = 0; j < V; j++)
            row_sum[i] += N[i][j] + 1;
    printf("after the dot:");
    for (int j = 0; j < 6; j++)
        printf("  %c %.4f", itos(j), P[0][j]);
    for (int j = 0; j < V; j++) {
        right += P[0][j];
        wrong += (N[0][j] + 1) / row_sum[j]; // without keepdim: column j by the sum of row j
    }
    printf("  ...\nthe row sums to %.4f; without keepdim it would have been %.4f\n", right, wrong);
}

/*
Now the model can speak. Start at the dot, draw a letter from the dot's row, draw the next one from that
letter's row, and stop when you draw the dot.

The random numbers are those of PyTorch 1.13 (`torch.multinomial` with the lecture's seed, 2147483647): with
the lecture's data you get the lecture's names. Other versions of PyTorch may draw other names from the same
seed.

@show 3-sample

The names are terrible: one letter of memory is not enough. But they are better than nothing, and we can
look at "nothing" as well. It is a model that finds every letter equally likely.
*/
static void sampling(void)
{
    double P[V][V], uniform[V][V];
    char name[NAME_MAX_LENGTH], key[32];
    Rng rng;
    model(1, P);
    rng_seed(&rng, options.seed);
    for (int i = 1; i <= 5; i++) {
        sample_name(P, &rng, name, sizeof name - 1);
        snprintf(key, sizeof key, "sample_%d", i);
        metric_text(key, strcat(name, "."));
    }
    for (int i = 0; i < V * V; i++)
        uniform[i / V][i % V] = 1.0 / V;
    rng_seed(&rng, options.seed);
    for (int i = 0; i < 3; i++) {
        sample_name(uniform, &rng, name, sizeof name);
        printf("all letters alike: %s\n", name);
    }
}

/*
How good is a model? Ask how probable it finds the real names. The product of 230 thousand probabilities is
too small for any number type, so we add their logarithms instead. Logarithms of numbers below 1 are
negative, so we flip the sign, and we divide by the number of examples. This is the **negative
log-likelihood**:

$$\text{nll} = -\frac{1}{n} \sum_{i=1}^{n} \log P(y_i \mid x_i)$$

It is 0 for a prophet, and $\log 27 = 3.2958$ for a die with 27 sides.

@show 4-nll

One impossible bigram makes the whole loss infinite: `andrejq` has `jq`, and no name in the list does. That
is what smoothing is for.
*/
static double nll_of(const char *word, double P[V][V])
{
    Names one = {1, (char *[]){(char *)word}};
    int xs[NAME_MAX_LENGTH + 1], ys[NAME_MAX_LENGTH + 1];
    return nll(bigram_examples(&one, xs, ys), xs, ys, P);
}

static void likelihood(void)
{
    double raw[V][V], smoothed[V][V];
    model(0, raw);
    model(1, smoothed);
    for (const char *pair = ".emma."; pair[1]; pair++) {
        double p = raw[stoi(pair[0])][stoi(pair[1])];
        printf("%.2s  P = %.4f  log P = %.4f\n", pair, p, log(p));
    }
    printf("emma     %.4f\n", nll_of("emma", raw));
    printf("andrejq  %.4f, smoothed %.4f\n", nll_of("andrejq", raw), nll_of("andrejq", smoothed));
    metric("nll_unsmoothed", "%.4f", nll(s.n, s.xs, s.ys, raw));
    metric("nll_smoothed", "%.4f", nll(s.n, s.xs, s.ys, smoothed));
}

/*
So much for counting. Now the same model as a **neural network**, the smallest there is: one linear layer,
no bias. The input is a character, as a one-hot vector of 27 numbers (a 1 at its index and zeros elsewhere).
The output is 27 *logits* $z_c$, which we read as logarithms of counts. `exp` makes them positive, and
dividing by their sum makes them probabilities. The two together are called **softmax**:

$$P_c = \frac{e^{z_c}}{\sum_{c'} e^{z_{c'}}}$$

With a one-hot input, `x @ W` is simply row x of `W` (exercise 2.9). So all examples with the same x have
the same logits, and there are only 27 different softmaxes to compute.
*/
int bigram_examples(const Names *names, int xs[], int ys[])
{
    int n = 0;
    for (int k = 0; k < names->count; k++) {
        const char *c = names->name[k];
        for (int x = 0, y = -1; y != 0; x = y, n++) {
            y = *c ? stoi(*c++) : 0;
            if (xs && ys) {
                xs[n] = x;
                ys[n] = y;
            }
        }
    }
    return n;
}

void net_forward(int rows, double W[][V], double P[][V])
{
    for (int r = 0; r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < V; c++)
            sum += P[r][c] = exp(W[r][c]);
        for (int c = 0; c < V; c++)
            P[r][c] /= sum;
    }
}

void random_weights(int rows, double W[][V], uint64_t seed)
{
    Rng rng;
    float *values = malloc(sizeof *values * (size_t)(rows * V));
    rng_seed(&rng, seed);
    rng_randn(&rng, values, (size_t)(rows * V));
    for (int i = 0; i < rows * V; i++)
        W[i / V][i % V] = values[i];
    free(values);
}

static void net_by_hand(void)
{
    double W[V][V], P[V][V];
    int xs[] = {0, 5, 13, 13, 1}, ys[] = {5, 13, 13, 1, 0}; // emma
    random_weights(V, W, options.seed);
    net_forward(V, W, P);
    for (int i = 0; i < 5; i++)
        printf("%c -> %c   logit %7.4f   P %.4f   nll %.4f\n", itos(xs[i]), itos(ys[i]), W[xs[i]][ys[i]],
               P[xs[i]][ys[i]], -log(P[xs[i]][ys[i]]));
    printf("loss %.4f\n", nll(5, xs, ys, P));
}

/*
**Training**: start from random weights and go downhill. The gradient of softmax and logarithm together is
famously short, probability minus truth:

$$\frac{\partial \text{nll}}{\partial W_{rc}} = \frac{1}{n} \sum_{i:\ x_i = r} (P_{rc} - [c = y_i])$$

where $[c = y_i]$ is 1 if $c$ is the right answer and 0 otherwise. Each example pushes the row of `W` it
used away from what the model expected and towards what really came. Summed over all examples, this is
counting once more: how often the model expects a pair, minus how often the pair came.

@show 5-net-backward

The lecture adds `0.01 * (W**2).mean()` to the loss. This **regularisation** pulls all weights towards 0,
and so the probabilities of a row towards each other: it does what adding counts did before. `W` has 729
numbers, so the gradient of this term is `2 * 0.01 * W / 729`.

@figure loss "The loss of the net falls towards the loss of counting (dashed). It falls fast at first; after 100 steps it is still 0.035 above."
*/
double net_step(int n, const int xs[], const int ys[], int rows, double W[][V], double dW[][V], double P[][V],
                double rate)
{
    double squares = 0;
    net_forward(rows, W, P);
    for (int i = 0; i < rows * V; i++)
        squares += W[i / V][i % V] * W[i / V][i % V];
    double loss = nll(n, xs, ys, P) + 0.01 * squares / (rows * V);
    net_backward(n, xs, ys, rows, P, dW);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < V; c++)
            W[r][c] -= rate * (dW[r][c] + 0.02 * W[r][c] / (rows * V));
    return loss;
}

static void net_trained(void)
{
    double dW[V][V], P[V][V], loss = NAN;
    if (s.trained)
        return;
    random_weights(V, s.W, options.seed);
    for (int step = 0; progress("bigram net", step, options.steps, loss); step++) {
        loss = net_step(s.n, s.xs, s.ys, V, s.W, dW, P, 50);
        curve("loss", step + 1, loss);
        if (step == 0)
            metric("net_first_loss", "%.4f", loss);
    }
    metric("net_last_loss", "%.4f", loss);
    s.trained = true;
}

static void training(void)
{
    net_trained();
    printf("the counting model, for comparison: ");
    double P[V][V];
    model(1, P);
    printf("%.4f\n", nll(s.n, s.xs, s.ys, P));
}

/*
What has the net learned? Its row of logits should be the logarithm of the row of counts, up to a constant,
which softmax does not see. So subtract each row's mean from both and compare. Where there is plenty of
data, they agree. Where counts are near zero, the pull towards 0 shows.

@figure weights "Left: the logarithm of the counts, with 1 added. Right: the weights gradient descent found. The patterns are the same; rare pairs (dark on the left) are paler on the right."
*/
static void row_centred(double row[V], double out[V])
{
    double mean = 0;
    for (int j = 0; j < V; j++)
        mean += row[j] / V;
    for (int j = 0; j < V; j++)
        out[j] = row[j] - mean;
}

static void same_model(void)
{
    net_trained();
    int N[V][V];
    double logs[V][V], weights[V][V], ab = 0, aa = 0, bb = 0;
    bigram_count(s.names, N);
    for (int i = 0; i < V; i++) {
        for (int j = 0; j < V; j++)
            logs[i][j] = log(N[i][j] + 1);
        row_centred(logs[i], logs[i]);
        row_centred(s.W[i], weights[i]);
    }
    for (int i = 0; i < V; i++)
        for (int j = 0; j < V; j++) {
            double a = logs[i][j], b = weights[i][j];
            ab += a * b, aa += a * a, bb += b * b;
            fprintf(table("weights.tsv"), "%d\t%d\t%.4f\t%.4f\n", j, i, a, b);
        }
    metric("weight_correlation", "%.3f", ab / sqrt(aa * bb));
}

/*
And it speaks with the same voice: from the same seed, the net draws nearly the same names as the counts
did, because the probabilities are nearly the same.
*/
static void net_sampling(void)
{
    net_trained();
    double P[V][V];
    char name[NAME_MAX_LENGTH];
    Rng rng;
    net_forward(V, s.W, P);
    rng_seed(&rng, options.seed);
    for (int i = 0; i < 5; i++) {
        sample_name(P, &rng, name, sizeof name);
        printf("%s.\n", name);
    }
}

/*
From here on, the cells are the lecture's exercises. **Two letters of memory** (E01): a pair of characters
is one of 729 contexts, $x = 27 \cdot \text{first} + \text{second}$. Everything else stays as it was: the
same `normalise`, the same `nll`, the same net, with 729 rows.

@show 6-trigram

Counting gets at once what the net must learn step by step. Most of the 729 rows are rarely used, so their
gradients are tiny, and 100 steps are not enough.
*/
static void trigrams(void)
{
    int n = trigram_examples(s.names, NULL, NULL), *xs = malloc(sizeof *xs * (size_t)n * 2);
    int *ys = xs + n, (*N)[V] = malloc(sizeof(int[V * V][V]));
    double(*t)[V] = malloc(sizeof(double[3 * V * V][V])), loss = NAN; // W, its gradient, P
    trigram_examples(s.names, xs, ys);
    trigram_count(s.names, N);
    normalise(V * V, N, 1, t);
    metric("trigram_nll_smoothed", "%.4f", nll(n, xs, ys, t));
    random_weights(V * V, t, options.seed);
    for (int step = 0; progress("trigram net", step, options.steps, loss); step++)
        loss = net_step(n, xs, ys, V * V, t, t + V * V, t + 2 * V * V, 50);
    metric("trigram_net_loss", "%.4f", loss);
    free(t);
    free(N);
    free(xs);
}

/*
**Does it know names, or only these names?** (E02) A model with 19683 counters can learn much by heart. So
we hide some names from it: 80 % train the model, 10 % choose settings such as the smoothing, and the last
10 % stay unseen until the end.

@show 7-split

The trigram model does better on unseen names, too, so it is not just memory. (Some of these names are not
really unseen: a name given to both girls and boys is in the list twice, and one dev name in eight is also
in the training set. The lecture's list has such doubles too.)
*/
typedef struct Set {
    int n, *xs, *ys;
} Set;

static struct {
    Set train[2], dev[2], test[2]; // [0] bigrams, [1] trigrams
    int N[2][V * V][V];
} e;

static Set examples_of(const int order[], int count, int (*examples)(const Names *, int *, int *))
{
    Names part = {count, malloc(sizeof(char *) * (size_t)count)};
    for (int i = 0; i < count; i++)
        part.name[i] = s.names->name[order[i]];
    Set set = {.n = examples(&part, NULL, NULL)};
    set.xs = malloc(sizeof *set.xs * 2 * (size_t)set.n);
    set.ys = set.xs + set.n;
    examples(&part, set.xs, set.ys);
    free(part.name);
    return set;
}

static void split(void)
{
    int (*examples[2])(const Names *, int *, int *) = {bigram_examples, trigram_examples};
    if (e.train[0].n)
        return;
    int count = s.names->count, *order = malloc(sizeof *order * (size_t)count), dev, test;
    Rng rng;
    rng_seed_python(&rng, 42);
    split_80_10_10(count, &rng, order, &dev, &test);
    for (int m = 0; m < 2; m++) {
        e.train[m] = examples_of(order, dev, examples[m]);
        e.dev[m] = examples_of(order + dev, test - dev, examples[m]);
        e.test[m] = examples_of(order + test, count - test, examples[m]);
        for (int i = 0; i < e.train[m].n; i++)
            e.N[m][e.train[m].xs[i]][e.train[m].ys[i]]++;
    }
    free(order);
}

static double loss_on(Set set, int m, double k)
{
    static double P[V * V][V];
    normalise(m ? V * V : V, e.N[m], k, P);
    return nll(set.n, set.xs, set.ys, P);
}

static void splitting(void)
{
    split();
    printf("           train    dev\n");
    for (int m = 0; m < 2; m++)
        printf("%s   %.4f   %.4f\n", m ? "trigram" : "bigram ", loss_on(e.train[m], m, 1), loss_on(e.dev[m], m, 1));
}

/*
**How much smoothing?** (E03) The training set cannot tell: it always wants none. The dev set can. But we
chose $k$ to please the dev set, so its loss is now a little too good to be true. That is why the test set
waited in its drawer until now. (Here the test set happens to be the easier one: two sets of three thousand
names differ by more than one tuned number can gain.)

@show 8-smoothing

@figure smoothing "Loss on the dev set for each smoothing k. Look for the lowest point of each curve: the trigram model needs less than 1, and too much smoothing hurts it first, because its counts are smaller."
*/
static double trigram_train(double k)
{
    return loss_on(e.train[1], 1, k);
}

static double trigram_dev(double k)
{
    return loss_on(e.dev[1], 1, k);
}

static void smoothing(void)
{
    split();
    for (double k = 1e-3; k < 1000; k *= 1.5)
        fprintf(table("smoothing.tsv"), "%.6g\t%.6g\t%.6g\n", k, loss_on(e.dev[0], 0, k), trigram_dev(k));
    double k = choose_smoothing(trigram_train, trigram_dev);
    metric("smoothing", "%.4f", k);
    metric("trigram_dev", "%.4f", trigram_dev(k));
    metric("trigram_test", "%.4f", loss_on(e.test[1], 1, k));
}

/*
**A one-hot vector only picks a row** (E04). Multiplying it by `W` takes 729 multiplications per example,
and 702 of them are by zero.

@show 9-select-rows
*/
static void one_hot(void)
{
    double W[V][V], logits[5][V], largest = 0;
    int xs[] = {0, 5, 13, 13, 1}; // .emma
    random_weights(V, W, options.seed);
    select_rows(5, xs, W, logits);
    for (int i = 0; i < 5; i++)
        for (int c = 0; c < V; c++) {
            double product = 0;
            for (int r = 0; r < V; r++)
                product += (r == xs[i]) * W[r][c];
            largest = fmax(largest, fabs(product - logits[i][c]));
        }
    printf("largest difference to onehot(xs) @ W: %g\n", largest);
}

/*
**cross_entropy** (E05) goes from logits to loss in one step. For one row,

$$-\log \frac{e^{z_y}}{\sum_c e^{z_c}} = \log \sum_c e^{z_c} - z_y$$

@show 10-cross-entropy

It is faster, and it survives logits that would overflow `exp`.
*/
static void cross_entropies(void)
{
    double W[V][V], P[V][V], (*logits)[V] = malloc(sizeof *logits * (size_t)s.n);
    random_weights(V, W, options.seed);
    net_forward(V, W, P);
    select_rows(s.n, s.xs, W, logits);
    printf("softmax, then nll: %.10f\n", nll(s.n, s.xs, s.ys, P));
    printf("cross_entropy:     %.10f\n", cross_entropy(s.n, logits, s.ys));
    free(logits);
    double large[1][V] = {{0, 1000}};
    printf("with a logit of 1000, exp gives %g, and cross_entropy %g\n", exp(large[0][1]),
           cross_entropy(1, large, (int[]){1}));
}

/*
## What you have now

A model, a loss, a way to go downhill, and the suspicion that more memory is better. But 27 rows became 729,
and ten letters of memory would need $27^{10}$. Counting is over. The next lesson gives every letter a place
in a small space instead.
*/
static const Shown lecture[] = {
    {"bigrams", "228146"},
    {"nll_unsmoothed", "2.4540"},
    {"nll_smoothed", "2.4546"},
    {"net_first_loss", "3.7686"},
    {"net_last_loss", "2.4901"},
    {"sample_1", "mor."},
    {"sample_2", "axx."},
    {"sample_3", "minaymoryles."},
    {"sample_4", "kondlaisah."},
    {"sample_5", "anchshizarie."},
    {0},
};

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "02-bigram",
        .about = "a language model that counts, and a net that learns to",
        .data = "names.txt",
        .video_data = "makemore-names.txt",
        .seed = 2147483647,
        .steps = 100,
        .quick_steps = 20,
        .lecture = lecture,
    };
    notebook_begin(&lesson, argc, argv);
    s.names = names_load(options.data);
    s.n = bigram_examples(s.names, NULL, NULL);
    s.xs = malloc(sizeof *s.xs * 2 * (size_t)s.n);
    s.ys = s.xs + s.n;
    bigram_examples(s.names, s.xs, s.ys);

    cell("Looking at the names", looking);
    cell("Counting bigrams", counting);
    cell("From counts to probabilities", normalising);
    cell("Sampling", sampling);
    cell("How good is it?", likelihood);
    cell("The same model as a neural network", net_by_hand);
    cell("Training the network", training);
    cell("What the network learned", same_model);
    cell("Sampling from the network", net_sampling);
    cell("E01: two letters of memory", trigrams);
    cell("E02: names it has not seen", splitting);
    cell("E03: how much smoothing?", smoothing);
    cell("E04: a one-hot vector only picks a row", one_hot);
    cell("E05: cross_entropy", cross_entropies);
    return notebook_end();
}

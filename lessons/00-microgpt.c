/*
# 00 microgpt: all of it

This program reads a list of first names, learns what a name looks like, and then invents names of its own: `amadon`,
`emelen`, `kieven`, `darien`. It is a complete GPT. Everything that makes such a model work is on this page: tokens,
backpropagation, attention, Adam, sampling. No library does the real work out of sight. The C library contributes
`exp`, `log`, `pow` and `sqrt`; the course's own files read the names and draw the random numbers.

The model behind a chat assistant is the same algorithm with more of everything: more text, more numbers, more
computers. **This is all of it. The rest of the course is understanding it, and efficiency.**

So read this page twice. If today is your first day, read it for the shape: run the program, look at the pictures, let
the details pass. Each of them has a lesson of its own, linked where it comes up. When you come back after lesson 07,
you will know every line.

The algorithm is Andrej Karpathy's [microgpt](https://karpathy.ai/microgpt.html) of February 2026, and so are the
numbers: trained on the same names (`make lesson-00 ARGS=--video`), this program prints the same losses and invents the
same twenty names, from `kamon` to `anton`. Python needs almost three minutes for that, C a third of a second.

Prose and program are one file, `lessons/00-microgpt.c`. After each idea comes its code, and after the code what it
printed.
*/
#include "00-microgpt.h"
#include "check.h"
#include "data.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>

enum { VOCAB = 27, BOS = 26, BLOCK = 16 }; // how many tokens there are, which one is BOS, how many the model sees
enum { WIDTH = 16, HIDDEN = 64 };          // how many numbers stand for a token, how many the feed-forward layer uses
enum { HEADS = 4, HEAD = WIDTH / HEADS };  // how many heads attention has, and how many numbers each head has

static Names *names;
static int *order; // the names, shuffled
static Rng rng;    // every random number comes from here

/*
A language model learns from documents. Ours are names, one per line, and they are all this model will ever
know about language. We shuffle them first, because the file is sorted. (More about these names in [lesson
02](02-bigram.md).)
*/
static const char *document(int i)
{
    return names->name[order[i % names->count]];
}

static void looking(void)
{
    order = malloc(sizeof *order * (size_t)names->count);
    for (int i = 0; i < names->count; i++)
        order[i] = i;
    rng_shuffle(&rng, order, names->count);
    metric("docs", "%.0f", names->count);
    for (int i = 0; i < 8; i++)
        printf("%s%s", document(i), i < 7 ? ", " : ", ...\n");
}

/*
## Letters become numbers

A model computes, so text must become numbers. Every letter gets a number, its **token**: `a` is 0, `z` is 25. One
more token, 26, marks where a name begins and where it ends. It is called BOS, "beginning of sequence".

Now a name is a few small puzzles: given the tokens so far, which one comes next? `emma` makes five of them:

```
26                  ->  4    e begins the name
26  4               -> 12    m follows e
26  4 12            -> 12    m follows em
26  4 12 12         ->  0    a follows emm
26  4 12 12  0      -> 26    and after emma, the name ends
```

Solving such puzzles is the only thing this model is ever trained to do.
*/
static const char letters[] = "abcdefghijklmnopqrstuvwxyz"; // letters[BOS] is the 0 that ends a string

// Writes the tokens of a name and returns how many puzzles they make. A name too long for a block is cut.
static int encode(const char *name, int tokens[BLOCK + 1])
{
    int n = 0;
    tokens[0] = BOS;
    do
        tokens[++n] = *name ? *name - 'a' : BOS;
    while (*name++ && n < BLOCK);
    return n;
}

/*
## A number that remembers

Learning means changing numbers so that a result gets better. Which way should each of them go? Its
**slope** says so: if this number grows a little, how fast does the result grow? There is a way to get the
slopes of thousands of numbers at once: give the numbers a memory.

A `Value` knows which values it was made from, and how fast it grows with each of them. A sum grows as fast
as either of its terms. A product grows with one factor as fast as the other factor says: if $b = 5$ and $a$
grows by 1, then $a b$ grows by 5. The other rules are in any table of derivatives. `relu` is the simplest
way to bend a line: it returns $a$, or 0 where $a$ is negative.
*/
typedef struct Value {
    double data, grad;     // the number; and its slope, how fast the result grows with it
    struct Value *from[2]; // what it was made from,
    double slope[2];       // and how fast it grows with each
} Value;

static Value tape[1 << 18], *next = tape; // all values, in the order they were made
static Value nothing;                     // the source of a value that has fewer than two

static Value *value(double data, Value *a, double slope_a, Value *b, double slope_b)
{
    CHECK(next < tape + COUNT(tape), "the tape is full");
    *next = (Value){data, 0, {a, b}, {slope_a, slope_b}};
    return next++;
}

// clang-format off
static Value *number(double x)          { return value(x, &nothing, 0, &nothing, 0); }
static Value *add(Value *a, Value *b)   { return value(a->data + b->data, a, 1, b, 1); }
static Value *mul(Value *a, Value *b)   { return value(a->data * b->data, a, b->data, b, a->data); }
static Value *power(Value *a, double n) { return value(pow(a->data, n), a, n * pow(a->data, n - 1), &nothing, 0); }
static Value *exponential(Value *a)     { return value(exp(a->data), a, exp(a->data), &nothing, 0); }
static Value *logarithm(Value *a)       { return value(log(a->data), a, 1 / a->data, &nothing, 0); }
static Value *relu(Value *a)            { return value(fmax(a->data, 0), a, a->data > 0, &nothing, 0); }
// clang-format on

/*
The values lie on a tape in the order they were made. To find the slopes, start at the last one, the result, and walk
back: each value passes its slope on to the values it was made from, multiplied by how fast it grows with them. That is
the chain rule, and the walk is called **backpropagation**. Note the `+=`: a value that was used twice is reached twice.

Three numbers are enough to watch it. $L = (ab + c)^2$ makes six values. The slope of $a$ is -24: make $a$
larger by 0.001, and $L$ falls by 0.024. Subtract a hundredth of their slopes from $a$, $b$ and $c$, and $L$
falls from 16 to 8. Do that again and again, and you are training. ([Lesson 01](01-micrograd.md) builds this
engine step by step.)

@figure tape "The tape of L = (a * b + c)². In the box: the value. Below it: its slope, found from right to left. On an arrow: how fast the value on the right grows with the one on the left."
*/
static void backward(Value *result)
{
    result->grad = 1;
    for (ptrdiff_t t = result - tape; t >= 0; t--)
        for (int i = 0; i < 2; i++)
            tape[t].from[i]->grad += tape[t].slope[i] * tape[t].grad;
}

static void remembering(void)
{
    Value *a = number(2), *b = number(-3), *c = number(10), *d = add(mul(a, b), c), *L = mul(d, d);
    backward(L);
    printf("L = %g; slopes: a %g, b %g, c %g\n", L->data, a->grad, b->grad, c->grad);
    for (Value *v = tape; v <= L; v++)
        fprintf(table("tape.tsv"), "%g\t%g\t%g\t%g\n", v->data, v->grad, v->slope[0], v->slope[1]);
}

/*
Everything the model will ever know is kept in 4192 numbers, its **parameters**, arranged in nine tables.
They begin as noise: small random numbers around 0. Training changes these numbers, and nothing else. (GPT-2
has tables of the same kinds, with 124 million numbers.)

A row of `wte` is what the model knows about one letter. Sixteen numbers that stand for one thing are called its
**embedding**; [lesson 03](03-mlp.md) explains what they are good for.
*/
static struct {
    Value *wte[VOCAB][WIDTH];     // token embeddings: what each letter means
    Value *wpe[BLOCK][WIDTH];     // position embeddings: what each place in a name means
    Value *lm_head[VOCAB][WIDTH]; // from 16 numbers to a score for each token
    // attention: makes queries, keys and values, and puts together what the heads found
    Value *wq[WIDTH][WIDTH], *wk[WIDTH][WIDTH], *wv[WIDTH][WIDTH], *wo[WIDTH][WIDTH];
    // feed-forward: from 16 numbers to 64 and back
    Value *fc1[HIDDEN][WIDTH], *fc2[WIDTH][HIDDEN];
} w;

enum { PARAMS = sizeof w / sizeof(Value *) };

static void birth(void)
{
    Value **parameter = (Value **)&w;
    next = tape; // the parameters are the first values on the tape
    for (int i = 0; i < PARAMS; i++)
        parameter[i] = number(rng_gauss(&rng, 0, 0.08));
    metric("params", "%.0f", PARAMS);
}

/*
## Three tools

**linear** makes new numbers from old ones: each output is a weighted sum of all inputs, and the weights are parameters.
From the inputs 1, 2, 3 the weights 0, 2, -1 make 1. Nearly all the work of a GPT is done here.

**softmax** turns scores into probabilities: `exp` makes them positive, and dividing by their sum makes them add up
to 1. The scores 1, 2, 3 become 9 %, 24 % and 67 %. Subtracting the largest score first changes none of that, but
keeps `exp` from overflowing. ([Lesson 02](02-bigram.md))

**rmsnorm** brings numbers to a healthy size: it divides them by the root of their mean square, so 3 and 4
become 0.85 and 1.13. ([Lesson 04](04-batchnorm.md) shows what goes wrong in a network without such care.)
In formulas,

$$\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_k e^{z_k}} \qquad \text{rmsnorm}(x)_i = \frac{x_i}{\sqrt{\frac{1}{n} \sum_k x_k^2}}$$
*/
static Value *dot(int n, Value *a[], Value *b[])
{
    Value *sum = number(0);
    for (int i = 0; i < n; i++)
        sum = add(sum, mul(a[i], b[i]));
    return sum;
}

static void linear(int nout, int nin, Value *W[nout][nin], Value *x[], Value *y[])
{
    for (int o = 0; o < nout; o++)
        y[o] = dot(nin, W[o], x);
}

static void softmax(int n, Value *score[], Value *p[])
{
    double largest = -INFINITY;
    Value *sum = number(0);
    for (int i = 0; i < n; i++)
        largest = fmax(largest, score[i]->data);
    for (int i = 0; i < n; i++)
        sum = add(sum, p[i] = exponential(add(score[i], number(-largest))));
    Value *share = power(sum, -1);
    for (int i = 0; i < n; i++)
        p[i] = mul(p[i], share);
}

static void rmsnorm(Value *x[WIDTH], Value *y[WIDTH])
{
    Value *mean_square = mul(dot(WIDTH, x, x), number(1.0 / WIDTH));
    Value *scale = power(add(mean_square, number(1e-5)), -0.5); // 1e-5: never divide by 0
    for (int i = 0; i < WIDTH; i++)
        y[i] = mul(x[i], scale);
}

/*
## Attention

The last letter alone is a poor hint at the next one, so the model has to look back. That is what
**attention** is for. Every position makes three vectors from its numbers: a *query*, what it is looking
for; a *key*, what it can be found by; and a *value*, what it has to tell. The dot product of a query and a
key is a score, high where the two fit. Softmax turns the scores into weights, and the weighted mean of the
values is what was found:

$$\text{found} = \sum_t w_t v_t \qquad w = \text{softmax}\left(\frac{q \cdot k_0}{\sqrt{4}}, \frac{q \cdot k_1}{\sqrt{4}}, \dots\right)$$

An example. The query (2, 0, 0, 0) meets three keys, which begin with 0, 1, 2 and go on with zeros. The
scores are 0, 2 and 4; divided by the root of the keys' length, $\sqrt 4$, they are 0, 1 and 2. Softmax
turns them into the weights 9 %, 24 % and 67 %. If the values are 10, 20 and 30, the result is 25.8: most of
it comes from the third.

Four **heads** do this side by side, each with 4 of the 16 numbers, so each can look for something else. A
position sees itself and what came before it, never what comes after. So keys and values never change once
they are made, and we keep them.
*/
static Value *keys[BLOCK][WIDTH], *values[WIDTH][BLOCK]; // of position t: keys[t][i] and values[i][t]

static void attend(int first, int pos, Value *query[WIDTH], Value *found[WIDTH])
{
    Value *weight[BLOCK];
    for (int t = 0; t <= pos; t++)
        weight[t] = mul(dot(HEAD, query + first, keys[t] + first), number(1 / sqrt(HEAD)));
    softmax(pos + 1, weight, weight);
    for (int i = first; i < first + HEAD; i++)
        found[i] = dot(pos + 1, weight, values[i]);
}

/*
## The whole model

Here it is, from one token to 27 scores. First, what the letter means and what its place means are added.
Then come two layers, and each adds its result to $x$. **Attention** collects what is useful from other
positions. The **feed-forward layer** thinks it over, in 64 numbers of which only the positive ones count.
Adding to $x$ instead of replacing it gives the slopes a free way back, and that is what makes deep models
trainable. At the end, the last table gives each possible next token a score, its *logit*.

GPT-2 is this picture with the two layers repeated twelve times. ([Lesson 07](07-gpt.md) builds it up from a simple
average of the past.)

@figure block "The whole model. Follow x along the top: each layer branches off it and adds its result back. Blue boxes are tables of parameters; grey numbers say how many values go along an arrow."
*/
static void gpt(int token, int pos, Value *logits[VOCAB])
{
    Value *x[WIDTH], *y[WIDTH], *query[WIDTH], *found[WIDTH], *hidden[HIDDEN];
    for (int i = 0; i < WIDTH; i++)
        x[i] = add(w.wte[token][i], w.wpe[pos][i]);
    rmsnorm(x, x);

    rmsnorm(x, y); // attention: collect
    linear(WIDTH, WIDTH, w.wq, y, query);
    linear(WIDTH, WIDTH, w.wk, y, keys[pos]);
    linear(WIDTH, WIDTH, w.wv, y, found);
    for (int i = 0; i < WIDTH; i++)
        values[i][pos] = found[i];
    for (int first = 0; first < WIDTH; first += HEAD)
        attend(first, pos, query, found);
    linear(WIDTH, WIDTH, w.wo, found, y);
    for (int i = 0; i < WIDTH; i++)
        x[i] = add(x[i], y[i]);

    rmsnorm(x, y); // feed-forward: think it over
    linear(HIDDEN, WIDTH, w.fc1, y, hidden);
    for (int i = 0; i < HIDDEN; i++)
        hidden[i] = relu(hidden[i]);
    linear(WIDTH, HIDDEN, w.fc2, hidden, y);
    for (int i = 0; i < WIDTH; i++)
        x[i] = add(x[i], y[i]);

    linear(VOCAB, WIDTH, w.lm_head, x, logits);
}

/*
## How wrong is it?

Look at the probability $p$ that the model gave to the token that really came next. $-\log p$ says how
surprised it is: 0 if it was certain, 0.69 if it thought fifty-fifty, $\log 27 = 3.30$ if it finds all 27
tokens equally likely. The mean over a name is the **loss**, the number that training brings down.
*/
static Value *loss_of(const char *name)
{
    Value *logits[VOCAB], *p[VOCAB], *sum = number(0);
    int tokens[BLOCK + 1], n = encode(name, tokens);
    for (int pos = 0; pos < n; pos++) {
        gpt(tokens[pos], pos, logits);
        softmax(VOCAB, logits, p);
        sum = add(sum, logarithm(p[tokens[pos + 1]]));
    }
    return mul(sum, number(-1.0 / n));
}

/*
## Writing

A model that can guess the next token can write: draw a token from its guesses, append it, ask again, until BOS is
drawn. The **temperature** says how daring to be; the scores are divided by it. At 0.5 the scores 1, 2, 3 become 2, 4,
6, and the probabilities 9 %, 24 %, 67 % become 2 %, 12 %, 87 %: the likely gets likelier. (Softmax is not needed here:
`rng_choices` divides by the sum itself.)
*/
static void invent(Rng *dice, double temperature, char name[BLOCK + 1])
{
    Value *logits[VOCAB];
    double chance[VOCAB];
    int token = BOS, n = 0;
    next = tape + PARAMS; // forget all values except the parameters
    do {
        gpt(token, n, logits);
        for (int i = 0; i < VOCAB; i++)
            chance[i] = exp(logits[i]->data / temperature);
        token = rng_choices(dice, chance, VOCAB);
        name[n++] = letters[token];
    } while (token != BOS && n < BLOCK);
    name[n] = '\0';
}

/*
Take a name, measure the loss, walk back, and move every parameter a little against its slope. A thousand names, a
thousand steps: that is training. Each step makes about sixty thousand values and forgets them again.

How far is a little? **Adam** keeps two running means for each parameter: $m$ of its slopes, because one
name alone is a noisy guide, and $v$ of their squares, which tells how large they usually are. At step $t$,
with slope $g$, it does

$$m \leftarrow 0.85 m + 0.15 g \qquad v \leftarrow 0.99 v + 0.01 g^2 \qquad p \leftarrow p - \text{rate} \cdot \frac{m / (1 - 0.85^t)}{\sqrt{v / (1 - 0.99^t)}}$$

A parameter moves by the rate times $m / \sqrt v$, so one whose slopes are all tiny gets as far as any
other. Both means start at 0, which is too small; the divisions by $1 - 0.85^t$ and $1 - 0.99^t$ correct
that. (The code adds 1e-8 to the root, to be sure never to divide by 0.) At the first step the fraction is
$g / \sqrt{g^2}$: every parameter moves by exactly the rate, 0.01, up or down. The rate shrinks with every
step, down to 0.

The first loss is near 3.30, as it must be for a model that knows nothing. At the end the mean is about 2.4:
choosing among 27 tokens has become as easy as choosing among $e^{2.4} = 11$. Below each loss are three
names that the model invents at that point, always with the same dice. After ten steps they have the length
of names; after a hundred, the vowels are where they belong.

@figure loss "Each dot is the loss of one name (every second one is drawn), and the line is their running mean. Compare the words below it: what the model invents after 1, 10, 100 and 1000 steps, with the same dice each time."
*/
static void adam(int step)
{
    static double m[PARAMS], v[PARAMS];
    double rate = 0.01 * (1 - (double)step / options.steps);
    for (int i = 0; i < PARAMS; i++) {
        double g = tape[i].grad;
        m[i] = 0.85 * m[i] + (1 - 0.85) * g;
        v[i] = 0.99 * v[i] + (1 - 0.99) * g * g;
        double mean = m[i] / (1 - pow(0.85, step + 1)), mean_square = v[i] / (1 - pow(0.99, step + 1));
        tape[i].data -= rate * mean / (sqrt(mean_square) + 1e-8);
        tape[i].grad = 0;
    }
}

static void training(void)
{
    const int shown[] = {1, 2, 3, 4, 5, 10, 100, 200, 500, 1000, 0}, *show = shown;
    double latest = NAN;
    char text[BLOCK + 1];
    for (int step = 0; progress("microgpt", step, options.steps, latest); step++) {
        next = tape + PARAMS; // forget all values except the parameters
        Value *loss = loss_of(document(step));
        backward(loss);
        adam(step);
        latest = loss->data;
        curve("loss", step + 1, latest);
        if (step + 1 == *show) {
            Rng dice = rng; // a copy: always the same luck, so it is the model that changes
            snprintf(text, sizeof text, "loss_%d", *show++);
            metric(text, "%.4f", latest);
            for (int i = 0; i < 3; i++) {
                invent(&dice, 0.5, text);
                printf("%s%s%s", i == 0 ? "    invents " : ", ", text, i == 2 ? "\n" : "");
                fprintf(table("voices.tsv"), "%d\t%s\n", step + 1, text);
            }
        }
    }
}

/*
Compare the embeddings of two letters. They are alike to the model if they point in the same direction; then
the cosine of the angle between them is near 1. Here is `a` beside every letter: e, o and u are most like
it. Nobody told the model what a vowel is. It noticed that these letters keep the same company.

@figure letters "How alike the model finds two letters: the cosine between their embeddings, white below 0.1. Look for the dark squares: the vowels stand together at the top left, and two families of consonants below them."
*/
static void learned(void)
{
    for (int a = 0; a < BOS; a++)
        for (int b = 0; b < BOS; b++) {
            Value **A = w.wte[a], **B = w.wte[b];
            double cosine = dot(WIDTH, A, B)->data / sqrt(dot(WIDTH, A, A)->data * dot(WIDTH, B, B)->data);
            fprintf(table("letters.tsv"), "%c\t%c\t%.3f\n", letters[a], letters[b], cosine);
            if (a == 0)
                printf("%c %5.2f%s", letters[b], cosine, b % 9 == 8 || b == 25 ? "\n" : "   ");
        }
}

/*
And now what it was all for: twenty new names. Five of them turn out to be real: karel, talyn, amarie,
darien and odinn are in the list. But four of those five are not among the thousand names that the model has
read. It did not memorise them; it knows what a name looks like.
*/
static void inventing(void)
{
    char name[BLOCK + 1], key[32];
    for (int i = 1; i <= 20; i++) {
        invent(&rng, 0.5, name);
        snprintf(key, sizeof key, "sample_%d", i);
        metric_text(key, name);
    }
}

/*
## What you have now

The whole of it. Here is where the course takes it apart and builds it again, slowly:

| on this page | lesson |
|---|---|
| `Value`, the tape, walking back | [01 micrograd](01-micrograd.md) |
| tokens, softmax, -log p, drawing names | [02 bigram](02-bigram.md) |
| embeddings; training on one part of the data and testing on another | [03 MLP](03-mlp.md) |
| why numbers must keep a healthy size | [04 BatchNorm](04-batchnorm.md) |
| walking back through whole tables at once | [05 backprop ninja](05-backprop-ninja.md) |
| layers on layers, and a longer look back | [06 WaveNet](06-wavenet.md) |
| attention, heads, Adam, temperature: the GPT | [07 GPT](07-gpt.md) |

That is the understanding. And efficiency? This program makes a `Value` of 48 bytes for every single product
and sum. Nothing could be clearer, and it is slow: half a billion multiplications and additions a second.
From lesson 03 on, whole tables of numbers are multiplied at once, and one core of the same machine does
more than a hundred billion. The algorithm stays the one you have just read.
*/
int main(int argc, char **argv)
{
    notebook_begin(&lesson, argc, argv);
    names = names_load(options.data);
    rng_seed_python(&rng, options.seed);

    cell("A list of names", looking);
    cell("Walking back", remembering);
    cell("What the model knows", birth);
    cell("Training", training);
    cell("What it found out about letters", learned);
    cell("Twenty new names", inventing);
    return notebook_end();
}

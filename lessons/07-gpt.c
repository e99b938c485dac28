/*
# 07 GPT: characters that look at each other

Every model so far was told how far to look back: one letter, three, eight. And each of them put everything it saw
through the same weights. Text is not like that. In *Mia met a red fox by the lake. The red fox followed her*, the word
*her* depends on *Mia*, the first word, and on nothing in between. This lesson builds the mechanism that finds such a
word by itself: **attention**. It is small. A few dozen lines of it, stacked four times, are a GPT, and it trains here in
a minute and a half, the whole lesson in two. You will write every piece: the attention head, the block, the whole model, the optimiser, the loop that
writes.

The lecture is [Let's build GPT: from scratch, in code, spelled
out](https://www.youtube.com/watch?v=kCc8FmEb1nY), after [Attention Is All You
Need](https://arxiv.org/abs/1706.03762), 2017. It learns from Shakespeare. So does this lesson, with `make datasets` and
`ARGS="--data tinyshakespeare.txt"`. By default it learns from **tales** that a small grammar generates. They have one
great advantage: we know exactly how well they can be predicted, so for once the plots have a finish line.
*/
#include "07-gpt.h"
#include "07-gpt/story.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_B = 32, SMALL_T = 8, SMALL_C = 32, MAX_BLOCKS = 3 }; // of the lecture's first models

static Rng rng; // the lecture's: one seed, and everything is drawn from it

/*
First, the text becomes numbers. Sort the characters that occur; the place of each in that list is its number. At the
level of characters, this is all a *tokenizer* does (lesson 08 builds a better one). A character may be a letter of any
alphabet, so you can train on names from your own language, one a line: `ARGS="--data FILE --lines"`.
*/
static void characters(void)
{
    enum { LISTED = 100 };
    const Tokenizer *tokenizer = run.tokenizer;
    const char *word = story.tales ? "Mia met a fox." : run.by_lines ? "emma" : "hii there", *unknown;
    int ids[16];
    size_t n = tokenizer_encode(tokenizer, word, strlen(word), ids, &unknown);
    if (unknown) // another language: take its own beginning
        memcpy(ids, run.text->id, sizeof *ids * (n = 8));
    printf("%td characters, %d different ones:", run.text->count, tokenizer->vocab);
    for (int i = 0; i < tokenizer->vocab && i < LISTED; i++)
        printf(" %s", text_symbol(run.text, i));
    printf("%s\n\n", tokenizer->vocab > LISTED ? " ..." : "");
    for (size_t i = 0; i < n; i++)
        printf("%s", text_symbol(run.text, ids[i]));
    printf(" ->");
    for (size_t i = 0; i < n; i++)
        printf(" %d", ids[i]);
    printf("\n\n");
    for (int i = 0, lines = 0; i < run.text->count && lines < 3; i++) {
        fputs(tokenizer->token[run.text->id[i]].bytes, stdout);
        lines += run.text->id[i] == run.text->end;
    }
    metric("vocabulary", "%.0f", tokenizer->vocab);
}

/*
A model reads windows of the text. One window of eight characters holds eight examples, because the model should be able
to continue after one character, after two, and so on up to eight. A batch is several windows side by side; they know
nothing of each other. (A text of lines can have its windows at the beginnings of lines. For now it is one long stream,
as in the lecture.)
*/
static void stream_batch(Part part, int B, int T, int X[], int Y[]) // (B, T) each
{
    Text stream = *run.text;
    stream.by_lines = false;
    text_batch(&stream, part, B, T, &rng, X, Y);
}

static void windows(void)
{
    int X[4 * SMALL_T], Y[4 * SMALL_T];
    Rng kept = rng; // looking must not change what is drawn afterwards
    stream_batch(TRAIN, 4, SMALL_T, X, Y);
    rng = kept;
    for (int t = 0; t < SMALL_T; t++) {
        printf("after '");
        for (int i = 0; i <= t; i++)
            printf("%s", text_symbol(run.text, X[i]));
        printf("'%*scomes '%s'\n", 10 - t, "", text_symbol(run.text, Y[t]));
    }
}

/*
We start with the simplest model of all, because everything around it (batches, the training loop, measuring, sampling)
stays for the rest of the lesson. It is the **bigram** of lesson 02: a table of logits that is looked up and trained. The
loss of one batch is noisy, so from time to time we average it over 200 batches: from the first nine tenths of the text,
on which the model is trained (*train*), and from the last tenth, which it never sees in training (*val*).

The optimiser is **AdamW**. Plain gradient descent moves every weight by the same rate times its gradient, although some
gradients are a thousand times larger than others. Adam keeps two running means for every weight: $m$ of the gradient
$g$, and $v$ of its square,

$$m \leftarrow \beta_1 m + (1-\beta_1)\,g \qquad v \leftarrow \beta_2 v + (1-\beta_2)\,g^2$$

and moves the weight by $m/\sqrt{v}$ times the rate. If the gradient always points the same way, $m/\sqrt{v}$ is close to
1 in size, whether the gradient is large or tiny; if its sign keeps changing, $m$ averages out and the step is small. So
the rate means something at last: it is about how far a weight moves in one step. Five numbers set this up:

- the **rate**, here 0.01;
- $\beta_1 = 0.9$: the mean gradient remembers about the last $1/(1-0.9) = 10$ steps;
- $\beta_2 = 0.999$: the mean square remembers about the last 1000, since a size changes more slowly than a direction;
- $\epsilon = 10^{-8}$, added to $\sqrt{v}$ so that nothing is divided by 0;
- the **weight decay**, 0.01: in each step a weight also shrinks by the rate times 0.01 of itself. Weights that the loss
  does not need fade away.

Both means start at 0, and so they are too small at first. After $t$ steps of a constant gradient, $m$ has reached only
the fraction $1-\beta_1^t$ of it (each step closes a tenth of the gap). Dividing by this fraction is called **bias
correction**; exercise 7.7 writes the whole step. The W in AdamW says how the decay is done: it is applied to the weight
directly. Adding it to the gradient, as an L2 penalty would, sends it through the division by $\sqrt{v}$, and weights with
large gradients would hardly decay.

@figure bigram "Look at how early the curves go flat: a bigram has nothing more to learn. Dotted lines: the best possible loss for a model that knows nothing, only character frequencies, or only pairs."
*/
static Tensor *table_bigram; // (V, V): the logits of the next character

static Tensor *bigram_loss(const int X[], const int Y[]) // (B, T) each -> ()
{
    return tensor_cross_entropy(tensor_embed(table_bigram, X, SHAPE(SMALL_B, SMALL_T)), Y);
}

static double estimate(Tensor *(*loss)(const int X[], const int Y[]), Part part, int batches)
{
    int X[SMALL_B * SMALL_T], Y[SMALL_B * SMALL_T];
    float sum = 0; // the lecture's losses.mean() is in float, too
    for (int i = 0; i < batches; i++) {
        stream_batch(part, SMALL_B, SMALL_T, X, Y);
        tape_reset();
        sum += (float)tensor_item(loss(X, Y));
    }
    return sum / (float)batches;
}

static void small_step(Params *p, Tensor *(*loss)(const int X[], const int Y[]), double rate, double decay)
{
    int X[SMALL_B * SMALL_T], Y[SMALL_B * SMALL_T];
    stream_batch(TRAIN, SMALL_B, SMALL_T, X, Y);
    tape_reset();
    Tensor *mean = loss(X, Y); // ()
    params_zero_grad(p);
    tensor_backward(mean);
    params_adamw(p, rate, 0.9, 0.999, 1e-8, decay);
}

static void bigram(void)
{
    int steps = options.quick ? 600 : 3000, V = run.tokenizer->vocab;
    char name[32];
    Params p = {0};
    if (story_too_many_tokens("a table of logits for every pair of tokens"))
        return;
    table_bigram = params_randn(&p, "table", SHAPE(V, V), &rng, 1);
    for (int step = 0; progress("bigram", step, steps, NAN); step++) {
        for (Part part = TRAIN; step % 300 == 0 && part <= VAL; part++) {
            double loss = estimate(bigram_loss, part, 200);
            snprintf(name, sizeof name, "bigram_%s_%d", part == TRAIN ? "train" : "val", step);
            metric(name, "%.4f", loss);
            curve(part == TRAIN ? "bigram-train" : "bigram-val", step, loss);
        }
        small_step(&p, bigram_loss, 1e-2, 0.01);
    }
    story_bigram_says(table_bigram, &rng);
    params_free(&p);
}

/*
It babbles, because each character knows only the one before it. How can a character learn from all the characters before
it? The crudest way is to take their **mean**. Here is that mean in three forms, each one step closer to attention: with
loops; as a product with a matrix of weights, whose row $t$ has the same weight for everything up to $t$; and with that
matrix made by softmax.

@show 1-average-past

Why the third form? Because its weights need not be equal. Softmax turns *any* numbers into weights, and minus infinity
into "not at all". Where we put zeros now, we can put how interesting each character is.
*/
static double apart(const Tensor *a, const real b[])
{
    double most = 0;
    for (size_t i = 0; i < a->size; i++)
        most = fmax(most, fabs((double)a->data[i] - b[i]));
    return most;
}

static void averaging(void)
{
    enum { B = 4, T = 8, C = 2 };
    real out[B * T * C];
    Rng own;
    rng_seed(&own, options.seed);
    tape_reset();
    Tensor *x = tensor_randn(SHAPE(B, T, C), &own); // (4, 8, 2)
    average_loops(B, T, C, x->data, out);
    for (int t = 0; t < 3; t++)
        printf("x[0][%d] = %7.4f %7.4f   mean so far = %7.4f %7.4f\n", t, x->data[C * t], x->data[C * t + 1],
               out[C * t], out[C * t + 1]);
    printf("loops and matmul agree to 1e-6: %s\n", apart(average_matmul(x), out) < 1e-6 ? "yes" : "no");
    printf("loops and softmax agree to 1e-6: %s\n", apart(average_softmax(x), out) < 1e-6 ? "yes" : "no");
}

/*
**Self-attention** lets every character choose where to look. At each position, the numbers $x_t$ are multiplied by three
matrices, which are learned, and give three *vectors*:

- the **query** $q_t = x_t W_q$: what am I looking for?
- the **key** $k_t = x_t W_k$: what do I contain?
- the **value** $v_t = x_t W_v$: what do I pass on to those who look at me?

The dot product of one position's query and another's key is a *score*, high where the two fit. Softmax turns a
position's scores into weights that sum to 1, and the result is the weighted mean of the values. For all positions at
once, with the vectors as rows of $Q$, $K$ and $V$:

$$\mathrm{attention}(Q, K, V) = \mathrm{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) V$$

where $d$ is the length of a query, the *size* of the head.

@diagram head "One head. Follow the query of her: it meets the key of every word so far; softmax turns the scores into weights; the weights mix the values."

Let us do it by hand for three words, *Mia*, *fox* and *her*. To keep it readable, $x$ says only what kind of word each
is: a person, an animal or a pronoun. The query matrix makes a pronoun ask for a person. The key matrix makes Mia answer
"I am a person" and the fox "I am an animal". The value matrix holds what they pass on: two numbers that stand for who
they are.

Here you see why the value differs from the key. The key is an address: it only has to say "person", and it would be the
same for every name. The value is the content: it must say *which* person. If one vector had to do both, a word could not
be easy to find and say something else once it is found.
*/
static void show_rows(const char *name, const Tensor *a) // (1, n, C)
{
    int n = a->shape.dim[1], C = a->shape.dim[2];
    printf("%-8s", name);
    for (int i = 0; i < n; i++, printf("%s", i < n ? "  |" : "\n"))
        for (int c = 0; c < C; c++)
            printf(" %5.2f", (double)a->data[i * C + c]);
}

static void by_pencil(void)
{
    enum { WORDS = 3, SIZE = 2 };
    static const real kinds[] = {1, 0, 0, 0, 1, 0, 0, 0, 1}; // person, animal, pronoun: Mia, fox, her
    static const real ask[] = {0, 0, 0, 0, 4, 0}, say[] = {1, 0, 0, 1, 0, 0}, give[] = {3, 1, -2, 5, 0, 0}; // (3, 2)
    tape_reset();
    Tensor *x = tensor_from(SHAPE(1, WORDS, WORDS), kinds);
    Tensor *q = tensor_matmul(x, tensor_from(SHAPE(WORDS, SIZE), ask)); // (1, 3, 2)
    Tensor *k = tensor_matmul(x, tensor_from(SHAPE(WORDS, SIZE), say)); // (1, 3, 2)
    Tensor *v = tensor_matmul(x, tensor_from(SHAPE(WORDS, SIZE), give));
    Tensor *scores = tensor_scale(tensor_matmul(q, tensor_transpose(k)), 1 / sqrt(SIZE)); // (1, 3, 3)
    Tensor *weights = tensor_softmax(tensor_causal_mask(scores));                         // (1, 3, 3)
    printf("        Mia          | fox          | her\n");
    show_rows("query", q);
    show_rows("key", k);
    show_rows("value", v);
    printf("\nEach word's scores for Mia, fox and her, its weights, and its result:\n");
    show_rows("scores", scores);
    show_rows("weights", weights);
    show_rows("result", tensor_matmul(weights, v));
}

/*
The last block of each line belongs to *her*. The score for Mia is $4/\sqrt{2} = 2.83$, the others are 0, so Mia's weight is
$e^{2.83}/(e^{2.83}+1+1) = 0.89$, and the result is almost Mia's value. Mia's own query is zero, and so is the fox's: a
query of zeros scores 0 everywhere, and gets the mean of what it may see.

Now with numbers that nobody chose, and as your function:

@show 2-head
*/
static void attention(void)
{
    enum { B = 1, T = 8, C = 32, SIZE = 16 };
    Rng own;
    rng_seed(&own, options.seed);
    tape_reset();
    Tensor *x = tensor_randn(SHAPE(B, T, C), &own); // (1, 8, 32)
    Tensor *W[3];
    for (int i = 0; i < 3; i++)
        W[i] = tensor_scale(tensor_randn(SHAPE(C, SIZE), &own), 1 / sqrt(C)); // (32, 16): key, query, value
    Tensor *out = head(x, W[0], W[1], W[2]);                                  // (1, 8, 16)
    printf("x %s -> %s\n", shape_text(x->shape), shape_text(out->shape));
    Tensor *fused = tensor_attention(tensor_matmul(x, W[1]), tensor_matmul(x, W[0]), tensor_matmul(x, W[2]),
                                     (Attention){.heads = 1, .causal = true}); // (1, 8, 16)
    printf("the library's attention agrees to 1e-5: %s\n", apart(fused, out->data) < 1e-5 ? "yes" : "no");
    for (int t = 0; t < T; t++) {
        printf("%d looks at", t);
        for (int s = 0; s <= t; s++)
            printf(" %.2f", attention_weight(fused, 0, 0, t, s));
        printf("\n");
    }
}

/*
Why divide by $\sqrt{d}$? Take two vectors of $d$ independent random numbers, with mean 0 and variance 1. Their dot product
is a sum of $d$ products, each with variance 1, so its variance is $d$. Long vectors give large scores, and softmax of large scores is almost all or nothing: before
anything is learned, each character would look at one other, chosen at random, and hardly any gradient would reach the
rest. Divided by $\sqrt{d}$, the scores have variance 1 at any size. Let us measure that, and how much of its attention a
query gives to its favourite among eight keys.
*/
static double largest_weight(int n, const double score[], double scale)
{
    double most = score[0], sum = 0;
    for (int i = 1; i < n; i++)
        most = fmax(most, score[i]);
    for (int i = 0; i < n; i++)
        sum += exp((score[i] - most) * scale);
    return 1 / sum;
}

static void root_of_the_size(void)
{
    enum { KEYS = 8 };
    int tries = options.quick ? 200 : 4000;
    Rng own;
    rng_seed(&own, options.seed);
    for (int size = 4; size <= 256; size *= 4) {
        double squares = 0, favourite = 0, scaled = 0, score[KEYS];
        for (int i = 0; i < tries; i++) {
            tape_reset();
            Tensor *q = tensor_randn(SHAPE(1, size), &own), *k = tensor_randn(SHAPE(KEYS, size), &own);
            Tensor *dots = tensor_matmul(q, tensor_transpose(k)); // (1, 8)
            for (int s = 0; s < KEYS; s++) {
                score[s] = (double)dots->data[s];
                squares += score[s] * score[s] / (KEYS * tries); // their mean is 0
            }
            favourite += largest_weight(KEYS, score, 1) / tries;
            scaled += largest_weight(KEYS, score, 1 / sqrt(size)) / tries;
        }
        metric(size == 4    ? "variance_4"
               : size == 16 ? "variance_16"
               : size == 64 ? "variance_64"
                            : "variance_256",
               "%.1f", squares);
        printf("  divided by the root of %d: %.2f; the favourite's weight falls from %.2f to %.2f\n", size,
               squares / size, favourite, scaled);
    }
}

/*
Attention by itself ignores order: shuffle the keys with their values, and the result is the same. So the model must be
told where each character stands. The position has an **embedding** of its own, a row of a second table, which is added
to the character's. Nor does attention know past from future; the mask takes care of that. A model that may read the
whole text (an *encoder*, to translate or to classify) leaves the mask out. The first transformer, a translator, had
both: an encoder for the English text and a decoder for the German one, joined by **cross-attention**, where the queries
come from the German text and the keys and values from the English one. *Self*-attention takes all three from the same
text.

The mask deserves a closer look, because a model that sees the answer has a wonderful loss.

@show 3-mask

The test for it is worth knowing. Change one character, and see which results change: none before it may.
*/
static void future(void)
{
    enum { T = 6, C = 16, CHANGED = 3 };
    Rng own;
    int ids[T], V = run.tokenizer->vocab;
    Tensor *out[2][2], *W[3]; // with the mask or without; before and after
    rng_seed(&own, options.seed);
    tape_reset();
    memcpy(ids, run.text->id, sizeof ids);
    Tensor *tokens = tensor_randn(SHAPE(V, C), &own), *places = tensor_randn(SHAPE(T, C), &own);
    for (int i = 0; i < 3; i++)
        W[i] = tensor_scale(tensor_randn(SHAPE(C, C), &own), 1 / sqrt(C)); // (16, 16): key, query, value
    by_hand = true;                                                        // your mask
    for (int after = 0; after < 2; after++) {
        ids[CHANGED] = (ids[CHANGED] + after) % V;
        printf("%s", after ? "' becomes '" : "'");
        for (int t = 0; t < T; t++)
            printf("%s", text_symbol(run.text, ids[t]));
        Tensor *x = tensor_add(tensor_embed(tokens, ids, SHAPE(1, T)), places); // (1, 6, 16)
        out[1][after] = head(x, W[0], W[1], W[2]);
        out[0][after] = tensor_attention(tensor_matmul(x, W[1]), tensor_matmul(x, W[0]), tensor_matmul(x, W[2]),
                                         (Attention){.heads = 1});
    }
    by_hand = false;
    for (int mask = 1; mask >= 0; mask--) {
        printf("%s", mask ? "'\nwith the mask:   " : "\nwithout the mask:");
        for (int t = 0; t < T; t++) {
            bool same = memcmp(out[mask][0]->data + t * C, out[mask][1]->data + t * C, sizeof(real) * C) == 0;
            printf(" %s", same ? "same   " : "changed");
        }
    }
    printf("\n");
}

/*
One head asks one question. **Several heads** ask several: each has a part of the channels, and their results are put
side by side and mixed by one more matrix, *proj*. After this exchange each character needs time to think about what it
heard: a small network of its own, the **feed-forward** layer. It is four times as wide inside, $C \to 4C \to C$. The 4
comes from the paper of 2017 and has stayed: with it, two thirds of a block's weights are here, and one third in
attention ($8C^2$ against $4C^2$). The two layers together are a **block**, and blocks are stacked.

Stacks are hard to train. Two things make it easy. **Residual connections**: a block does not replace $x$, it adds to it,
so the gradient has a direct path from the loss to the first layer. And **LayerNorm**: before each half, each character's
numbers are brought to mean 0 and variance 1. It is lesson 04's BatchNorm with rows and columns exchanged. It never looks
at the batch, so it has nothing to remember for later. (The paper of 2017 normalised *after* each sum, which also
normalises the direct path. Since GPT-2 the norm comes *before*: **pre-norm**. The direct path stays clean, and deep
stacks train without tricks.)

@show 4-layernorm

Where does the backward formula come from? Take one row of $C$ numbers, with mean $\mu$, $r = 1/\sqrt{\sigma^2+\epsilon}$
and $\hat{x}_c = (x_c - \mu)\,r$. The loss reaches $\hat{x}_c$ with the slope $h_c = dout_c \cdot gain_c$. Now change one
$x_j$ by a little. It changes $\hat{x}_c$ in three ways:

- directly, if $c = j$: by $r$;
- through the mean, $\partial\mu/\partial x_j = 1/C$: by $-r/C$, for every $c$;
- through the variance. $\sigma^2 = \frac1C\sum_c (x_c-\mu)^2$ has the slope $\frac2C (x_j-\mu)$ (the mean's own change
  drops out, since the differences sum to 0), and $r = (\sigma^2+\epsilon)^{-1/2}$ has the slope $-\frac12 r^3$. So
  $\hat{x}_c$ changes by $(x_c-\mu)\cdot(-\tfrac12 r^3)\cdot\tfrac2C(x_j-\mu) = -\tfrac{r}{C}\,\hat{x}_c\,\hat{x}_j$.

Multiply each by $h_c$ and sum over $c$:

$$\frac{\partial L}{\partial x_j} = r\left(h_j - \frac1C\sum_c h_c - \hat{x}_j \cdot \frac1C\sum_c h_c\,\hat{x}_c\right)$$

In words: the slope minus its mean, minus $\hat{x}$ times the mean of slope times $\hat{x}$. In the code, the two means
are `d` and `dot`.
*/
static void norms(void)
{
    enum { T = 3, C = 4 };
    real x[T][C] = {{1, 2, 3, 6}, {10, 20, 30, 60}, {5, 5, 5, 5}}, out[T][C], ones[C] = {1, 1, 1, 1}, zeros[C] = {0};
    Params p = {0};
    layer_norm(T, C, x, ones, zeros, out);
    for (int t = 0; t < T; t++) {
        for (int c = 0; c < C; c++)
            printf("%4.0f", (double)x[t][c]);
        printf("   -> ");
        for (int c = 0; c < C; c++)
            printf(" %7.4f", (double)out[t][c]);
        printf("\n");
    }
    LayerNorm norm = layernorm_new(&p, "norm", C);
    tape_reset();
    Tensor *oracle = layernorm_forward(&norm, tensor_from(SHAPE(T, C), x[0])); // (3, 4)
    printf("the library's LayerNorm agrees to 1e-5: %s\n", apart(oracle, out[0]) < 1e-5 ? "yes" : "no");
    params_free(&p);
}

/*
Now the block. Its two halves are given: `communicate`, all heads and the matrix that mixes them, and `compute`, the
feed-forward layer. The library computes all heads in one fused operation. While your own GPT runs (`by_hand`), your
`head` does it, one head at a time.

@diagram block "A block. The straight line is x: it runs through unchanged, and each half adds its result to it. Each half reads a normalised copy."

@header Block

@show 5-block
*/
static Tensor *head_by_head(const Block *b, Tensor *x) // (B, T, C) -> (B, T, C)
{
    int C = x->shape.dim[2], size = C / b->heads;
    Tensor *all = NULL, *W[3]; // the columns of qkv: all queries, all keys, all values
    for (int h = 0; h < b->heads; h++) {
        for (int i = 0; i < 3; i++)
            W[i] = tensor_slice(b->qkv.weight, 1, i * C + h * size, i * C + (h + 1) * size); // (C, size)
        Tensor *one = head(x, W[1], W[0], W[2]);                                             // (B, T, size)
        all = all ? tensor_cat(all, one, -1) : one;
    }
    return all;
}

Tensor *communicate(const Block *b, Tensor *x) // (B, T, C) -> (B, T, C)
{
    Attention how = {.heads = b->heads, .causal = true};
    Tensor *heads = by_hand ? head_by_head(b, x) : tensor_self_attention(linear_forward(&b->qkv, x), how); // (B, T, C)
    return linear_forward(&b->proj, heads);                                                                // (B, T, C)
}

Tensor *compute(const Block *b, Tensor *x) // (B, T, C) -> (B, T, C)
{
    return linear_forward(&b->out, b->activate(linear_forward(&b->fc, x)));
}

static Block block_new(Params *p, int heads, int C)
{
    Block b = {.heads = heads, .ln1 = layernorm_new(p, "ln1", C), .ln2 = layernorm_new(p, "ln2", C)};
    b.qkv = linear_new(p, "qkv", C, 3 * C, false, 1, &rng);
    b.proj = linear_new(p, "proj", C, C, true, 1, &rng);
    b.fc = linear_new(p, "fc", C, 4 * C, true, 1, &rng);
    b.out = linear_new(p, "out", 4 * C, C, true, 1, &rng);
    b.activate = tensor_relu;
    return b;
}

static void a_block(void)
{
    enum { T = 4, C = 32 };
    Params p = {0};
    Rng kept = rng;
    tape_reset();
    Tensor *x = tensor_randn(SHAPE(1, T, C), &rng); // (1, 4, 32)
    Block b = block_new(&p, 4, C);
    printf("a block of 4 heads, %d wide: %s -> %s\n", C, shape_text(x->shape), shape_text(block(&b, x)->shape));
    for (int i = 0; i < p.count; i++)
        printf("%-12s %-10s %6zu parameters\n", p.tensor[i]->name, shape_text(p.tensor[i]->shape), p.tensor[i]->size);
    printf("%-23s %6ld\n", "together", params_total(&p));
    params_free(&p);
    rng = kept;
}

/*
What do the residual connections do for the gradient? Stack eight blocks with fresh weights, send one batch through, and
measure the length of the gradient at the input of each block, relative to the gradient at the end of the stack. Three
stacks are compared. In the first, each block replaces $x$: every block passes on about two thirds of the gradient, and
a twentieth is left for the first. In the second, each block adds to $x$, but without a norm: the gradient grows with
every sum, nothing brings it back to scale, and at the first block it is a thousand times as long. In the third, each
block reads a normalised copy and adds to $x$: all blocks get nearly the same.

@figure residuals "The gradient that reaches each of eight untrained blocks, relative to the end of the stack, on a logarithmic scale. Follow each line from right to left, as backpropagation does."
*/
enum { REPLACE, ADD, ADD_NORMED, RESIDUAL_WAYS };

static Tensor *through(const Block *b, Tensor *x, int way) // (B, T, C) -> (B, T, C)
{
    if (way == ADD_NORMED)
        return block(b, x);
    Tensor *said = communicate(b, x);
    x = way == ADD ? tensor_add(x, said) : said;
    Tensor *thought = compute(b, x);
    return way == ADD ? tensor_add(x, thought) : thought;
}

static double length_of(size_t n, const real x[])
{
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (double)x[i] * x[i];
    return sqrt(squares);
}

static void residuals(void)
{
    enum { DEPTH = 8, B = 8, T = 8, C = 32 };
    static const char *const what[] = {"x = f(x)", "x = x + f(x)", "x = x + f(norm(x))"};
    Rng kept = rng;
    by_hand = false;
    printf("gradient into block");
    for (int i = 0; i < DEPTH; i++)
        printf(" %7d ", i + 1);
    printf("\n");
    for (int way = 0; way < RESIDUAL_WAYS; way++) {
        Params p = {0};
        Tensor *x[DEPTH + 1]; // before each block, and after the last
        rng_seed(&rng, options.seed);
        tape_reset();
        x[0] = params_randn(&p, "x", SHAPE(B, T, C), &rng, 1); // (8, 8, 32)
        Tensor *aim = tensor_randn(SHAPE(B, T, C), &rng);      // (8, 8, 32)
        for (int i = 0; i < DEPTH; i++) {
            Block b = block_new(&p, 4, C);
            x[i + 1] = through(&b, x[i], way);
        }
        tensor_backward(tensor_mean_all(tensor_mul(x[DEPTH], aim)));
        printf("%-19s", what[way]);
        for (int i = 0; i < DEPTH; i++) {
            double relative = length_of(x[i]->size, x[i]->grad) / length_of(x[DEPTH]->size, x[DEPTH]->grad);
            printf(" %8.2g", relative);
            fprintf(table("residuals.tsv"), "%d\t%d\t%g\n", way, i + 1, relative);
        }
        printf("\n");
        params_free(&p);
    }
    rng = kept;
}

/*
Does each part help? Add them one by one, with windows of eight characters, 32 channels and the same number of steps.
(The lecture does the same, with 5000 steps for each.)
*/
enum { TOKENS, ONE_HEAD, FOUR_HEADS, FEED_FORWARD, RESIDUAL, LAYERNORM, LEVELS };

static struct {
    int level;
    Params params;
    Tensor *tokens, *positions; // (V, C), (T, C)
    Block block[MAX_BLOCKS];
    LayerNorm ln_f;
    Linear lm_head; // (C, V)
} small;

static void small_new(int level)
{
    Params *p = &small.params;
    small.level = level;
    *p = (Params){0};
    rng_seed(&rng, options.seed);
    small.tokens = params_randn(p, "tokens", SHAPE(run.tokenizer->vocab, SMALL_C), &rng, 1); // (V, C)
    small.positions = params_randn(p, "positions", SHAPE(SMALL_T, SMALL_C), &rng, 1);        // (T, C)
    for (int i = 0; i < (level >= RESIDUAL ? MAX_BLOCKS : 1); i++)
        small.block[i] = block_new(p, level == ONE_HEAD ? 1 : 4, SMALL_C);
    small.ln_f = layernorm_new(p, "ln_f", SMALL_C);
    small.lm_head = linear_new(p, "lm_head", SMALL_C, run.tokenizer->vocab, true, 1, &rng); // (C, V)
}

static Tensor *small_loss(const int X[], const int Y[]) // (B, T) each -> ()
{
    int places[SMALL_T] = {0, 1, 2, 3, 4, 5, 6, 7};
    Tensor *x = tensor_add(tensor_embed(small.tokens, X, SHAPE(SMALL_B, SMALL_T)),
                           tensor_embed(small.positions, places, SHAPE(SMALL_T))); // (B, T, C)
    for (int i = 0; i < (small.level >= RESIDUAL ? MAX_BLOCKS : 1); i++) {
        const Block *b = &small.block[i];
        if (small.level >= RESIDUAL)
            x = through(b, x, small.level == LAYERNORM ? ADD_NORMED : ADD);
        else {
            x = small.level >= ONE_HEAD ? communicate(b, x) : x;
            x = small.level >= FEED_FORWARD ? compute(b, x) : x;
        }
    }
    x = small.level == LAYERNORM ? layernorm_forward(&small.ln_f, x) : x;
    return tensor_cross_entropy(linear_forward(&small.lm_head, x), Y);
}

static void one_by_one(void)
{
    static const char *const what[] = {"characters and places",  "one head",      "four heads", "feed-forward",
                                       "three blocks, residual", "with LayerNorm"};
    int steps = options.quick ? 50 : 1500;
    Rng kept = rng;
    by_hand = false;
    for (int level = 0; level < LEVELS && !story_too_many_tokens("six small models, one after another,"); level++) {
        small_new(level);
        for (int step = 0; progress(what[level], step, steps, NAN); step++)
            small_step(&small.params, small_loss, 3e-3, 0.01);
        printf("%-24s val loss %.3f\n", what[level], estimate(small_loss, VAL, 50));
        params_free(&small.params);
    }
    rng = kept;
}

/*
You have all the pieces of a GPT. From here on it has the form that GPT-2 gave it, `common/models/gpt.h`. Four things are
new:

- **Weight tying**: the table that reads characters, `wte`, also writes them. The logit of a character is the dot product
  of the result with that character's row. Characters that are alike when read are alike when written, and the model
  needs one table less.
- **GELU** takes the place of relu. It is $x$ times the probability that a standard normal number is below $x$: close to 0
  for very negative $x$, close to $x$ for large $x$, and smooth in between, so that a unit which is slightly negative
  still has a gradient.
- One more LayerNorm, `ln_f`, before the head. Residuals make $x$ grow from block to block; this brings it back to scale.
- The first weights are 0.02 times normal numbers, and smaller still (by $\sqrt{2 \cdot layers}$) in the two matrices of
  each block that write to $x$, since there are $2 \cdot layers$ such sums.

@show 6-gpt

`layer` sends $x$ through one block: yours, because `by_hand` is on. So this is a GPT of your own functions, `head`,
`causal_mask`, `layer_norm`, `block` and `gpt_logits`, from characters to logits. The library's GPT has the same weights
and its own, much faster code; both must give the same logits.
*/
static GPT *mine; // two layers of four heads, 64 wide

static void assembled(void)
{
    enum { LONGEST = 64 };
    ptrdiff_t most = text_part(run.text, VAL) - 1; // what is measured must fill a window
    int longest = strcmp(run.tokenizer->kind->name, "characters") == 0 ? LONGEST : LONGEST / 4; // a token is longer
    int T = most < longest ? (int)most : longest, X[LONGEST], Y[LONGEST];
    mine = gpt_new((GPTConfig){.vocab = run.tokenizer->vocab, .block = T, .layers = 2, .heads = 4, .embd = 64});
    gpt_init(mine, &rng);
    params_freeze(&mine->params, "*.c_attn.bias", true); // the lecture's queries, keys and values have no bias
    stream_batch(TRAIN, 1, T, X, Y);
    tape_reset();
    by_hand = true;
    Tensor *logits = gpt_logits(mine, X, 1, T); // (1, T, V)
    by_hand = false;
    printf("%ld parameters, %d characters -> logits %s\n", params_total(&mine->params), T, shape_text(logits->shape));
    printf("the library's GPT agrees to 1e-4: %s\n",
           apart(gpt_forward(mine, X, 1, T), logits->data) < 1e-4 ? "yes" : "no");
    printf("loss before training: %.2f (knowing nothing: %.2f)\n", tensor_item(tensor_cross_entropy(logits, Y)),
           log(run.tokenizer->vocab));
}

/*
Next, it learns, with an optimiser of yours.

@show 7-adamw

Only matrices decay. A bias or a gain of LayerNorm has a job at its size; shrinking it would help nothing.
*/
static void adamw_by_hand(Params *p, AdamW how, int step)
{
    params_block(p, PARAMS_MOMENTUM, &(size_t){0}); // makes room for m and v, zeros at first
    params_block(p, PARAMS_SQUARE, &(size_t){0});
    for (int i = 0; i < p->count; i++) {
        Param *x = params_at(p, i);
        AdamW own = how;
        own.decay *= x->tensor.shape.ndim >= 2;
        if (x->tensor.needs_grad)
            adamw_step((int)x->tensor.size, own, step, x->tensor.grad, x->momentum, x->square, x->tensor.data);
    }
}

static double mine_loss(int batches) // of your GPT, on the last tenth of the text
{
    enum { B = 8 };
    int T = mine->config.block, X[B * T], Y[B * T];
    double sum = 0;
    for (int i = 0; i < batches; i++) {
        stream_batch(VAL, B, T, X, Y);
        tape_reset();
        sum += tensor_item(gpt_loss(mine, X, Y, B, T)) / batches;
    }
    return sum;
}

static void learning(void)
{
    enum { B = 16 };
    int steps = options.quick ? 10 : 800, T = mine->config.block, X[B * T], Y[B * T];
    double loss = NAN;
    if (story_too_many_tokens("800 steps of your GPT"))
        return;
    by_hand = true;
    for (int step = 0; progress("your GPT", step, steps, loss); step++) {
        AdamW how = {schedule_cosine(step, steps / 10, steps, 5e-3, 5e-4), 0.9, 0.99, 1e-8, 0.1};
        stream_batch(TRAIN, B, T, X, Y);
        tape_reset();
        Tensor *mean = tensor_cross_entropy(gpt_logits(mine, X, B, T), Y); // ()
        params_zero_grad(&mine->params);
        tensor_backward(mean);
        adamw_by_hand(&mine->params, how, step + 1);
        loss = tensor_item(mean);
        curve("mine", step, loss);
        if (step % (steps / 5) == 0)
            printf("step %3d: loss %.3f\n", step, loss);
    }
    by_hand = false;
    metric("your_gpt_loss", "%.3f", mine_loss(options.quick ? 2 : 20));
}

/*
A trained model gives logits; to **sample** from it, we draw the next character. There are two knobs. A **temperature**
below 1 makes likely characters likelier, and above 1 it evens them out: the logits are divided by it. **Top-k** forbids
all but the $k$ best, so that a long tail of unlikely characters, each harmless, cannot add up to frequent nonsense.

@show 8-sample
*/
static void drawing(void)
{
    static const struct {
        double temperature;
        int top_k;
    } knob[] = {{0.5, 0}, {1, 0}, {2, 0}, {2, 3}};
    int V = mine->config.vocab, T = mine->config.block < 8 ? mine->config.block : 8, draws = options.quick ? 100 : 1000;
    int *count = memory_new(sizeof *count * (size_t)V);
    Rng own;
    tape_reset();
    const real *logits = gpt_forward(mine, run.text->id, 1, T)->data + (T - 1) * V; // of the last position
    printf("after '");
    for (int t = 0; t < T; t++)
        printf("%s", text_symbol(run.text, run.text->id[t]));
    printf("', how often each comes in %d draws:\n", draws);
    for (int i = 0; i < COUNT(knob); i++) {
        rng_seed(&own, options.seed);
        memset(count, 0, sizeof *count * (size_t)V);
        for (int draw = 0; draw < draws; draw++)
            count[story_sampler(V)(V, logits, knob[i].temperature, knob[i].top_k, &own)]++;
        printf("temperature %.1f%s:", knob[i].temperature, knob[i].top_k ? ", top 3" : "       ");
        int others = draws;
        for (int v = 0; v < V; v++)
            if (count[v] >= draws / 50) {
                printf("  '%s' %d", text_symbol(run.text, v), count[v]);
                others -= count[v];
            }
        printf("  others %d\n", others);
    }
    free(count);
}

/*
To **write** is to draw, append, and ask again. The model has only as many position embeddings as its window is long, so
it reads the last `block` characters of the text and forgets the rest.

This repeats a lot of work. To draw one character, the model computes keys and values for the whole window again, though
they are the same as one character before: nothing looks at the future, so a new character changes nothing at the
positions before it. Keep them, and each new character costs one row of each product instead of all rows. That is the
**KV cache**, and it is why a chatbot can answer as fast as it does.

@diagram cache "Writing with a cache. Only the new character goes through the model; its query looks at the stored keys and values of all earlier ones, and its own key and value are appended."

In the library's cache, this is attention for one new row; `keys` and `values` hold all positions so far:

@code common/models/gpt_cache.c attention_row

The cache works as long as positions keep their numbers. When the window is full and slides on, every character gets a
new position, and the cache must be filled again. (The library then keeps the latter half of the window and has room for
as much again.)

@show 9-write
*/
static void writing(void)
{
    enum { MOST = 200 };
    int block = mine->config.block, slow[MOST], fast[MOST], most = block < MOST ? block + 1 : MOST;
    Rng own;
    Sampler s = {story_sampler(mine->config.vocab), 0.8, story.top_k, &own};
    slow[0] = fast[0] = run.text->end >= 0 ? run.text->end : 0; // begin a line
    rng_seed(&own, options.seed);
    by_hand = true;
    write_window(mine, gpt_logits, &s, 1, MOST, slow);
    by_hand = false;
    rng_seed(&own, options.seed);
    write_cached(mine, &s, 1, most, fast);
    char *text = tokenizer_decode(run.tokenizer, slow + 1, MOST - 1);
    printf("%s\n\n", text);
    free(text);
    printf("the first %d characters with the cache: %s\n", most - 1,
           memcmp(slow, fast, sizeof *fast * (size_t)most) == 0 ? "the same" : "not the same");
    printf("positions computed for them: %d with the window, %d with the cache\n", block * (block + 1) / 2, block);
    gpt_free(mine);
}

/*
Eight characters were a short memory, and 64 do not hold a whole tale. So make everything larger: windows as long as a
tale, 128 channels, four blocks of four heads. The model is the same, but every step is one of the library's fused
operations. This is its whole forward pass; compare it with yours:

@code common/models/gpt.c gpt_forward

A larger model needs more care in training:

- **Warm-up and cosine.** The rate rises from 0 over the first 50 steps, because Adam's means know little yet and its
  first steps would be wild. Then it falls along half a cosine to a tenth: large steps first, to get far, small steps at
  the end, to settle.
- **Clipping.** If the gradient of all parameters together is longer than 1, it is scaled down to 1. One odd batch cannot
  throw the model off.
- **Dropout** (`--dropout 0.1`): while training, each number is set to 0 with that probability, and the others are scaled
  up to keep the mean. No unit can rely on one other unit, so the network learns the same thing in several ways. It helps
  large models on little text. Our tales are plenty for this model, so it is off by default.

In a text of lines, every window begins at the start of a line, and what lies beyond its end does not count.

@figure loss "How far the GPT is above the best possible loss, on a logarithmic scale. It drops below the dotted lines one after another: single characters, pairs, then the grammar without agreement. Only a model that remembers a name can get below the last."

While it learns, it writes, with the same random numbers each time:
*/
static void training(void)
{
    const GPTConfig *c = &story.gpt->config;
    int B = story.batch, T = run_window(&run), every = options.steps > 10 ? options.steps / 10 : 1;
    int *X = memory_new(sizeof *X * (size_t)(B * T)), *Y = memory_new(sizeof *Y * (size_t)(B * T)); // (B, T)
    printf("%d layers, %d heads, %d channels, windows of %d: %ld parameters\n", c->layers, c->heads, c->embd, T,
           params_total(run.model.params));
    double loss = NAN;
    story.gpt->rng = &run.rng;
    story.gpt->dropout = story.dropout;
    for (int step = run.step; progress("GPT", step, options.steps, loss); run.step = ++step) {
        if (step % every == 0)
            story_report(step);
        text_batch(run.text, TRAIN, B, T, &run.rng, X, Y);
        tape_reset();
        Tensor *mean = gpt_loss(story.gpt, X, Y, B, T); // ()
        params_zero_grad(run.model.params);
        tensor_backward(mean);
        params_clip_norm(run.model.params, 1);
        params_adamw(run.model.params, schedule_cosine(step, 50, options.steps, story.rate, story.rate / 10), 0.9, 0.99,
                     1e-8, 0.1);
        loss = tensor_item(mean);
    }
    story.gpt->dropout = 0;
    story_report(run.step);
    free(X);
    free(Y);
}

/*
How good is that? For once there is an answer. The grammar's entropy is the **floor**: the loss, in nats a character, of
someone who knows the grammar by heart and remembers everything said before. The gap between the model's loss and the
floor is what the model has not learned. A second floor belongs to a grammar in which every mention is drawn afresh, so
that nothing agrees: only a model that remembers the first mention can get below it. (The tales used for measuring are a
sample, and on them the grammar itself needs a little more or less than its entropy. So the difference is taken tale by
tale, and its error is known too.)
*/
static void finish_line(void)
{
    if (!story.tales) {
        puts("only tales in characters have a known entropy: run the lesson without --data and --tokenizer");
        metric("val_loss", "%.4f", run_loss(&run, VAL, options.quick ? 100 : 1000));
        return;
    }
    Score score = run_score(&run, story_grammar_nats, options.quick ? 100 : 1000);
    metric("uniform_loss", "%.4f", log(run.tokenizer->vocab));
    metric("unigram_loss", "%.4f", tales_unigram(story.tales));
    metric("bigram_loss", "%.4f", tales_bigram(story.tales));
    metric("floor", "%.4f", story.floor);
    metric("floor_without_agreement", "%.4f", story.forgetful);
    metric("val_loss", "%.4f", score.loss);
    metric("above_the_floor", "%.4f", score.above);
    printf("  with a standard error of %.4f, over %d tales\n", score.error, score.windows);
}

/*
Where does it still lose? The entropy can be computed for every **position** of a tale. It is high where something is
decided (the first letters of a name) and zero where the rest follows. A model that had not learned what must agree would
lose most at the end of the tales.

@figure positions "Blue: the exact entropy at each position of a tale. Orange: the GPT's loss. Where they touch, there is nothing left to learn; look for the peaks where they part."
*/
static void by_position(void)
{
    story_by_position(options.quick ? 100 : 1000);
}

/*
Do its tales make sense? The grammar can parse each of them. A tale is good if the grammar could have produced it, letter
for letter, with every name, colour and number agreeing. Below are samples, first as the model has learned to write, and
then the first one again at other temperatures.
*/
static void speaking(void)
{
    static const double temperature[] = {0, 0.7, 1.5};
    for (uint64_t i = 0; i < (run.by_lines ? 5 : 1); i++)
        story_write(story.temperature, story.top_k, options.seed + i);
    if (story.tales) {
        int n = options.quick ? 20 : 200, good = story_good_tales(n);
        metric("good_tales_percent", "%.0f", 100.0 * good / n);
    }
    for (int i = 0; i < COUNT(temperature); i++) {
        printf("temperature %.1f: ", temperature[i]);
        story_write(temperature[i], 0, options.seed);
    }
}

/*
Now **look inside**. A head's weights are a table: who looks at whom. Here are the heads of each layer on the beginning of
a tale the model has never seen. Some heads look at the character before, some at the beginning of the word, some at
nothing in particular.

@figure attention-1 "Layer 1. Each row is a character, read from top to bottom. The darker a square, the more that character looks at the one in the square's column. Most heads here spread their attention over the last few characters."

@figure attention-2 "Layer 2. Look for short vertical stripes: several letters of a word look at the same earlier character."

@figure attention-3 "Layer 3. The stripes are sharper, and some reach further back."

@figure attention-4 "Layer 4. Look for single dark squares: some characters look at exactly one place."
*/
static void maps(void)
{
    story_attention_maps();
}

/*
One head does what this whole lesson is about. Where a tale repeats a name, a colour or a number, the model must have
looked up what was said before. This cell asks every head how much of its attention goes from such a repeated word to its
first mention, and shows the one with the most.

@figure agreement "One head, seen from the letters of repeated words (rows). The dark squares lie on the first mention of the same word, sentences earlier."
*/
static void following(void)
{
    story_agreement();
}

/*
The **position embeddings** started as random numbers, 128 for each position. Training has made neighbours alike.

@figure places "How alike the embeddings of two positions are: the cosine between them. The dark band along the diagonal says that neighbours are alike; nobody told the model that 17 comes after 16."

And where are the **parameters**? Mostly not in attention.

@figure parameters "Where the parameters are. Two thirds of each block belong to its feed-forward layer."
*/
static void insides(void)
{
    story_places();
    story_parameters();
}

/*
A control, since a loss below the floor would be the sign of a bug (a mask that leaks, or a test text that was trained
on). Put the same characters in **random order**. Now there is nothing to find but how frequent each one is, and no
model, however large, can do better than someone who knows just that. (Both are measured on the same windows, so chance
affects them alike.)
*/
static void shuffled(void)
{
    if (!story_too_many_tokens("a control of shuffled tokens"))
        story_shuffled(options.quick ? 30 : 200);
}

/*
The lecture leaves four exercises. **EX1**: a loop over heads is slow; treat them as one more dimension of the batch.

@show 10-heads
*/
static void all_heads(void)
{
    enum { B = 2, T = 8, C = 32, HEADS = 4 };
    Rng own;
    rng_seed(&own, options.seed);
    tape_reset();
    Tensor *x = tensor_randn(SHAPE(B, T, C), &own);                             // (2, 8, 32)
    Tensor *W = tensor_scale(tensor_randn(SHAPE(C, 3 * C), &own), 1 / sqrt(C)); // (32, 96)
    Tensor *yours = heads_at_once(x, W, HEADS);                                 // (2, 8, 32)
    Attention how = {.heads = HEADS, .causal = true};
    Tensor *fused = tensor_self_attention(tensor_matmul(x, W), how); // (2, 8, 32)
    printf("%d heads at once: %s -> %s\n", HEADS, shape_text(x->shape), shape_text(yours->shape));
    printf("the library's attention agrees to 1e-5: %s\n", apart(yours, fused->data) < 1e-5 ? "yes" : "no");
}

/*
**EX2**: teach a GPT to add. The digits of the sum are written from the last one on, which is how we add by hand: so every
digit needs only the digits above it and the carry. And the loss counts only where the answer is: the question is random,
and trying to guess it would be a waste.

@show 11-addition

The solution's recipe is a tiny GPT that trains in seconds. On sums it has never seen, it then gets all four digits right
in more than 99 % of cases. (`make lesson-07 ARGS=--addition` runs this cell alone, to try a recipe of yours.)
*/
static void addition(void)
{
    story_addition(options.quick ? 20 : 6000);
}

/*
## EX3: pretrain, then fine-tune

**EX3** is an essay: pretrain on a large text, then fine-tune on a small one.

@show 12-finetune
*/

/*
**EX4**: read the paper, and build one of its features that the lecture left out.

@show 13-paper
*/
static void paper(void)
{
    enum { T = 4, C = 6, V = 5, N = 3 };
    Feature feature = paper_feature();
    if (feature == SINUSOIDS) {
        real pe[T][C];
        sinusoids(T, C, pe);
        for (int t = 0; t < T; t++, printf("\n"))
            for (int i = 0; i < C; i++)
                printf(" %7.4f", (double)pe[t][i]);
    } else if (feature == LABEL_SMOOTHING) {
        double q[V];
        label_smoothing(V, 2, 0.1, q);
        for (int v = 0; v < V; v++)
            printf(" %.3f", q[v]);
        printf("\n");
    } else {
        double rate[N];
        warmup_rates(N, 512, 4000, rate);
        printf("the first rates: %.3g %.3g %.3g\n", rate[0], rate[1], rate[2]);
    }
}

/*
## What you have now

A GPT, of which you have written every piece. The famous ones have more layers, more channels, more text, tokens instead
of characters, and years of care, but no other parts than these. `--save FILE` keeps yours, `--sample FILE` lets it write
on, `--tokenizer gpt2` trains it on GPT-2's tokens, and `make lesson-07 ARGS=--help` lists what else you can change. The
next lessons take it further: tokens, the real GPT-2, speed.
*/
static const Shown lecture[] = {
    {"bigram_train_0", "4.7305"},
    {"bigram_val_0", "4.7241"},
    {"bigram_train_300", "2.8110"},
    {"bigram_val_300", "2.8249"},
    {"bigram_train_2700", "2.4738"},
    {"bigram_val_2700", "2.4911"},
    {0},
};

static void notebook(void)
{
    cell("Characters as numbers", characters);
    cell("Windows", windows);
    cell("The bigram, once more", bigram);
    cell("The mean of the past, in three ways", averaging);
    cell("Attention by hand", by_pencil);
    cell("Self-attention", attention);
    cell("Why the root of the size", root_of_the_size);
    cell("The future stays hidden", future);
    cell("LayerNorm", norms);
    cell("A block", a_block);
    cell("The direct path", residuals);
    cell("One by one", one_by_one);
    cell("The whole GPT, assembled", assembled);
    cell("Your GPT learns", learning);
    cell("Drawing a character", drawing);
    cell("Writing", writing);
    cell("A larger GPT", training);
    cell("The finish line", finish_line);
    cell("Position by position", by_position);
    cell("What it says", speaking);
    cell("Who looks at whom", maps);
    cell("The head that remembers", following);
    cell("Places and parameters", insides);
    cell("Nothing to find", shuffled);
    cell("EX1: all heads at once", all_heads);
    cell("EX2: addition", addition);
    cell("EX4: a feature of the paper", paper);
}

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "07-gpt",
        .about = "self-attention, blocks, and a GPT that trains here",
        .data = "tales.txt",
        .video_data = "tinyshakespeare.txt",
        .seed = 1337,
        .steps = 1200,
        .quick_steps = 20,
        .lecture = lecture,
        .extras = story_options,
    };
    notebook_begin(&lesson, argc, argv);
    rng_seed(&rng, options.seed);
    story_begin();
    if (story.sample_file)
        cell("Sampling", story_sample_file);
    else if (story.eval_file)
        cell("Evaluating", story_evaluate_file);
    else if (story.addition)
        cell("EX2: addition", addition);
    else if (story.resume_file)
        cell("A larger GPT", training);
    else
        notebook();
    return notebook_end();
}

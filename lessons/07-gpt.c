/*
# 07 GPT: characters that look at each other

Every model so far had to be told how far to look back: one letter, three, eight. And each of them put
what it saw through the same weights, whatever it was. A text is not like that. In *Mia met a red fox ...
The red fox followed her* the last word hangs on the second, sixty characters earlier, and on nothing in
between. This lesson builds the machine that finds such a word by itself: **attention**. It is small. When
it is done, a few dozen lines of it, stacked four times, make a GPT that trains here in a minute.

The lecture is [Let's build GPT: from scratch, in code, spelled
out](https://www.youtube.com/watch?v=kCc8FmEb1nY), after [Attention Is All You
Need](https://arxiv.org/abs/1706.03762), 2017. It learns from Shakespeare; with `make datasets` and
`ARGS="--data tinyshakespeare.txt"` so does this lesson. By itself it learns from **tales** that a small
grammar draws. They have one great advantage: we know exactly how well they can be predicted at all, so for
once there is a finish line in the plots.
*/
#include "07-gpt.h"
#include "07-gpt/story.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_B = 32, SMALL_T = 8, SMALL_C = 32, MAX_BLOCKS = 3 }; // of the lecture's first models

static Rng rng; // the lecture's: one seed, and then everything is drawn from it

/*
First the text, as numbers. The characters that occur are sorted, and each gets its place as its number.
That is all there is to a *tokenizer* at the level of characters (lesson 08 builds a better one). A character
is a letter of any alphabet: names of your own language, one a line, will do (`ARGS="--data FILE --lines"`).
*/
static void characters(void)
{
    const Tokenizer *tokenizer = run.tokenizer;
    const char *word = story.tales ? "Mia met a fox." : run.by_lines ? "emma" : "hii there", *unknown;
    int ids[16];
    size_t n = tokenizer_encode(tokenizer, word, strlen(word), ids, &unknown);
    if (unknown) // of another language: then its own beginning
        memcpy(ids, run.text->id, sizeof *ids * (n = 8));
    printf("%td characters, %d different ones:", run.text->count, tokenizer->vocab);
    for (int i = 0; i < tokenizer->vocab; i++)
        printf(" %s", text_symbol(run.text, i));
    printf("\n\n");
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
A model reads windows of the text. One window of eight characters holds eight examples, since the model
should be able to go on from one character, from two, and so on up to eight. A batch is several windows side
by side; they know nothing of each other. (A text that is read line by line has its windows at the lines'
beginnings. For now it is one long stream, as in the lecture.)
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
    Rng kept = rng; // a look must not change what is drawn afterwards
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
The simplest model of all first, because everything around it (batches, the loop, the measuring, the
sampling) stays for the rest of the lesson: the **bigram** of lesson 02, as a table of logits that is looked
up and trained. Its optimiser is AdamW, which gives each number a rate of its own. The loss of one batch is
noisy, so from time to time it is averaged over 200 batches: of the first nine tenths of the text, which it is
trained on (*train*), and of the last, which it is not (*val*).

@figure bigram "The loss of the bigram model on the text. The dotted lines are what a model could reach that knows nothing, or how frequent the characters are, or pairs of them."
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

static void bigram_says(void) // 500 characters, from character 0 on
{
    int id = 0, V = run.tokenizer->vocab;
    float *p = memory_new(sizeof *p * (size_t)V);
    for (int i = 0; i <= 500; i++) {
        tape_reset();
        Tensor *probs = tensor_softmax(tensor_embed(table_bigram, &id, SHAPE(1))); // (1, V)
        fputs(run.tokenizer->token[id].bytes, table("sample_bigram.txt"));
        for (int v = 0; v < V; v++)
            p[v] = (float)probs->data[v];
        id = rng_multinomial_race(&rng, p, V);
    }
    free(p);
}

static void bigram(void)
{
    int steps = options.quick ? 600 : 3000, V = run.tokenizer->vocab;
    char name[32];
    Params p = {0};
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
    bigram_says();
    story_show_file("sample_bigram.txt", 200);
    params_free(&p);
}

/*
It babbles: each character knows the one before it, and no more. How could it know of all before it? The
crudest way to learn from many things is to take their **mean**. Here is that mean in three ways, each a step
towards attention: with loops; as a product with a matrix of weights, where row t has the same weight for
everything up to t; and with that matrix made by softmax.

@show 1-average-past

Why the third? Because its weights no longer have to be equal. Softmax turns *any* numbers into weights, and
minus infinity into "not at all". In the place of the zeros we can put how interesting each character is.
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
That is **self-attention**. Every character asks a question, its *query*: what am I looking for? Every
character offers a *key*: what do I contain? The better key and query fit (a dot product), the more of that
character's *value* comes back. Query, key and value are three small matrices, and they are learned.

@show 2-head

The division by sqrt(size) keeps the dot products near 1 whatever the size: softmax of large numbers would
pick one character and ignore the others before anything was learned.
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
Note what attention is not. It knows no places: the keys are a set. So the place is *added*, as an embedding
of its own. And it has no notion of future or past; that is the mask's doing, and an encoder would do
without it. The mask deserves a closer look, since a model that sees the answer has a wonderful loss.

@show 4-mask

The test for that is worth knowing. Change one character, and see which outputs change: none before it may.
*/
static void future(void)
{
    enum { T = 6 };
    real a[T][T], out[T][T];
    for (int i = 0; i < T * T; i++)
        a[i / T][i % T] = 1;
    causal_mask(T, a, out);
    tape_reset();
    Tensor *wei = tensor_softmax(tensor_from(SHAPE(T, T), out[0])); // (6, 6)
    for (int t = 0; t < T; t++) {
        for (int s = 0; s < T; s++)
            printf(" %.2f", (double)wei->data[t * T + s]);
        printf("\n");
    }
}

/*
One head asks one question. **Several heads** ask several, each with a part of the channels, and their
answers are put side by side. After the talk every character needs a moment to think about what it heard:
a small network of its own, the **feed-forward** layer. The two together are a **block**, and blocks are
stacked.

Stacks of this kind are hard to train, and two things make it easy. **Residual connections**: a block does
not replace x, it adds to it, so the gradient has a straight way from the loss to the first layer.
And **LayerNorm**: each character's numbers are brought to mean 0 and variance 1 before each half. It is
lesson 04's BatchNorm with rows for columns. There is no batch in it, and so nothing to remember.

@show 3-layernorm

@header Block

@show 5-block
*/
Tensor *communicate(const Block *b, Tensor *x) // (B, T, C) -> (B, T, C)
{
    Tensor *qkv = linear_forward(&b->qkv, x);                                                   // (B, T, 3 C)
    Tensor *heads = tensor_self_attention(qkv, (Attention){.heads = b->heads, .causal = true}); // (B, T, C)
    return linear_forward(&b->proj, heads);                                                     // (B, T, C)
}

Tensor *compute(const Block *b, Tensor *x) // (B, T, C) -> (B, T, C)
{
    return linear_forward(&b->out, tensor_relu(linear_forward(&b->fc, x)));
}

static Block block_new(Params *p, int heads, int C)
{
    Block b = {.heads = heads, .ln1 = layernorm_new(p, "ln1", C), .ln2 = layernorm_new(p, "ln2", C)};
    b.qkv = linear_new(p, "qkv", C, 3 * C, false, 1, &rng);
    b.proj = linear_new(p, "proj", C, C, true, 1, &rng);
    b.fc = linear_new(p, "fc", C, 4 * C, true, 1, &rng);
    b.out = linear_new(p, "out", 4 * C, C, true, 1, &rng);
    return b;
}

static void layers(void)
{
    enum { T = 4, C = 32 };
    real xs[T][C], out[T][C], ones[C], zeros[C] = {0};
    Params p = {0};
    Rng kept = rng;
    tape_reset();
    Tensor *x = tensor_scale(tensor_randn(SHAPE(1, T, C), &rng), 3); // (1, 4, 32)
    memcpy(xs, x->data, sizeof xs);
    for (int i = 0; i < C; i++)
        ones[i] = 1;
    layer_norm(T, C, xs, ones, zeros, out);
    LayerNorm norm = layernorm_new(&p, "norm", C);
    printf("layer_norm and the library's agree to 1e-5: %s\n",
           apart(layernorm_forward(&norm, x), out[0]) < 1e-5 ? "yes" : "no");
    Block b = block_new(&p, 4, C);
    printf("a block of 4 heads, %d wide: %ld parameters, %s -> %s\n", C, params_total(&p), shape_text(x->shape),
           shape_text(block(&b, x)->shape));
    params_free(&p);
    rng = kept;
}

/*
Does each of these help? Add them one by one, on windows of eight characters, 32 channels, the same number of
steps. (The lecture does the same, with 5000 steps for each.)
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
        if (small.level == LAYERNORM)
            x = block(b, x);
        else if (small.level == RESIDUAL) {
            x = tensor_add(x, communicate(b, x));
            x = tensor_add(x, compute(b, x));
        } else {
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
    int steps = options.quick ? 100 : 2000;
    Rng kept = rng;
    for (int level = 0; level < LEVELS; level++) {
        small_new(level);
        for (int step = 0; progress(what[level], step, steps, NAN); step++)
            small_step(&small.params, small_loss, 3e-3, 0.01);
        printf("%-24s val loss %.3f\n", what[level], estimate(small_loss, VAL, 50));
        params_free(&small.params);
    }
    rng = kept;
}

/*
Eight characters are a short memory. So make everything larger: windows as long as a whole tale, 128
channels, four blocks of four heads. `common/models/gpt.h` is that model, out of the library's fused operations, and
with the three small changes that GPT-2 made: the products have biases, GELU takes the place of relu, and the
table that reads characters also writes them. What is new in the loop is care for a bigger model: the rate
rises for a while and then falls along a cosine, and a gradient that is too long is shortened.

From a text of lines, every window begins at the start of a line, and what is behind its end does not count.

@figure loss "The loss of the GPT while it learns. No model can be below the entropy of the grammar."

And while it learns, it is asked to speak, with the same random numbers each time:
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
How good is that? For once there is an answer. The grammar's entropy is the **floor**: the mean number of
nats that a character brings to somebody who knows the grammar by heart and remembers all that came before.
What the model's loss has above it is what the model does not know. A second floor belongs to a grammar that
draws every mention anew, so that nothing agrees: whoever is below it must have remembered something. (On the
tales that it is measured on, which are a sample, the grammar itself needs a little more or less; so the
difference is taken tale by tale, and its error is known too.)
*/
static void finish_line(void)
{
    if (!story.tales) {
        puts("only the tales know their entropy: run the lesson without --data");
        metric("val_loss", "%.4f", run_loss(&run, VAL, 1000));
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
Where does it still lose? The entropy can be computed for every **position** of a tale. It is high where
something is decided (the first letters of a name) and zero where the rest follows. A model that had not
found out what must agree would lose most at the end of the tales.

@figure positions "Loss by position in the tale, and the exact conditional entropy. Where the lines touch, there is nothing left to learn."
*/
static void by_position(void)
{
    story_by_position(options.quick ? 100 : 1000);
}

/*
Do its tales make sense? Each of them can be taken apart by the grammar. A tale is good if the grammar could
have drawn it, letter for letter, with every name, colour and number agreeing.
*/
static void speaking(void)
{
    for (uint64_t i = 0; i < (run.by_lines ? 5 : 1); i++)
        story_write(story.temperature, story.top_k, options.seed + i);
    if (story.tales) {
        int n = options.quick ? 20 : 200, good = story_good_tales(n);
        metric("good_tales_percent", "%.0f", 100.0 * good / n);
    }
}

/*
Sampling has two knobs. A **temperature** below 1 makes the likely more likely; **top-k** forbids all but the
k best.

@show 6-sample
*/
static void knobs(void)
{
    static const struct {
        double temperature;
        int top_k;
    } knob[] = {{0, 0}, {0.7, 0}, {1, 0}, {1.5, 0}, {1.5, 3}};
    for (int i = 0; i < COUNT(knob); i++) {
        printf("temperature %.1f%s: ", knob[i].temperature, knob[i].top_k ? ", top 3" : "       ");
        story_write(knob[i].temperature, knob[i].top_k, options.seed);
    }
}

/*
Now **look inside**. A head's weights are a table: who looks at whom. Here they are for every head of every
layer, on the beginning of a tale that the model has never seen. Some heads look at the character before,
some at the beginning of the word, some at nothing in particular.

@figure attention-1 "Layer 1: each row is a character and shows where it looks."

@figure attention-2 "Layer 2."

@figure attention-3 "Layer 3."

@figure attention-4 "Layer 4."
*/
static void maps(void)
{
    story_attention_maps();
}

/*
And there is a head that does what the whole lesson is about. Where a tale repeats a name, a colour or a
number, the model must have looked up what was said before. The cell asks every head how much of its
attention goes from such a repeated word to its first mention, and shows the one that does it most.

@figure agreement "Where one head looks from the letters of a repeated word. It finds the first mention, sentences earlier."
*/
static void following(void)
{
    story_agreement();
}

/*
The **embedding of places** was drawn at random, 128 numbers for each position. Training has put neighbours
close together.

@figure places "How alike the embeddings of two positions are: the cosine between them."

And where are the **parameters**? Not in attention, mostly.

@figure parameters "What the numbers of the model are for."
*/
static void insides(void)
{
    story_places();
    story_parameters();
}

/*
A control, since a loss below the floor would be the sign of a bug (a mask that leaks, a test text that was
trained on). Take the same characters in **random order**. There is nothing to find but how frequent each one
is, and no model, however large, can do better than somebody who knows just that. (The two are compared on the
same windows, so chance hits both alike.)
*/
static void shuffled(void)
{
    story_shuffled(options.quick ? 50 : 300);
}

/*
The lecture leaves four exercises. **EX1**: a loop over heads is slow; treat them as one more dimension of the
batch.

@show 7-heads
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
**EX2**: teach a GPT to add. The digits of the sum are written from the last one on, which is how we add by
hand: so every digit needs only the digits above it and the carry. And the loss counts only where the answer
is; the question is random, and trying to guess it would be a waste.

@show 8-addition

The solution's recipe is a tiny GPT, and it takes seconds: then all four digits are right in more than 99 % of
sums that it has never seen. (`make lesson-07 ARGS=--addition` runs this cell alone, for a recipe of yours.)
*/
static void addition(void)
{
    story_addition(options.quick ? 20 : 6000);
}

/*
**EX3** is an essay: pretrain on a large text, fine-tune on a small one.

@show 9-finetune

**EX4**: read the paper, and build one of its features that the lecture left out.

@show 10-paper
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

A GPT. What is sold under that name has more layers, more channels, more text, tokens instead of characters,
and years of care; but no other parts than these. `--save FILE` keeps yours, `--sample FILE` lets it go on
talking, and `make lesson-07 ARGS=--help` lists what can be changed. The lessons after this one take it
further: tokens, the real GPT-2, speed.
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
    cell("Self-attention", attention);
    cell("The future stays hidden", future);
    cell("Heads, feed-forward, residuals, LayerNorm", layers);
    cell("One by one", one_by_one);
    cell("A GPT", training);
    cell("The finish line", finish_line);
    cell("Position by position", by_position);
    cell("What it says", speaking);
    cell("Temperature and top-k", knobs);
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
        .quick_steps = 40,
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
        cell("A GPT", training);
    else
        notebook();
    return notebook_end();
}

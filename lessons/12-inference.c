/*
# 12 Inference: how a model is served

Training happens once. After that a model only writes, for years and for millions of people, and what it costs is the
time of one token. This lesson takes the small GPT-2 of lesson 09 and serves it the way large models are served: with a
cache, with weights of one byte, in batches, with a small model that guesses for the large one. Then it uses the model
in two ways you may not expect: as a compressor, and as something that gets better the longer it may think.

The program is [serve.c](../lessons/12-inference/serve.c), one file that you can read in one sitting: plain C, no tape, no
gradients. It runs any GPT of lessons 07 and 09. There is no video. The ideas are spread over papers, which the
exercises name, and over llama2.c and llama.cpp.

Whatever depends on your machine, such as tokens a second, is printed to the terminal and is not on this page.
*/
#include "12-inference.h"
#include "12-inference/command.h"
#include "12-inference/compare.h"
#include "12-inference/compress.h"
#include "12-inference/measure.h"
#include "12-inference/prose.h"
#include "12-inference/quality.h"
#include "12-inference/sample.h"
#include "12-inference/speculate.h"
#include "12-inference/think.h"
#include "format.h"
#include "memory.h"
#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    GPT *gpt;   // the small GPT-2, as it was trained
    Voice f32;  // ... as it is served
    Voice int8; // ... with weights of one byte
    Novel novel;
    int count, *held; // the held-out tenth of the novel, as tokens
} model;

// Made by your quantize_row, so not before a cell needs it.
static const Voice *int8_model(void)
{
    if (!model.int8.served)
        model.int8 = voice_load("gpt2-austen", true, NULL);
    return &model.int8;
}

static const GPTConfig gpt2_small = {50257, 1024, 12, 12, 768}, gpt2_xl = {50257, 1024, 48, 25, 1600};

/*
To write a token, the model multiplies one row of numbers with every matrix it has. Each weight is used once: a
multiplication and an addition, for four bytes that had to come from memory. A processor does dozens of such operations
in the time in which its memory delivers four bytes. So the arithmetic is free, and **the time of a token is the time to
read the weights**:

$$\text{tokens a second} = \frac{\text{bytes a second}}{\text{bytes a token}}$$

@show 1-bytes

That makes speed easy to predict. Count the bytes, divide the memory's bandwidth by them. Here for a memory that
delivers 10 GB/s, about what one core of a laptop gets. (On the terminal you see your machine's bandwidth, the
prediction, and what was measured.)
*/
static void bytes_of_a_token(void)
{
    const GPTConfig size[] = {model.gpt->config, gpt2_small, gpt2_xl};
    static const char *const name[] = {"ours", "GPT-2 124M", "GPT-2 XL"};
    printf("%-12s %14s %10s %14s %10s\n", "at 10 GB/s", "float32, MB", "tokens/s", "int8, MB", "tokens/s");
    for (int i = 0; i < COUNT(size); i++) {
        double f32 = bytes_a_token(size[i], false, size[i].block / 2),
               int8 = bytes_a_token(size[i], true, size[i].block / 2);
        printf("%-12s %14.1f %10.1f %14.1f %10.1f\n", name[i], f32 / 1e6, 1e10 / f32, int8 / 1e6, 1e10 / int8);
    }
    metric("bytes_a_token_of_gpt2", "%.0f", bytes_a_token(gpt2_small, false, 0));
    const Voice *const voice[] = {&model.f32, int8_model()};
    for (int i = 0; i < COUNT(voice); i++) {
        const Served *m = voice[i]->served;
        double bandwidth = measure_bandwidth(m), bytes = bytes_a_token(m->config, m->int8, 64),
               took = measure_token(m, 64);
        fprintf(stderr, "%s: %.1f GB/s, so at most %.0f tokens/s; measured: %.0f, %.0f %%\n", i ? "int8" : "float32",
                bandwidth / 1e9, bandwidth / bytes, 1 / took, 100 * bytes / bandwidth / took);
    }
}

/*
A GPT that writes its hundredth token looks back at 99 others, and needs their keys and values. They never change,
because no position sees the future. So keep them: that is the **KV cache**. Without it, every new token costs as much
as reading the whole text again.

@show 2-attend

@figure cache "What the t-th token costs, in millions of operations, with and without a cache. With it, the slope is attention alone."

The cache is not small. It has two rows of C numbers for each layer and each position, 2 L T C numbers in all, and every
conversation has its own. For a large model with a long context it is larger than the weights, and so most of what has
been invented for attention since GPT-2 makes the cache smaller.

Does the cache change what the model says? Compare it with the forward pass of lesson 09, which has none.
*/
static double apart(int n, const float *a, const float *b)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs((double)a[i] - (double)b[i]));
    return most;
}

static void cache(void)
{
    GPTConfig g = model.gpt->config;
    int T = options.quick ? 32 : g.block;
    double N = 12.0 * g.layers * g.embd * g.embd + (double)g.vocab * g.embd, attention = 4.0 * g.layers * g.embd;
    for (int t = 1; t <= g.block; t++)
        fprintf(table("cache.tsv"), "%d\t%.4f\t%.4f\n", t, (2 * N + attention * t) / 1e6,
                (t * 2 * N + attention * t * (t + 1) / 2) / 1e6);
    metric("cache_kilobytes", "%.0f", 2.0 * g.layers * g.block * g.embd * 4 / 1000);
    metric("cache_of_gpt2_megabytes", "%.1f", 2.0 * 12 * 1024 * 768 * 4 / 1e6);
    float *logits = memory_new(sizeof *logits * (size_t)g.vocab);
    Sequence *s = sequence_new(model.f32.served);
    double most = 0;
    tape_reset();
    const float *whole = gpt_forward(model.gpt, model.held, 1, T)->data; // (T, V)
    for (int t = 0; t < T; t++) {
        serve_read(model.f32.served, s, model.held + t, 1, logits);
        most = fmax(most, apart(g.vocab, logits, whole + (ptrdiff_t)t * g.vocab));
    }
    printf("%d tokens, one by one with a cache, or all at once without: logits are the same to 1e-4: %s\n", T,
           most < 1e-4 ? "yes" : "no");
    sequence_free(s);
    free(logits);
}

/*
Reading a prompt (**prefill**) and writing (**decode**) are the same arithmetic and different work. A prompt of 200
tokens uses each weight 200 times for one trip from memory. Now the processor's arithmetic is the limit, and a token
costs a fraction of what it costs to write one. That is why services ask less money for what they read than for what
they write.

The number to know is **operations per byte**. A machine that does 400 billion operations a second and reads 20 GB needs
20 of them per byte to be busy. Decoding has a half. (float32: two operations for four bytes.)
*/
static void reading_and_writing(void)
{
    GPTConfig g = model.gpt->config;
    static const int rows[] = {1, 4, 16, 64, 256};
    double N = 12.0 * g.layers * g.embd * g.embd + (double)g.vocab * g.embd;
    for (int i = 0; i < COUNT(rows); i++)
        printf("%3d tokens at once: %6.1f operations per byte of float32, %6.1f of int8\n", rows[i],
               2 * N * rows[i] / (4 * N), 2 * N * rows[i] / ((1 + 4.0 / GROUP) * N));
    int n = options.quick ? 32 : 200;
    double prompt = measure_prompt(model.f32.served, n) / n, token = measure_token(model.f32.served, n - 1);
    fprintf(stderr, "reading %d tokens: %.0f a second; writing: %.0f a second, %.1f times as long for each\n", n,
            1 / prompt, 1 / token, token / prompt);
}

/*
Fewer bytes are more tokens a second. A float32 has 24 bits of precision, and a weight does not need them. **int8**
keeps a whole number from -127 to 127 and, for each 64 of them, one scale:

@show 3-quantize

The scale is the largest weight of the group divided by 127, so no weight is off by more than half a scale, max|w| /
254. Why groups, and not one scale for a whole row? One large weight would make the steps coarse for all the others.

@show 4-dot

What does it cost in quality? Below: the loss on the last tenth of *Pride and Prejudice*, which neither model nor
tokenizer has seen, and lesson 09's forty questions with four endings. The same for fewer bits, which a program could
pack: with 4 bits the model is still itself, with 2 it falls apart.

@figure bits "Loss on held-out text against bits a weight, scales included. The dotted line is float32."
*/
static void int8_weights(void)
{
    const Tensor *w = model.gpt->layer[0].c_fc.weight;
    int n = 0, most = options.quick ? 200 : 6000;
    most = most < model.count ? most : model.count;
    metric("worst_error_of_its_bound", "%.3f", quality_worst_error(w));
    metric("float32_megabytes", "%.2f", served_bytes(model.f32.served) / 1e6);
    metric("int8_megabytes", "%.2f", served_bytes(int8_model()->served) / 1e6);
    static Question question[MOST_QUESTIONS];
    n = quality_questions("endings.tsv", question);
    n = options.quick && n > 4 ? 4 : n;
    double f32 = quality_loss(&model.f32, 1, most, model.held);
    double int8 = quality_loss(int8_model(), 1, most, model.held);
    metric("loss_float32", "%.4f", f32);
    metric("loss_int8", "%.4f", int8);
    metric("int8_costs_nats", "%.4f", int8 - f32);
    printf("%-10s %10s %10s %16s\n", "", "bits each", "loss", "right endings");
    for (int bits = options.quick ? 7 : 8; bits >= 2; bits -= options.quick ? 5 : 1) {
        Plan plan = all_alike(bits, GROUP);
        Voice v = quality_rounded(&model.f32, model.gpt, &plan);
        double loss = quality_loss(&v, model.gpt->config.block, most, model.held), each = bits + 32.0 / GROUP;
        int right = quality_right(&v, n, question);
        printf("%d bits %13.1f %12.4f %10d of %d\n", bits, each, loss, right, n);
        fprintf(table("bits.tsv"), "%.2f\t%.5f\t%.5f\t%d\n", each, loss, f32, right);
        served_free(v.served);
    }
    printf("float32 %12.1f %12.4f %10d of %d\n", 32.0, f32, quality_right(&model.f32, n, question), n);
}

/*
A model gives each token a probability. Which one is drawn from them is decided afterwards, and everybody who serves a
model has a few knobs for it. **Temperature** makes the odds steeper or flatter. **Top-k** and **top-p** (exercise 9.3)
cut off the tail. **Min-p** cuts off what is less than a share of the likeliest, so it keeps many tokens only where the
model is unsure. A **repetition penalty** makes tokens less likely that the text already has.

@show 5-min-p

@figure knobs "One real distribution, and what each knob makes of its ten likeliest tokens."
*/
static void knobs(void)
{
    enum { BARS = 10 };
    static const char prompt[] = "Elizabeth was very much surprised, and very much";
    static const How how[] = {{1, 0, 1, 0, 1, 0},   {0.5, 0, 1, 0, 1, 0}, {1, 5, 1, 0, 1, 0},
                              {1, 0, 0.6, 0, 1, 0}, {1, 0, 1, 0.2, 1, 0}, {1, 0, 1, 0, 1.3, 64}};
    static const char *const name[] = {"as it is",  "temperature 0.5", "top-k 5",
                                       "top-p 0.6", "min-p 0.2",       "repetition 1.3"};
    int V = model.f32.vocab, n, *past = voice_tokens(&model.f32, prompt, strlen(prompt), &n), best[BARS];
    float *logits = memory_new(sizeof *logits * (size_t)V), *p = memory_new(sizeof *p * (size_t)V * COUNT(how));
    Sequence *s = sequence_new(model.f32.served);
    serve_read(model.f32.served, s, past, n, logits);
    printf("%s ...\n%-16s %8s %10s %12s\n", prompt, "", "kept", "largest", "entropy");
    for (int i = 0; i < COUNT(how); i++) {
        float *own = p + (ptrdiff_t)i * V;
        sample_probabilities(&how[i], V, logits, n, past, own);
        int kept = 0;
        double entropy = 0;
        for (int v = 0; v < V; v++) {
            kept += own[v] > 0;
            entropy -= own[v] > 0 ? (double)own[v] * log((double)own[v]) : 0;
        }
        printf("%-16s %8d %10.3f %7.2f nats\n", name[i], kept, (double)largest_of(V, own), entropy);
    }
    quality_likeliest(V, p, BARS, best);
    for (int k = 0; k < BARS; k++) {
        fprintf(table("knobs.tsv"), "\"%s\"", model.f32.tokenizer->token[best[k]].symbol);
        for (int i = 0; i < COUNT(how); i++)
            fprintf(table("knobs.tsv"), "\t%.5f", (double)p[(ptrdiff_t)i * V + best[k]]);
        fprintf(table("knobs.tsv"), "\n");
    }
    sequence_free(s);
    free(past);
    free(logits);
    free(p);
}

/*
Checking is cheaper than writing. If somebody hands the large model four tokens, it can say in **one** pass what it
thinks of each, because reading five tokens takes hardly longer than reading one. So let a small model guess, and let
the large one check: **speculative decoding**. The text is not almost what the large model would have written. It has
exactly the same distribution, by a trick of two lines:

- a guess x, drawn with q(x), is accepted with probability min(1, p(x) / q(x));
- if it is refused, another token is drawn from what q had too little of, max(0, p - q), divided by its sum.

A token x gets written with q min(1, p / q) + (share refused) max(0, p - q) / (sum of max(0, p - q)). The share refused
is exactly that sum, so this is min(p, q) + max(0, p - q) = p.

@show 6-speculate

Our draft has one layer of 64 numbers, a fourteenth of the large one's weights. It was trained not on the text but on
the large model's probabilities. The cell first tests the claim, on two models with five tokens and random weights: it
writes three tokens many times and compares the frequency of all 125 results with the large model's probabilities. Then
it counts how many tokens each pass of the large model is good for.

@figure guesses "Tokens written for each pass of the large model, against the number of guesses. The line is what a constant acceptance would give."
*/
static void speculation(void)
{
    metric("chi_square_of_125", "%.1f", compare_distributions(options.quick ? 3000 : 20000, options.seed));
    Voice draft = voice_load("gpt2-austen-draft", false, NULL);
    voice_same_tokens(&model.f32, &draft);
    metric("draft_share_of_weights", "%.3f", served_bytes(draft.served) / served_bytes(model.f32.served));
    static const int guesses[] = {1, 2, 3, 4, 6, 8};
    double each = 0;
    for (int i = 0; i < (options.quick ? 2 : COUNT(guesses)); i++) {
        Guessed g = compare_guesses(&model.f32, &draft, guesses[i], options.quick ? 1 : 15, model.count, model.held,
                                    options.seed);
        double rate = (double)g.tokens / (double)g.passes, sum = 0;
        each = i == 0 ? (double)g.accepted / (double)g.proposed : each;
        for (int k = 0; k <= guesses[i]; k++)
            sum += pow(each, k);
        printf("%d guesses: %.2f tokens a pass\n", guesses[i], rate);
        fprintf(table("guesses.tsv"), "%d\t%.4f\t%.4f\n", guesses[i], rate, sum);
        if (guesses[i] == (options.quick ? 2 : 4))
            metric("tokens_a_pass", "%.2f", rate);
    }
    metric("accepted_percent", "%.1f", 100 * each);
    double one = measure_token(model.f32.served, 64), small = measure_token(draft.served, 64);
    fprintf(stderr, "a token of the large model %.2f ms, of the draft %.2f ms\n", 1e3 * one, 1e3 * small);
    voice_free(&draft);
}

/*
If many people are served, their next tokens can be computed together: **a batch** reads the weights once for all. As
long as memory is the limit, the second, third and fourth sequence cost nothing. Only their caches must be read for
each. In serve.c a batch is nothing special: a row is the next token of a sequence, and it does not matter whose.
Batching also must not change what anybody gets: here a row's result is the same to the last bit, whatever is read with
it.

The table is a prediction from bytes alone. (The terminal says what your machine makes of it: the processor has only so
much arithmetic to give, and for a model as small as ours it is soon used up.)
*/
static void batches(void)
{
    static const int size[] = {1, 2, 4, 8, 16};
    GPTConfig g = gpt2_small;
    double cache_bytes = 2.0 * g.layers * 512 * g.embd * 4, weights = bytes_a_token(g, false, 511) - cache_bytes;
    double one = measure_batch(model.f32.served, 1, 64);
    for (int i = 0; i < COUNT(size); i++) {
        double bytes = weights + size[i] * cache_bytes;
        printf("%2d sequences of 512 tokens, GPT-2 124M: %6.1f MB for each token, %4.1f times the tokens\n", size[i],
               bytes / size[i] / 1e6, size[i] * (weights + cache_bytes) / bytes);
        fprintf(stderr, "ours, %d sequences: %.1f times the tokens of one\n", size[i],
                size[i] * one / measure_batch(model.f32.served, size[i], 64));
    }
    printf("the same bits alone and among 16: %s\n", compare_batch(model.f32.served, 16, model.held) ? "yes" : "no");
}

/*
What is likely needs few bits, what is unlikely many: a token of probability p can be written in -log2 p bits, and the
mean of that is the loss. So **a language model is a compressor**, and one model is better than another exactly if it
compresses better. All that is missing is a way to write 0.3 bits. An **arithmetic coder** does it: it keeps an
interval, and each symbol narrows it to its own share. At the end, any number of the last interval stands for the whole
text.

@show 7-narrow

To read it back, the program computes the same probabilities again, finds in whose share the number lies, and continues.
The same probabilities *to the last bit*: one rounding that differs, and the rest is noise. Here that holds for any
number of threads, and the file's header has a checksum of it for other machines.

@figure compress "The held-out tenth of Pride and Prejudice, compressed. The small GPT-2 has read five other novels by the same author and the rest of this one."

Is that fair? The others know nothing when they begin, and fit into a hundred kilobytes. Our program needs a model of 5
MB, in 16-bit numbers. If you send somebody such a file, you must send the model, too, once. "A model of bytes" is the
fallback for files that the language model has never seen the like of: a few tables that learn while they read.
*/
static void compressor(void)
{
    const uint8_t *text = (const uint8_t *)model.novel.text + model.novel.held;
    size_t n = model.novel.size - model.novel.held, back;
    n = options.quick && n > 3000 ? 3000 : n;
    Packed p = compress(&model.f32, text, n);
    double overhead = HEADER + STRETCH_HEADER;
    metric("text_bytes", "%.0f", (double)n);
    metric("compressed_bytes", "%.0f", (double)p.size);
    metric("bits_per_byte", "%.3f", 8.0 * (double)p.size / (double)n);
    printf("an ideal coder would need %.1f bytes, ours needs %.3f %% more, and %.0f for headers\n", p.ideal / 8,
           100 * (8 * ((double)p.size - overhead) / p.ideal - 1), overhead);
    uint8_t *again = decompress(&model.f32, "the text", p.bytes, p.size, &back);
    printf("restored to the last bit: %s\n", back == n && memcmp(again, text, n) == 0 ? "yes" : "no");
    compare_compressors(text, n, p.size);
    free(again);
    free(p.bytes);
}

/*
A last way to spend time: not on a larger model but on **more tokens**. A small GPT learns to add numbers of three
digits, and its training is stopped when two answers in five are right. Then it answers each sum not once but n times,
and one answer is chosen: the one given most often (**majority vote**), or the one that the model itself gives the
highest probability. The third curve shows what somebody could reach who recognises a right answer when it is among
them, a program that checks the sum for instance. (Reasoning models go one step further and use the tokens to think
before they answer. Lesson 14 trains one.)

@figure think "Right answers to sums the model has never seen, against the number of answers. Every doubling costs twice the compute."
*/
static void thinking(void)
{
    Thought thought[8];
    GPT *gpt = think_train(options.quick ? 20 : options.steps, 0.4, options.seed);
    Served *m = served_new(gpt, false);
    think_exam(m, options.quick ? 10 : 500, options.seed + 1, thought);
    printf("%8s %10s %10s %10s\n", "answers", "majority", "likeliest", "any");
    for (int i = 0, n = 1; n <= TRIES; i++, n *= 2) {
        printf("%8d %8.1f %% %8.1f %% %8.1f %%\n", n, 100 * thought[i].majority, 100 * thought[i].likeliest,
               100 * thought[i].any);
        fprintf(table("think.tsv"), "%d\t%.5f\t%.5f\t%.5f\n", n, thought[i].majority, thought[i].likeliest,
                thought[i].any);
    }
    metric("right_once_percent", "%.1f", 100 * thought[0].majority);
    metric("right_by_majority_percent", "%.1f", 100 * thought[6].majority);
    served_free(m);
    gpt_free(gpt);
}

/*
int8 was a choice for all weights alike. Some bear fewer bits than others. How few bytes can a token have before you can
tell the difference?

@show 8-plan
*/
static void plan(void)
{
    int most = options.quick ? 300 : 6000;
    most = most < model.count ? most : model.count;
    Plan plans[] = {all_alike(32, GROUP), all_alike(8, GROUP), your_plan()};
    static const char *const name[] = {"float32", "int8", "yours"};
    double before = 0;
    for (int i = 0; i < COUNT(plans); i++) {
        Voice v = quality_rounded(&model.f32, model.gpt, &plans[i]);
        double loss = quality_loss(&v, model.gpt->config.block, most, model.held);
        before = i == 0 ? loss : before;
        printf("%-8s %8.3f MB, loss %.4f (%+.4f)\n", name[i], plan_bytes(&plans[i], model.gpt->config) / 1e6, loss,
               loss - before);
        served_free(v.served);
    }
}

/*
## What you have now

```sh
make -s lesson-12 ARGS='--prompt "My dear Jane," --int8'
make -s lesson-12 ARGS='--prompt "My dear Jane," --draft gpt2-austen-draft'
make -s lesson-12 ARGS='--compress FILE'                 to FILE.lm, and --decompress FILE.lm back
make -s lesson-12 ARGS='--model DIR --prompt TEXT'       any GPT-2, or a file that lesson 07 saved
```

Everything a large service does is here in small: the cache, quantised weights, continuous batches, drafts. What it adds
are machines: a model in pieces on several of them. The next lesson turns something that completes texts into something
that answers.
*/
static bool only_plan; // --plan

static void load_all(void)
{
    model.f32 = voice_load("gpt2-austen", false, &model.gpt);
    model.novel = novel_load(options.data);
    model.held = voice_tokens(&model.f32, model.novel.text + model.novel.held, model.novel.size - model.novel.held,
                              &model.count);
    if (model.count < 2 * model.gpt->config.block)
        data_error("%s: its last tenth, which is held out, has %d tokens; %d are needed", options.data, model.count,
                   2 * model.gpt->config.block);
}

static void free_all(void)
{
    voice_free(&model.f32);
    if (model.int8.served)
        voice_free(&model.int8);
    gpt_free(model.gpt);
    free(model.novel.text);
    free(model.held);
}

static void notebook(void)
{
    cell("The bytes of a token", bytes_of_a_token);
    cell("The cache", cache);
    cell("Reading and writing", reading_and_writing);
    cell("Weights of one byte", int8_weights);
    cell("The knobs", knobs);
    cell("A small model guesses", speculation);
    cell("Batches", batches);
    cell("A compressor", compressor);
    cell("Thinking longer", thinking);
    cell("Fewer bits", plan);
}

int main(int argc, char **argv)
{
    static const Extra extras[] = {{"plan", "only exercise 12.8: what your plan costs", .flag = &only_plan}, {0}};
    const Lesson lesson = {
        .name = "12-inference",
        .about = "how a model is served: cache, int8, batches, drafts, a compressor",
        .data = "pride.txt",
        .seed = 1337,
        .steps = 2000,
        .quick_steps = 20,
        .extras = command_options_and(extras),
    };
    const char *whose = whose_functions;
    whose_functions = NULL; // what --prompt writes is the output's first line
    notebook_begin(&lesson, argc, argv);
    if (command_given()) {
        command_run();
        return 0;
    }
    if (whose)
        printf("%s: %s\n", lesson.name, whose);
    load_all();
    if (only_plan)
        cell("Fewer bits", plan);
    else
        notebook();
    free_all();
    return notebook_end();
}

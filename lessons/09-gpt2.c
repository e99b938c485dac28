/*
# 09 GPT-2: a language model is two files

In February 2019 OpenAI had a model that continued any text as if it understood it, and hesitated to publish it. Today
everybody can download it. It is two files: the weights, which are 124 million numbers, and the program that runs them.
The program is a few hundred lines, and you have written it already: the GPT of lesson 07 *is* GPT-2, only smaller, and
its tokens are those of lesson 08.

This lesson opens the file of weights, says what every number in it is for, and lets it write. Then it measures what
such a model knows, and does what OpenAI did: it trains one, by the recipe of GPT-2 and GPT-3. The lecture is [Let's
reproduce GPT-2 (124M)](https://www.youtube.com/watch?v=l8pRSuU81PU); its code is build-nanogpt and nanoGPT.

The real files are half a gigabyte. So that everything here works at once, `datasets/gpt2-austen` has **a small GPT-2 of
our own** in the same format, 2.7 million parameters, trained on the six novels of Jane Austen. If you have the real
one, the same commands take it: `make -s lesson-09 ARGS='--model DIR --prompt "Hello, I am a language model,"'`.
*/
#include "09-gpt2.h"
#include "09-gpt2/command.h"
#include "09-gpt2/llmc.h"
#include "09-gpt2/prose.h"
#include "09-gpt2/score.h"
#include "09-gpt2/small.h"
#include "09-gpt2/train.h"
#include "data.h"
#include "format.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static Gpt2 model; // the small GPT-2 from its files

static const GPTConfig gpt2_small = {50257, 1024, 12, 12, 768};

/*
The weights are **model.safetensors**. Beside them are two small things that the program needs to know: **config.json**
says in five numbers how large the model is, and **merges.txt** with **vocab.json** is its tokenizer. There is no
program in any of these files. That makes them safe to open, and it is why you need lesson 07.

@show 1-parameters

The GPT-2 that is called 124M has 124439808 parameters. Ours has the same shape with smaller numbers in it.
*/
static void two_files(void)
{
    GPTConfig c = model.gpt->config;
    printf("config.json: {\"vocab_size\": %d, \"n_positions\": %d, \"n_layer\": %d, \"n_head\": %d, \"n_embd\": %d}\n",
           c.vocab, c.block, c.layers, c.heads, c.embd);
    for (int i = 0; i < 4; i++) {
        const StTensor *t = st_at(shards_at(model.files, 0), (size_t)i);
        printf("model.safetensors: %-26s", t->name);
        for (int d = 0; d < t->ndim; d++)
            printf("%s%d", d ? " x " : " ", (int)t->dim[d]);
        printf("\n");
    }
    printf("... and so on, %d tensors\n", model.gpt->params.count);
    metric("parameters", "%.0f", (double)gpt2_parameters(c));
    metric("numbers_in_the_file", "%.0f", (double)params_total(&model.gpt->params));
    metric("parameters_of_gpt2", "%.0f", (double)gpt2_parameters(gpt2_small));
}

/*
How does a program know which tensor is which? By its name. The names are those of the variables in OpenAI's code of
2019, and every program that reads GPT-2 today still uses them: `wte` is *word token embedding*, `c_attn` the
*convolution* (of width 1, so it is just a product) that makes queries, keys and values. Some files begin each name with
`transformer.`, some hold the causal mask as if it were a weight, some repeat wte as `lm_head`.

@show 2-names
*/
const char *const layer_part[PARTS] = {
    "ln_1.weight", "ln_1.bias", "attn.c_attn.weight", "attn.c_attn.bias", "attn.c_proj.weight", "attn.c_proj.bias",
    "ln_2.weight", "ln_2.bias", "mlp.c_fc.weight",    "mlp.c_fc.bias",    "mlp.c_proj.weight",  "mlp.c_proj.bias",
};

static void names(void)
{
    static const char *const others[] = {"transformer.wte.weight", "h.0.attn.bias", "lm_head.weight", "h.99.ln_1.bias",
                                         "model.layers.0.mlp.gate_proj.weight"};
    const SafeTensors *file = shards_at(model.files, 0);
    int found = 0;
    for (size_t i = 0; i < st_count(file); i++) {
        int number = parameter_number(st_at(file, i)->name, model.gpt->config.layers);
        const Tensor *t = number >= 0 ? model.gpt->params.tensor[number] : NULL;
        found += t && strcmp(t->name, st_at(file, i)->name) == 0;
        if (i < 5)
            printf("%-36s is parameter %d, %s\n", st_at(file, i)->name, number, t ? shape_text(t->shape) : "?");
    }
    for (int i = 0; i < COUNT(others); i++) {
        int number = parameter_number(others[i], model.gpt->config.layers);
        if (number < 0)
            printf("%-36s is %s\n", others[i], number == IGNORED ? "ignored" : "unknown");
        else
            printf("%-36s is parameter %d\n", others[i], number);
    }
    metric("tensors_found", "%.0f", found);
}

/*
What is each of them **for**?

| tensor | shape | its job |
|---|---|---|
| `wte.weight` | (V, C) | a row for each token: what it means on the way in, and what is compared with the result on the way out |
| `wpe.weight` | (block, C) | a row for each position, added to the token's |
| `h.N.ln_1`, `h.N.ln_2` | (C) twice | gain and bias of the LayerNorm before each half of a layer |
| `h.N.attn.c_attn` | (C, 3 C) | queries, keys and values of all heads, side by side |
| `h.N.attn.c_proj` | (C, C) | puts together what the heads found |
| `h.N.mlp.c_fc` | (C, 4 C) | the layer's network: what to look for in a token's numbers |
| `h.N.mlp.c_proj` | (4 C, C) | ... and what to add if it is there |
| `ln_f` | (C) twice | the last LayerNorm |

Two thirds of a layer are its network, and in a small GPT-2 a large part of all numbers is the table of tokens. The
larger the model, the less that table matters.

@figure parameters "What the numbers of a GPT-2 are for: ours, the smallest of OpenAI's and the largest."
*/
static void jobs(void)
{
    static const GPTConfig xl = {50257, 1024, 48, 25, 1600};
    const GPTConfig sizes[] = {model.gpt->config, gpt2_small, xl};
    static const char *const name[] = {"ours", "GPT-2 124M", "GPT-2 XL"};
    printf("%-12s %10s %10s %10s %10s %10s\n", "", "wte", "wpe", "attention", "networks", "the rest");
    for (int i = 0; i < COUNT(sizes); i++) {
        double V = sizes[i].vocab, T = sizes[i].block, L = sizes[i].layers, C = sizes[i].embd;
        double part[] = {V * C, T * C, L * 4 * C * C, L * 8 * C * C, L * 13 * C + 2 * C}, sum = 0;
        for (int k = 0; k < COUNT(part); k++)
            sum += part[k];
        printf("%-12s", name[i]);
        fprintf(table("parameters.tsv"), "\"%s\"", name[i]);
        for (int k = 0; k < COUNT(part); k++) {
            printf(" %8.1f %%", 100 * part[k] / sum);
            fprintf(table("parameters.tsv"), "\t%.2f", 100 * part[k] / sum);
        }
        printf("\n");
        fprintf(table("parameters.tsv"), "\n");
    }
}

/*
A model does one thing only: from some tokens it makes a number for each token that could be next, its **logit**. To
write, one of them must be chosen. Always the likeliest (*greedy*)? Then a text soon goes in circles. Drawn by its
probability? Then sooner or later one of a thousand very unlikely tokens comes up, and the text is derailed. Two
remedies are in use. **Top-k** keeps the k likeliest. **Top-p** keeps as many as are needed for a share p of the
probability: few when the model is sure, many when it is not.

@show 3-top

@figure next "The twelve likeliest next tokens, at three temperatures. A low temperature makes the likely likelier."
*/
static const real *read_text(Writer *w, const char *text) // -> logits (V) of the next token
{
    int *ids = memory_new(sizeof *ids * (strlen(text) + 2));
    ids[0] = model.end;
    int n = 1 + (int)bpe_encode(model.bpe, text, strlen(text), ids + 1);
    writer_read(w, ids, n);
    free(ids);
    return w->logits;
}

static const char *token_text(int id)
{
    size_t n;
    const char *bytes = bpe_token(model.bpe, id, &n);
    char *text = (char *)text_of("%.*s", (int)n, bytes);
    for (char *c = text; *c; c++)
        *c = *c == '\n' ? '/' : *c;
    return text_printable(text);
}

static int draw_likeliest(int V, const float p[], const bool taken[])
{
    int best = -1;
    for (int v = 0; v < V; v++)
        if (!taken[v] && (best < 0 || p[v] > p[best]))
            best = v;
    return best;
}

static void next_token(void)
{
    enum { SHOWN_TOKENS = 12 };
    static const double temperature[] = {0.5, 1, 1.5};
    const char *prompt = "Elizabeth was very much";
    LanguageModel m = gpt2_model(&model);
    Writer w = writer_new(&m);
    const real *logits = read_text(&w, prompt);
    float *p[COUNT(temperature)], *some = memory_new(sizeof *some * (size_t)m.vocab);
    bool *taken = memory_zeros(sizeof *taken * (size_t)m.vocab);
    for (int i = 0; i < COUNT(temperature); i++) {
        p[i] = memory_new(sizeof *p[i] * (size_t)m.vocab);
        next_probabilities(m.vocab, logits, temperature[i], 0, 1, p[i]);
    }
    printf("%s ...\n", prompt);
    for (int k = 0; k < SHOWN_TOKENS; k++) {
        int id = draw_likeliest(m.vocab, p[1], taken);
        taken[id] = true;
        if (k < 6)
            printf("   '%s'\t%5.1f %%\n", token_text(id), 100 * (double)p[1][id]);
        fprintf(table("next.tsv"), "\"%s\"\t%.4f\t%.4f\t%.4f\n", token_text(id), (double)p[0][id], (double)p[1][id],
                (double)p[2][id]);
    }
    for (double top_p = 0.5; top_p < 1; top_p += 0.2) {
        int kept = 0;
        next_probabilities(m.vocab, logits, 1, 0, top_p, some);
        for (int v = 0; v < m.vocab; v++)
            kept += some[v] > 0;
        printf("top-p %.1f keeps %d of %d tokens\n", top_p, kept, m.vocab);
    }
    for (int i = 0; i < COUNT(temperature); i++)
        free(p[i]);
    free(some);
    free(taken);
    writer_free(&w);
}

/*
Now let it **write**: draw a token, read it, draw the next. The cache of lesson 07 keeps what has been read, so each new
token costs one row of every product. Watch what greedy does.
*/
static void write_on(const char *how, const char *prompt, int tokens, double temperature, int top_k, double top_p)
{
    enum { WIDTH = 96 };
    LanguageModel m = gpt2_model(&model);
    Writer w = writer_new(&m);
    Rng rng;
    rng_seed(&rng, options.seed);
    float *p = memory_new(sizeof *p * (size_t)m.vocab);
    next_probabilities(m.vocab, read_text(&w, prompt), temperature, top_k, top_p, p);
    printf("%s:\n", how);
    int column = printf("%s", prompt);
    for (int i = 0; i < tokens; i++) {
        next_probabilities(m.vocab, w.logits, temperature, top_k, top_p, p);
        int id = rng_multinomial_race(&rng, p, m.vocab);
        if (id == model.end)
            break;
        size_t n;
        const char *bytes = bpe_token(model.bpe, id, &n);
        for (size_t k = 0; k < n; k++, column++) {
            bool turn = bytes[k] == '\n' || (bytes[k] == ' ' && column > WIDTH);
            column = turn ? -1 : column;
            putchar(turn ? '\n' : bytes[k]);
        }
        writer_read(&w, &id, 1);
    }
    printf(" ...\n\n");
    free(p);
    writer_free(&w);
}

static void writing(void)
{
    const char *prompt = "\"My dear Jane,\" said";
    int tokens = options.quick ? 20 : 100;
    write_on("greedy", prompt, tokens, 0, 0, 1);
    write_on("temperature 1, all tokens", prompt, tokens, 1, 0, 1);
    write_on("temperature 0.7, top-k 50, top-p 0.9", prompt, tokens, 0.7, 50, 0.9);
}

/*
How good is it? Looking at its text does not tell: we see what we hope to see. So give it a text that somebody else
wrote, and ask what probability it gave to each token that really came. The mean of -ln p is the loss, and e to that is
the **perplexity**: a model with perplexity 40 is as unsure as somebody who guesses among 40 equally likely tokens.

$$\text{perplexity} = \exp\Big(-\frac{1}{n} \sum_{i=1}^{n} \log p(\text{token}_i \mid \text{all before it})\Big)$$

@show 4-perplexity

The last tenth of *Pride and Prejudice* was held out: no step of the training saw it, nor the tokenizer's. Beside it
stand the first tenth, which was seen; the same held-out words in random order; and a list of names. Bits a byte allow a
comparison with models that have other tokens, and with compression: a text of 8 bits a byte could be stored in that
many.
*/
static void cost_of(const char *what, const char *text, size_t n)
{
    int *ids = memory_new(sizeof *ids * (n + 2)), *targets = memory_new(sizeof *targets * (n + 2));
    double *nll = memory_new(sizeof *nll * (n + 2));
    int count = (int)bpe_encode_special(model.bpe, text, n, BPE_ALL_SPECIAL, ids);
    score_tokens(&model, ids, count, nll, targets);
    metric(text_of("perplexity_%s", what), "%.1f", perplexity(count, nll, targets));
    metric(text_of("bits_per_byte_%s", what), "%.2f", bits_per_byte(count, nll, targets, (long)prose_bytes(text, n)));
    free(ids);
    free(targets);
    free(nll);
}

static void perplexities(void)
{
    char path[PATH_MAX];
    size_t n, size, names_size;
    char *text = data_bytes("pride.txt", path, &size), *tidy = prose_tidy(text, size, &n);
    char *list = data_bytes("names.txt", path, &names_size), *held = tidy + prose_held_out(tidy, n);
    size_t most = options.quick ? 2000 : 70000, held_size = strlen(held) < most ? strlen(held) : most;
    held[held_size] = '\0';
    cost_of("held_out", held, held_size);
    cost_of("seen", tidy, held_size);
    prose_shuffle(held, options.seed);
    cost_of("shuffled", held, strlen(held));
    cost_of("names", list, options.quick ? 1000 : 10000);
    free(text);
    free(tidy);
    free(list);
}

/*
A model that only completes can still take a test. Give it a question and several endings, and take the one it finds
**likeliest**. This is how GPT-2 and GPT-3 were measured, on sets such as HellaSwag with its ten thousand questions. The
small model would fail those. So here are forty for somebody who has read nothing but Jane Austen: grammar, and what
people do in drawing-rooms. Guessing gives 25 %.

A long ending costs more than a short one, whatever it says, so it is usual to compare the **mean** cost of a token. That has a
flaw of its own: a rare word is cut into many tokens, and its last pieces cost almost nothing once its first is there. Where
endings are about equally long, as here, the sum is the better judge. The cell shows both, and the same network before its
training.

@show 5-likely

@figure endings "Forty questions with four endings each: how many the model gets right. The line is what guessing gives."
*/
static int right_answers(const Gpt2 *g, int count, const Question question[], bool by_sum, bool show)
{
    int right = 0;
    for (int q = 0; q < count; q++) {
        double cost[ENDINGS];
        int best = 0;
        for (int i = 0; i < ENDINGS; i++) {
            Cost c = score_ending(g, question[q].text, question[q].ending[i]);
            cost[i] = by_sum ? c.sum : c.mean;
            best = cost[i] < cost[best] ? i : best;
        }
        right += best == 0;
        if (show && (q == 0 || best != 0))
            printf("%s ...\n   %s %s   (%.2f nats a token; '%s': %.2f)\n", question[q].text,
                   best == 0 ? "right:" : "wrong:", question[q].ending[best], cost[best],
                   question[q].ending[best ? 0 : 1], cost[best ? 0 : 1]);
        if (show)
            fprintf(table("answers.tsv"), "%d\t%s\t%s\t%.3f\t%.3f\n", q + 1, question[q].text, question[q].ending[best],
                    cost[0], cost[best]);
    }
    return right;
}

static void endings(void)
{
    static Question question[MOST_QUESTIONS];
    int count = score_questions("endings.tsv", question);
    count = options.quick && count > 8 ? 8 : count;
    Gpt2 born = model;
    Rng rng;
    rng_seed(&rng, options.seed);
    born.gpt = gpt_new(model.gpt->config);
    gpt_init(born.gpt, &rng);
    const char *const what[] = {"by the mean", "by the sum", "before training"};
    int right[] = {right_answers(&model, count, question, false, true),
                   right_answers(&model, count, question, true, false),
                   right_answers(&born, count, question, false, false)};
    for (int i = 0; i < COUNT(right); i++)
        fprintf(table("endings.tsv"), "\"%s\"\t%.1f\n", what[i], 100.0 * right[i] / count);
    metric("questions", "%.0f", count);
    metric("right_percent", "%.1f", 100.0 * right[0] / count);
    metric("right_percent_by_the_sum", "%.1f", 100.0 * right[1] / count);
    metric("right_percent_before_training", "%.1f", 100.0 * right[2] / count);
    gpt_free(born.gpt);
}

/*
From here on we **train**. The network was known before GPT-2, and so was the loss. What took years to find is the
recipe around them, and GPT-3's paper finally printed it, in a table at the end:

- AdamW with beta 0.9 and 0.95, so that the mean of the squares remembers 20 steps and not 1000;
- a learning rate that rises for a while, since Adam's first steps know little, and then falls along a cosine to a tenth;
- gradients clipped to a norm of 1, so that one strange batch cannot ruin a week;
- weight decay of 0.1, but only where it makes sense;
- weights of size 0.02 to begin with, and smaller by sqrt(2 layers) where they add to the residual stream;
- half a million tokens in a batch.

The rate of step $t$, with a warm-up of $w$ steps out of $n$:

$$\text{rate}(t) = \text{high} \cdot \frac{t + 1}{w} \;\; (t < w), \qquad \text{low} + (\text{high} - \text{low}) \cdot \frac{1 + \cos\big(\pi \frac{t - w}{n - w}\big)}{2} \;\; (w \le t < n)$$

@show 6-schedule
*/
static void schedule(void)
{
    static const int steps[] = {0, 100, 714, 715, 5000, 10000, 19072, 19073};
    for (int i = 0; i < COUNT(steps); i++)
        printf("step %5d: %.3g\n", steps[i], learning_rate(steps[i], 715, 19073, 6e-4, 6e-5));
    printf("as in the lecture: 10 billion tokens, half a million in a step\n");
}

/*
**The first weights** are random numbers of size 0.02, small enough that all tokens are about equally likely before the
training. What writes into the residual stream (both kinds of `c_proj`) begins smaller still, by sqrt(2 layers): that
many pieces are added up, and so their sum has the size of one. Training makes most of them grow, the tokens' table most
of all. The cell compares the small GPT-2 with a newly born one.

@figure sizes "The size of the weights (root mean square) before and after the training, by kind of tensor."
*/
static double size_of_weights(const GPT *gpt, const char *ending)
{
    double sum = 0, count = 0;
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *t = gpt->params.tensor[i];
        size_t n = strlen(t->name), m = strlen(ending);
        if (n < m || strcmp(t->name + n - m, ending) != 0)
            continue;
        for (size_t k = 0; k < t->size; k++)
            sum += (double)t->data[k] * (double)t->data[k];
        count += (double)t->size;
    }
    return sqrt(sum / count);
}

static void first_weights(void)
{
    static const char *const kinds[] = {"wte.weight",         "wpe.weight",  "attn.c_attn.weight",
                                        "attn.c_proj.weight", "c_fc.weight", "mlp.c_proj.weight"};
    Rng rng;
    rng_seed(&rng, options.seed);
    GPT *born = gpt_new(model.gpt->config);
    gpt_init(born, &rng);
    for (int i = 0; i < COUNT(kinds); i++) {
        double before = size_of_weights(born, kinds[i]), after = size_of_weights(model.gpt, kinds[i]);
        printf("%-20s %.4f -> %.4f\n", kinds[i], before, after);
        fprintf(table("sizes.tsv"), "\"%.*s\"\t%.5f\t%.5f\n", (int)(strlen(kinds[i]) - strlen(".weight")), kinds[i],
                before, after);
    }
    gpt_free(born);
}

/*
**Decay** takes a bit off every weight in each step. Where a product of matrices could do its work with large numbers or
with small ones, the small ones are better for text nobody has seen. A gain of LayerNorm has no reason to be near 0, nor
has a bias.

@show 7-decay
*/
static void decaying(void)
{
    Decayed d = decay_groups(&model.gpt->params);
    printf("with decay: %d tensors, %ld numbers; without: %d tensors, %ld numbers\n", d.tensors[1], d.numbers[1],
           d.tensors[0], d.numbers[0]);
    metric("decayed_percent", "%.2f", 100.0 * (double)d.numbers[1] / (double)(d.numbers[0] + d.numbers[1]));
}

/*
**Half a million tokens** do not fit into memory. But gradients add up, so a large batch can be done in small pieces, if
the pieces are weighed right. There is a trap here that stood in well-known libraries until October 2024: each piece
gives a *mean*, and the mean of the means is the mean only if all pieces count equally many tokens. With padding they do
not.

$$\text{loss} = \sum_{i} \frac{n_i}{n} \, \text{mean}_i, \qquad n_i \text{ targets that count in piece } i, \quad n = \sum_i n_i$$

@show 8-accumulate

The cell makes a batch of 12 windows in three pieces, where some targets do not count, and compares the gradient with
that of the whole batch at once.
*/
static Tensor *mean_loss(void *gpt, const Piece *p)
{
    return gpt_loss(gpt, p->X, p->Y, p->B, p->T);
}

static void copy_gradients(const Params *p, double out[])
{
    for (int i = 0, k = 0; i < p->count; i++)
        for (size_t j = 0; j < p->tensor[i]->size; j++)
            out[k++] = (double)p->tensor[i]->grad[j];
}

static double apart(long n, const double a[], const double b[]) // |a - b| / |b|
{
    double difference = 0, norm = 0;
    for (long i = 0; i < n; i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        norm += b[i] * b[i];
    }
    return sqrt(difference / norm);
}

static void large_batch(void)
{
    enum { B = 12, T = 16, V = 30 };
    int X[B * T], Y[B * T];
    Rng rng;
    rng_seed(&rng, options.seed);
    GPT *gpt = gpt_new((GPTConfig){.vocab = V, .block = T, .layers = 2, .heads = 2, .embd = 32});
    gpt_init(gpt, &rng);
    for (int i = 0; i < B * T; i++) {
        X[i] = (int)rng_randint(&rng, 0, V);
        Y[i] = i % T <= i / T ? (X[i] + 1) % V : -1; // window b counts b + 1 of its targets
    }
    Piece pieces[3], whole = {B, T, X, Y};
    for (int i = 0; i < 3; i++)
        pieces[i] = (Piece){B / 3, T, X + i * B / 3 * T, Y + i * B / 3 * T};
    long n = params_total(&gpt->params);
    double *at_once = memory_new(sizeof *at_once * (size_t)n), *in_pieces = memory_new(sizeof *in_pieces * (size_t)n);
    params_zero_grad(&gpt->params);
    double one = accumulate(1, &whole, mean_loss, gpt);
    copy_gradients(&gpt->params, at_once);
    params_zero_grad(&gpt->params);
    double three = accumulate(3, pieces, mean_loss, gpt);
    copy_gradients(&gpt->params, in_pieces);
    printf("at once: loss %.4f; in three pieces: loss %.4f\n", one, three);
    printf("the gradients agree to 1e-5: %s\n", apart(n, in_pieces, at_once) < 1e-5 ? "yes" : "no");
    params_zero_grad(&gpt->params);
    for (int i = 0; i < 3; i++) { // the trap
        tape_reset();
        tensor_backward(tensor_scale(mean_loss(gpt, &pieces[i]), 1.0 / 3));
    }
    copy_gradients(&gpt->params, in_pieces);
    metric("mean_of_means_is_off_percent", "%.0f", 100 * apart(n, in_pieces, at_once));
    free(at_once);
    free(in_pieces);
    gpt_free(gpt);
}

/*
Now the whole recipe, on **nanoGPT's small run**, the one its README has for a laptop: 4 layers, 4 heads, 128 wide,
windows of 64 characters, 12 in a batch, 2000 steps. With `--video` it reads Shakespeare and must end near nanoGPT's
1.88. By default the text is the novel, and 1500 steps must do.

@figure loss "The loss of nanoGPT's small run (left scale), and the learning rate at each step (right scale)."
*/
static struct {
    Text *text;
    SmallRun recipe;
    Trained trained;
} small;

SmallRun nanogpts_small_run(void)
{
    return (SmallRun){.layers = 4,
                      .heads = 4,
                      .embd = 128,
                      .block = 64,
                      .batch = 12,
                      .high = 1e-3,
                      .low = 1e-4,
                      .warmup = 0.05,
                      .beta2 = 0.99,
                      .decay = 0.1,
                      .dropout = 0};
}

static Text *text_for(int block)
{
    Text *text = text_load(options.data, false, NULL);
    if (text_part(text, VAL) <= 2 * block)
        data_error(
            "%s: its last tenth, which is held out, has %td characters, and twice a window has %d: take a longer text",
            options.data, text_part(text, VAL), 2 * block);
    return text;
}

static void small_run(void)
{
    small.trained = small_train(small.recipe, small.text, options.steps, "small");
    int all = (int)(text_part(small.text, VAL) - 1) / small.recipe.block;
    metric("small_val", "%.4f", small_loss(&small.trained, small.recipe.block, options.quick ? 20 : all));
    char *text = small_write(&small.trained, 200);
    printf("%s\n", text);
    free(text);
}

/*
**Where does the time go?** Every weight is used once for each token: a multiplication and an addition. Going back costs
twice as much. So a step costs about 6 N D operations, N parameters, D tokens, and that rule of thumb is all one needs
to know what a training will cost.

$$\text{operations of a step} = B\,T\,(6 N + 12\,L\,C\,T)$$

@show 9-flops

How much of what the machine can do was used is called **model FLOPs utilisation**, MFU. (It is printed apart, as it
depends on the machine: look at the terminal.) Half is good: the rest of the time goes into what is not a product of
matrices.
*/
static void arithmetic(void)
{
    GPTConfig c = model.gpt->config;
    double step = small_flops(small.recipe, small.text->tokenizer->vocab);
    metric("small_step_gigaflop", "%.2f", step / 1e9);
    printf("%d steps: %.2g operations\n", options.steps, options.steps * step);
    printf("our small GPT-2, a token: %.3g\n", step_flops(c, 1, c.block) / c.block);
    printf("GPT-2 (124M), 10 billion tokens: %.2g\n", 1e10 * step_flops(gpt2_small, 1, 1024) / 1024);
    printf("GPT-3 (175B), 300 billion tokens: %.2g\n",
           3e11 * step_flops((GPTConfig){50257, 2048, 96, 96, 12288}, 1, 2048) / 2048);
    if (!small.trained.gpt)
        return;
    double peak = small_peak(), speed = small.trained.flops / small.trained.seconds;
    fprintf(stderr,
            "%.0f GFLOP/s while training (measuring included), and %.0f in a product of matrices: MFU %.0f %%\n",
            speed / 1e9, peak / 1e9, 100 * speed / peak);
}

/*
**Beyond the block.** The model was trained on windows of 64. Its table of positions has 128 rows, but the second half
was never trained. What happens if the model reads on? Its loss jumps, and soon it would do better by counting letters.
A window that slides along, so that the model never sees more than 64 characters, avoids that. (Newer models turn
queries and keys by an angle instead of adding a row for each position, and get a little further.)

@figure beyond "Loss by position up to twice the block. Beyond 64 the rows of wpe are what they were on the first day."
*/
static void beyond(void)
{
    if (!small.trained.gpt) {
        printf("the cell of the small run ended early, so there is no model to look at\n");
        return;
    }
    small_beyond(&small.trained, small.recipe.block, options.quick ? 5 : 400);
    small_free(&small.trained);
}

/*
nanoGPT's choices are somebody's good guess. Can you do better with the same amount of arithmetic?

@show 10-beat
*/
static void yours(void)
{
    SmallRun nano = nanogpts_small_run(), r = your_small_run();
    int V = small.text->tokenizer->vocab;
    double budget = 2000 * small_flops(nano, V);
    printf("nanoGPT's: %d layers, %d wide, %d steps\n", nano.layers, nano.embd, small_steps(nano, V, budget));
    printf("yours:     %d layers, %d wide, %d steps\n", r.layers, r.embd, small_steps(r, V, budget));
    printf("make lesson-09 ARGS='--beat 50' trains both with a fortieth of that and compares them\n");
}

static int beat_steps; // --beat: the budget, in steps of nanoGPT's small run

static void beat(void)
{
    const SmallRun runs[] = {nanogpts_small_run(), your_small_run()};
    static const char *const name[] = {"nanogpt", "yours"};
    Text *text = text_for(runs[0].block > runs[1].block ? runs[0].block : runs[1].block);
    double budget = beat_steps * small_flops(runs[0], text->tokenizer->vocab);
    for (int i = 0; i < 2; i++) {
        int steps = small_steps(runs[i], text->tokenizer->vocab, budget);
        printf("%s: %d steps\n", name[i], steps);
        Trained t = small_train(runs[i], text, steps, name[i]);
        int all = (int)(text_part(text, VAL) - 1) / runs[i].block;
        metric(text_of("%s_val", name[i]), "%.4f", small_loss(&t, runs[i].block, all));
        small_free(&t);
    }
}

/*
## What you have now

The real GPT-2, if you download it, and a small one that takes an hour to train:

```text
make -s lesson-09 ARGS='--model datasets/gpt2-austen --prompt "My dear Lizzy,"'
make -s lesson-09 ARGS='--model datasets/gpt2-austen --score FILE'
make -s lesson-09 ARGS='--model datasets/gpt2-austen --info'
make -s lesson-09 ARGS='--train FILE --save DIR --steps 4000'        a GPT-2 of your own text
make lesson-09 ARGS=--video                                          nanoGPT's small run, on Shakespeare
make lesson-09 ARGS='--llmc DIR'                                     with the real files: llm.c's ten losses
```

What OpenAI had beyond this was forty gigabytes of text and many machines. The next lessons ask how the same arithmetic
can be done faster, and how something that only completes texts becomes an assistant that answers.
*/
static const char *llmc_folder;

static const Extra *all_options(void)
{
    static Extra more[32] = {
        {"beat", "only exercise 9.10, with the budget of N steps of nanoGPT's", .whole = &beat_steps, .low = 1,
         .high = 1000000},
        {"llmc", "llm.c's ten losses with the GPT-2 in this folder", .text = &llmc_folder, .value = "DIR"},
    };
    for (int i = 0; train_options[i].name; i++)
        more[2 + i] = train_options[i];
    return command_options_and(more);
}

static const Shown lecture[] = {
    {"parameters_of_gpt2", "124439808"},
    {"small_val", "1.88"},
    {"llmc_0", "5.270007"},
    {"llmc_1", "4.059707"},
    {"llmc_2", "3.375123"},
    {"llmc_3", "2.800783"},
    {"llmc_4", "2.315382"},
    {"llmc_5", "1.849029"},
    {"llmc_6", "1.394656"},
    {"llmc_7", "0.999147"},
    {"llmc_8", "0.624080"},
    {"llmc_9", "0.376511"},
    {0},
};

static void notebook(void)
{
    model = gpt2_load("gpt2-austen", (Gpt2Options){.copy = true});
    small.recipe = nanogpts_small_run();
    if (options.quick)
        small.recipe.block = 16;
    small.text = text_for(small.recipe.block);
    cell("Two files", two_files);
    cell("Names", names);
    cell("What each tensor is for", jobs);
    cell("The next token", next_token);
    cell("Writing", writing);
    cell("Perplexity", perplexities);
    cell("The likelier ending", endings);
    cell("The recipe: the learning rate", schedule);
    cell("The recipe: the first weights", first_weights);
    cell("The recipe: decay", decaying);
    cell("The recipe: a large batch", large_batch);
    cell("A small run", small_run);
    cell("Where the time goes", arithmetic);
    cell("Beyond the block", beyond);
    cell("Better than nanoGPT", yours);
}

static void llmc(void)
{
    llmc_run(llmc_folder);
}

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "09-gpt2",
        .about = "GPT-2 from its own files: load, write, score, train",
        .data = "pride.txt",
        .video_data = "tinyshakespeare.txt",
        .seed = 1337,
        .steps = 1500,
        .quick_steps = 20,
        .video_steps = 2000,
        .lecture = lecture,
        .extras = all_options(),
    };
    const char *whose = whose_functions;
    whose_functions = NULL; // what --prompt writes is the output's first line
    notebook_begin(&lesson, argc, argv);
    if (command_given()) {
        command_run();
        return 0;
    }
    if (train_given()) {
        train_run();
        return 0;
    }
    if (whose)
        printf("%s: %s\n", lesson.name, whose);
    if (llmc_folder)
        cell("llm.c's ten losses", llmc);
    else if (beat_steps)
        cell("Better than nanoGPT", beat);
    else
        notebook();
    return notebook_end();
}

/* Inside lesson 07's GPT: who looks at whom, the places, and what the parameters are for. */
#include "story.h"
#include "check.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 30 }; // characters of a map: more would not be legible

// A text to look at, and one forward pass over it: its attention stays on the tape.
typedef struct Look {
    int T, X[TALE_MAX], Y[TALE_MAX];
} Look;

static Look look_at(const char *prompt, int line, int most)
{
    Look look = {0};
    int T = run_window(&run), *X = memory_new(sizeof *X * (size_t)T), *Y = memory_new(sizeof *Y * (size_t)T), length;
    text_window(run.text, VAL, line, 1, T, X, Y);
    int *ids = run_prompt(&run, prompt, &length);
    for (int t = 0; length > 0 && t < T; t++) {
        Y[t] = t < length ? ids[t] : -1;
        X[t] = t == 0 || t >= length ? X[0] : Y[t - 1];
    }
    while (look.T < T && look.T < most && Y[look.T] >= 0) {
        look.X[look.T] = X[look.T];
        look.Y[look.T] = Y[look.T];
        look.T++;
    }
    free(X);
    free(Y);
    free(ids);
    tape_reset();
    gpt_forward(story.gpt, look.X, 1, look.T);
    return look;
}

static double weight(int layer, int h, int t, int s)
{
    return attention_weight(story.gpt->layer[layer].attended, 0, h, t, s);
}

static char shade(double w) // as much ink as attention
{
    static const char ink[] = " .:-=+*#%@";
    int i = (int)(w * 10);
    return ink[i < 0 ? 0 : i > 9 ? 9 : i];
}

// A character as a figure shows it: a blank as a dot, the start of a text as a bar.
static const char *label(int id)
{
    const Token *token = &run.tokenizer->token[id];
    switch (token->length == 1 ? token->bytes[0] : 'a') {
    case ' ':
        return "·";
    case '\n':
        return "|";
    case '"':
        return "''"; // gnuplot's own sign
    default:
        return text_symbol(run.text, id);
    }
}

// ... and as a map in the terminal does, in one column: of a longer token, its first letter.
static const char *column(int id)
{
    static char first[2];
    const Token *token = &run.tokenizer->token[id];
    if (strcmp(run.tokenizer->kind->name, "characters") == 0) {
        const char *symbol = token->bytes[0] == ' ' ? " " : label(id);
        return symbol[0] == '\\' && symbol[1] ? "?" : symbol;
    }
    char c = token->bytes[token->length > 1 && token->bytes[0] == ' '];
    first[0] = c == '\n' ? '|' : c > ' ' && c <= '~' ? c : c == ' ' ? ' ' : '?';
    return first;
}

static void print_map(const Look *look, int layer, int h)
{
    printf("layer %d, head %d: each line is a character and shows where it looks, from . to @\n", layer + 1, h + 1);
    printf("   ");
    for (int s = 0; s < look->T; s++)
        printf("%s", column(look->X[s]));
    putchar('\n');
    for (int t = 0; t < look->T; t++) {
        printf(" %s ", column(look->X[t]));
        int last = t;
        while (last > 0 && shade(weight(layer, h, t, last)) == ' ')
            last--;
        for (int s = 0; s <= last; s++)
            putchar(shade(weight(layer, h, t, s)));
        putchar('\n');
    }
}

// One map in words: which head looks most at the character before itself?
static int the_one_that_looks_back(const Look *look, int *layer)
{
    int best = 0;
    double most = -1;
    for (int l = 0; l < story.gpt->config.layers; l++)
        for (int h = 0; h < story.gpt->config.heads; h++) {
            double sum = 0;
            for (int t = 1; t < look->T; t++)
                sum += weight(l, h, t, t - 1);
            if (sum > most) {
                most = sum;
                best = h;
                *layer = l;
            }
        }
    return best;
}

void story_attention_maps(void)
{
    Look look = look_at(story.prompt, 0, SHOWN);
    for (int t = 0; t < look.T; t++)
        fprintf(table("characters.tsv"), "%d\t\"%s\"\n", t, label(look.X[t]));
    for (int l = 0; l < story.gpt->config.layers; l++)
        for (int h = 0; h < story.gpt->config.heads; h++) {
            for (int t = 0; t < look.T; t++)
                for (int s = 0; s < look.T; s++)
                    fprintf(table("attention.tsv"), "%d\t%d\t%.3f\n", s, t, weight(l, h, t, s));
            fprintf(table("attention.tsv"), "\n\n");
            if (story.all_maps)
                print_map(&look, l, h);
        }
    int layer = 0, h = the_one_that_looks_back(&look, &layer);
    fprintf(table("shape.tsv"), "%d\t%d\t%d\n", story.gpt->config.layers, story.gpt->config.heads, look.T);
    if (!story.all_maps)
        print_map(&look, layer, h);
}

// ---- the head that remembers ----

// How much of the attention from position t goes to the first mention that the next character must agree
// with. Position s has read character s - 1; the mention begins at character `first` and the character to be
// known lies `into` letters into it. The blank before the mention and the letters after count as well.
static double on_the_mention(int layer, int h, int t, int first, int into)
{
    double sum = 0;
    for (int s = first; s <= first + into + 2 && s <= t; s++)
        sum += weight(layer, h, t, s);
    return sum;
}

// The tale of a look, and where in it the first mentions are that must be agreed with: see tale_agreement.
static char *mentions(const Look *look, int place[TALE_MAX])
{
    char *tale = tokenizer_decode(run.tokenizer, look->Y, (size_t)look->T);
    tale_agreement(story.tales, tale, place);
    return tale;
}

// sum (layers, heads)
static void add_mentions(const Look *look, double sum[], int *count)
{
    int place[TALE_MAX], heads = story.gpt->config.heads;
    free(mentions(look, place));
    for (int t = 0, into = 0; t < look->T; t++) {
        into = place[t] >= 0 && t > 0 && place[t - 1] == place[t] ? into + 1 : 0;
        if (place[t] < 0)
            continue;
        for (int l = 0; l < story.gpt->config.layers; l++)
            for (int h = 0; h < heads; h++)
                sum[l * heads + h] += on_the_mention(l, h, t, place[t], into);
        ++*count;
    }
}

static void show_mentions(int line, int layer, int h)
{
    Look look = look_at(NULL, line, TALE_MAX);
    int place[TALE_MAX], row = 0;
    char *tale = mentions(&look, place);
    printf("\n  |%s", tale); // | stands for the start, which is read first
    for (int t = 0; t < look.T; t++) {
        fprintf(table("tale.tsv"), "%d\t\"%s\"\t%d\n", t, label(look.X[t]), place[t]);
        if (place[t] < 0)
            continue;
        int last = t;
        while (last > 0 && shade(weight(layer, h, t, last)) == ' ')
            last--;
        printf("%c ", tale[t]);
        for (int s = 0; s <= last; s++)
            putchar(shade(weight(layer, h, t, s)));
        putchar('\n');
        for (int s = 0; s < look.T; s++)
            fprintf(table("agreement.tsv"), "%d\t%d\t%.3f\n", s, row, weight(layer, h, t, s));
        fprintf(table("agreement-rows.tsv"), "%d\t\"%s\"\n", row++, label(look.Y[t]));
    }
    free(tale);
}

void story_agreement(void)
{
    if (!story.tales) {
        puts("only in tales of characters do we know what must agree: run the lesson without --data and --tokenizer");
        return;
    }
    int layers = story.gpt->config.layers, heads = story.gpt->config.heads, count = 0, best = 0;
    double *sum = memory_zeros(sizeof *sum * (size_t)(layers * heads));
    for (int line = 0; line < (options.quick ? 10 : 100); line++) {
        Look look = look_at(NULL, line, TALE_MAX);
        add_mentions(&look, sum, &count);
    }
    for (int i = 0; i < layers * heads; i++) {
        if (i % heads == 0)
            printf("layer %d:", i / heads + 1);
        printf(" %4.0f %%%s", 100 * sum[i] / count, (i + 1) % heads ? "" : "\n");
        best = sum[i] > sum[best] ? i : best;
    }
    free(sum);
    printf("of a head's attention goes from a repeated word to its first mention\n");
    metric("agreement_layer", "%.0f", best / heads + 1);
    metric("agreement_head", "%.0f", best % heads + 1);
    show_mentions(0, best / heads, best % heads);
}

// ---- places ----

static double cosine(const real *a, const real *b, int n)
{
    double ab = 0, aa = 0, bb = 0;
    for (int i = 0; i < n; i++) {
        ab += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    return ab / sqrt(aa * bb);
}

void story_places(void)
{
    const real *wpe = story.gpt->wpe->data;
    int C = story.gpt->config.embd, T = run_window(&run),
        step = (T + 63) / 64; // at most 64 x 64 in the figure
    double near = 0, far = 0;
    for (int t = 0; t < T; t += step)
        for (int s = 0; s < T; s += step)
            fprintf(table("places.tsv"), "%d\t%d\t%.3f\n", s, t, cosine(wpe + t * C, wpe + s * C, C));
    for (int t = 0; t + 1 < T; t++) {
        near += cosine(wpe + t * C, wpe + (t + 1) * C, C) / (T - 1);
        far += cosine(wpe + t * C, wpe + (t + T / 2) % T * C, C) / (T - 1);
    }
    printf("cosine of neighbours %.2f, of positions half a window apart %.2f\n", near, far);
}

// ---- parameters ----

void story_parameters(void)
{
    static const struct {
        const char *part, *title;
    } parts[] = {
        {"wte", "characters"}, {"wpe", "places"}, {"attn", "attention"}, {"mlp", "feed-forward"}, {"ln_", "LayerNorm"}};
    const Params *p = &story.gpt->params;
    for (int k = 0; k < COUNT(parts); k++) {
        long total = 0;
        for (int i = 0; i < p->count; i++)
            if (strstr(p->tensor[i]->name, parts[k].part))
                total += (long)p->tensor[i]->size;
        printf("%-13s %8ld  %4.1f %%\n", parts[k].title, total, 100.0 * (double)total / (double)params_total(p));
        fprintf(table("parameters.tsv"), "\"%s\"\t%ld\n", parts[k].title, total);
    }
}

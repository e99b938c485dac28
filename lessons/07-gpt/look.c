/* Inside lesson 07's GPT: who looks at whom, the places, and what the parameters are for. */
#include "run.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 48 }; // characters of a map: more would not be legible

// A text to look at, and one forward pass over it: its attention stays on the tape.
typedef struct Look {
    int T, X[TALE_MAX], Y[TALE_MAX];
} Look;

static Look look_at(int line, int most)
{
    Look look = {0};
    int T = run.config.block, *X = malloc(sizeof *X * (size_t)T), *Y = malloc(sizeof *Y * (size_t)T);
    CHECK(X && Y, "out of memory");
    if (run.text->by_lines)
        text_line(run.text, VAL, line, T, X, Y);
    else {
        memcpy(X, run.text->id + run.text->train, sizeof(int) * (size_t)T);
        memcpy(Y, run.text->id + run.text->train + 1, sizeof(int) * (size_t)T);
    }
    if (run.prompt)
        for (int t = 0; t < T; t++) {
            bool inside = t < (int)strlen(run.prompt);
            Y[t] = inside ? run.text->stoi[(unsigned char)run.prompt[t]] : -1;
            X[t] = t == 0 || !inside ? X[0] : Y[t - 1];
        }
    while (look.T < T && look.T < most && Y[look.T] >= 0) {
        look.X[look.T] = X[look.T];
        look.Y[look.T] = Y[look.T];
        look.T++;
    }
    free(X);
    free(Y);
    tape_reset();
    gpt_forward(run.gpt, look.X, 1, look.T);
    return look;
}

static double weight(int layer, int h, int t, int s)
{
    return attention_weight(run.gpt->layer[layer].attended, 0, h, t, s);
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
    switch (run.text->itos[id]) {
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

static void print_map(const Look *look, int layer, int h)
{
    printf("layer %d, head %d: each line is a character and shows where it looks, from . to @\n", layer + 1, h + 1);
    printf("   ");
    for (int s = 0; s < look->T; s++)
        printf("%s", look->X[s] == run.text->stoi[' '] ? " " : label(look->X[s]));
    putchar('\n');
    for (int t = 0; t < look->T; t++) {
        printf(" %s ", look->X[t] == run.text->stoi[' '] ? " " : label(look->X[t]));
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
    for (int l = 0; l < run.config.layers; l++)
        for (int h = 0; h < run.config.heads; h++) {
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

void run_attention_maps(void)
{
    Look look = look_at(0, SHOWN);
    for (int t = 0; t < look.T; t++)
        fprintf(table("characters.tsv"), "%d\t\"%s\"\n", t, label(look.X[t]));
    for (int l = 0; l < run.config.layers; l++)
        for (int h = 0; h < run.config.heads; h++) {
            for (int t = 0; t < look.T; t++)
                for (int s = 0; s < look.T; s++)
                    fprintf(table("attention.tsv"), "%d\t%d\t%.3f\n", s, t, weight(l, h, t, s));
            fprintf(table("attention.tsv"), "\n\n");
            if (run.all_maps)
                print_map(&look, l, h);
        }
    int layer = 0, h = the_one_that_looks_back(&look, &layer);
    fprintf(table("shape.tsv"), "%d\t%d\t%d\n", run.config.layers, run.config.heads, look.T);
    if (!run.all_maps)
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

static void add_mentions(const Look *look, double sum[GPT_MAX_LAYERS][64], int *count)
{
    char tale[TALE_MAX + 1];
    int place[TALE_MAX];
    for (int t = 0; t < look->T; t++)
        tale[t] = (char)run.text->itos[look->Y[t]];
    tale[look->T] = '\0';
    tale_agreement(run.tales, tale, place);
    for (int t = 0, into = 0; t < look->T; t++) {
        into = place[t] >= 0 && t > 0 && place[t - 1] == place[t] ? into + 1 : 0;
        if (place[t] < 0)
            continue;
        for (int l = 0; l < run.config.layers; l++)
            for (int h = 0; h < run.config.heads; h++)
                sum[l][h] += on_the_mention(l, h, t, place[t], into);
        ++*count;
    }
}

static void show_mentions(int line, int layer, int h)
{
    Look look = look_at(line, TALE_MAX);
    char tale[TALE_MAX + 1];
    int place[TALE_MAX];
    for (int t = 0; t < look.T; t++)
        tale[t] = (char)run.text->itos[look.Y[t]];
    tale[look.T] = '\0';
    tale_agreement(run.tales, tale, place);
    printf("\n  |%s", tale); // | stands for the start, which is read first
    int row = 0;
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
}

void run_agreement(void)
{
    static double sum[GPT_MAX_LAYERS][64];
    int count = 0, layer = 0, h = 0, tales = options.quick ? 10 : 100;
    if (!run.tales) {
        puts("only in tales do we know what must agree: run the lesson without --data");
        return;
    }
    memset(sum, 0, sizeof sum);
    const char *prompt = run.prompt;
    run.prompt = NULL;
    for (int line = 0; line < tales; line++) {
        Look look = look_at(line, TALE_MAX);
        add_mentions(&look, sum, &count);
    }
    for (int l = 0; l < run.config.layers; l++) {
        printf("layer %d:", l + 1);
        for (int k = 0; k < run.config.heads; k++) {
            printf(" %4.0f %%", 100 * sum[l][k] / count);
            if (sum[l][k] > sum[layer][h]) {
                layer = l;
                h = k;
            }
        }
        printf("\n");
    }
    printf("of a head's attention goes from a repeated word to its first mention\n");
    metric("agreement_layer", "%.0f", layer + 1);
    metric("agreement_head", "%.0f", h + 1);
    show_mentions(0, layer, h);
    run.prompt = prompt;
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

void run_places(void)
{
    const real *wpe = run.gpt->wpe->data;
    int C = run.config.embd, T = run.config.block,
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

void run_parameters(void)
{
    static const struct {
        const char *part, *title;
    } parts[] = {
        {"wte", "characters"}, {"wpe", "places"}, {"attn", "attention"}, {"mlp", "feed-forward"}, {"ln_", "LayerNorm"}};
    const Params *p = &run.gpt->params;
    for (int k = 0; k < COUNT(parts); k++) {
        long total = 0;
        for (int i = 0; i < p->count; i++)
            if (strstr(p->tensor[i]->name, parts[k].part))
                total += (long)p->tensor[i]->size;
        printf("%-13s %8ld  %4.1f %%\n", parts[k].title, total, 100.0 * (double)total / (double)params_total(p));
        fprintf(table("parameters.tsv"), "\"%s\"\t%ld\n", parts[k].title, total);
    }
}

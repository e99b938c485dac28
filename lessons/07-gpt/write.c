/* Lesson 07's GPT writes: one character at a time, through the cache of keys and values. */
#include "run.h"
#include "07-gpt.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM = 300 }; // characters of a sample that has no end of its own

typedef struct Writer {
    GPTCache *cache;
    int *past; // what the cache has read
    const real *logits;
} Writer;

static void read_next(Writer *w, int id)
{
    int block = run.config.block, length = gpt_cache_length(w->cache);
    if (length == block) { // full: the latter half is read again, as a beginning
        int kept = block / 2;
        memmove(w->past, w->past + length - kept, sizeof(int) * (size_t)kept);
        gpt_cache_clear(w->cache);
        for (int i = 0; i < kept; i++)
            w->logits = gpt_cache_next(w->cache, w->past[i]);
    }
    w->past[gpt_cache_length(w->cache)] = id;
    w->logits = gpt_cache_next(w->cache, id);
}

// How the next character is drawn: by sample_next of exercise 7.6, or simply from softmax(logits), so that a
// GPT can be watched while it learns before that exercise is written.
typedef int Next(int V, const real logits[], double temperature, int top_k, Rng *rng);

static int from_softmax(int V, const real logits[], double temperature, int top_k, Rng *rng)
{
    float p[256];
    double max = logits[0];
    (void)temperature, (void)top_k;
    for (int v = 1; v < V; v++)
        max = logits[v] > max ? logits[v] : max;
    for (int v = 0; v < V; v++)
        p[v] = (float)exp(logits[v] - max);
    return rng_multinomial_race(rng, p, V);
}

// Writes to `line` (room characters with the zero) until the end of a line, or `most` characters.
static void write_line(char *line, int room, Next *next, double temperature, int top_k, Rng *rng)
{
    int end = run.text->stoi['\n'], length = 0, id = end < 0 ? 0 : end;
    Writer w = {gpt_cache_new(run.gpt), malloc(sizeof(int) * (size_t)run.config.block), NULL};
    CHECK(w.past, "out of memory");
    read_next(&w, id);
    for (const char *c = run.prompt; c && *c && length < room - 1; c++) {
        line[length++] = *c;
        read_next(&w, run.text->stoi[(unsigned char)*c]);
    }
    while (length < room - 1) {
        id = next(run.config.vocab, w.logits, temperature, top_k, rng);
        CHECK(id >= 0 && id < run.config.vocab, "sample_next returned %d, not a number in 0 .. %d", id,
              run.config.vocab - 1);
        line[length++] = (char)run.text->itos[id];
        if (run.text->by_lines && (id == end || length == run.config.block))
            break;
        read_next(&w, id);
    }
    line[length] = '\0';
    gpt_cache_free(w.cache);
    free(w.past);
}

static int room(void)
{
    return run.text->by_lines ? run.config.block + 2 : STREAM + 1;
}

static void print_line(Next *next, double temperature, int top_k, uint64_t seed)
{
    char *line = malloc((size_t)room());
    Rng rng;
    CHECK(line, "out of memory");
    rng_seed(&rng, seed);
    write_line(line, room(), next, temperature, top_k, &rng);
    size_t length = strlen(line);
    printf("%s%s", line, length && line[length - 1] == '\n' ? "" : "\n");
    free(line);
}

void run_write_line(double temperature, int top_k, uint64_t seed)
{
    print_line(sample_next, temperature, top_k, seed);
}

void run_write_plainly(uint64_t seed)
{
    print_line(from_softmax, 1, 0, seed);
}

int run_good_tales(int n)
{
    char tale[TALE_MAX + 2];
    const char *prompt = run.prompt;
    int good = 0;
    Rng rng;
    run.prompt = NULL;
    rng_seed(&rng, options.seed);
    for (int i = 0; i < n; i++) {
        write_line(tale, sizeof tale, sample_next, 1, 0, &rng);
        bool is_tale = tale_nats(run.tales, tale, NULL) < 1e9;
        good += is_tale;
    }
    run.prompt = prompt;
    return good;
}

void run_show_file(const char *name, int most)
{
    FILE *f = table(name);
    rewind(f);
    for (int c; most > 0 && (c = fgetc(f)) != EOF; most--)
        putchar(c);
    puts(most ? "" : " ...");
    fseek(f, 0, SEEK_END);
}

void run_sample_file(void)
{
    GPTFile file = gpt_load(run.sample_file);
    Text text = {.vocab = file.gpt->config.vocab, .by_lines = file.by_lines};
    if (!file.has_vocabulary)
        data_error("%s does not say which characters its tokens are; this lesson reads its own files only",
                   run.sample_file);
    memcpy(text.itos, file.itos, sizeof text.itos);
    for (int c = 0; c < 256; c++)
        text.stoi[c] = -1;
    for (int i = 0; i < text.vocab; i++)
        text.stoi[text.itos[i]] = i;
    run.text = &text;
    run.gpt = file.gpt;
    run.config = file.gpt->config;
    for (const char *c = run.prompt; c && *c; c++)
        if (text.stoi[(unsigned char)*c] < 0)
            usage_error("--prompt: the model has never seen the character '%c'", *c);
    for (uint64_t i = 0; i < (text.by_lines ? 5 : 1); i++)
        run_write_line(run.temperature, run.top_k, options.seed + i);
}

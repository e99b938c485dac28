/* Claims, counted: see compare.h. */
#include "compare.h"
#include "12-inference.h"
#include "bytes.h"
#include "format.h"
#include "memory.h"
#include "notebook.h"
#include "rows.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// ---- is the distribution the large model's? ----

enum { FIVE = 5, THREE = 3, RESULTS = FIVE * FIVE * FIVE };
static const How plainly = {.temperature = 1, .top_p = 1, .repetition = 1};

static Served *random_model(int layers, double spread, uint64_t seed)
{
    Rng rng;
    rng_seed(&rng, seed);
    GPT *gpt = gpt_new((GPTConfig){FIVE, 12, layers, 2, 16});
    gpt_init(gpt, &rng);
    for (size_t i = 0; i < gpt->wte->size; i++)
        gpt->wte->data[i] *= (real)spread; // or all tokens would be as likely as each other
    Served *m = served_new(gpt, false);
    gpt_free(gpt);
    return m;
}

// The probability of each result after token 0, by the large model alone.
static void expected(const Served *m, double p[RESULTS])
{
    float logits[FIVE];
    for (int result = 0; result < RESULTS; result++) {
        const int text[THREE + 1] = {0, result / FIVE / FIVE, result / FIVE % FIVE, result % FIVE};
        Sequence *s = sequence_new(m);
        p[result] = 1;
        for (int i = 0; i < THREE; i++) {
            serve_read(m, s, text + i, 1, logits);
            softmax_row(FIVE, 1, logits, logits);
            p[result] *= (double)logits[text[i + 1]];
        }
        sequence_free(s);
    }
}

double compare_distributions(int times, uint64_t seed)
{
    Served *large = random_model(2, 4, seed), *draft = random_model(1, 3, seed + 1);
    double p[RESULTS], chi_square = 0;
    int counted[RESULTS] = {0}, start = 0, out[THREE];
    Guessed g;
    Rng rng;
    rng_seed_python(&rng, seed);
    expected(large, p);
    for (int i = 0; i < times; i++) {
        speculate(large, draft, &plainly, 2, &start, 1, THREE, &rng, out, &g);
        counted[(out[0] * FIVE + out[1]) * FIVE + out[2]]++;
    }
    for (int i = 0; i < RESULTS; i++)
        chi_square += (counted[i] - times * p[i]) * (counted[i] - times * p[i]) / (times * p[i]);
    served_free(large);
    served_free(draft);
    return chi_square;
}

Guessed compare_guesses(const Voice *large, const Voice *draft, int guesses, int prompts, int n, const int ids[],
                        uint64_t seed)
{
    enum { PROMPT = 20, WRITTEN = 120 };
    int out[WRITTEN];
    Guessed sum = {0}, g;
    Rng rng;
    rng_seed_python(&rng, seed);
    for (int i = 0; i < prompts; i++) {
        const int *from = ids + (n - PROMPT) / prompts * i;
        speculate(large->served, draft->served, &plainly, guesses, from, PROMPT, WRITTEN, &rng, out, &g);
        sum.passes += g.passes;
        sum.tokens += g.tokens;
        sum.proposed += g.proposed;
        sum.accepted += g.accepted;
    }
    return sum;
}

// ---- batches ----

bool compare_batch(const Served *m, int size, const int ids[])
{
    enum { MOST = 16, TOKENS = 8 };
    int V = m->config.vocab;
    float *alone = memory_new(sizeof *alone * (size_t)V), *together = memory_new(sizeof *together * (size_t)(size * V));
    Sequence *s[MOST], *own = sequence_new(m);
    Row rows[MOST];
    for (int k = 0; k < size; k++)
        s[k] = sequence_new(m);
    for (int t = 0; t < TOKENS; t++) {
        for (int k = 0; k < size; k++)
            rows[k] = (Row){s[k], ids[t + k]};
        serve(m, size, rows, size, together);
        serve_read(m, own, ids + t + size / 2, 1, alone);
    }
    bool same = memcmp(alone, together + (ptrdiff_t)(size / 2) * V, sizeof *alone * (size_t)V) == 0;
    for (int k = 0; k < size; k++)
        sequence_free(s[k]);
    sequence_free(own);
    free(alone);
    free(together);
    return same;
}

// ---- other compressors ----

static void report(const char *name, size_t bytes, size_t n)
{
    printf("%-18s %8zu bytes, %.3f bits a byte\n", name, bytes, 8.0 * (double)bytes / (double)n);
    fprintf(table("compress.tsv"), "\"%s\"\t%.4f\n", name, 8.0 * (double)bytes / (double)n);
}

// How many bytes a command writes; 0 if it is not there.
static size_t size_from(const char *command, const char *file)
{
    char line[PATH_MAX + 100];
    snprintf(line, sizeof line, "%s <'%s' 2>/dev/null | wc -c", command, file);
    FILE *out = popen(line, "r");
    size_t bytes = 0;
    if (!out || fscanf(out, "%zu", &bytes) != 1)
        bytes = 0;
    if (out)
        pclose(out);
    return bytes;
}

void compare_compressors(const uint8_t *text, size_t n, size_t ours)
{
    static const char *const command[] = {"gzip -9 -n -c", "bzip2 -9 -c", "xz -9 -e -c", "zstd -19 --ultra -22 -c"};
    static const char *const name[] = {"gzip -9", "bzip2 -9", "xz -9e", "zstd -22"};
    FILE *file = table("text.tmp");
    fwrite(text, 1, n, file);
    fflush(file);
    ByteModel *model = bytes_new();
    double bits = 0;
    for (size_t i = 0; i < n; i++)
        bits += bytes_learn(model, text[i]);
    bytes_free(model);
    for (int i = 0; i < COUNT(command); i++) {
        size_t bytes = size_from(command[i], text_of("%s/text.tmp.part", options.out));
        if (bytes > 0)
            report(name[i], bytes, n);
        else
            printf("%-18s is not installed\n", name[i]);
    }
    report("a model of bytes", (size_t)(bits / 8) + 1, n);
    report("the small GPT-2", ours, n);
}

/* Saves and loads a run, and generates text with it: see run.h. */
#include "run.h"
#include "characters.h"
#include "format.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

// ---- files ----

static void add_tokenizer(StWriter *w, const Tokenizer *t)
{
    size_t bytes = 0;
    for (int i = 0; i < t->vocab; i++)
        bytes += (size_t)t->token[i].length;
    unsigned char *all = st_room(w, bytes), *end = all;
    int32_t *length = st_room(w, sizeof *length * (size_t)t->vocab);
    for (int i = 0; i < t->vocab; end += length[i++])
        memcpy(end, t->token[i].bytes, (size_t)(length[i] = t->token[i].length));
    st_add_as(w, "vocabulary", SHAPE((int)bytes), ST_U8, all);
    if (bytes == (size_t)t->vocab) // plain characters, one byte each
        return;
    st_add_text(w, "tokenizer", t->kind->name);
    st_add_as(w, "vocabulary.length", SHAPE(t->vocab), ST_I32, length);
}

void run_save(const Run *run, const char *path)
{
    StWriter *w = st_create(path);
    st_add_text(w, "format", "pt");
    run->model.kind->describe(run->model.self, w);
    st_add_text(w, "lines", run->by_lines ? "1" : "0");
    st_add_params(w, "", run->model.params);
    if (run->tokenizer)
        add_tokenizer(w, run->tokenizer);
    if (run->is_training) {
        st_add_text(w, "step", text_of("%d", run->step));
        st_add_optimiser(w, "", run->model.params);
        st_add_rng(w, "rng", &run->rng);
    }
    st_save(w);
}

int run_number(const SafeTensors *file, const char *key, int low, int high, int otherwise)
{
    const char *text = st_text(file, key);
    char *end;
    long value = text ? strtol(text, &end, 10) : otherwise;
    if (text && (end == text || *end || value < low || value > high))
        data_error("%s: \"%s\" is \"%.20s\", and should be a whole number from %d to %d", st_path(file), key, text, low,
                   high);
    return (int)value;
}

// Reads n whole numbers, each from low to high; returns their sum.
static size_t read_numbers(SafeTensors *file, const char *name, int n, int low, int high, int number[])
{
    size_t sum = 0;
    int64_t *wide = memory_new(sizeof *wide * (size_t)n);
    st_read_i64(file, name, SHAPE(n), wide);
    for (int i = 0; i < n; sum += (size_t)number[i++]) {
        number[i] = (int)wide[i];
        if (wide[i] < low || wide[i] > high)
            data_error("%s: %s has %lld, not a number from %d to %d: the file is damaged", st_path(file), name,
                       (long long)wide[i], low, high);
    }
    free(wide);
    return sum;
}

static Tokenizer *read_tokenizer(SafeTensors *file, int vocab)
{
    enum { MOST = 1 << 26, LONGEST = 1 << 10 }; // the most bytes for all tokens, and for one
    const StTensor *t = st_find(file, "vocabulary");
    if (!t)
        return NULL;
    bool all_one = !st_find(file, "vocabulary.length");
    const char *kind = st_text(file, "tokenizer") ? st_text(file, "tokenizer") : "characters";
    int count = t->ndim == 1 && t->dim[0] < MOST ? (int)t->dim[0] : vocab;
    int *byte = memory_new(sizeof *byte * (size_t)count), *length = memory_new(sizeof *length * (size_t)vocab);
    char *bytes = memory_new((size_t)count);
    for (int i = 0; i < vocab; i++)
        length[i] = 1;
    size_t sum = all_one ? (size_t)vocab : read_numbers(file, "vocabulary.length", vocab, 1, LONGEST, length);
    if (sum != (size_t)count)
        data_error("%s: its %d tokens have %zu bytes, and its vocabulary has %d: the file is damaged", st_path(file),
                   vocab, sum, count);
    read_numbers(file, "vocabulary", count, 0, 255, byte);
    for (int i = 0; i < count; i++)
        bytes[i] = (char)byte[i];
    Tokenizer *tokenizer = tokenizer_of(kind, vocab, bytes, length);
    if (!tokenizer)
        data_error("%s has tokens of the kind \"%.40s\", which this program does not know", st_path(file), kind);
    free(byte);
    free(length);
    free(bytes);
    return tokenizer;
}

Run run_load(SafeTensors *file, LanguageModel model, bool train)
{
    Run run = {.model = model, .tokenizer = read_tokenizer(file, model.vocab)};
    run.by_lines = run_number(file, "lines", 0, 1, 0);
    run.is_training = train && st_text(file, "step");
    if (run.is_training) {
        run.step = run_number(file, "step", 0, 1000000000, 0);
        st_read_optimiser(file, "", model.params);
        st_read_rng(file, "rng", &run.rng);
    }
    return run;
}

// ---- writing ----

int *run_prompt(const Run *run, const char *prompt, int *count)
{
    const char *unknown;
    size_t length = prompt ? strlen(prompt) : 0;
    int *ids = memory_new(sizeof *ids * (length + 1));
    *count = (int)tokenizer_encode(run->tokenizer, prompt, length, ids, &unknown);
    if (unknown) {
        int32_t point;
        character_read(unknown, strlen(unknown), &point);
        usage_error("--prompt: the model has never seen the character '%s'", character_symbol(point));
    }
    return ids;
}

char *run_write(const Run *run, const Sampler *s, const char *prompt, int most)
{
    int end = tokenizer_find(run->tokenizer, "\n"), start = end < 0 ? 0 : end, n;
    if (run->by_lines)
        most = run->text ? run_window(run) : run->model.block;
    int *ids = run_prompt(run, prompt, &n), *out = memory_new(sizeof *out * (size_t)most);
    int length = sampler_write(s, &run->model, start, ids, n, run->by_lines ? end : -1, most, out);
    char *text = tokenizer_decode(run->tokenizer, out, (size_t)length);
    free(ids);
    free(out);
    return text;
}

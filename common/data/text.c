/* A text as numbers: see text.h. */
#include "text.h"
#include "check.h"
#include "data.h"
#include "format.h"
#include "memory.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST = 100 }; // characters

static void number_characters(Text *t, const unsigned char *chars, size_t n)
{
    bool seen[256] = {false};
    for (size_t i = 0; i < n; i++)
        seen[chars[i]] = true;
    if (t->by_lines)
        seen['\n'] = true;
    for (int c = 0; c < 256; c++) {
        t->stoi[c] = seen[c] ? t->vocab : -1;
        if (seen[c])
            t->itos[t->vocab++] = (unsigned char)c;
    }
}

static void find_lines(Text *t)
{
    int end = t->stoi['\n'], from = 0;
    t->start = memory_new(sizeof(int) * ((size_t)t->count + 2));
    for (int i = 0; i < t->count; i++)
        if (t->id[i] == end) {
            if (i > from) // an empty line is no example
                t->start[t->lines++] = from;
            t->longest = i + 1 - from > t->longest ? i + 1 - from : t->longest;
            from = i + 1;
        }
    t->train_lines = (int)(0.9 * t->lines);
    CHECK(t->train_lines > 0 && t->train_lines < t->lines, "a text of %d lines cannot be split", t->lines);
}

Text *text_new(const char *chars, bool by_lines)
{
    size_t n = strlen(chars);
    CHECK(n >= LEAST && n < INT_MAX - 1, "a text of %zu characters", n);
    Text *t = memory_zeros(sizeof *t);
    t->by_lines = by_lines;
    number_characters(t, (const unsigned char *)chars, n);
    t->id = memory_new(sizeof(int) * (n + 1));
    for (size_t i = 0; i < n; i++)
        t->id[t->count++] = t->stoi[(unsigned char)chars[i]];
    if (by_lines && chars[n - 1] != '\n')
        t->id[t->count++] = t->stoi['\n'];
    t->train = (int)(0.9 * t->count);
    if (by_lines)
        find_lines(t);
    return t;
}

static void shuffle_lines(Text *text)
{
    Rng rng;
    rng_seed_python(&rng, 42);
    rng_shuffle(&rng, text->start, text->lines);
}

Text *text_load(const char *file, bool by_lines)
{
    char path[PATH_MAX], *chars = data_text(file, path);
    size_t length = strlen(chars), lines = 0;
    for (const char *c = chars; *c; c++)
        lines += *c == '\n';
    if (length < LEAST)
        data_error("%s has %zu characters; a language model needs a few thousand", path, length);
    if (by_lines && lines < 10)
        data_error("%s has %zu lines; as examples, one a line, at least 10 are needed", path, lines);
    Text *text = text_new(chars, by_lines);
    if (by_lines)
        shuffle_lines(text);
    free(chars);
    return text;
}

void text_free(Text *text)
{
    free(text->id);
    free(text->start);
    free(text);
}

const char *text_symbol(const Text *text, int id)
{
    unsigned char c = text->itos[id];
    return c == '\n' ? "\\n" : c == '\t' ? "\\t" : text_of(isprint(c) ? "%c" : "\\x%02x", c);
}

int text_lines(const Text *text, Part part)
{
    return part == TRAIN ? text->train_lines : text->lines - text->train_lines;
}

void text_line(const Text *text, Part part, int line, int T, int X[], int Y[])
{
    int which = part == TRAIN ? line : text->train_lines + line, end = text->stoi['\n'];
    const int *id = text->id + text->start[which];
    int length = 1;
    while (id[length - 1] != end)
        length++;
    CHECK(length <= T, "a line of %d characters does not fit a window of %d", length, T);
    for (int t = 0; t < T; t++) {
        X[t] = t > 0 && t < length ? id[t - 1] : end;
        Y[t] = t < length ? id[t] : -1;
    }
}

void text_batch(const Text *text, Part part, int B, int T, Rng *rng, int X[], int Y[])
{
    const int *id = text->id + (part == TRAIN ? 0 : text->train);
    int n = part == TRAIN ? text->train : text->count - text->train;
    CHECK(text->by_lines || n > T, "a window of %d does not fit %d characters", T, n);
    for (int b = 0; b < B; b++, X += T, Y += T) {
        if (text->by_lines) {
            text_line(text, part, (int)rng_randint(rng, 0, text_lines(text, part)), T, X, Y);
            continue;
        }
        int ix = (int)rng_randint(rng, 0, n - T);
        memcpy(X, id + ix, sizeof(int) * (size_t)T);
        memcpy(Y, id + ix + 1, sizeof(int) * (size_t)T);
    }
}

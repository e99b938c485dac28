/* A text as numbers: see text.h. */
#include "text.h"
#include "characters.h"
#include "check.h"
#include "data.h"
#include "memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST = 100, LEAST_LINES = 10 }; // the fewest tokens, and lines, to train on

static void find_lines(Text *t)
{
    ptrdiff_t from = 0;
    t->start = memory_new(sizeof *t->start * (size_t)t->count);
    for (ptrdiff_t i = 0; i < t->count; i++)
        if (t->id[i] == t->end) {
            CHECK(t->lines < INT_MAX && i - from < INT_MAX, "the text has more than %d lines", INT_MAX);
            if (i > from) // empty lines are skipped
                t->start[t->lines++] = from;
            t->longest = (int)(i + 1 - from) > t->longest ? (int)(i + 1 - from) : t->longest;
            from = i + 1;
        }
    t->train_lines = (int)(0.9 * t->lines);
}

static _Noreturn void unknown_character(const char *name, const char *chars, const char *at)
{
    int line = 1;
    int32_t point;
    for (const char *c = chars; c < at; c++)
        line += *c == '\n';
    character_read(at, strlen(at), &point);
    data_error("%s has the character %s (line %d), which the model has never seen", name, character_symbol(point),
               line);
}

// Line by line, so that every line ends with the token '\n', and not with one of several newlines or blanks.
static ptrdiff_t encode_lines(Text *t, const char *chars, const char **unknown)
{
    size_t count = 0;
    *unknown = NULL;
    for (const char *end; (end = strchr(chars, '\n')) && !*unknown; chars = end + 1) {
        count += tokenizer_encode(t->tokenizer, chars, (size_t)(end - chars), t->id + count, unknown);
        if (!*unknown && t->end < 0)
            *unknown = end;
        else if (!*unknown)
            t->id[count++] = t->end;
    }
    return (ptrdiff_t)count;
}

// Tokenizes chars; without a tokenizer, the tokens are the characters that occur.
static Text *numbered(Tokenizer *tokenizer, const char *chars, const char *name, bool by_lines)
{
    const char *unknown;
    size_t n = strlen(chars);
    Text *t = memory_zeros(sizeof *t);
    char *ended = memory_new(n + 2);
    memcpy(ended, chars, n + 1);
    if (by_lines && n > 0 && chars[n - 1] != '\n')
        memcpy(ended + n++, "\n", 2);
    t->by_lines = by_lines;
    t->tokenizer = tokenizer ? tokenizer : tokenizer_characters(ended);
    t->end = tokenizer_find(t->tokenizer, "\n");
    t->id = memory_new(sizeof *t->id * (n + 1));
    t->count = by_lines ? encode_lines(t, ended, &unknown)
                        : (ptrdiff_t)tokenizer_encode(t->tokenizer, ended, n, t->id, &unknown);
    if (unknown)
        unknown_character(name, ended, unknown);
    t->train = (ptrdiff_t)(0.9 * (double)t->count);
    if (by_lines)
        find_lines(t);
    free(ended);
    return t;
}

Text *text_in(Tokenizer *tokenizer, const char *chars, const char *name, bool by_lines)
{
    Text *t = numbered(tokenizer, chars, name, by_lines);
    CHECK(t->count >= LEAST, "%s has %td tokens; at least %d are needed", name, t->count, LEAST);
    CHECK(!by_lines || t->lines >= LEAST_LINES, "%s has %d lines; at least %d are needed", name, t->lines, LEAST_LINES);
    return t;
}

Text *text_new(const char *chars, bool by_lines)
{
    return text_in(NULL, chars, "text", by_lines);
}

static void shuffle_lines(Text *text)
{
    Rng rng;
    int *order = memory_new(sizeof *order * (size_t)text->lines);
    ptrdiff_t *start = memory_new(sizeof *start * (size_t)text->lines);
    for (int i = 0; i < text->lines; i++)
        order[i] = i;
    rng_seed_python(&rng, 42);
    rng_shuffle(&rng, order, text->lines);
    for (int i = 0; i < text->lines; i++)
        start[i] = text->start[order[i]];
    free(order);
    free(text->start);
    text->start = start;
}

Text *text_load(const char *file, bool by_lines, Tokenizer *tokenizer)
{
    char path[PATH_MAX], *chars = data_text(file, path);
    Text *t = numbered(tokenizer, chars, path, by_lines);
    free(chars);
    if (t->count < LEAST)
        data_error("%s has %td characters; a language model needs a few thousand", path, t->count);
    if (by_lines && t->lines < LEAST_LINES)
        data_error("%s has %d lines; as examples, one a line, at least %d are needed", path, t->lines, LEAST_LINES);
    if (by_lines)
        shuffle_lines(t);
    return t;
}

void text_free(Text *text)
{
    tokenizer_free(text->tokenizer);
    free(text->id);
    free(text->start);
    free(text);
}

const char *text_symbol(const Text *text, int id)
{
    return text->tokenizer->token[id].symbol;
}

ptrdiff_t text_part(const Text *text, Part part)
{
    return part == TRAIN ? text->train : text->count - text->train;
}

int text_lines(const Text *text, Part part)
{
    return part == TRAIN ? text->train_lines : text->lines - text->train_lines;
}

// X is the T tokens of a part that begin at `from`, Y the T tokens that begin at from + 1.
static void stream_window(const Text *text, Part part, ptrdiff_t from, int T, int X[], int Y[])
{
    const int *id = text->id + (part == TRAIN ? 0 : text->train) + from;
    CHECK(from >= 0 && from + T < text_part(text, part), "a window of %d tokens at %td does not fit a part of %td", T,
          from, text_part(text, part));
    memcpy(X, id, sizeof *X * (size_t)T);
    memcpy(Y, id + 1, sizeof *Y * (size_t)T);
}

static void line_window(const Text *text, Part part, int line, int T, int X[], int Y[])
{
    CHECK(line >= 0 && line < text_lines(text, part), "line %d: the part has %d lines", line, text_lines(text, part));
    const int *id = text->id + text->start[part == TRAIN ? line : text->train_lines + line];
    int length = 1;
    while (id[length - 1] != text->end)
        length++;
    CHECK(length <= T, "a line of %d characters does not fit a window of %d", length, T);
    for (int t = 0; t < T; t++) {
        X[t] = t > 0 && t < length ? id[t - 1] : text->end;
        Y[t] = t < length ? id[t] : -1;
    }
}

void text_window(const Text *text, Part part, int i, int n, int T, int X[], int Y[])
{
    ptrdiff_t last = text_part(text, part) - T - 1; // where the last window of a stream begins
    if (text->by_lines)
        line_window(text, part, i, T, X, Y);
    else
        stream_window(text, part, last * i / (n > 1 ? n - 1 : 1), T, X, Y);
}

void text_batch(const Text *text, Part part, int B, int T, Rng *rng, int X[], int Y[])
{
    int64_t n = text->by_lines ? text_lines(text, part) : text_part(text, part) - T;
    CHECK(n > 0, "a window of %d tokens does not fit a part of %td", T, text_part(text, part));
    for (int b = 0; b < B; b++, X += T, Y += T) {
        int64_t at = rng_randint(rng, 0, n);
        if (text->by_lines)
            line_window(text, part, (int)at, T, X, Y);
        else
            stream_window(text, part, (ptrdiff_t)at, T, X, Y);
    }
}

/* A novel as a model reads it: see prose.h. */
#include "prose.h"
#include "memory.h"
#include "rng.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_heading(const char *line, size_t n)
{
    bool capitals = false;
    if (n > 8 && memcmp(line, "Chapter ", 8) == 0)
        return true;
    for (size_t i = 0; i < n; i++) {
        if (islower((unsigned char)line[i]))
            return false;
        capitals |= isupper((unsigned char)line[i]) != 0;
    }
    return capitals;
}

static size_t put(char *out, size_t at, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] != '_')
            out[at++] = text[i];
    return at;
}

char *prose_tidy(const char *text, size_t n, size_t *size)
{
    const size_t mark = strlen(END_OF_TEXT);
    char *out = memory_new(n * 8 + mark + 2); // a heading of one letter and its line's end become a mark
    size_t at = 0, end;
    bool inside = false, marked = false; // a paragraph; is <|endoftext|> the last that was written?
    for (size_t from = 0; from < n; from = end + 1) {
        const char *stop = memchr(text + from, '\n', n - from);
        end = stop ? (size_t)(stop - text) : n;
        size_t begin = from, last = end;
        while (begin < last && isspace((unsigned char)text[begin]))
            begin++;
        while (last > begin && isspace((unsigned char)text[last - 1]))
            last--;
        bool heading = !inside && is_heading(text + begin, last - begin);
        if (inside && begin == last)
            out[at++] = '\n';
        if (heading && !marked) {
            memcpy(out + at, END_OF_TEXT, mark);
            at += mark;
        }
        marked |= heading;
        if (heading)
            continue;
        if (inside && begin < last)
            out[at++] = ' ';
        inside = begin < last;
        marked &= !inside;
        at = put(out, at, text + begin, last - begin);
    }
    if (inside)
        out[at++] = '\n';
    out[ *size = at] = '\0';
    return out;
}

size_t prose_held_out(const char *tidy, size_t n)
{
    size_t from = n - n / 10;
    while (from < n && tidy[from - 1] != '\n')
        from++;
    return from;
}

size_t prose_bytes(const char *tidy, size_t n)
{
    size_t bytes = n;
    for (const char *at = tidy; (at = strstr(at, END_OF_TEXT)) && at < tidy + n; at++)
        bytes -= strlen(END_OF_TEXT);
    return bytes;
}

void prose_shuffle(char *text, uint64_t seed)
{
    size_t n = strlen(text), count = 0;
    char **word = memory_new(sizeof *word * (n + 1)), *copy = memory_text(text), *out = text;
    int *order = memory_new(sizeof *order * (n + 1));
    for (char *w = strtok(copy, " \n"); w; w = strtok(NULL, " \n")) {
        order[count] = (int)count;
        word[count++] = w;
    }
    Rng rng;
    rng_seed_python(&rng, seed);
    rng_shuffle(&rng, order, (int)count);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(word[order[i]]);
        memcpy(out, word[order[i]], length);
        out += length;
        *out++ = i + 1 < count ? ' ' : '\0';
    }
    free(word);
    free(order);
    free(copy);
}

/* Cuts a text into pieces: see split.h. */
#include "split.h"
#include "unicode.h"

#include <string.h>

enum { BROKEN = CLASS_SPACE + 1 }; // the class of bytes that are not UTF-8

static const unsigned char ascii_class[128] = {
    ['a' ... 'z'] = CLASS_LETTER,  ['A' ... 'Z'] = CLASS_LETTER, ['0' ... '9'] = CLASS_NUMBER,
    ['\t' ... '\r'] = CLASS_SPACE, [' '] = CLASS_SPACE,
};

// The class of the character at `at`, and how many bytes it has.
static inline int class_at(const char *text, size_t n, size_t at, int *length)
{
    unsigned char c = (unsigned char)text[at];
    int code;
    *length = 1;
    if (c < 0x80)
        return ascii_class[c];
    *length = utf8_next(text + at, n - at, &code);
    return code < 0 ? BROKEN : (int)unicode_class(code);
}

// The end of the run of characters of this class that begins at `at`.
static inline size_t run_end(const char *text, size_t n, size_t at, int class)
{
    for (int length; at < n && class_at(text, n, at, &length) == class; at += (size_t)length)
        continue;
    return at;
}

static size_t contraction(const char *text, size_t n) // 's 't 're 've 'm 'll 'd: its length, else 0
{
    if (n < 2 || text[0] != '\'')
        return 0;
    if (strchr("stmd", text[1]) && text[1])
        return 2;
    return n >= 3 && (!memcmp(text + 1, "re", 2) || !memcmp(text + 1, "ve", 2) || !memcmp(text + 1, "ll", 2)) ? 3 : 0;
}

// The last blank before a word belongs to the word: "   a" is cut into "  " and " a".
static size_t space_end(const char *text, size_t n, size_t from)
{
    size_t at = from, last = from;
    int length, class = CLASS_SPACE;
    while (at < n && (class = class_at(text, n, at, &length)) == CLASS_SPACE) {
        last = at;
        at += (size_t)length;
    }
    return at == n || class == BROKEN || last == from ? at : last;
}

static size_t gpt2_end(const Split *split, const char *text, size_t n, size_t from)
{
    (void)split;
    int length;
    size_t short_form = contraction(text + from, n - from);
    if (short_form)
        return from + short_form;
    size_t begin = from + (text[from] == ' ' && from + 1 < n);
    int class = class_at(text, n, begin, &length);
    if (begin > from && class == BROKEN)
        return begin;
    return class == CLASS_SPACE ? space_end(text, n, from) : run_end(text, n, begin, class);
}

static size_t none_end(const Split *split, const char *text, size_t n, size_t from)
{
    (void)split, (void)text, (void)from;
    return n;
}

const Split split_none = {"none", none_end};
const Split split_gpt2 = {"gpt2", gpt2_end};

const Split *split_named(const char *name)
{
    return !strcmp(name, "none") ? &split_none : !strcmp(name, "gpt2") ? &split_gpt2 : NULL;
}

/* Reads and writes files of merges, GPT-2's and ours: see bpe.h. For a bad file, a sentence says where and why. */
#include "bpe.h"
#include "check.h"
#include "data.h"
#include "unicode.h"
#include "utf8.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GPT2_MERGES = 50000, WHY = 256, NAME_MOST = 62 };

// ---- reading: tokens by their bytes, lines, signs ----

typedef struct Reader {
    Bpe *bpe;
    int *slot; // hash table from bytes to a token, -1 for an empty slot
    size_t slots;
    const char *at, *end;
    int line;
    int merges; // how many the first line promises; -1 if it does not say
    char *word; // the bytes of the token being read
    size_t word_room;
    char *why;
} Reader;

__attribute__((format(printf, 2, 3))) static bool wrong_line(Reader *r, const char *format, ...)
{
    va_list arguments;
    int used = snprintf(r->why, WHY, "line %d: ", r->line);
    va_start(arguments, format);
    vsnprintf(r->why + used, (size_t)(WHY - used), format, arguments);
    va_end(arguments);
    return false;
}

static size_t slot_for(const Reader *r, const char *bytes, size_t size)
{
    uint64_t hash = size;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x9E3779B97F4A7C15u;
    size_t slot = (hash ^ hash >> 32) & (r->slots - 1), known;
    for (; r->slot[slot] >= 0; slot = (slot + 1) & (r->slots - 1)) {
        const char *token = bpe_token(r->bpe, r->slot[slot], &known);
        if (known == size && memcmp(token, bytes, size) == 0)
            break;
    }
    return slot;
}

static void remember(Reader *r, int id)
{
    size_t size;
    if (2 * (size_t)r->bpe->vocab > r->slots) {
        r->slots = r->slots ? 2 * r->slots : 1024;
        free(r->slot);
        r->slot = malloc(sizeof *r->slot * r->slots);
        CHECK(r->slot, "out of memory");
        memset(r->slot, -1, sizeof *r->slot * r->slots);
        for (int i = 0; i < id; i++)
            remember(r, i);
    }
    const char *bytes = bpe_token(r->bpe, id, &size);
    r->slot[slot_for(r, bytes, size)] = id;
}

// The token that text[0 .. n-1] spells; -1 (and `why`) if there is none.
static int token_of(Reader *r, const char *text, size_t n)
{
    size_t size = 0;
    if (n > r->word_room) {
        r->word_room = 2 * n;
        r->word = realloc(r->word, r->word_room);
        CHECK(r->word, "out of memory");
    }
    for (size_t i = 0; i < n;) {
        int code, length = utf8_next(text + i, n - i, &code), byte = code < 324 ? bpe_sign_byte(code) : -1;
        if (byte < 0) {
            wrong_line(r, "'%.*s' is not how a merges file writes a byte", code < 0 ? 1 : length,
                       code < 0 ? "?" : text + i);
            return -1;
        }
        r->word[size++] = (char)byte;
        i += (size_t)length;
    }
    int id = r->slot[slot_for(r, r->word, size)];
    if (id < 0)
        wrong_line(r, "'%.*s' is not a token so far: is a line missing above, or are lines out of order?",
                   (int)(n < 64 ? n : 64), text);
    return id;
}

static bool read_merge(Reader *r, const char *line, size_t n)
{
    const char *blank = memchr(line, ' ', n), *end = line + n;
    if (n == 0)
        return wrong_line(r, "it is empty; a line must be two tokens with one blank between them");
    if (!blank || blank == line || blank + 1 == end || memchr(blank + 1, ' ', (size_t)(end - blank - 1)))
        return wrong_line(r, "'%.*s' is not two tokens with one blank between them", (int)(n < 64 ? n : 64), line);
    int left = token_of(r, line, (size_t)(blank - line));
    int right = left < 0 ? -1 : token_of(r, blank + 1, (size_t)(end - blank - 1));
    if (right < 0)
        return false;
    if (!bpe_add(r->bpe, left, right))
        return wrong_line(r, "the tokens would have more than 256 MB");
    size_t size;
    const char *bytes = bpe_token(r->bpe, r->bpe->vocab - 1, &size);
    if (r->slot[slot_for(r, bytes, size)] >= 0)
        return wrong_line(r, "'%.*s' makes a token that an earlier line already makes", (int)(n < 64 ? n : 64), line);
    remember(r, r->bpe->vocab - 1);
    return true;
}

// ---- reading: the first line, and all ----

// The value of key in the first line ("split=gpt2"), copied to value; false if it is not there.
static bool attribute(const char **from, const char *end, const char *key, char value[64])
{
    size_t length = strlen(key);
    for (const char *word = *from; word < end;) {
        const char *blank = memchr(word, ' ', (size_t)(end - word)), *stop = blank ? blank : end;
        if ((size_t)(stop - word) > length && memcmp(word, key, length) == 0) {
            snprintf(value, 64, "%.*s", (int)(stop - word - (long)length), word + length);
            *from = stop;
            return true;
        }
        word = stop + 1;
    }
    return false;
}

static bool has_line(const Reader *r)
{
    return r->at < r->end;
}

static const char *next_line(Reader *r, size_t *n) // without its end, LF or CRLF
{
    const char *line = r->at, *newline = memchr(line, '\n', (size_t)(r->end - line));
    const char *stop = newline ? newline : r->end;
    r->at = newline ? newline + 1 : r->end;
    r->line++;
    *n = (size_t)(stop - line);
    *n -= *n > 0 && line[*n - 1] == '\r';
    return line;
}

static bool read_header(Reader *r, const char *line, size_t n)
{
    char merges[64] = "", split[64] = "gpt2", bytes[64] = "gpt2";
    const char *from = line, *end = line + n;
    bool plain = false;
    if (n < 9 || memcmp(line, "#version:", 9) != 0)
        return wrong_line(r, "a merges file begins with '#version: 0.2'");
    if (memchr(line, '\0', n))
        return wrong_line(r, "it has a zero byte, so this is not a merges file");
    r->merges = -1;
    if (attribute(&from, end, "merges=", merges)) {
        bool digits = strlen(merges) < 9;
        for (const char *c = merges; *c; c++)
            digits &= isdigit((unsigned char)*c) != 0;
        if (!digits)
            return wrong_line(r, "merges=%s is not a number", merges);
        r->merges = atoi(merges);
    }
    if (from = line, attribute(&from, end, "split=", split) && !split_named(split))
        return wrong_line(r, "split=%s: none and gpt2 are known", split);
    if (from = line, attribute(&from, end, "bytes=", bytes))
        plain = strcmp(bytes, "plain") == 0;
    if (!plain && strcmp(bytes, "gpt2") != 0)
        return wrong_line(r, "bytes=%s: plain and gpt2 are known", bytes);
    r->bpe = bpe_new(split_named(split), !plain);
    for (int id = 0; id < 256; id++)
        remember(r, id);
    return true;
}

static bool read_specials(Reader *r, const char *line, size_t n)
{
    char name[64];
    const char *from = line;
    r->line = 1;
    while (attribute(&from, line + n, "special=", name)) {
        if (r->bpe->specials == BPE_MAX_SPECIALS)
            return wrong_line(r, "more than %d special tokens", BPE_MAX_SPECIALS);
        if (strlen(name) > NAME_MOST)
            return wrong_line(r, "a special token's name has more than %d bytes", NAME_MOST);
        bpe_add_special(r->bpe, name);
    }
    return true;
}

static bool read_all(Reader *r)
{
    size_t header_size, n;
    const char *header = next_line(r, &header_size);
    if (!read_header(r, header, header_size))
        return false;
    while (has_line(r)) {
        const char *line = next_line(r, &n);
        if (n == 0 && !has_line(r)) // an empty last line is allowed
            break;
        if (!read_merge(r, line, n))
            return false;
    }
    if (r->merges >= 0 && r->merges != r->bpe->merges) {
        r->line = 1;
        return wrong_line(r, "merges=%d, but %d follow: the file is cut off, or has lines that do not belong to it",
                          r->merges, r->bpe->merges);
    }
    return read_specials(r, header, header_size);
}

Bpe *bpe_parse(const char *text, size_t n, char why[256])
{
    Reader r = {.at = text, .end = text + n, .why = why};
    bool good = read_all(&r);
    free(r.slot);
    free(r.word);
    if (good)
        return r.bpe;
    bpe_free(r.bpe);
    return NULL;
}

Bpe *bpe_load(const char *file)
{
    char path[PATH_MAX], why[WHY];
    size_t size;
    char *text = data_bytes(file, path, &size);
    Bpe *bpe = bpe_parse(text, size, why);
    if (!bpe)
        data_error("%s %s", path, why);
    bool says_how_many = memchr(text, '=', strcspn(text, "\n")) != NULL;
    free(text);
    if (!says_how_many && bpe->merges != GPT2_MERGES)
        data_error("%s has %d merges, and GPT-2's file has %d: it is cut off, or belongs to another model", path,
                   bpe->merges, GPT2_MERGES);
    if (!says_how_many)
        bpe_add_special(bpe, "<|endoftext|>");
    return bpe;
}

Bpe *bpe_gpt2(void)
{
    return bpe_load("gpt2-merges.txt");
}

// ---- writing ----

static void put_token(FILE *f, const Bpe *bpe, int id)
{
    char *text = bpe_token_text(bpe, id);
    fputs(text, f);
    free(text);
}

void bpe_save(const char *path, const Bpe *bpe)
{
    char part[PATH_MAX];
    FILE *f = NULL;
    if (snprintf(part, sizeof part, "%s.part", path) < (int)sizeof part)
        f = fopen(part, "wb");
    if (!f)
        data_error("cannot write %s: %s", path, strerror(errno));
    CHECK(split_named(bpe->split->name), "bpe_save: the split '%s' has no name that a file can hold", bpe->split->name);
    fprintf(f, "#version: 0.2 merges=%d split=%s bytes=%s", bpe->merges, bpe->split->name,
            bpe->byte_token['!'] == '!' ? "plain" : "gpt2");
    for (int k = 0; k < bpe->specials; k++) {
        CHECK(!strpbrk(bpe->special[k], " \r\n") && strlen(bpe->special[k]) <= NAME_MOST,
              "bpe_save: a file cannot hold the special token '%s': it has blanks or is too long", bpe->special[k]);
        fprintf(f, " special=%s", bpe->special[k]);
    }
    fputc('\n', f);
    for (int i = 0; i < bpe->merges; i++) {
        put_token(f, bpe, bpe->merge[i].left);
        fputc(' ', f);
        put_token(f, bpe, bpe->merge[i].right);
        fputc('\n', f);
    }
    bool good = fflush(f) == 0 && !ferror(f);
    int error = errno;
    fclose(f);
    if (!good || rename(part, path) != 0) {
        remove(part);
        data_error("cannot write %s: %s", path, strerror(good ? errno : error));
    }
}

/* Tokens, and the tokenizer of characters: see tokenizer.h. */
#include "tokenizer.h"
#include "characters.h"
#include "check.h"
#include "memory.h"
#include "tokenizer_bpe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SYMBOL = 4 }; // at most this many characters show one byte: \xff

static const TokenizerKind characters;
static const TokenizerKind *const kinds[] = {&characters, &tokenizer_bytes_gpt2, &tokenizer_bytes_none};

// Writes a token's characters as a terminal can show them; returns the end of the text.
static char *write_symbol(const Token *token, char *out)
{
    *out = '\0';
    for (int at = 0; at < token->length; out += strlen(out)) {
        int32_t point;
        at += (int)character_read(token->bytes + at, (size_t)(token->length - at), &point);
        strcpy(out, character_symbol(point));
    }
    return out + 1;
}

Tokenizer *tokenizer_of(const char *kind, int vocab, const char *bytes, const int length[])
{
    int k = 0;
    while (k < COUNT(kinds) && strcmp(kinds[k]->name, kind) != 0)
        k++;
    if (k == COUNT(kinds))
        return NULL;
    size_t total = 0;
    for (int i = 0; i < vocab; i++)
        total += (size_t)length[i];
    Tokenizer *t = memory_new(sizeof *t);
    *t = (Tokenizer){.kind = kinds[k], .vocab = vocab, .token = memory_new(sizeof *t->token * (size_t)vocab)};
    char *end = t->strings = memory_new(total * (1 + SYMBOL) + 2 * (size_t)vocab);
    for (int i = 0; i < vocab; bytes += length[i++]) {
        memcpy(end, bytes, (size_t)length[i]);
        end[length[i]] = '\0';
        t->token[i] = (Token){.bytes = end, .length = length[i], .symbol = end + length[i] + 1};
        end = write_symbol(&t->token[i], end + length[i] + 1);
    }
    t->kind->prepare(t);
    return t;
}

void tokenizer_free(Tokenizer *t)
{
    if (t) {
        t->kind->forget(t);
        free(t->token);
        free(t->strings);
    }
    free(t);
}

size_t tokenizer_encode(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown)
{
    *unknown = NULL;
    return t->kind->encode(t, text, length, ids, unknown);
}

char *tokenizer_decode(const Tokenizer *t, const int ids[], size_t n)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        length += (size_t)t->token[ids[i]].length;
    char *text = memory_new(length + 1), *end = text;
    for (size_t i = 0; i < n; end += t->token[ids[i++]].length)
        memcpy(end, t->token[ids[i]].bytes, (size_t)t->token[ids[i]].length);
    *end = '\0';
    return text;
}

int tokenizer_find(const Tokenizer *t, const char *bytes)
{
    for (int i = 0; i < t->vocab; i++)
        if (t->token[i].length == (int)strlen(bytes) && strcmp(t->token[i].bytes, bytes) == 0)
            return i;
    return -1;
}

// ---- characters ----

typedef struct Characters {
    int32_t most; // the largest character
    int id[];     // (most + 1) the token of each character, or -1
} Characters;

static int32_t point_of(const Token *token)
{
    int32_t point;
    character_read(token->bytes, (size_t)token->length, &point);
    return point;
}

static void prepare_characters(Tokenizer *t)
{
    int32_t most = 0;
    for (int i = 0; i < t->vocab; i++)
        most = point_of(&t->token[i]) > most ? point_of(&t->token[i]) : most;
    Characters *c = t->own = memory_new(sizeof *c + sizeof c->id[0] * ((size_t)most + 1));
    c->most = most;
    for (int32_t p = 0; p <= most; p++)
        c->id[p] = -1;
    for (int i = 0; i < t->vocab; i++)
        c->id[point_of(&t->token[i])] = i;
}

static int id_of(const Characters *c, int32_t point)
{
    return point <= c->most ? c->id[point] : -1;
}

// A character without a token is encoded byte by byte, if each byte has one: old models of this course, from before
// UTF-8 was read as characters, learnt letters as bytes.
static size_t spell(const Characters *c, const char *bytes, size_t n, int ids[])
{
    for (size_t i = 0; i < n; i++)
        if ((ids[i] = id_of(c, STRAY_BYTE + (unsigned char)bytes[i])) < 0)
            return 0;
    return n;
}

static size_t encode_characters(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown)
{
    size_t count = 0;
    for (size_t at = 0, n; at < length; at += n) {
        int32_t point;
        n = character_read(text + at, length - at, &point);
        ids[count] = id_of(t->own, point);
        size_t more = ids[count] >= 0 ? 1 : spell(t->own, text + at, n, ids + count);
        if (more == 0) {
            *unknown = text + at;
            break;
        }
        count += more;
    }
    return count;
}

static void forget_characters(Tokenizer *t)
{
    free(t->own);
}

static const TokenizerKind characters = {"characters", prepare_characters, encode_characters, forget_characters};

Tokenizer *tokenizer_characters(const char *text)
{
    size_t left = strlen(text);
    int vocab = 0, *length = memory_new(sizeof *length * (LAST_CHARACTER + 1));
    char *bytes = memory_new(4 * (LAST_CHARACTER + 1) + 1), *end = bytes;
    bool *seen = memory_zeros(LAST_CHARACTER + 1);
    for (size_t n; left > 0; text += n, left -= n) {
        int32_t point;
        n = character_read(text, left, &point);
        seen[point] = true;
    }
    for (int32_t point = 0; point <= LAST_CHARACTER; point++)
        if (seen[point])
            end += length[vocab++] = (int)character_write(point, end);
    Tokenizer *t = tokenizer_of(characters.name, vocab, bytes, length);
    free(seen);
    free(bytes);
    free(length);
    return t;
}

/* A tokenizer from its tokens alone: see bpe_from_tokens in bpe.h. */
#include "bpe.h"
#include "bpe_tables.h"
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Are the first 256 tokens the bytes, in this tokenizer's order?
static bool same_bytes(const Bpe *bpe, const char *bytes, const int length[])
{
    for (int id = 0; id < 256; id++)
        if (length[id] != 1 || bpe->byte_token[(unsigned char)bytes[id]] != id)
            return false;
    return true;
}

static void add_special(Bpe *bpe, const char *bytes, int length)
{
    char *name = malloc((size_t)length + 1);
    CHECK(name, "out of memory");
    memcpy(name, bytes, (size_t)length);
    name[length] = '\0';
    bpe_add_special(bpe, name);
    free(name);
}

static bool add_token(Bpe *bpe, const char *bytes, int length, char why[256])
{
    int id = bpe->vocab, *parts = malloc(sizeof *parts * (size_t)(length > 0 ? length : 1));
    CHECK(parts, "out of memory");
    size_t count = length > 0 ? bpe_merge_piece(bpe, bytes, (size_t)length, parts) : 0;
    bool merged = count == 2 && bpe->specials == 0, good = true;
    if (merged)
        good = bpe_add(bpe, parts[0], parts[1]);
    else if (length > 0 && !memchr(bytes, '\0', (size_t)length) && bpe->specials < BPE_MAX_SPECIALS)
        add_special(bpe, bytes, length);
    else
        good = false;
    if (!good)
        snprintf(why, 256, "token %d is neither two earlier tokens nor the name of a special token", id);
    free(parts);
    return good;
}

Bpe *bpe_from_tokens(const Split *split, int vocab, const char *bytes, const int length[], char why[256])
{
    Bpe *bpe = bpe_new(split, false);
    if (vocab >= 256 && !same_bytes(bpe, bytes, length)) {
        bpe_free(bpe);
        bpe = bpe_new(split, true);
    }
    bool good = vocab >= 256 && same_bytes(bpe, bytes, length);
    if (!good)
        snprintf(why, 256, "the first 256 tokens are not the 256 bytes");
    for (const char *at = bytes + 256; good && bpe->vocab < vocab; at += length[bpe->vocab - 1])
        good = add_token(bpe, at, length[bpe->vocab], why);
    if (good)
        return bpe;
    bpe_free(bpe);
    return NULL;
}

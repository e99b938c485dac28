/* Byte pair encoding as a kind of tokenizer: see tokenizer_bpe.h. */
#include "tokenizer_bpe.h"
#include "check.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static void prepare(Tokenizer *t, const Split *split)
{
    int *length = memory_new(sizeof *length * (size_t)(t->vocab + 1));
    size_t total = 0;
    char why[256];
    for (int id = 0; id < t->vocab; id++)
        total += (size_t)(length[id] = t->token[id].length);
    char *bytes = memory_new(total + 1), *end = bytes;
    for (int id = 0; id < t->vocab; end += length[id++])
        memcpy(end, t->token[id].bytes, (size_t)length[id]);
    t->own = bpe_from_tokens(split, t->vocab, bytes, length, why);
    if (!t->own)
        data_error("the vocabulary is not one of %s: %s", t->kind->name, why);
    free(bytes);
    free(length);
}

static void prepare_gpt2(Tokenizer *t)
{
    prepare(t, &split_gpt2);
}

static void prepare_none(Tokenizer *t)
{
    prepare(t, &split_none);
}

static void forget(Tokenizer *t)
{
    bpe_free(t->own);
}

static size_t encode(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown)
{
    (void)unknown; // every byte is a token
    return bpe_encode(t->own, text, length, ids);
}

const TokenizerKind tokenizer_bytes_gpt2 = {"bytes-gpt2", prepare_gpt2, encode, forget};
const TokenizerKind tokenizer_bytes_none = {"bytes-none", prepare_none, encode, forget};

Tokenizer *tokenizer_bpe(const Bpe *bpe)
{
    const TokenizerKind *kind = bpe->split == &split_gpt2 ? &tokenizer_bytes_gpt2 : &tokenizer_bytes_none;
    CHECK(bpe->split == &split_gpt2 || bpe->split == &split_none, "no kind of tokenizer cuts by %s", bpe->split->name);
    int *length = memory_new(sizeof *length * (size_t)bpe->vocab);
    size_t total = 0, size;
    for (int id = 0; id < bpe->vocab; id++, total += size) {
        bpe_token(bpe, id, &size);
        length[id] = (int)size;
    }
    char *bytes = memory_new(total + 1), *end = bytes;
    for (int id = 0; id < bpe->vocab; id++, end += size) {
        const char *token = bpe_token(bpe, id, &size);
        memcpy(end, token, size);
    }
    Tokenizer *t = tokenizer_of(kind->name, bpe->vocab, bytes, length);
    free(bytes);
    free(length);
    return t;
}

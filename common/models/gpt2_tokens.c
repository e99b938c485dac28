/* A model folder's tokenizer: see gpt2.h. */
#include "data.h"
#include "format.h"
#include "gpt2_parts.h"
#include "json.h"
#include "memory.h"
#include "unicode.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GPT2_MERGES = 50000, GPT2_VOCAB = 50257, PADDING = 512 }; // a table may have so many rows without a token

// ---- vocab.json ----

static Json *read_json(const char *path)
{
    char found[PATH_MAX], error[JSON_ERROR];
    size_t size;
    char *text = data_bytes(path, found, &size);
    Json *json = json_read(text, size, error);
    free(text);
    if (!json)
        data_error("%s is not JSON: %s", path, error);
    return json;
}

// The tokens by their ids, which must be 0 .. n-1, each once.
static const char **by_id(const Json *vocabulary, const char *path)
{
    int n = (int)vocabulary->count;
    const char **token = memory_zeros(sizeof *token * (size_t)n);
    for (int i = 0; i < n; i++) {
        const Json *entry = &vocabulary->child[i];
        int64_t id;
        if (!json_is_whole(entry, &id) || id < 0 || id >= n)
            data_error("%s: the id of \"%.40s\" is not one of 0 .. %d", path, entry->key, n - 1);
        if (token[id])
            data_error("%s: \"%.40s\" and \"%.40s\" have the same id, %d", path, token[id], entry->key, (int)id);
        token[id] = entry->key;
    }
    return token;
}

// Would this token, as a vocabulary writes it, be two tokens by the merges that are there? Then it is the next merge.
static bool is_merge(Bpe *bpe, const char *text)
{
    size_t left = strlen(text), n = 0;
    char *bytes = memory_new(left + 1);
    int *ids = memory_new(sizeof *ids * (left + 1)), code;
    bool good = true;
    for (size_t length; good && left > 0; text += length, left -= length) {
        length = (size_t)utf8_next(text, left, &code);
        int byte = code < 0 ? -1 : bpe_sign_byte(code);
        good = byte >= 0;
        bytes[n++] = (char)byte;
    }
    good = good && bpe_encode(bpe, bytes, n, ids) == 2;
    free(bytes);
    free(ids);
    return good;
}

// Special tokens are what the vocabulary has after the merges.
static void add_specials(Bpe *bpe, const char *const token[], int n, const char *path, const char *merges)
{
    int merged = 256 + bpe->merges, more = n - merged;
    if (more < 0 || more > BPE_MAX_SPECIALS || (more > 0 && is_merge(bpe, token[merged])))
        data_error("%s has %d tokens, and the %d merges of %s make %d: one of them is cut off, or they are of two "
                   "models",
                   path, n, bpe->merges, merges, merged);
    for (int id = merged; id < n; id++) {
        if (!*token[id])
            data_error("%s: token %d has no name", path, id);
        bpe_add_special(bpe, token[id]);
    }
}

static void check_vocabulary(const Bpe *bpe, const char *const token[], int n, const char *path, const char *merges)
{
    if (n != bpe->vocab)
        data_error("%s has %d tokens, and %s makes %d: they are of two models", path, n, merges, bpe->vocab);
    for (int id = 0; id < n; id++) {
        char *text = bpe_token_text(bpe, id);
        if (strcmp(text, token[id]) != 0)
            data_error("%s: token %d is \"%.40s\", and by %s it is \"%.40s\": they are of two models, or in an order "
                       "other than GPT-2's (bytes, merges, special tokens)",
                       path, id, token[id], merges, text);
        free(text);
    }
}

// ---- merges ----

// Does the first line say what GPT-2's leaves open?
static bool says_all(const char *text)
{
    return memchr(text, '=', strcspn(text, "\n")) != NULL;
}

// The first line of GPT-2's own does not say how many follow. Then the vocabulary does, or they are GPT-2's.
static void complete(Bpe *bpe, const Json *json, const char *vocabulary, const char *merges, bool says_all)
{
    if (json) {
        const char **token = by_id(json, vocabulary);
        if (!says_all)
            add_specials(bpe, token, (int)json->count, vocabulary, merges);
        check_vocabulary(bpe, token, (int)json->count, vocabulary, merges);
        free(token);
    } else if (!says_all) {
        if (bpe->merges != GPT2_MERGES)
            data_error("%s has %d merges, and GPT-2's file %d: it is cut off, or another model's, whose vocab.json is "
                       "missing",
                       merges, bpe->merges, GPT2_MERGES);
        bpe_add_special(bpe, "<|endoftext|>");
    }
}

static Bpe *tokens_in(const char *merges, const char *vocabulary)
{
    char found[PATH_MAX], why[256];
    size_t size;
    char *text = data_bytes(merges, found, &size);
    Bpe *bpe = bpe_parse(text, size, why);
    if (!bpe)
        data_error("%s %s", merges, why);
    Json *json = access(vocabulary, F_OK) == 0 ? read_json(vocabulary) : NULL;
    if (json && (json->type != JSON_OBJECT || json->count == 0))
        data_error("%s is not a vocabulary, {\"token\": id, ...}", vocabulary);
    complete(bpe, json, vocabulary, merges, says_all(text));
    free(text);
    json_free(json);
    return bpe;
}

// ---- tokenizer.json, both in one ----

static bool is_token(const Json *value)
{
    return value->type == JSON_STRING && *value->text && !strpbrk(value->text, " \r\n");
}

// "h e" or ["h", "e"], as a line of a merges file.
static void put_merge(FILE *f, const Json *merge, const char *path, unsigned number)
{
    bool pair = merge->type == JSON_ARRAY && merge->count == 2 && is_token(&merge->child[0]) &&
                is_token(&merge->child[1]);
    if (pair)
        fprintf(f, "%s %s\n", merge->child[0].text, merge->child[1].text);
    else if (merge->type == JSON_STRING && !strpbrk(merge->text, "\r\n"))
        fprintf(f, "%s\n", merge->text);
    else
        data_error("%s: merge %u is not two tokens", path, number);
}

static Bpe *tokens_of_one(const char *path)
{
    char why[256], *text = NULL;
    size_t size;
    Json *json = read_json(path);
    const Json *model = json_get(json, "model"), *type = json_get(model, "type");
    const Json *vocabulary = json_get(model, "vocab"), *merges = json_get(model, "merges");
    if (type && type->type == JSON_STRING && strcmp(type->text, "BPE") != 0)
        data_error("%s: its model is \"%.40s\", and GPT-2's is \"BPE\"", path, type->text);
    if (!vocabulary || vocabulary->type != JSON_OBJECT || vocabulary->count == 0 || !merges ||
        merges->type != JSON_ARRAY)
        data_error("%s: it has no \"model\" with a \"vocab\" and \"merges\"", path);
    FILE *f = open_memstream(&text, &size);
    CHECK(f, "out of memory");
    fputs("#version: 0.2\n", f);
    for (unsigned i = 0; i < merges->count; i++)
        put_merge(f, &merges->child[i], path, i);
    fclose(f);
    Bpe *bpe = bpe_parse(text, size, why);
    if (!bpe)
        data_error("%s: its merges, %s", path, why);
    complete(bpe, vocabulary, path, path, false);
    free(text);
    json_free(json);
    return bpe;
}

// ---- which of them ----

static Bpe *tokens_beside(const char *folder, int vocab)
{
    static const char *const names[] = {"merges.txt", "vocab.bpe", "tokenizer.bpe"};
    char merges[PATH_MAX], vocabulary[PATH_MAX];
    for (int i = 0; i < COUNT(names); i++) {
        snprintf(merges, sizeof merges, "%s/%s", folder, names[i]);
        snprintf(vocabulary, sizeof vocabulary, "%s/%s", folder, i == 1 ? "encoder.json" : "vocab.json");
        if (access(merges, F_OK) == 0)
            return tokens_in(merges, vocabulary);
    }
    snprintf(merges, sizeof merges, "%s/tokenizer.json", folder);
    if (access(merges, F_OK) == 0)
        return tokens_of_one(merges);
    if (vocab >= GPT2_VOCAB && vocab <= GPT2_VOCAB + PADDING)
        return bpe_gpt2();
    data_error(
        "%s has no tokenizer (merges.txt and vocab.json, or tokenizer.json), and with a vocabulary of %d it is not "
        "GPT-2's: give --tokenizer FILE",
        folder, vocab);
}

Bpe *gpt2_tokens(const char *folder, const char *chosen, int vocab)
{
    Bpe *bpe = chosen ? bpe_load(chosen) : tokens_beside(folder, vocab);
    if (bpe->vocab > vocab || vocab - bpe->vocab > PADDING)
        data_error("the tokenizer of %s has %d tokens, and the weights have rows for %d: they are of two models",
                   chosen ? chosen : folder, bpe->vocab, vocab);
    return bpe;
}

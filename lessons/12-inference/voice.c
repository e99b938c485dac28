/* Loading a model to be served: see voice.h. */
#include "voice.h"
#include "characters.h"
#include "format.h"
#include "gpt2.h"
#include "gpt_file.h"
#include "memory.h"
#include "run.h"
#include "tokenizer_bpe.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// A file that lesson 07 saved: weights with a vocabulary, in one file.
static bool is_run(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    SafeTensors *file = st_open(path);
    bool has = st_find(file, "vocabulary") != NULL;
    st_close(file);
    return has;
}

static GPT *load_run(Voice *v)
{
    SafeTensors *file = st_open(v->path);
    GPT *gpt = gpt_read(file, 0, true);
    Run run = run_load(file, gpt_model(gpt), false);
    v->tokenizer = run.tokenizer;
    v->end = run.by_lines ? tokenizer_find(v->tokenizer, "\n") : -1;
    v->begin = tokenizer_find(v->tokenizer, "\n");
    st_close(file);
    return gpt;
}

static GPT *load_gpt2(Voice *v)
{
    Gpt2 g = gpt2_load(v->path, (Gpt2Options){.copy = true});
    GPT *gpt = g.gpt;
    v->tokenizer = tokenizer_bpe(g.bpe);
    v->begin = v->end = g.end;
    bpe_free(g.bpe);
    shards_close(g.files);
    return gpt;
}

Voice voice_load(const char *path, bool int8, GPT **keep)
{
    Voice v = {.path = path, .end = -1};
    GPT *gpt = is_run(path) ? load_run(&v) : load_gpt2(&v);
    v.vocab = v.tokenizer->vocab;
    v.begin = v.begin < 0 ? 0 : v.begin;
    v.served = served_new(gpt, int8);
    if (keep)
        *keep = gpt;
    else
        gpt_free(gpt);
    return v;
}

void voice_free(Voice *v)
{
    served_free(v->served);
    tokenizer_free(v->tokenizer);
    *v = (Voice){.end = -1};
}

int *voice_try(const Voice *v, const char *text, size_t n, int *count)
{
    const char *unknown;
    int *ids = memory_new(sizeof *ids * (n + 1));
    *count = (int)tokenizer_encode(v->tokenizer, text, n, ids, &unknown);
    if (!unknown)
        return ids;
    free(ids);
    return NULL;
}

int *voice_tokens(const Voice *v, const char *text, size_t n, int *count)
{
    int *ids = voice_try(v, text, n, count);
    if (ids)
        return ids;
    const char *unknown;
    ids = memory_new(sizeof *ids * (n + 1));
    tokenizer_encode(v->tokenizer, text, n, ids, &unknown);
    int32_t point;
    character_read(unknown, n - (size_t)(unknown - text), &point);
    data_error("%s has never seen the character '%s'", v->path, character_symbol(point));
}

void voice_same_tokens(const Voice *large, const Voice *draft)
{
    const char *advice = "a draft's guesses are tokens, so both models must have the same: train the draft with the "
                         "other's tokenizer";
    if (large->vocab != draft->vocab)
        data_error("%s has %d tokens and %s has %d: %s", draft->path, draft->vocab, large->path, large->vocab, advice);
    for (int i = 0; i < large->vocab; i++) {
        const Token *a = &large->tokenizer->token[i], *b = &draft->tokenizer->token[i];
        if (a->length != b->length || memcmp(a->bytes, b->bytes, (size_t)a->length) != 0)
            data_error("token %d is '%s' in %s and '%s' in %s: %s", i, b->symbol, draft->path, a->symbol, large->path,
                       advice);
    }
}

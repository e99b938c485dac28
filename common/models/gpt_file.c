/* A GPT from a file: see gpt_file.h. */
#include "gpt_file.h"
#include "format.h"
#include "json.h"
#include "run.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const StTensor *matrix(const SafeTensors *file, const char *name)
{
    const StTensor *t = st_find(file, name);
    if (!t || t->ndim != 2 || t->dim[0] < 1 || t->dim[1] < 1 || t->dim[0] > 1 << 20 || t->dim[1] > 1 << 16)
        data_error("%s is not a GPT: %s %s. make lesson-07 ARGS=\"--save FILE\" writes one", st_path(file), name,
                   t ? "has an unusable shape" : "is not in it");
    return t;
}

// "n_head" of the config.json beside the file; 0 if there is none.
static int heads_beside(const SafeTensors *file, int most)
{
    char text[1 << 16], error[JSON_ERROR], path[PATH_MAX];
    const char *slash = strrchr(st_path(file), '/');
    snprintf(path, sizeof path, "%.*sconfig.json", slash ? (int)(slash + 1 - st_path(file)) : 0, st_path(file));
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    Json *config = json_read(text, fread(text, 1, sizeof text, f), error);
    fclose(f);
    int heads = (int)json_whole(config, "n_head", 1, most, error);
    if (*error)
        data_error("%s: %s", path, error);
    json_free(config);
    return heads;
}

static GPTConfig config_of(const SafeTensors *file, int heads)
{
    const StTensor *wte = matrix(file, "wte.weight"), *wpe = matrix(file, "wpe.weight");
    GPTConfig c = {.vocab = (int)wte->dim[0], .block = (int)wpe->dim[0], .embd = (int)wte->dim[1]};
    do
        c.layers++;
    while (st_find(file, text_of("h.%d.ln_1.weight", c.layers)));
    c.heads = run_number(file, "heads", 1, c.embd, heads);
    c.heads = c.heads ? c.heads : heads_beside(file, c.embd);
    if (c.heads == 0)
        data_error(
            "%s does not say how many heads share its %d channels, and there is no config.json beside it: give --heads",
            st_path(file), c.embd);
    if (c.embd % c.heads)
        data_error("%s: its %d channels cannot be shared by %d heads; give --heads a divisor", st_path(file), c.embd,
                   c.heads);
    return c;
}

GPT *gpt_read(SafeTensors *file, int heads, bool copy)
{
    GPT *gpt = gpt_new(config_of(file, heads));
    (copy ? st_read_params : st_map_params)(file, "", &gpt->params);
    return gpt;
}

// ---- as a LanguageModel ----

static Tensor *forward(void *gpt, const int ids[], int B, int T)
{
    return gpt_forward(gpt, ids, B, T);
}

static void *cache_new(const void *gpt)
{
    return gpt_cache_new(gpt);
}

static const real *cache_feed(void *cache, const int ids[], int n)
{
    return gpt_cache_feed(cache, ids, n);
}

static void cache_clear(void *cache)
{
    gpt_cache_clear(cache);
}

static void cache_free(void *cache)
{
    gpt_cache_free(cache);
}

static void describe(const void *gpt, StWriter *w)
{
    st_add_text(w, "heads", text_of("%d", ((const GPT *)gpt)->config.heads));
}

LanguageModel gpt_model(GPT *gpt)
{
    static const ModelKind kind = {"gpt", forward, cache_new, cache_feed, cache_clear, cache_free, describe};
    return (LanguageModel){&kind, gpt, &gpt->params, gpt->config.vocab, gpt->config.block, &gpt->dropout};
}

/* Loading GPT-2's files: see gpt2.h. */
#include "gpt2_parts.h"
#include "format.h"
#include "memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 256 };

// The path itself, or where data lies: in $DATASETS, in datasets/.
static void find(const char *path, char found[PATH_MAX])
{
    const char *folder = getenv("DATASETS");
    const char *const places[] = {"", folder ? folder : "datasets", "datasets"};
    for (int i = 0; i < COUNT(places); i++) {
        int n = snprintf(found, PATH_MAX, "%s%s%s", places[i], *places[i] ? "/" : "", path);
        if (n < PATH_MAX && access(found, F_OK) == 0)
            return;
    }
    data_error(
        "cannot find the model %s: it is not a path, and neither in $DATASETS nor in datasets/. make datasets-09 "
        "gets GPT-2",
        path);
}

// The folder that the weights are in.
static void folder_of(const char *path, char folder[PATH_MAX])
{
    struct stat status;
    snprintf(folder, PATH_MAX, "%s", path);
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return;
    char *slash = strrchr(folder, '/');
    snprintf(slash ? slash : folder, 2, slash == folder ? "/" : slash ? "" : ".");
}

// ---- weights ----

static void load_params(const Shards *files, const char *prefix, Params *p, bool copy)
{
    char name[NAME];
    for (int i = 0; i < p->count; i++) {
        const Tensor *t = p->tensor[i];
        snprintf(name, sizeof name, "%s%s", prefix, t->name);
        SafeTensors *file = shards_with(files, name);
        if (!file)
            data_error("%s has no \"%s\", which GPT-2 needs", shards_path(files), name);
        real *data = copy ? NULL : st_map(file, name, t->shape);
        if (data)
            params_lend(p, i, data);
        else
            st_read(file, name, t->shape, t->data);
    }
}

// GPT-2 writes with the table it reads with. Some files have that table twice.
static void check_head(const Shards *files, const GPT *gpt)
{
    const char *name = "lm_head.weight";
    SafeTensors *file = shards_with(files, name);
    if (!file)
        return;
    Shape shape = gpt->wte->shape;
    real *head = st_map(file, name, shape), *copy = NULL;
    if (!head) {
        head = copy = memory_new(sizeof *copy * gpt->wte->size);
        st_read(file, name, shape, copy);
    }
    if (memcmp(head, gpt->wte->data, sizeof *head * gpt->wte->size) != 0)
        data_error("%s: lm_head.weight differs from wte.weight, and GPT-2 has one table for both", shards_path(files));
    free(copy);
}

static void check_rest(const Shards *files)
{
    for (int i = 0; i < shards_count(files); i++)
        st_all_read(shards_at(files, i), "*h.*.attn.bias", "*h.*.attn.masked_bias", "lm_head.weight", "vocabulary*",
                    "adamw.*", "rng.*", NULL);
}

// ---- all ----

Gpt2 gpt2_load(const char *path, Gpt2Options options)
{
    char found[PATH_MAX], folder[PATH_MAX];
    find(path, found);
    folder_of(found, folder);
    Gpt2 g = {.files = shards_open(found)};
    const char *prefix;
    GPTConfig config = gpt2_config(g.files, folder, options.heads, &prefix);
    g.bpe = gpt2_tokens(folder, options.tokenizer, config.vocab);
    g.end = -1;
    for (int k = 0; k < g.bpe->specials; k++)
        if (strcmp(g.bpe->special[k], "<|endoftext|>") == 0)
            g.end = 256 + g.bpe->merges + k;
    g.gpt = gpt_new(config);
    load_params(g.files, prefix, &g.gpt->params, options.copy);
    check_head(g.files, g.gpt);
    check_rest(g.files);
    return g;
}

void gpt2_free(Gpt2 *g)
{
    gpt_free(g->gpt);
    bpe_free(g->bpe);
    shards_close(g->files);
    *g = (Gpt2){.end = -1};
}

LanguageModel gpt2_model(const Gpt2 *g)
{
    LanguageModel model = gpt_model(g->gpt);
    model.vocab = g->bpe->vocab;
    return model;
}

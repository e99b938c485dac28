/* A GPT in a file: see gpt_file.h. */
#include "gpt_file.h"
#include "check.h"
#include "safetensors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gpt_save(const char *path, const GPT *gpt, const Text *text, int step, const Rng *rng)
{
    char number[16];
    StWriter *w = st_create(path);
    st_add_text(w, "format", "pt");
    snprintf(number, sizeof number, "%d", gpt->config.heads);
    st_add_text(w, "heads", number);
    st_add_text(w, "lines", text->by_lines ? "1" : "0");
    st_add_params(w, "", &gpt->params);
    st_add_as(w, "vocabulary", SHAPE(text->vocab), ST_U8, text->itos);
    if (rng) {
        snprintf(number, sizeof number, "%d", step);
        st_add_text(w, "step", number);
        st_add_optimiser(w, "", &gpt->params);
        st_add_rng(w, "rng", rng);
    }
    st_save(w);
}

// A whole number of the metadata from low to high; `otherwise` where there is none.
static int number_of(const SafeTensors *file, const char *key, int low, int high, int otherwise)
{
    const char *text = st_text(file, key);
    char *end;
    long value = text ? strtol(text, &end, 10) : otherwise;
    if (text && (end == text || *end || value < low || value > high))
        data_error("%s: \"%s\" is \"%.20s\", and should be a whole number from %d to %d", st_path(file), key, text, low,
                   high);
    return (int)value;
}

static const StTensor *matrix(const SafeTensors *file, const char *name)
{
    const StTensor *t = st_find(file, name);
    if (!t || t->ndim != 2 || t->dim[0] < 1 || t->dim[1] < 1 || t->dim[0] > 1 << 20 || t->dim[1] > 1 << 16)
        data_error("%s is no GPT: %s %s. make lesson-07 ARGS=\"--save FILE\" writes one", st_path(file), name,
                   t ? "is no table that makes sense" : "is not in it");
    return t;
}

static GPTConfig config_of(const SafeTensors *file)
{
    const StTensor *wte = matrix(file, "wte.weight"), *wpe = matrix(file, "wpe.weight");
    GPTConfig c = {.vocab = (int)wte->dim[0], .block = (int)wpe->dim[0], .embd = (int)wte->dim[1]};
    char name[32];
    do
        snprintf(name, sizeof name, "h.%d.ln_1.weight", ++c.layers);
    while (st_find(file, name) && c.layers <= GPT_MAX_LAYERS);
    if (c.layers > GPT_MAX_LAYERS)
        data_error("%s has more than %d layers", st_path(file), GPT_MAX_LAYERS);
    c.heads = number_of(file, "heads", 1, c.embd, c.embd / 64 > 0 ? c.embd / 64 : 1);
    if (c.embd % c.heads)
        data_error("%s: %d channels cannot be shared by %d heads", st_path(file), c.embd, c.heads);
    return c;
}

static void read_vocabulary(GPTFile *g, SafeTensors *file)
{
    int V = g->gpt->config.vocab;
    int64_t bytes[256];
    if (!st_find(file, "vocabulary"))
        return;
    if (V > 256)
        data_error("%s: %d tokens cannot be bytes, and yet it has a vocabulary", st_path(file), V);
    st_read_i64(file, "vocabulary", SHAPE(V), bytes);
    for (int i = 0; i < V; i++)
        g->itos[i] = (unsigned char)bytes[i];
    g->has_vocabulary = true;
}

GPTFile gpt_load(const char *path)
{
    GPTFile g = {0};
    SafeTensors *file = st_open(path);
    Rng unused;
    rng_seed(&unused, 0);
    g.gpt = gpt_new(config_of(file), &unused);
    st_read_params(file, "", &g.gpt->params);
    read_vocabulary(&g, file);
    g.by_lines = number_of(file, "lines", 0, 1, 0);
    g.is_run = st_text(file, "step") != NULL;
    if (g.is_run) {
        g.step = number_of(file, "step", 0, 1000000000, 0);
        st_read_optimiser(file, "", &g.gpt->params);
        st_read_rng(file, "rng", &g.rng);
    }
    st_close(file);
    return g;
}

/*
 * For tests/gpt2.sh: GPT-2s in files, made from a seed, and what comes out of them.
 *
 *     gpt2 make DIR mini|tiny|124M f32|f16|bf16 [VARIANT...]     writes a model in the published layout
 *     gpt2 compare FILE mini|tiny|124M f32|f16|bf16 DIR          loads it; its logits against those of PyTorch in FILE
 *     gpt2 again DIR OTHER                                  loads it and saves it, to be the same again
 *     gpt2 padding DIR                                      draws many tokens; none of them is padding
 *     gpt2 stream N                                         prints standard input as the lesson prints what it writes,
 *                                                           given it N bytes at a time
 *
 * Weights are 0.02 randn (and 1 more where a norm multiplies), drawn parameter by parameter as torch draws them, so that
 * tests/gpt2-reference.py has the same. VARIANTs are ways in which others write such files: prefix, buffers, head,
 * shards; and files that must be refused: otherhead, transposed, short, extra, bert, llama, neo. Or the weights are
 * others: ending (it only ever says <|endoftext|>), huge (one is 1e6).
 */
#include "data.h"
#include "format.h"
#include "gpt2.h"
#include "memory.h"
#include "sampler.h"

#include "../lessons/09-gpt2/stream.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { T = 64, TINY_TOKENS = 300, TINY_PADDED = 320, SEED = 1337 };

static GPTConfig config_of(const char *shape)
{
    if (strcmp(shape, "mini") == 0)
        return (GPTConfig){.vocab = 260, .block = T, .layers = 1, .heads = 2, .embd = 8};
    if (strcmp(shape, "tiny") == 0)
        return (GPTConfig){.vocab = TINY_PADDED, .block = T, .layers = 3, .heads = 4, .embd = 48};
    return (GPTConfig){.vocab = 50257, .block = 1024, .layers = 12, .heads = 12, .embd = 768};
}

static GPT *random_gpt(const char *shape)
{
    GPT *gpt = gpt_new(config_of(shape));
    Rng rng;
    rng_seed(&rng, SEED);
    for (int i = 0; i < gpt->params.count; i++) {
        Tensor *t = gpt->params.tensor[i];
        param_randn(t, &rng, 0.02);
        bool gain = strstr(t->name, "ln_") && strstr(t->name, ".weight");
        for (size_t k = 0; gain && k < t->size; k++)
            t->data[k] += 1;
    }
    return gpt;
}

static Bpe *tokenizer(const char *shape)
{
    char path[PATH_MAX];
    size_t n;
    if (strcmp(shape, "124M") == 0)
        return bpe_gpt2();
    int learn = (strcmp(shape, "mini") == 0 ? 257 : TINY_TOKENS) - 1;
    char *text = data_bytes("pride.txt", path, &n);
    Bpe *learnt = bpe_train(text, 20000, learn, &split_gpt2, BPE_FIRST_SEEN), *bpe = gpt2_order(learnt);
    bpe_free(learnt);
    free(text);
    return bpe;
}

static StType type_named(const char *name)
{
    return strcmp(name, "f16") == 0 ? ST_F16 : strcmp(name, "bf16") == 0 ? ST_BF16 : ST_F32;
}

// ---- as others write them ----

typedef struct Variant {
    int count;
    char **word;
} Variant;

static bool has(Variant v, const char *word)
{
    for (int i = 0; i < v.count; i++)
        if (strcmp(v.word[i], word) == 0)
            return true;
    return false;
}

static void add(StWriter *w, const char *name, Shape shape, StType type, const real *data)
{
    void *numbers = st_room(w, shape_size(shape) * 4);
    for (size_t i = 0; i < shape_size(shape); i++) // no writer of the library's
        ((float *)numbers)[i] = (float)data[i];
    CHECK(type == ST_F32, "variants are f32");
    st_add_as(w, name, shape, type, numbers);
}

static void add_buffers(StWriter *w, const char *prefix, int layer)
{
    unsigned char *mask = st_room(w, T * T);
    float *masked = st_room(w, sizeof *masked);
    for (int i = 0; i < T; i++)
        memset(mask + i * T, 1, (size_t)i + 1);
    *masked = -1e4f;
    st_add_as(w, text_of("%sh.%d.attn.bias", prefix, layer), SHAPE(1, 1, T, T), ST_BOOL, mask);
    st_add_as(w, text_of("%sh.%d.attn.masked_bias", prefix, layer), shape_scalar(), ST_F32, masked);
}

// The name that another program gives the parameter.
static const char *foreign(Variant v, const char *prefix, const char *name)
{
    bool table = strcmp(name, "wte.weight") == 0;
    if (has(v, "bert") && table)
        return "bert.embeddings.word_embeddings.weight";
    if (has(v, "llama"))
        return table                                         ? "model.embed_tokens.weight"
               : strcmp(name, "h.0.attn.c_attn.weight") == 0 ? "model.layers.0.self_attn.q_proj.weight"
                                                             : text_of("model.%s", name);
    if (has(v, "neo"))
        return table ? "gpt_neox.embed_in.weight" : text_of("gpt_neox.%s", name);
    return text_of("%s%s", prefix, name);
}

static const char *shard_of(const char *name)
{
    return strncmp(name, "h.", 2) == 0 ? "model-00002-of-00002.safetensors" : "model-00001-of-00002.safetensors";
}

static void write_variant(const char *folder, const GPT *gpt, Variant v)
{
    const char *prefix = has(v, "prefix") ? "transformer." : "";
    StWriter *w[2] = {st_create(text_of("%s/%s", folder, has(v, "shards") ? shard_of("w") : "model.safetensors"))};
    w[1] = has(v, "shards") ? st_create(text_of("%s/%s", folder, shard_of("h."))) : w[0];
    FILE *index = has(v, "shards") ? fopen(text_of("%s/model.safetensors.index.json", folder), "w") : NULL;
    if (index)
        fputs("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {", index);
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *t = gpt->params.tensor[i];
        const char *name = foreign(v, prefix, t->name);
        Shape shape = t->shape;
        if (has(v, "transposed") && strstr(name, "c_attn.weight"))
            shape = SHAPE(shape.dim[1], shape.dim[0]);
        if (has(v, "short") && strcmp(t->name, "h.1.mlp.c_fc.bias") == 0)
            continue;
        add(w[strncmp(t->name, "h.", 2) == 0], name, shape, ST_F32, t->data);
        if (index)
            fprintf(index, "%s\"%s\": \"%s\"", i ? ", " : "", name, shard_of(t->name));
    }
    for (int layer = 0; has(v, "buffers") && layer < gpt->config.layers; layer++)
        add_buffers(w[1], prefix, layer);
    if (has(v, "otherhead"))
        gpt->wte->data[5] += 1;
    if (has(v, "head") || has(v, "otherhead"))
        add(w[0], "lm_head.weight", gpt->wte->shape, ST_F32, gpt->wte->data);
    if (has(v, "extra"))
        add(w[0], "score.weight", SHAPE(2, 2), ST_F32, gpt->wte->data);
    st_save(w[0]);
    if (index) {
        st_save(w[1]);
        fputs("}}\n", index);
        fclose(index);
    }
}

// Whatever it reads, the likeliest token is <|endoftext|>.
static void make_ending(GPT *gpt, int end)
{
    int C = gpt->config.embd;
    param_full(gpt->ln_f.gamma, 0);
    for (int i = 0; i < C; i++)
        gpt->wte->data[end * C + i] = 1000 * gpt->ln_f.beta->data[i];
}

static void make(const char *folder, const char *shape, const char *type, Variant v)
{
    GPT *gpt = random_gpt(shape);
    Bpe *bpe = tokenizer(shape);
    if (has(v, "ending"))
        make_ending(gpt, bpe->vocab - 1);
    if (has(v, "huge"))
        gpt->wte->data[7] = 1e6f;
    gpt2_save(folder, gpt, bpe, type_named(type));
    if (has(v, "shards"))
        remove(text_of("%s/model.safetensors", folder));
    if (v.count > 0)
        write_variant(folder, gpt, v);
    bpe_free(bpe);
    gpt_free(gpt);
}

// ---- against PyTorch ----

// One line of the file, "tiny f32 lse = 5.4 5.3 ...": T numbers.
static void expected(const char *file, const char *key, double value[T])
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text, *line;
    size_t length = strlen(key);
    while ((line = data_line(&rest)))
        if (strncmp(line, key, length) == 0 && strncmp(line + length, " = ", 3) == 0) {
            char *at = line + length + 3;
            for (int t = 0; t < T; t++) {
                char *begin = at;
                value[t] = strtod(begin, &at);
                CHECK(at != begin, "%s: %s has fewer than %d numbers", file, key, T);
            }
            free(text);
            return;
        }
    data_error("%s has no line %s", file, key);
}

static double log_sum_exp(int V, const real row[])
{
    double max = (double)row[0], sum = 0;
    for (int v = 1; v < V; v++)
        max = fmax(max, (double)row[v]);
    for (int v = 0; v < V; v++)
        sum += exp((double)row[v] - max);
    return max + log(sum);
}

static int compare(const char *file, const char *shape, const char *type, const char *folder)
{
    double lse[T], one[T], worst = 0;
    int ids[T];
    expected(file, text_of("%s %s lse", shape, type), lse);
    expected(file, text_of("%s %s logit", shape, type), one);
    for (int copy = 0; copy < 2; copy++) {
        Gpt2 g = gpt2_load(folder, (Gpt2Options){.copy = copy});
        int V = g.gpt->config.vocab;
        for (int t = 0; t < T; t++)
            ids[t] = (t * 7919 + 13) % V;
        tape_reset();
        const real *logits = gpt_forward(g.gpt, ids, 1, T)->data; // (1, T, V)
        for (int t = 0; t < T; t++) {
            const real *row = logits + (ptrdiff_t)t * V;
            worst = fmax(worst, fmax(fabs(log_sum_exp(V, row) - lse[t]), fabs((double)row[t * 37 % V] - one[t])));
        }
        GPTCache *cache = gpt_cache_new(g.gpt);
        worst = fmax(worst, fabs((double)gpt_cache_feed(cache, ids, T)[(T - 1) * 37 % V] - one[T - 1]));
        gpt_cache_free(cache);
        gpt2_free(&g);
    }
    printf("%s %s: at most %.2g from PyTorch's\n", shape, type, worst);
    return worst < 1e-4 ? 0 : 1;
}

static int padding(const char *folder)
{
    Gpt2 g = gpt2_load(folder, (Gpt2Options){0});
    LanguageModel model = gpt2_model(&g);
    Rng rng;
    rng_seed(&rng, SEED);
    int V = g.gpt->config.vocab, highest = 0, out[2000];
    CHECK(V > g.bpe->vocab, "the model has no padding");
    for (int v = g.bpe->vocab; v < V; v++) // as if padding were the likeliest by far
        for (int i = 0; i < g.gpt->config.embd; i++)
            g.gpt->wte->data[v * g.gpt->config.embd + i] = 40 * g.gpt->ln_f.beta->data[i];
    for (double temperature = 0; temperature < 4; temperature++) {
        Sampler s = {sampler_next, temperature, 0, &rng};
        int n = sampler_write(&s, &model, g.end, NULL, 0, -1, COUNT(out), out);
        for (int i = 0; i < n; i++)
            highest = out[i] > highest ? out[i] : highest;
    }
    printf("the highest of 8000 tokens is %d; the tokenizer has 0 .. %d, the table %d rows\n", highest,
           g.bpe->vocab - 1, V);
    int status = highest < g.bpe->vocab ? 0 : 1;
    gpt2_free(&g);
    return status;
}

static int again(const char *folder, const char *other)
{
    Gpt2 g = gpt2_load(folder, (Gpt2Options){0});
    gpt2_save(other, g.gpt, g.bpe, st_at(shards_at(g.files, 0), 0)->type);
    gpt2_free(&g);
    return 0;
}

static int stream(int n)
{
    Stream s = {0};
    char bytes[64];
    CHECK(n >= 1 && n <= COUNT(bytes), "1 to 64 bytes at a time");
    for (size_t some; (some = fread(bytes, 1, (size_t)n, stdin)) > 0;)
        stream_put(&s, bytes, some);
    stream_end(&s);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 5 && strcmp(argv[1], "make") == 0)
        return make(argv[2], argv[3], argv[4], (Variant){argc - 5, argv + 5}), 0;
    if (argc == 6 && strcmp(argv[1], "compare") == 0)
        return compare(argv[2], argv[3], argv[4], argv[5]);
    if (argc == 4 && strcmp(argv[1], "again") == 0)
        return again(argv[2], argv[3]);
    if (argc == 3 && strcmp(argv[1], "padding") == 0)
        return padding(argv[2]);
    if (argc == 3 && strcmp(argv[1], "stream") == 0)
        return stream(atoi(argv[2]));
    usage_error("gpt2 make | compare | again | padding | stream: the file's first lines say how");
}

/* What a model is, by its config.json and its tensors: see gpt2.h. */
#include "data.h"
#include "format.h"
#include "gpt2_parts.h"
#include "json.h"
#include "run.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME = 256, MOST_ROWS = 1 << 21, MOST_WIDE = 1 << 16, MOST_LAYERS = 1000 };

// ---- another architecture ----

// A tensor that only models of this kind have.
static const struct {
    const char *tensor, *kind;
} FOREIGN[] = {
    {"model.layers.0.self_attn.q_proj.weight", "of Llama's kind (Llama, Mistral, Qwen, ...)"},
    {"embeddings.word_embeddings.weight", "of BERT's kind"},
    {"bert.embeddings.word_embeddings.weight", "of BERT's kind"},
    {"roberta.embeddings.word_embeddings.weight", "of BERT's kind (RoBERTa)"},
    {"distilbert.embeddings.word_embeddings.weight", "of BERT's kind (DistilBERT)"},
    {"transformer.h.0.attn.attention.q_proj.weight", "GPT-Neo"},
    {"transformer.h.0.attn.q_proj.weight", "GPT-J"},
    {"gpt_neox.embed_in.weight", "GPT-NeoX (Pythia, ...)"},
    {"model.decoder.embed_tokens.weight", "OPT"},
    {"shared.weight", "T5"},
    {"transformer.word_embeddings.weight", "of BLOOM's or Falcon's kind"},
    {"word_embeddings.weight", "BLOOM"},
    {"backbone.embedding.weight", "Mamba"},
};

static void check_kind(const Json *config, const char *path)
{
    const Json *kind = json_get(config, "model_type"), *list = json_get(config, "architectures");
    const Json *name = list && list->type == JSON_ARRAY && list->count ? &list->child[0] : NULL;
    const char *model = kind && kind->type == JSON_STRING ? kind->text : NULL;
    const char *class = name && name->type == JSON_STRING ? name->text : NULL;
    bool is_gpt2 = model ? strcmp(model, "gpt2") == 0 : !class || strncmp(class, "GPT2", 4) == 0;
    if (!is_gpt2)
        data_error("%s: the model's architecture is \"%.40s\"%s%.60s%s, and this program runs \"gpt2\"", path,
                   model ? model : class, model && class ? " (" : "", model && class ? class : "",
                   model && class ? ")" : "");
}

static const char *prefix_of(const Shards *files)
{
    static const char *const prefixes[] = {"", "transformer."};
    for (int i = 0; i < COUNT(prefixes); i++)
        if (shards_find(files, text_of("%swte.weight", prefixes[i])))
            return prefixes[i];
    for (int i = 0; i < COUNT(FOREIGN); i++)
        if (shards_find(files, FOREIGN[i].tensor))
            data_error("%s is another architecture: by its tensor %s it is %s, and this program runs GPT-2",
                       shards_path(files), FOREIGN[i].tensor, FOREIGN[i].kind);
    data_error("%s is not a GPT-2: it has no wte.weight, and no transformer.wte.weight", shards_path(files));
}

// ---- what this program computes in one way only ----

static void check_flag(const Json *config, const char *path, const char *key, bool needed)
{
    const Json *flag = json_get(config, key);
    JsonType type = needed ? JSON_TRUE : JSON_FALSE;
    if (flag && flag->type != JSON_NULL && flag->type != type)
        data_error("%s: \"%s\" is not %s; such a variant of GPT-2 is not computed here", path, key,
                   needed ? "true" : "false");
}

static void check_variant(const Json *config, const char *path, int embd)
{
    char error[JSON_ERROR] = "";
    static const char *const tanh_gelus[] = {"gelu_new", "gelu_pytorch_tanh", "gelu_fast"};
    if (json_get(config, "activation_function")) {
        const char *name = json_text(config, "activation_function", error);
        bool known = false;
        for (int i = 0; name && i < COUNT(tanh_gelus); i++)
            known = known || strcmp(name, tanh_gelus[i]) == 0;
        if (!*error && !known)
            data_error("%s: the activation is \"%.40s\"; only GPT-2's gelu_new is computed here", path, name);
    }
    double eps = json_get(config, "layer_norm_epsilon") ? json_number(config, "layer_norm_epsilon", 0, 1, error) : 1e-5;
    if (!*error && fabs(eps - 1e-5) > 1e-9)
        data_error("%s: layer_norm_epsilon is %g; only GPT-2's 1e-5 is computed here", path, eps);
    const Json *inner = json_get(config, "n_inner");
    if (inner && inner->type != JSON_NULL && json_whole(config, "n_inner", 1, INT_MAX, error) != 4 * embd && !*error)
        data_error("%s: n_inner is not 4 n_embd = %d; such a variant of GPT-2 is not computed here", path, 4 * embd);
    if (*error)
        data_error("%s: %s", path, error);
    check_flag(config, path, "scale_attn_weights", true);
    check_flag(config, path, "tie_word_embeddings", true);
    check_flag(config, path, "scale_attn_by_inverse_layer_idx", false);
    check_flag(config, path, "add_cross_attention", false);
}

// ---- sizes ----

static GPTConfig read_sizes(const Json *config, const char *path)
{
    char error[JSON_ERROR] = "";
    GPTConfig c = {.vocab = (int)json_whole(config, "vocab_size", 1, MOST_ROWS, error)};
    c.block = (int)json_whole(config, json_get(config, "n_positions") ? "n_positions" : "n_ctx", 1, MOST_ROWS, error);
    c.layers = (int)json_whole(config, "n_layer", 1, MOST_LAYERS, error);
    c.embd = (int)json_whole(config, "n_embd", 1, MOST_WIDE, error);
    c.heads = (int)json_whole(config, "n_head", 1, c.embd, error);
    if (*error)
        data_error("%s: %s", path, error);
    check_variant(config, path, c.embd);
    return c;
}

static const StTensor *tensor(const Shards *files, const char *prefix, const char *name)
{
    const StTensor *t = shards_find(files, text_of("%s%s", prefix, name));
    if (!t)
        data_error("%s has no \"%s%s\", which GPT-2 needs", shards_path(files), prefix, name);
    return t;
}

static bool is_shaped(const StTensor *t, int rows, int columns)
{
    return t->ndim == 2 && t->dim[0] == (uint64_t)rows && t->dim[1] == (uint64_t)columns;
}

static const StTensor *table(const Shards *files, const char *prefix, const char *name)
{
    const StTensor *t = tensor(files, prefix, name);
    if (t->ndim != 2 || t->dim[0] < 1 || t->dim[0] > MOST_ROWS || t->dim[1] < 1 || t->dim[1] > MOST_WIDE)
        data_error("%s: \"%s%s\" has an unusable shape, not (rows, channels)", shards_path(files), prefix, name);
    return t;
}

static GPTConfig config_of_weights(const Shards *files, const char *prefix)
{
    const StTensor *wte = table(files, prefix, "wte.weight"), *wpe = table(files, prefix, "wpe.weight");
    GPTConfig c = {.vocab = (int)wte->dim[0], .block = (int)wpe->dim[0], .embd = (int)wte->dim[1]};
    while (c.layers < MOST_LAYERS && shards_find(files, text_of("%sh.%d.ln_1.weight", prefix, c.layers)))
        c.layers++;
    if (c.layers == 0)
        tensor(files, prefix, "h.0.ln_1.weight");
    return c;
}

static void agree(const char *config, const char *key, int said, const Shards *files, const char *what, int found)
{
    if (said != found)
        data_error("%s: %s is %d, and %s has %d %s: files of two models, or a part is missing", config, key, said,
                   shards_path(files), found, what);
}

// Before room is made for them, so that no file asks for more memory than it fills.
static void check_matrices(const Shards *files, const char *prefix, GPTConfig c)
{
    static const struct {
        const char *name;
        int in, out; // in channels
    } matrices[] = {{"attn.c_attn", 1, 3}, {"attn.c_proj", 1, 1}, {"mlp.c_fc", 1, 4}, {"mlp.c_proj", 4, 1}};
    for (int layer = 0; layer < c.layers; layer++)
        for (int i = 0; i < COUNT(matrices); i++) {
            char name[NAME];
            snprintf(name, sizeof name, "h.%d.%s.weight", layer, matrices[i].name);
            const StTensor *t = tensor(files, prefix, name);
            int in = matrices[i].in * c.embd, out = matrices[i].out * c.embd;
            if (in != out && is_shaped(t, out, in))
                data_error("%s: \"%s%s\" is (%d, %d), and GPT-2's files have (in, out), (%d, %d): transpose the four "
                           "matrices of each layer",
                           shards_path(files), prefix, name, out, in, in, out);
            if (!is_shaped(t, in, out))
                data_error("%s: \"%s%s\" should be (%d, %d), by the %d channels of wte.weight", shards_path(files),
                           prefix, name, in, out, c.embd);
        }
}

// config.json, if it is there, of a model of this kind.
static Json *config_beside(char path[PATH_MAX], const char *folder)
{
    char found[PATH_MAX], error[JSON_ERROR];
    size_t size;
    CHECK(snprintf(path, PATH_MAX, "%s/config.json", folder) < PATH_MAX, "the path of %s is too long", folder);
    if (access(path, F_OK) != 0)
        return NULL;
    char *text = data_bytes(path, found, &size);
    Json *config = json_read(text, size, error);
    free(text);
    if (!config)
        data_error("%s is not JSON: %s", path, error);
    check_kind(config, path);
    return config;
}

GPTConfig gpt2_config(const Shards *files, const char *folder, int heads, const char **prefix)
{
    char path[PATH_MAX];
    Json *config = config_beside(path, folder);
    *prefix = prefix_of(files);
    GPTConfig c = config_of_weights(files, *prefix);
    if (config) {
        GPTConfig said = read_sizes(config, path);
        agree(path, "vocab_size", said.vocab, files, "rows in wte.weight", c.vocab);
        agree(path, "n_positions", said.block, files, "positions", c.block);
        agree(path, "n_embd", said.embd, files, "channels", c.embd);
        agree(path, "n_layer", said.layers, files, "layers", c.layers);
        heads = heads ? heads : said.heads;
    }
    c.heads = heads ? heads : run_number(shards_at(files, 0), "heads", 1, c.embd, 0); // our own files say it
    if (c.heads == 0)
        data_error(
            "%s has no config.json beside it, so nobody knows how many heads share its %d channels: give --heads",
            shards_path(files), c.embd);
    if (c.embd % c.heads)
        data_error("%s: %d channels cannot be shared by %d heads", config ? path : shards_path(files), c.embd, c.heads);
    check_matrices(files, *prefix, c);
    json_free(config);
    return c;
}

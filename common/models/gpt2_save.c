/* Writing GPT-2's files: see gpt2.h. */
#include "format.h"
#include "gpt2.h"
#include "json.h"
#include "memory.h"
#include "utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// A file under a temporary name, until it is complete.
typedef struct Part {
    char path[PATH_MAX], part[PATH_MAX + 8];
    FILE *file;
} Part;

static void begin(Part *p, const char *folder, const char *name)
{
    int n = snprintf(p->path, sizeof p->path, "%s/%s", folder, name);
    snprintf(p->part, sizeof p->part, "%s.part", p->path);
    p->file = n < PATH_MAX ? fopen(p->part, "wb") : NULL;
    if (!p->file)
        data_error("cannot write %s: %s", p->path, n < PATH_MAX ? strerror(errno) : "the path is too long");
}

static void end(Part *p)
{
    bool good = fflush(p->file) == 0 && !ferror(p->file);
    int reason = errno;
    good = fclose(p->file) == 0 && good;
    if (!good || rename(p->part, p->path) != 0) {
        reason = good ? errno : reason;
        remove(p->part);
        data_error("cannot write %s: %s; the old file, if there was one, is unchanged", p->path, strerror(reason));
    }
}

// ---- the four files ----

static void save_config(const char *folder, GPTConfig c, const Bpe *bpe, StType type)
{
    Part p;
    begin(&p, folder, "config.json");
    fprintf(p.file, "{\n  \"activation_function\": \"gelu_new\",\n  \"architectures\": [\"GPT2LMHeadModel\"],\n");
    if (bpe->specials > 0)
        fprintf(p.file, "  \"bos_token_id\": %d,\n  \"eos_token_id\": %d,\n", 256 + bpe->merges, 256 + bpe->merges);
    fprintf(p.file, "  \"layer_norm_epsilon\": 1e-05,\n  \"model_type\": \"gpt2\",\n");
    fprintf(p.file, "  \"n_ctx\": %d,\n  \"n_embd\": %d,\n  \"n_head\": %d,\n  \"n_layer\": %d,\n", c.block, c.embd,
            c.heads, c.layers);
    fprintf(p.file, "  \"n_positions\": %d,\n  \"torch_dtype\": \"%s\",\n  \"vocab_size\": %d\n}\n", c.block,
            type == ST_F16    ? "float16"
            : type == ST_BF16 ? "bfloat16"
                              : "float32",
            c.vocab);
    end(&p);
}

// As Python's json.dump with ensure_ascii=False; token by token, in the order of ids.
static void save_vocabulary(const char *folder, const Bpe *bpe)
{
    Part p;
    begin(&p, folder, "vocab.json");
    for (int id = 0; id < bpe->vocab; id++) {
        char *token = bpe_token_text(bpe, id);
        fputs(id ? ", " : "{", p.file);
        json_write(p.file, token);
        fprintf(p.file, ": %d", id);
        free(token);
    }
    fputs("}\n", p.file);
    end(&p);
}

static void save_weights(const char *folder, const GPT *gpt, StType type)
{
    char path[PATH_MAX];
    CHECK(snprintf(path, sizeof path, "%s/model.safetensors", folder) < PATH_MAX, "the path of %s is too long", folder);
    StWriter *w = st_create(path);
    st_add_text(w, "format", "pt");
    st_add_params_as(w, "", &gpt->params, type);
    st_save(w);
}

void gpt2_save(const char *folder, const GPT *gpt, const Bpe *bpe, StType type)
{
    char merges[PATH_MAX];
    CHECK(bpe->vocab <= gpt->config.vocab, "gpt2_save: %d tokens, and the model has %d", bpe->vocab, gpt->config.vocab);
    CHECK(snprintf(merges, sizeof merges, "%s/merges.txt", folder) < PATH_MAX, "the path of %s is too long", folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        data_error("cannot make the folder %s: %s", folder, strerror(errno));
    save_weights(folder, gpt, type);
    save_vocabulary(folder, bpe);
    bpe_save(merges, bpe);
    save_config(folder, gpt->config, bpe, type);
}

Bpe *gpt2_order(const Bpe *bpe)
{
    Bpe *other = bpe_new(bpe->split, true);
    int of[256]; // GPT-2's number of a byte's token
    for (int b = 0; b < 256; b++)
        of[bpe->byte_token[b]] = other->byte_token[b];
    for (int i = 0; i < bpe->merges; i++) {
        BpePair pair = bpe->merge[i];
        bpe_add(other, pair.left < 256 ? of[pair.left] : pair.left, pair.right < 256 ? of[pair.right] : pair.right);
    }
    bool has_end = false;
    for (int k = 0; k < bpe->specials; k++) {
        bpe_add_special(other, bpe->special[k]);
        has_end = has_end || strcmp(bpe->special[k], "<|endoftext|>") == 0;
    }
    if (!has_end)
        bpe_add_special(other, "<|endoftext|>");
    return other;
}

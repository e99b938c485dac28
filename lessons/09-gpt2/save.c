/* Writing a GPT-2's files: see save.h. */
#include "save.h"
#include "format.h"
#include "memory.h"
#include "safetensors.h"
#include "utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Bpe *save_gpt2_order(const Bpe *learnt)
{
    Bpe *bpe = bpe_new(learnt->split, true);
    for (int i = 0; i < learnt->merges; i++) {
        BpePair p = learnt->merge[i];
        bpe_add(bpe, p.left < 256 ? bpe->byte_token[p.left] : p.left,
                p.right < 256 ? bpe->byte_token[p.right] : p.right);
    }
    bpe_add_special(bpe, "<|endoftext|>");
    return bpe;
}

// The nearest number of 16 bits: 1 of sign, 5 of exponent, 10 of mantissa; of two equally near, the even one.
static uint16_t half_of(float x)
{
    uint32_t word;
    memcpy(&word, &x, sizeof word);
    uint32_t sign = word >> 16 & 0x8000u, size = word & 0x7fffffffu;
    if (size >= 0x47800000u) // 65536 and more, infinity, NaN
        return (uint16_t)(sign | (size > 0x7f800000u ? 0x7e00u : 0x7c00u));
    if (size < 0x38800000u) { // below 2^-14 the steps are 2^-24 wide: adding 0.5 rounds to them
        float y;
        memcpy(&y, &size, sizeof y);
        y += 0.5f;
        memcpy(&size, &y, sizeof size);
        return (uint16_t)(sign | (size - 0x3f000000u));
    }
    size += 0xc8000fffu + (size >> 13 & 1); // another exponent, and half a step
    return (uint16_t)(sign | size >> 13);
}

static void save_weights(const char *path, const GPT *gpt)
{
    StWriter *w = st_create(path);
    st_add_text(w, "format", "pt");
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *t = gpt->params.tensor[i];
        uint16_t *halves = st_room(w, sizeof *halves * t->size);
        for (size_t k = 0; k < t->size; k++)
            halves[k] = half_of((float)t->data[k]);
        st_add_as(w, t->name, t->shape, ST_F16, halves);
    }
    st_save(w);
}

static FILE *begin(char part[PATH_MAX], const char *path)
{
    FILE *f = snprintf(part, PATH_MAX, "%s.part", path) < PATH_MAX ? fopen(part, "wb") : NULL;
    if (!f)
        data_error("cannot write %s: %s", path, strerror(errno));
    return f;
}

static void finish(FILE *f, const char *part, const char *path)
{
    bool good = fflush(f) == 0 && !ferror(f);
    fclose(f);
    if (!good || rename(part, path) != 0) {
        remove(part);
        data_error("cannot write %s: %s", path, strerror(errno));
    }
}

static void save_config(const char *path, GPTConfig c)
{
    char part[PATH_MAX];
    FILE *f = begin(part, path);
    fprintf(f,
            "{\n"
            "  \"activation_function\": \"gelu_new\",\n"
            "  \"architectures\": [\"GPT2LMHeadModel\"],\n"
            "  \"bos_token_id\": %d,\n"
            "  \"eos_token_id\": %d,\n"
            "  \"layer_norm_epsilon\": 1e-05,\n"
            "  \"model_type\": \"gpt2\",\n"
            "  \"n_ctx\": %d,\n"
            "  \"n_embd\": %d,\n"
            "  \"n_head\": %d,\n"
            "  \"n_layer\": %d,\n"
            "  \"n_positions\": %d,\n"
            "  \"torch_dtype\": \"float16\",\n"
            "  \"vocab_size\": %d\n"
            "}\n",
            c.vocab - 1, c.vocab - 1, c.block, c.embd, c.heads, c.layers, c.block, c.vocab);
    finish(f, part, path);
}

static void put_token(FILE *f, const Bpe *bpe, int id)
{
    size_t size;
    const char *bytes = bpe_token(bpe, id, &size);
    bool special = id >= 256 + bpe->merges;
    for (size_t i = 0; i < size; i++) {
        char sign[4];
        if (bytes[i] == '"' || bytes[i] == '\\')
            putc('\\', f);
        if (special)
            putc(bytes[i], f);
        else
            fwrite(sign, 1, (size_t)(utf8_put(sign, (uint32_t)bpe_byte_sign((unsigned char)bytes[i])) - sign), f);
    }
}

static void save_vocabulary(const char *path, const Bpe *bpe)
{
    char part[PATH_MAX];
    FILE *f = begin(part, path);
    for (int id = 0; id < bpe->vocab; id++) {
        fputs(id ? ", \"" : "{\"", f);
        put_token(f, bpe, id);
        fprintf(f, "\": %d", id);
    }
    fputs("}\n", f);
    finish(f, part, path);
}

void save_model(const char *folder, const GPT *gpt, const Bpe *bpe)
{
    save_weights(text_of("%s/model.safetensors", folder), gpt);
    save_config(text_of("%s/config.json", folder), gpt->config);
    save_vocabulary(text_of("%s/vocab.json", folder), bpe);
    bpe_save(text_of("%s/merges.txt", folder), bpe);
}

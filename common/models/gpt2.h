/*
 * GPT-2 in the files in which it is published, and any model of its kind: a folder with
 *
 *     config.json          {"model_type": "gpt2", "n_layer": 12, "n_head": 12, "n_embd": 768, ...}
 *     model.safetensors    or several files and their index (shards.h); f32, f16 or bf16
 *     merges.txt           the tokenizer's merges, GPT-2's own or bpe_save's,
 *     vocab.json           and the id of each token, which must be what the merges say (or both as tokenizer.json)
 *
 *     Gpt2 g = gpt2_load("gpt2", (Gpt2Options){0});
 *     LanguageModel model = gpt2_model(&g);                  // for sampler.h
 *     gpt2_free(&g);
 *
 * The names of tensors may begin with "transformer."; matrices are (in, out); the masks that some files have
 * ("h.0.attn.bias") are passed over; the output table is wte.weight, whether lm_head.weight repeats it or not.
 * Files that cannot be used, and folders that cannot be written: data_error (exit 1) says why.
 */
#ifndef GPT2_H
#define GPT2_H

#include "bpe.h"
#include "gpt.h"
#include "shards.h"

typedef struct Gpt2Options {
    int heads;             // for weights without a config.json, which nobody should guess. 0: not told
    bool copy;             // into memory of its own, to train it; else the numbers stay in the file where they can
    const char *tokenizer; // a file of merges, instead of the folder's. NULL: the folder's
} Gpt2Options;

typedef struct Gpt2 {
    GPT *gpt;
    Bpe *bpe;      // its vocab may be smaller than gpt->config.vocab: the rest of the table is padding
    int end;       // the token <|endoftext|>; -1 if there is none
    Shards *files; // where the weights lie
} Gpt2;

// path: such a folder, or its weights alone; looked for as all data is (data.h), so that "gpt2" is datasets/gpt2.
// Without a file of merges, a vocabulary of GPT-2's size gets GPT-2's.
Gpt2 gpt2_load(const char *path, Gpt2Options options);
void gpt2_free(Gpt2 *g);
// Its vocab is the tokenizer's, so that no padding is ever drawn.
LanguageModel gpt2_model(const Gpt2 *g);

// Writes such a folder, and makes it if need be. type: ST_F32, ST_F16 or ST_BF16. Each file gets its name when it is
// complete. transformers: GPT2LMHeadModel.from_pretrained(folder), GPT2Tokenizer.from_pretrained(folder)
void gpt2_save(const char *folder, const GPT *gpt, const Bpe *bpe, StType type);

// The same merges with bytes numbered as GPT-2 numbers them and <|endoftext|> as the last token: what other programs
// expect. To be freed with bpe_free.
Bpe *gpt2_order(const Bpe *bpe);

#endif

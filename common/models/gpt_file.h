/*
 * A GPT in a file: safetensors with the names and shapes of GPT-2's own (gpt.h), and beside them what a
 * character model and a run that is to go on need. In this order:
 *
 *     wte.weight (V, C), wpe.weight (block, C), h.0.ln_1.weight (C), ... ln_f.bias (C)        the model
 *     vocabulary (V), bytes                              which character each token is, if it is one
 *     adamw.exp_avg.*, adamw.exp_avg_sq.*, adamw.step    the optimiser      (a run only)
 *     rng.state, rng.normal                              the generator      (a run only)
 *
 * and as metadata "format": "pt" (what the transformers package looks for), "heads", "lines" ("1" if the
 * text was read by lines) and "step". A file without "heads" is taken for one of GPT-2's: C / 64.
 */
#ifndef GPT_FILE_H
#define GPT_FILE_H

#include "gpt.h"
#include "text.h"

typedef struct GPTFile {
    GPT *gpt;
    bool has_vocabulary, by_lines;
    unsigned char itos[256]; // (V), if it has a vocabulary
    bool is_run;             // optimiser, generator and step came along
    int step;
    Rng rng;
} GPTFile;

// Writes a model that reads `text`, and, unless rng is NULL, the run it is in. Written to a temporary name and
// renamed: whatever happens, path holds the old file or the new one. data_error (exit 1) if it cannot be.
void gpt_save(const char *path, const GPT *gpt, const Text *text, int step, const Rng *rng);

// Reads one. data_error says what is wrong: no GPT, a shape that does not fit, a tensor missing.
// The GPT is to be freed with gpt_free.
GPTFile gpt_load(const char *path);

#endif

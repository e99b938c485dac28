/*
 * A GPT from a file: safetensors with the names and shapes of GPT-2's own,
 *
 *     wte.weight (V, C), wpe.weight (block, C), h.0.ln_1.weight (C), ... ln_f.bias (C)
 *
 * What no shape tells is how many heads share the C channels. Our files have it in their metadata, "heads"; for those
 * of others it is "n_head" of the config.json beside them, or has to be said.
 */
#ifndef GPT_FILE_H
#define GPT_FILE_H

#include "gpt.h"

// Reads a GPT. heads: how many, where its file does not say; 0 asks config.json. If it will not be trained, its numbers
// stay in the file where they can (st_map_params): no time, no memory; close the file after gpt_free then. data_error
// (exit 1) says what is wrong: not a GPT, a shape that does not fit, a tensor missing, heads unknown.
GPT *gpt_read(SafeTensors *file, int heads, bool train);

#endif

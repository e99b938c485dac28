/*
 * A GPT from a file: safetensors with the names and shapes of GPT-2's own,
 *
 *     wte.weight (V, C), wpe.weight (block, C), h.0.ln_1.weight (C), ... ln_f.bias (C)
 *
 * What a shape does not tell is how many heads share the C channels: the metadata "heads" does, in our files.
 */
#ifndef GPT_FILE_H
#define GPT_FILE_H

#include "gpt.h"

// Reads a GPT. heads: how many, where the file does not say; 0 if nobody knows. data_error (exit 1) says what is
// wrong: not a GPT, a shape that does not fit, a tensor missing, heads unknown. To be freed with gpt_free.
GPT *gpt_read(SafeTensors *file, int heads);

#endif

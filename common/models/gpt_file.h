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

// A GPT from an open file. heads: how many, where its file does not say; 0 asks config.json. data_error (exit 1) says
// what is wrong: not a GPT, a shape that does not fit, a tensor missing, heads unknown.
//   copy true:  its numbers are read into memory of its own. To train it, or to write a long text: large pages make
//               writing 15 to 20 % faster. Close the file when you like.
//   copy false: they stay in the file where they can (st_map_params), which takes no time and no memory, until they are
//               used. Close the file after gpt_free. 16-bit numbers are copied all the same, as they become floats.
GPT *gpt_read(SafeTensors *file, int heads, bool copy);

#endif

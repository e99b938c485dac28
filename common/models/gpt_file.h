/*
 * A GPT from a file: safetensors with the names and shapes of GPT-2's own,
 *
 *     wte.weight (V, C), wpe.weight (block, C), h.0.ln_1.weight (C), ... ln_f.bias (C)
 *
 * The shapes do not tell how many heads share the C channels. Our files say it in their metadata, "heads". For other
 * files it is "n_head" in the config.json beside them, or the caller gives it.
 */
#ifndef GPT_FILE_H
#define GPT_FILE_H

#include "gpt.h"

// A GPT from an open file. `heads` is used if the file does not say how many; 0 looks in config.json. data_error (exit
// 1) says what is wrong: not a GPT, a wrong shape, a missing tensor, unknown heads.
//   copy true:  reads the weights into new memory. Use it for training, and for long texts: with large pages, generating
//               is 15 to 20 % faster. The file may be closed at any time.
//   copy false: leaves the weights in the file (st_map_params), which takes no time and no memory until they are used.
//               Close the file after gpt_free. 16-bit numbers are copied anyway, because they have to become floats.
GPT *gpt_read(SafeTensors *file, int heads, bool copy);

#endif

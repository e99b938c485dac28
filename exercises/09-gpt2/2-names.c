/*
 * Exercise 9.2: names and parameters
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   10
 * lecture:  Let's reproduce GPT-2 (124M), the method from_pretrained of class GPT
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     layer_part, PARTS, IGNORED, UNKNOWN (09-gpt2.h); strcmp, strncmp, strlen (string.h); strtol (stdlib.h)
 *
 * task:     A file of weights is a list of names with numbers behind them. Say which of our parameters a name
 *           means. With PARTS = 12 tensors in a layer, wte.weight is 0, wpe.weight 1, the k-th part of layer i
 *           is 2 + 12 i + k, ln_f.weight is 2 + 12 layers, and ln_f.bias one more. Some files write
 *           "transformer." before each name: skip it. IGNORED and UNKNOWN are what 09-gpt2.h says.
 * example:  with 12 layers, "wpe.weight" is 1, "h.0.ln_1.weight" 2, "transformer.h.11.mlp.c_proj.bias" 145,
 *           "h.3.attn.bias" IGNORED, "h.12.ln_1.weight" UNKNOWN (there are layers 0 to 11).
 * trap:     "h.1." is the beginning of "h.1.ln_1.bias", but not of "h.11.ln_1.bias".
 * trap:     "h.0.attn.bias" is the mask, "h.0.attn.c_attn.bias" a parameter.
 * trap:     Names come from strangers: "h.", "h.x.ln_1.bias", "wte.weights" are UNKNOWN.
 */
#include "09-gpt2.h"

#include <stdlib.h>
#include <string.h>

int parameter_number(const char *name, int layers)
{
    TODO("9.2");
}

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
    //: solution
    const char *const prefix = "transformer.";
    if (strncmp(name, prefix, strlen(prefix)) == 0)
        name += strlen(prefix);
    if (strcmp(name, "lm_head.weight") == 0)
        return IGNORED;
    if (strcmp(name, "wte.weight") == 0)
        return 0;
    if (strcmp(name, "wpe.weight") == 0)
        return 1;
    if (strcmp(name, "ln_f.weight") == 0)
        return 2 + PARTS * layers;
    if (strcmp(name, "ln_f.bias") == 0)
        return 3 + PARTS * layers;
    if (strncmp(name, "h.", 2) != 0 || name[2] < '0' || name[2] > '9')
        return UNKNOWN;
    char *end;
    long layer = strtol(name + 2, &end, 10);
    if (*end != '.' || layer >= layers)
        return UNKNOWN;
    const char *part = end + 1;
    if (strcmp(part, "attn.bias") == 0 || strcmp(part, "attn.masked_bias") == 0)
        return IGNORED;
    for (int k = 0; k < PARTS; k++)
        if (strcmp(part, layer_part[k]) == 0)
            return 2 + PARTS * (int)layer + k;
    return UNKNOWN;
    //: end
}

/*
 * hint:     First skip the prefix: if strncmp(name, "transformer.", 12) is 0, name += 12. Then compare with the
 *           five names that belong to no layer.
 * hint:     A layer's name is "h.", a number, ".", and a part. strtol(name + 2, &end, 10) reads the number and sets
 *           end behind it; check that a digit was there, that *end is '.', and that the number is below layers.
 * hint:     The part is end + 1. The two masks are IGNORED; for the rest try all twelve: strcmp(part,
 *           layer_part[k]) == 0 gives 2 + PARTS * layer + k. At the end return UNKNOWN.
 *
 * outputs:  parameter_number returns
 *
 * mistake:  only without the prefix
 *  -        name += strlen(prefix);
 *  +        name += 0;
 *  says:    skip "transformer."
 * mistake:  the mask is a parameter
 *  -        if (strcmp(part, "attn.bias") == 0 || strcmp(part, "attn.masked_bias") == 0)
 *  +        if (strcmp(part, "attn.masked_bias") == 0)
 *  says:    that is the mask
 * mistake:  lm_head is unknown
 *  -        if (strcmp(name, "lm_head.weight") == 0)
 *  +        if (strcmp(name, "lm_head.bias") == 0)
 *  says:    lm_head.weight is wte again
 * mistake:  one digit
 *  -        long layer = strtol(name + 2, &end, 10);
 *  +        long layer = name[2] - '0';
 *  +        end = (char *)name + 3;
 *  says:    a layer's number may have two digits
 * mistake:  every layer is there
 *  -        if (*end != '.' || layer >= layers)
 *  +        if (*end != '.')
 *  says:    the layers are 0 to
 * mistake:  compares the beginning
 *  -        if (strcmp(part, layer_part[k]) == 0)
 *  +        if (strncmp(part, layer_part[k], strlen(layer_part[k])) == 0)
 *  says:    the whole name must be equal
 * mistake:  forgets the tables
 *  -        return 2 + PARTS * (int)layer + k;
 *  +        return PARTS * (int)layer + k;
 *  says:    wte and wpe come first
 * mistake:  any number at all
 *  -        if (strncmp(name, "h.", 2) != 0 || name[2] < '0' || name[2] > '9')
 *  +        if (strncmp(name, "h.", 2) != 0)
 *  says:    a digit must follow
 */

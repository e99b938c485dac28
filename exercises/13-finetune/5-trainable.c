/*
 * Exercise 13.5: which parameters learn
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   5
 * lecture:  none; the parameters' names are those of lesson 09
 * uses:     Params, params_freeze (params.h); strcmp, strncmp (string.h)
 *
 * task:     Set needs_grad of every tensor of p, and return how many numbers learn.
 *           TUNE_FULL: all of the GPT, but no adapter. TUNE_HEAD: wte.weight, which GPT-2 also uses as its last
 *           product, with ln_f.weight and ln_f.bias. TUNE_LORA: the adapters, whose names end in .lora_A or .lora_B.
 *           p->tensor[i] has a name, a size and needs_grad; params_freeze(p, pattern, true) freezes all whose names match a
 *           pattern of the shell ("*.lora_?"), and false thaws them.
 * example:  A GPT with vocab 10, block 4, one layer, embd 2 has 106 numbers; its head 24. Rank 1 adds 32 in adapters, and
 *           only these learn in TUNE_LORA.
 * trap:     It is called more than once: what an earlier call froze must learn again.
 */
#include "13-finetune.h"

#include <string.h>

long choose_trainable(Params *p, Tuning what)
{
    TODO("13.5");
}

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
    //: solution
    long numbers = 0;
    params_freeze(p, "*", what != TUNE_FULL);
    params_freeze(p, "*.lora_?", what != TUNE_LORA);
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        if (what == TUNE_HEAD && (strcmp(t->name, "wte.weight") == 0 || strncmp(t->name, "ln_f.", 5) == 0))
            t->needs_grad = true;
        numbers += t->needs_grad ? (long)t->size : 0;
    }
    return numbers;
    //: end
}

/*
 * hint:     Two questions for each tensor: is it an adapter, is it in the head? From these and `what` follows needs_grad.
 * hint:     params_freeze(p, "*", true) first, then thaw what should learn: the last call wins.
 * hint:     Count at the end: for each tensor with needs_grad add t->size.
 *
 * outputs:  choose_trainable returns
 *
 * mistake:  adapters learn in TUNE_FULL
 *  -    params_freeze(p, "*.lora_?", what != TUNE_LORA);
 *  +    params_freeze(p, "*.lora_?", what == TUNE_HEAD);
 *  says:    in TUNE_FULL no adapter learns
 * mistake:  counts tensors
 *  -        numbers += t->needs_grad ? (long)t->size : 0;
 *  +        numbers += t->needs_grad;
 *  says:    that is the number of tensors
 * mistake:  counts all
 *  -        numbers += t->needs_grad ? (long)t->size : 0;
 *  +        numbers += (long)t->size;
 *  says:    count only those that learn
 * mistake:  the head without ln_f
 *  -        if (what == TUNE_HEAD && (strcmp(t->name, "wte.weight") == 0 || strncmp(t->name, "ln_f.", 5) == 0))
 *  +        if (what == TUNE_HEAD && strcmp(t->name, "wte.weight") == 0)
 *  says:    ln_f belongs to the head
 * mistake:  nothing is frozen in TUNE_LORA
 *  -    params_freeze(p, "*", what != TUNE_FULL);
 *  +    params_freeze(p, "*", what == TUNE_HEAD);
 *  says:    in TUNE_LORA only the adapters learn
 * mistake:  never thaws
 *  -    params_freeze(p, "*", what != TUNE_FULL);
 *  +    if (what != TUNE_FULL)
 *  +        params_freeze(p, "*", true);
 *  says:    what an earlier call froze
 */

/*
 * Exercise 9.9: the arithmetic of a step
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  nanoGPT, the method estimate_mfu of class GPT, after PaLM's appendix B
 *           https://github.com/karpathy/nanoGPT/blob/master/model.py
 * uses:     GPTConfig (gpt.h)
 * refuses:  gpt_new, params_total: they count for you; use the formula of exercise 9.1
 *
 * task:     How many additions and multiplications does one step of training take? A weight is used once for each
 *           token, as one multiplication and one addition; going back costs twice as much. So 6 for each token and
 *           each parameter. wpe is only added, so its parameters do not count (wte's do: it is the last product,
 *           too). Attention has no weights for q k^T and for the weighted values: they cost 12 L C T a token more.
 * example:  GPT-2 (124M) with B = 1, T = 1024: 6 * (124439808 - 786432) + 12 * 12 * 768 * 1024 = 855166464 a token,
 *           8.757e11 a step.
 * trap:     T is the length of the windows you train on, which may be shorter than c.block.
 * trap:     The result is larger than an int or a long can be trusted with: make it a double before you multiply.
 */
#include "09-gpt2.h"

double step_flops(GPTConfig c, int B, int T)
{
    TODO("9.9");
}

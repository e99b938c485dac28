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
    //: solution
    double L = c.layers, C = c.embd, N = c.vocab * C + L * (12 * C * C + 13 * C) + 2 * C;
    double token = 6 * N + 12 * L * C * T;
    return token * B * T;
    //: end
}

/*
 * hint:     N is the number of exercise 9.1 without the block * embd numbers of wpe. The checker looks at this file
 *           alone, so write the formula again.
 * hint:     A token costs 6 N + 12 layers embd T. A step has B * T tokens.
 * hint:     double token = 6.0 * N + 12 * L * C * T; return token * B * T; the double on the left
 *           makes every product after it a double.
 *
 * outputs:  step_flops returns
 *
 * mistake:  only forwards
 *  -        double token = 6 * N + 12 * L * C * T;
 *  +        double token = 2 * N + 4 * L * C * T;
 *  says:    that is the way forwards
 * mistake:  with wpe
 *  -        double L = c.layers, C = c.embd, N = c.vocab * C + L * (12 * C * C + 13 * C) + 2 * C;
 *  +        double L = c.layers, C = c.embd, N = (c.vocab + c.block) * C + L * (12 * C * C + 13 * C) + 2 * C;
 *  says:    wpe is only added
 * mistake:  without attention
 *  -        double token = 6 * N + 12 * L * C * T;
 *  +        double token = 6 * N;
 *  says:    attention is missing
 * mistake:  the block instead of T
 *  -        double token = 6 * N + 12 * L * C * T;
 *  +        double token = 6 * N + 12 * L * C * c.block;
 *  says:    T, not c.block
 * mistake:  of one token
 *  -        return token * B * T;
 *  +        return B ? token : 0 * T;
 *  says:    a step has B T tokens
 * mistake:  without wte
 *  -        double L = c.layers, C = c.embd, N = c.vocab * C + L * (12 * C * C + 13 * C) + 2 * C;
 *  +        double L = c.layers, C = c.embd, N = L * (12 * C * C + 13 * C) + 2 * C;
 *  says:    wte counts
 */

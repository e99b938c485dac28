/*
 * Exercise 9.1: count the parameters
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  Let's reproduce GPT-2 (124M), the part that loads the weights and prints their shapes
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     GPTConfig (gpt.h)
 * refuses:  gpt_new, params_total: they count for you; use the shapes in 09-gpt2.h
 *
 * task:     How many numbers does a GPT-2 of this size learn? Add up its tensors: two tables, twelve tensors in
 *           every layer, and two at the end. The shapes are in 09-gpt2.h. Return the sum.
 * example:  {50257, 1024, 12, 12, 768} gives 124439808, the GPT-2 that is called 124M.
 * trap:     The logits are x @ wte^T: the last product has no table of its own.
 * trap:     GPT-3 has 175 billion parameters. An int holds 2 billion.
 * trap:     How many heads share the channels makes no difference.
 */
#include "09-gpt2.h"

long gpt2_parameters(GPTConfig c)
{
    TODO("9.1");
}

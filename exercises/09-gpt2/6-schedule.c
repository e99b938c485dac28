/*
 * Exercise 9.6: the learning rate's schedule
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  Let's reproduce GPT-2 (124M), the function get_lr(it)
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     cos, M_PI (math.h)
 * refuses:  schedule_cosine: it is the same function; write its formula
 *
 * task:     The rate of one step. Below warmup: high (step + 1) / warmup. From there to `steps`: with
 *           part = (step - warmup) / (steps - warmup), which goes from 0 to 1,
 *           low + (high - low) (1 + cos(pi part)) / 2. From `steps` on: low.
 * example:  warmup 10, steps 50, high 6e-4, low 6e-5: step 0 gives 6e-5, step 9 6e-4, step 30 3.3e-4, step 50 6e-5.
 * trap:     The first step's rate is not 0: (step + 1), or a step is wasted.
 * trap:     step / warmup of two ints is 0.
 * trap:     warmup may be 0, and warmup may equal steps.
 */
#include "09-gpt2.h"

#include <math.h>

double learning_rate(int step, int warmup, int steps, double high, double low)
{
    TODO("9.6");
}

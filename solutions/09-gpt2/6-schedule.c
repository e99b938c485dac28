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
    //: solution
    if (step < warmup)
        return high * (step + 1) / warmup;
    if (step >= steps)
        return low;
    double part = (double)(step - warmup) / (steps - warmup);
    return low + (high - low) * (1 + cos(M_PI * part)) / 2;
    //: end
}

/*
 * hint:     Three cases, in the order of the task. The first two are one line each.
 * hint:     A division of ints throws the rest away: high * (step + 1) / warmup is a double since high is one;
 *           for part write (double)(step - warmup) / (steps - warmup).
 * hint:     cos goes from 1 to -1 over half a circle, so (1 + cos(M_PI * part)) / 2 goes from 1 to 0.
 *
 * outputs:  learning_rate returns
 *
 * mistake:  begins at 0
 *  -        return high * (step + 1) / warmup;
 *  +        return high * step / warmup;
 *  says:    (step + 1)
 * mistake:  no warm-up
 *  -        if (step < warmup)
 *  +        if (step < 0)
 *  says:    below warmup the rate rises
 * mistake:  a straight line down
 *  -        return low + (high - low) * (1 + cos(M_PI * part)) / 2;
 *  +        return low + (high - low) * (1 - part);
 *  says:    a straight line, not a cosine
 * mistake:  down to 0
 *  -        return low + (high - low) * (1 + cos(M_PI * part)) / 2;
 *  +        return high * (1 + cos(M_PI * part)) / 2;
 *  says:    it ends at low
 * mistake:  a whole cosine
 *  -        return low + (high - low) * (1 + cos(M_PI * part)) / 2;
 *  +        return low + (high - low) * (1 + cos(2 * M_PI * part)) / 2;
 *  says:    half a cosine
 * mistake:  the cosine begins at step 0
 *  -        double part = (double)(step - warmup) / (steps - warmup);
 *  +        double part = (double)step / steps;
 *  says:    count from the end of the warm-up
 * mistake:  0 after the end
 *  -        return low;
 *  +        return 0;
 *  says:    from `steps` on
 * mistake:  a division of ints
 *  -        double part = (double)(step - warmup) / (steps - warmup);
 *  +        double part = (step - warmup) / (steps - warmup);
 *  says:    of two ints is an int
 */

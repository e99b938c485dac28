/*
 * Exercise 3.4: find a learning rate
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   15
 * lecture:  makemore part 2, the cell that begins "lre = torch.linspace(-3, 0, 1000)"
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     NEIGHBOURS (03-mlp.h); pow, isfinite (math.h)
 *
 * task:     sweep: train with a learning rate that grows at every step, from one so low that
 *           nothing happens to one so high that everything breaks, and record rates and losses.
 *           pick_rate: find where the curve is lowest.
 * example:  n = 4, low = 0.001, high = 1: step is called with 0.001, 0.01, 0.1 and 1
 * trap:     The first rate is low and the last one is high: between n rates there are n - 1
 *           factors.
 * trap:     A single low loss is luck (an easy minibatch): average over the neighbours before you
 *           compare.
 */
#include "03-mlp.h"

#include <math.h>

int sweep(StepAt step, int n, double low, double high, double rates[], double losses[])
{
    TODO("3.4");
}

double pick_rate(int n, const double rates[], const double losses[])
{
    TODO("3.4");
}

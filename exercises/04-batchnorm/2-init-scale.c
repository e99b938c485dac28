/*
 * Exercise 4.2: how large to begin
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   15
 * lecture:  makemore part 3, the cell that begins "# MLP revisited"
 *           https://www.youtube.com/watch?v=P6sfmUTpUmc
 * uses:     LINEAR, TANH, RELU (04-batchnorm.h); sqrt (math.h)
 *
 * task:     A neuron adds up fan_in products. If its weights are plain randn, the sum is
 *           sqrt(fan_in) times as large as its inputs, so divide by that. A tanh squeezes what it
 *           gets, and a relu throws half of it away, so multiply by a gain that makes up for it:
 *           5/3 for TANH, sqrt 2 for RELU, 1 for LINEAR. Return gain / sqrt(fan_in).
 * example:  init_scale(TANH, 30) is 1.6667 / 5.4772 = 0.3043
 * trap:     5 / 3 is 1 in C.
 */
#include "04-batchnorm.h"

#include <math.h>

double init_scale(Nonlinearity f, int fan_in)
{
    TODO("4.2");
}

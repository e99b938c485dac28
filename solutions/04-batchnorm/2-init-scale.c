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
    //: solution
    double gain = 1;
    if (f == TANH)
        gain = 5.0 / 3;
    if (f == RELU)
        gain = sqrt(2);
    return gain / sqrt(fan_in);
    //: end
}

/*
 * hint:     Answer two questions, one after the other: which gain, and divided by what?
 * hint:     The variance of a sum of fan_in independent numbers is fan_in times that of one; its
 *           standard deviation grows with the root.
 * hint:     gain / sqrt(fan_in), with 5.0 / 3 and sqrt(2) as the gains. Two whole numbers divided
 *           give a whole number.
 *
 * outputs:  init_scale returns
 *
 * mistake:  integer division
 *  -        gain = 5.0 / 3;
 *  +        gain = 5 / 3;
 *  says:    5 / 3 is 1 in C
 * mistake:  forgets the root
 *  -        return gain / sqrt(fan_in);
 *  +        return gain / fan_in;
 *  says:    the root of fan_in
 * mistake:  a variance for a standard deviation
 *  -        gain = sqrt(2);
 *  +        gain = 2;
 *  says:    2 is the factor for the variance
 */

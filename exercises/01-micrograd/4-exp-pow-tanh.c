/*
 * Exercise 1.4: backward through pow, exp and tanh
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   15
 * lecture:  micrograd, the cells of class Value, __pow__, exp and tanh
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     out->prev, out->data, out->grad, out->power (01-micrograd.h); pow (math.h)
 *
 * task:     The same for functions of one value: add to out->prev[0]->grad the local derivative
 *           times out->grad. value_pow leaves its exponent in out->power. The lesson's log_backward
 *           is written this way already: it adds out->grad / a->data.
 * example:  out = tanh(a) = 0.7071 and out->grad = 1: a->grad grows by 1 - 0.7071^2 = 0.5
 * trap:     Two of the three derivatives are cheapest when written with out->data.
 */
#include "01-micrograd.h"

#include <math.h>

void pow_backward(Value *out)
{
    TODO("1.4");
}

void exp_backward(Value *out)
{
    TODO("1.4");
}

void tanh_backward(Value *out)
{
    TODO("1.4");
}

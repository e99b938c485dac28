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
    //: solution
    Value *a = out->prev[0];
    a->grad += out->power * pow(a->data, out->power - 1) * out->grad;
    //: end
}

void exp_backward(Value *out)
{
    //: solution
    out->prev[0]->grad += out->data * out->grad;
    //: end
}

void tanh_backward(Value *out)
{
    //: solution
    out->prev[0]->grad += (1 - out->data * out->data) * out->grad;
    //: end
}

/*
 * hint:     The derivative of a^k is k * a^(k-1), of e^a it is e^a itself, of tanh a it is
 *           1 - tanh(a)^2.
 * hint:     e^a and tanh(a) need not be computed again: they are out->data.
 * hint:     Every line has the form out->prev[0]->grad += derivative * out->grad;
 *
 * outputs:  pow_backward +out->prev[0]->grad
 * outputs:  exp_backward +out->prev[0]->grad
 * outputs:  tanh_backward +out->prev[0]->grad
 *
 * mistake:  forgets the exponent
 *  -        a->grad += out->power * pow(a->data, out->power - 1) * out->grad;
 *  +        a->grad += pow(a->data, out->power - 1) * out->grad;
 *  says:    the factor k of k * a^(k-1)
 * mistake:  = instead of += in exp, as in the video
 *  -        out->prev[0]->grad += out->data * out->grad;
 *  +        out->prev[0]->grad = out->data * out->grad;
 *  says:    use +=
 * mistake:  exp of the wrong number
 *  -        out->prev[0]->grad += out->data * out->grad;
 *  +        out->prev[0]->grad += exp(out->data) * out->grad;
 *  says:    out->data is e^a already
 * mistake:  tanh without the square
 *  -        out->prev[0]->grad += (1 - out->data * out->data) * out->grad;
 *  +        out->prev[0]->grad += (1 - out->data) * out->grad;
 *  says:    1 - tanh(a)^2
 */

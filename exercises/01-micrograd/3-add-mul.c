/*
 * Exercise 1.3: backward through + and *
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   15
 * lecture:  micrograd, the cells of class Value, __add__ and __mul__
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     out->prev, out->grad, prev[i]->data, prev[i]->grad (01-micrograd.h)
 *
 * task:     value_add or value_mul made out from out->prev[0] and out->prev[1]. out->grad is known:
 *           how fast the final result changes when out does. Pass it on to the two: times 1 through
 *           a sum, times the other factor through a product (the chain rule).
 * example:  out = a * b with a = 2, b = -3 and out->grad = 10: a->grad grows by -30, b->grad by 20
 * trap:     In a + a and a * a, both prev are the same value, and it must get both shares. So
 *           always +=.
 */
#include "01-micrograd.h"

void add_backward(Value *out)
{
    TODO("1.3");
}

void mul_backward(Value *out)
{
    TODO("1.3");
}

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
    //: solution
    out->prev[0]->grad += out->grad;
    out->prev[1]->grad += out->grad;
    //: end
}

void mul_backward(Value *out)
{
    //: solution
    Value *a = out->prev[0], *b = out->prev[1];
    a->grad += b->data * out->grad;
    b->grad += a->data * out->grad;
    //: end
}

/*
 * hint:     The chain rule: the slope of the result for a is the slope of the result for out
 *           (out->grad) times the slope of out for a.
 * hint:     d(a + b)/da = 1 and d(a * b)/da = b.
 * hint:     a->grad += b->data * out->grad; and the other way round. += because a value may be used
 *           in several places, and its grad is the sum of what comes from each.
 *
 * outputs:  add_backward +out->prev[0]->grad, +out->prev[1]->grad
 * outputs:  mul_backward +out->prev[0]->grad, +out->prev[1]->grad
 *
 * mistake:  = instead of +=
 *  -        out->prev[0]->grad += out->grad;
 *  +        out->prev[0]->grad = out->grad;
 *  -        out->prev[1]->grad += out->grad;
 *  +        out->prev[1]->grad = out->grad;
 *  says:    use +=
 * mistake:  = instead of += in the product
 *  -        a->grad += b->data * out->grad;
 *  +        a->grad = b->data * out->grad;
 *  -        b->grad += a->data * out->grad;
 *  +        b->grad = a->data * out->grad;
 *  says:    use +=
 * mistake:  forgets the chain rule
 *  -        a->grad += b->data * out->grad;
 *  +        a->grad += b->data;
 *  -        b->grad += a->data * out->grad;
 *  +        b->grad += a->data;
 *  says:    out->grad is missing
 * mistake:  times itself instead of the other factor
 *  -        a->grad += b->data * out->grad;
 *  +        a->grad += a->data * out->grad;
 *  -        b->grad += a->data * out->grad;
 *  +        b->grad += b->data * out->grad;
 *  says:    the other factor
 */

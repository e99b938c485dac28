/*
 * Exercise 1.8: find the bug
 *
 * kind:     bug hunt
 * effort:   **, 10 minutes
 * points:   10
 * lecture:  micrograd, the cells about "a + a" and the bug that they show
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     out->prev, out->data, out->grad (01-micrograd.h)
 *
 * task:     The function below has a bug. The network learns the two moons all the same, because
 *           there no value goes into more than one relu. Draw the graph of y = relu(a) + relu(a),
 *           send gradients through it by hand, compare with what the function does, and fix it.
 * example:  y = relu(a) + relu(a) with a = 3: dy/da is 2
 * trap:     A test that uses every value once will never find it.
 */
#include "01-micrograd.h"

void relu_backward(Value *out)
{
    TODO("1.8"); // find the bug below, mend it and delete this line
    if (out->data > 0)
        out->prev[0]->grad = out->grad;
}

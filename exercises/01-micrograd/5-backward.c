/*
 * Exercise 1.5: the whole graph, backwards
 *
 * kind:     function
 * effort:   ***, 30 minutes
 * points:   20
 * lecture:  micrograd, the cell with "topo = []" and "def build_topo(v):"
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     v->prev, v->visited, v->op, op->backward, v->grad, values_used (01-micrograd.h); malloc, free
 *           (stdlib.h)
 *
 * task:     A value may pass on its grad only when it has all of it: after every value that was
 *           made from it has passed on its own. So put the graph in an order in which each value
 *           comes after its prev (topological_order), and walk through it from the end
 *           (value_backward).
 * example:  for L = (a * b) + c the order may be a, b, a*b, c, L, and backward calls the + first
 * trap:     The lecture's build_topo calls itself, as deep as the graph is. The graph of the moons
 *           is 341 values deep. A sum of 300 000 terms is 300 000 deep, and the C stack is not.
 *           Keep a stack of your own.
 * trap:     A value that is used twice must be in the order once. Set visited back to false at the
 *           end, or the next backward sees nothing.
 */
#include "01-micrograd.h"

#include <stdlib.h>

int topological_order(Value *root, Value *order[])
{
    TODO("1.5");
}

void value_backward(Value *root)
{
    TODO("1.5");
}

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
    //: solution
    // The stack grows down from the end of order: a value is on the stack or in the order, never
    // in both, so there is room.
    Value **end = order + values_used(), **top = end;
    int count = 0;
    root->visited = true;
    *--top = root;
    while (top < end) {
        Value *v = *top, *a = v->prev[0], *b = v->prev[1];
        Value *next = a && !a->visited ? a : b && !b->visited ? b : NULL;
        if (next) {
            next->visited = true;
            *--top = next;
        } else {
            top++;
            order[count++] = v; // everything it was made from is in the order already
        }
    }
    for (int i = 0; i < count; i++)
        order[i]->visited = false;
    return count;
    //: end
}

void value_backward(Value *root)
{
    //: solution
    Value **order = malloc(values_used() * sizeof *order);
    int count = topological_order(root, order);
    root->grad = 1;
    for (int i = count - 1; i >= 0; i--)
        if (order[i]->op)
            order[i]->op->backward(order[i]);
    free(order);
    //: end
}

/*
 * hint:     Look at the value on top of the stack. If one of its prev is not visited yet, push that
 *           one; if both are visited (or NULL), the value is finished: append it and pop it.
 * hint:     Mark a value visited when it is pushed, not when it is popped. The stack never holds
 *           more than values_used() values: malloc that many and free them, or let the stack grow
 *           down from the end of order, which has room for both.
 * hint:     value_backward: get the order, root->grad = 1, and from the last to the first call
 *           order[i]->op->backward(order[i]) where op is not NULL.
 *
 * outputs:  topological_order order[values_used()], returns
 * outputs:  value_backward root->grad, +root->prev[0]->grad, +root->prev[1]->grad
 *
 * mistake:  forgets that the root's own slope is 1
 *  -        root->grad = 1;
 *  says:    root->grad must be 1
 * mistake:  walks forwards
 *  -        for (int i = count - 1; i >= 0; i--)
 *  +        for (int i = 0; i < count; i++)
 *  says:    from the end of the order to its beginning
 * mistake:  leaves the marks
 *  -        order[i]->visited = false;
 *  +        order[i]->visited = true;
 *  says:    set visited back to false
 * mistake:  appends parents before children
 *  -        next->visited = true;
 *  +        next->visited = true; order[count++] = next;
 *  -        order[count++] = v; // everything it was made from is in the order already
 *  +        if (v == root) order[count++] = v;
 *  says:    before one of its prev
 * mistake:  leaks the order
 *  -        free(order);
 *  says:    memory is leaked
 */

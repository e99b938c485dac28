/*
 * Exercise 6.1: join neighbours
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   20
 * lecture:  makemore part 5, the cell that begins "# Near copy paste of the layers",
 *           class FlattenConsecutive       https://www.youtube.com/watch?v=t3YJ5hKiMQ0
 * uses:     tensor_view, SHAPE, x->shape (tensor.h)
 *
 * task:     Lay every n neighbours side by side: turn x (B, T, C) into (B, T/n, n*C). If only one
 *           group is left, drop the dimension of size 1: (B, n*C). T is a multiple of n.
 * example:  x (1, 4, 1) holds 1 2 3 4, n = 2: the result (1, 2, 2) holds [1 2] [3 4];
 *           with n = 4 it is (1, 4) and holds [1 2 3 4]
 * trap:     n is how many neighbours are joined, not how many groups come out.
 * trap:     No number moves: think of how x lies in memory.
 */
#include "06-wavenet.h"

Tensor *flatten_consecutive(Tensor *x, int n)
{
    //: solution
    int B = x->shape.dim[0], T = x->shape.dim[1], C = x->shape.dim[2];
    if (T == n)
        return tensor_view(x, SHAPE(B, n * C));    // (B, n*C)
    return tensor_view(x, SHAPE(B, T / n, n * C)); // (B, T/n, n*C)
    //: end
}

/*
 * hint:     Row-major means that the C numbers of position 1 follow those of position 0. So two
 *           neighbours already lie side by side, and only the shape has to say so.
 * hint:     tensor_view(x, SHAPE(...)) gives the same numbers another shape, and takes the gradient back.
 * hint:     Read B, T and C from x->shape.dim[0], [1] and [2]. If T == n, one group is left: SHAPE(B, n * C).
 *           Otherwise SHAPE(B, T / n, n * C).
 *
 * outputs:  flatten_consecutive returns(x), d(x)
 *
 * mistake:  keeps the dimension of size 1
 *  -        if (T == n)
 *  +        if (T == 0)
 *  says:    the dimension of size 1 goes
 * mistake:  makes n groups
 *  -        return tensor_view(x, SHAPE(B, T / n, n * C)); // (B, T/n, n*C)
 *  +        return tensor_view(x, SHAPE(B, n, T / n * C));
 *  says:    n is how many are joined
 * mistake:  mixes batch and time
 *  -        return tensor_view(x, SHAPE(B, T / n, n * C)); // (B, T/n, n*C)
 *  +        return tensor_view(x, SHAPE(B * T / n, n * C));
 *  says:    the batch stays a dimension of its own
 * mistake:  copies the numbers
 *  -        return tensor_view(x, SHAPE(B, T / n, n * C)); // (B, T/n, n*C)
 *  +        return tensor_from(SHAPE(B, T / n, n * C), x->data);
 *  says:    no gradient comes back
 * mistake:  the factor n
 *  -        return tensor_view(x, SHAPE(B, T / n, n * C)); // (B, T/n, n*C)
 *  +        return tensor_view(x, SHAPE(B, T / n, C));
 *  says:    no number is lost or added
 * mistake:  joins all of them
 *  -        return tensor_view(x, SHAPE(B, T / n, n * C)); // (B, T/n, n*C)
 *  +        return tensor_view(x, SHAPE(B, T * C));
 *  says:    only n neighbours are joined, not all T
 */

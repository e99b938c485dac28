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
    TODO("6.1");
}

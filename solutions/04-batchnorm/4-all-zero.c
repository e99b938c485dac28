/*
 * Exercise 4.4: all zeros (the lecture's E01)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   15
 * lecture:  makemore part 3, exercise E01 in the video's description
 *           https://www.youtube.com/watch?v=P6sfmUTpUmc
 * uses:     p->count, p->tensor (params.h); grad, size (tensor.h); V (04-batchnorm.h); fmax, fabs, log
 *           (math.h)
 *
 * task:     Set every weight and bias to zero and train. Something does happen, but not enough.
 *           Write two functions that find out what: what_moves looks at the gradients and says
 *           which tensors of the model have any; bias_only_loss gives the lowest loss for a net
 *           that can learn b2 and nothing else.
 * example:  Y = 0, 1, 1, 0: two letters, each half of the time, so the loss is log 2 = 0.6931
 * trap:     Gradients can cancel: 0.5 and -0.5 sum to zero, and yet both numbers move.
 * trap:     A letter that never occurs adds nothing to the loss; but 0 * log(0) is not 0 in C.
 * question: Why does W2 get no gradient, and why does W1 get none? Which factor is zero? What would
 *           happen if only W2 began at zero?
 */
#include "04-batchnorm.h"

#include <math.h>

void what_moves(const Params *p, bool moves[])
{
    //: solution
    for (int i = 0; i < p->count; i++) {
        const Tensor *t = p->tensor[i];
        double most = 0;
        for (size_t j = 0; j < t->size; j++)
            most = fmax(most, fabs(t->grad[j]));
        moves[i] = most > 0;
    }
    //: end
}

double bias_only_loss(int n, const int Y[])
{
    //: solution
    double count[V] = {0}, loss = 0;
    for (int i = 0; i < n; i++)
        count[Y[i]]++;
    for (int c = 0; c < V; c++)
        if (count[c] > 0)
            loss -= count[c] / n * log(count[c] / n);
    return loss;
    //: end
}

/*
 * hint:     p->count tensors, p->tensor[i] is one, its gradient is ->grad with ->size numbers. One
 *           number other than 0 is enough.
 * hint:     A net whose output does not depend on its input can at best tell how frequent each
 *           letter is: count the letters in Y, divide by n.
 * hint:     The loss is then the entropy: for each letter with a count above 0, subtract
 *           f * log(f), where f = count / n.
 *
 * answer:   The gradient of W2 is h^T @ dlogits, and h = tanh(0) = 0 is the zero factor. The
 *           gradient of W1 is embcat^T @ dhpreact, where dhpreact = (1 - h^2) * (dlogits @ W2^T),
 *           and W2 is the zero factor. (embcat is zero, too, since C is.) As neither moves, both
 *           stay zero, and so do their gradients.
 *
 *           If only W2 began at zero, h would not be zero, so W2 would get a gradient and move in
 *           the first step. From then on dlogits @ W2^T is not zero either, and everything learns.
 *           That is why a zero last layer is a good start, and a zero network is not.
 *
 * outputs:  what_moves moves[p->count]
 * outputs:  bias_only_loss returns
 *
 * mistake:  adds the gradient up
 *  -        most = fmax(most, fabs(t->grad[j]));
 *  +        most += t->grad[j];
 *  says:    gradients can cancel
 * mistake:  looks at the first number only
 *  -        for (size_t j = 0; j < t->size; j++)
 *  +        for (size_t j = 0; j < 1; j++)
 *  says:    look at all numbers
 * mistake:  in bits
 *  -        loss -= count[c] / n * log(count[c] / n);
 *  +        loss -= count[c] / n * log2(count[c] / n);
 *  says:    in bits
 * mistake:  0 log 0
 *  -        if (count[c] > 0)
 *  says:    0 * log 0
 */

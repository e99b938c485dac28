/*
 * Exercise 5.5: cross_entropy in one expression (the lecture's Exercise 2)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 4, the cell that begins "# Exercise 2: backprop through cross_entropy"
 *           https://www.youtube.com/watch?v=q8SA3rM6ckI
 * uses:     tensor_softmax, tensor_scale, data, shape (tensor.h)
 * refuses:  tensor_cross_entropy, tensor_cross_entropy_rows, tensor_log_softmax, tensor_pick, tensor_backward,
 *           scalar_backward: derive it on paper and write what is left, from tensor_softmax
 *
 * task:     Eight pieces, and nearly everything cancels. Take one example: the loss is
 *           -ln(e^logits[y] / sum_c e^logits[c]). Differentiate it on paper, once for logits[y] and
 *           once for any other logits[c], and simplify until it fits on one line. Then write the
 *           gradient for the whole batch, whose loss is the mean.
 * example:  one example, logits 0 0 0 0, y = 2: the probabilities are 1/4 each, and the gradient is
 *           0.25 0.25 -0.75 0.25
 * trap:     Each row sums to zero: what pulls one logit up pushes the others down.
 * trap:     Logits may be large: tensor_softmax subtracts the row's maximum; e^1000 alone
 *           overflows.
 */
#include "05-backprop-ninja.h"

Tensor *cross_entropy_backward(Tensor *logits, const int Yb[])
{
    //: solution
    int n = logits->shape.dim[0], V = logits->shape.dim[1];
    Tensor *dlogits = tensor_softmax(logits); // (n, V)
    for (int i = 0; i < n; i++)
        dlogits->data[i * V + Yb[i]] -= 1;
    return tensor_scale(dlogits, 1.0 / n); // (n, V)
    //: end
}

/*
 * hint:     ln(a / b) = ln a - ln b: the loss of one example is ln(sum_c e^logits[c]) - logits[y].
 * hint:     The first part has the slope e^logits[c] / sum: the softmax. The second has -1 at c =
 *           y.
 * hint:     tensor_softmax(logits), minus 1 at each example's answer (a loop over ->data), then
 *           tensor_scale(..., 1.0 / n).
 *
 * derivation: Take one example with the logits $z_1, \dots, z_V$ and the answer $y$.
 *
 *           1. The logarithm of a quotient is a difference:
 *
 *           $$L = -\ln \frac{e^{z_y}}{\sum_k e^{z_k}} = \ln \sum_k e^{z_k} - z_y$$
 *
 *           2. The first term is $\ln S$ with $S = \sum_k e^{z_k}$. The slope of $\ln S$ is $1/S$, and only one
 *           term of $S$ has $z_c$ in it; its slope is $e^{z_c}$. By the chain rule, out comes the softmax:
 *
 *           $$\frac{\partial}{\partial z_c} \ln S = \frac{e^{z_c}}{\sum_k e^{z_k}} = p_c$$
 *
 *           3. The second term, $-z_y$, has the slope $-1$ for $c = y$ and 0 for all others. Write this as $-[c = y]$.
 *
 *           4. Together, probability minus truth:
 *
 *           $$\frac{\partial L}{\partial z_c} = p_c - [c = y]$$
 *
 *           5. The loss of a batch is the mean over $n$ examples, so each row is divided by $n$.
 *
 *           In numbers: three characters, logits 1, 2, 3, and the third is the answer. The
 *           exponentials are 2.718, 7.389 and 20.086, their sum is 30.193, and the probabilities
 *           are 0.090, 0.245 and 0.665. The gradient is 0.090, 0.245, -0.335, and it sums to 0.
 *           Check it: the loss is $-\ln 0.66524 = 0.40761$. With 3.001 in place of 3 it is 0.40727,
 *           which is 0.00034 less: a slope of -0.34.
 *
 * outputs:  cross_entropy_backward returns(logits)
 *
 * mistake:  the sum, not the mean
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        return dlogits;
 *  says:    the loss is a mean over the batch
 * mistake:  forgets the right answer
 *  -        dlogits->data[i * V + Yb[i]] -= 1;
 *  +        (void)Yb, (void)V;
 *  says:    the 1 at the right answer is not subtracted
 * mistake:  the sign
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        return tensor_scale(dlogits, -1.0 / n);
 *  says:    the sign is wrong
 * mistake:  divides before it subtracts
 *  -        Tensor *dlogits = tensor_softmax(logits);
 *  +        Tensor *dlogits = tensor_scale(tensor_softmax(logits), 1.0 / n);
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        return dlogits;
 *  says:    the 1 must be divided by n as well
 * mistake:  a softmax that overflows
 *  -        Tensor *dlogits = tensor_softmax(logits);
 *  +        Tensor *e = tensor_exp(logits), *dlogits = tensor_div(e, tensor_sum(e, 1));
 *  says:    exp overflowed
 * mistake:  adds 1
 *  -        dlogits->data[i * V + Yb[i]] -= 1;
 *  +        dlogits->data[i * V + Yb[i]] += 1;
 *  says:    subtract 1 at the right answer, do not add it
 * mistake:  whole numbers
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        return tensor_scale(dlogits, 1 / n);
 *  says:    1 / n of whole numbers is 0 in C
 * mistake:  divides by V
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        return tensor_scale(dlogits, 1.0 / V);
 *  says:    divide by n, the number of rows, not by V
 * mistake:  divides by n V
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        return tensor_scale(dlogits, 1.0 / (n * V));
 *  says:    not over all n * V numbers
 * mistake:  row and column exchanged
 *  -        dlogits->data[i * V + Yb[i]] -= 1;
 *  +        if (Yb[i] * V + i < n * V) dlogits->data[Yb[i] * V + i] -= 1;
 *  says:    row and column are exchanged
 * mistake:  softmax down the columns
 *  -        Tensor *dlogits = tensor_softmax(logits);
 *  +        Tensor *dlogits = tensor_transpose(tensor_softmax(tensor_transpose(logits)));
 *  says:    softmax goes along each row of logits
 * mistake:  no softmax
 *  -        Tensor *dlogits = tensor_softmax(logits);
 *  +        Tensor *dlogits = tensor_detach(logits);
 *  says:    the softmax is missing: those are the logits themselves
 * mistake:  changes logits
 *  -        return tensor_scale(dlogits, 1.0 / n);
 *  +        for (int i = 0; i < n * V; i++)
 *  +            logits->data[i] = dlogits->data[i];
 *  +        return tensor_scale(logits, 1.0 / n);
 *  says:    logits was changed
 * mistake:  the logarithm of softmax
 *  -        Tensor *dlogits = tensor_softmax(logits);
 *  +        Tensor *dlogits = tensor_log(tensor_softmax(logits));
 *  says:    not its logarithm
 */

/*
 * Exercise 3.7: direct connections (the lecture's E03)
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  makemore part 2, exercise E03 in the video's description
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     tensor_matmul, tensor_add, tensor_tanh (tensor.h)
 *
 * task:     Read the paper (section 2, equation 1) and build one of its ideas: besides the way
 *           through the hidden layer, the embedding gets a straight, linear way to the logits:
 *           tanh(x W1 + b1) W2 + b2 + x W3. Write it with the library's tensors; tensor.h lists the
 *           ops.
 * example:  with W2 and b2 all zero, the result is x W3 and nothing else
 * trap:     The direct way goes around the tanh, not through it.
 */
#include "03-mlp.h"

Tensor *direct_logits(Tensor *x, Tensor *W1, Tensor *b1, Tensor *W2, Tensor *b2, Tensor *W3)
{
    //: solution
    Tensor *h = tensor_tanh(tensor_add(tensor_matmul(x, W1), b1)); // (n, hidden)
    Tensor *through = tensor_add(tensor_matmul(h, W2), b2);        // (n, 27)
    Tensor *around = tensor_matmul(x, W3);                         // (n, 27)
    return tensor_add(through, around);                            // (n, 27)
    //: end
}

/*
 * hint:     Without W3 it is the lesson's mlp_logits: x @ W1, + b1, tanh, @ W2, + b2.
 * hint:     x @ W3 has the shape (n, 27), like the logits.
 * hint:     Compute the logits as before, and return tensor_add(logits, tensor_matmul(x, W3)).
 *
 * outputs:  direct_logits returns, d(x), d(W1), d(b1), d(W2), d(b2), d(W3)
 *
 * mistake:  forgets the direct way
 *  -        return tensor_add(through, around);                            // (n, 27)
 *  +        return (void)around, through;
 *  says:    x W3 is missing
 * mistake:  squashes the direct way
 *  -        return tensor_add(through, around);                            // (n, 27)
 *  +        return tensor_add(through, tensor_tanh(around));
 *  says:    the direct way goes around the tanh
 * mistake:  adds the bias twice
 *  -        Tensor *around = tensor_matmul(x, W3);                         // (n, 27)
 *  +        Tensor *around = tensor_add(tensor_matmul(x, W3), b2);
 *  says:    b2 is added twice
 * mistake:  cuts the graph
 *  -        Tensor *around = tensor_matmul(x, W3);                         // (n, 27)
 *  +        Tensor *around = tensor_matmul(tensor_detach(x), W3);
 *  says:    no gradient comes back to x through W3
 */

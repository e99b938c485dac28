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
    TODO("3.7");
}

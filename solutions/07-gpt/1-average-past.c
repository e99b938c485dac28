/*
 * Exercise 7.1: the mean of the past, in three ways
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Let's build GPT, the cells that begin "# We want x[b,t] = mean_{i<=t} x[b,i]",
 *           "# version 2: using matrix multiply for a weighted aggregation" and "# version 3: use Softmax"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     tensor_zeros, tensor_matmul, tensor_causal_mask, tensor_softmax, SHAPE (tensor.h)
 * refuses:  tensor_attention, tensor_self_attention: write it from tensor_matmul, tensor_causal_mask and
 *           tensor_softmax
 *
 * task:     Replace every position by the mean of itself and all positions before it, in three ways: with loops; as a
 *           matrix of weights times x; and with weights made by softmax, from 0 for positions that may be seen and
 *           -infinity for those in the future.
 * example:  x (1, 3, 2) holds [2 7] [6 4] [1 1]: the result is [2 7] [4 5.5] [3 4]
 * trap:     Position t counts itself: its mean is over t + 1 positions.
 * trap:     tensor_matmul multiplies a batch by a batch: the weights are (B, T, T), the same for each b.
 */
#include "07-gpt.h"

void average_loops(int B, int T, int C, const real x[], real out[])
{
    //: solution
    for (int b = 0; b < B; b++)
        for (int t = 0; t < T; t++)
            for (int c = 0; c < C; c++) {
                double sum = 0;
                for (int s = 0; s <= t; s++) // itself too
                    sum += x[(b * T + s) * C + c];
                out[(b * T + t) * C + c] = (real)(sum / (t + 1));
            }
    //: end
}

Tensor *average_matmul(Tensor *x)
{
    //: solution
    int B = x->shape.dim[0], T = x->shape.dim[1];
    Tensor *wei = tensor_zeros(SHAPE(B, T, T)); // (B, T, T)
    for (int b = 0; b < B; b++)
        for (int t = 0; t < T; t++)
            for (int s = 0; s <= t; s++)
                wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
    return tensor_matmul(wei, x); // (B, T, T) @ (B, T, C) -> (B, T, C)
    //: end
}

Tensor *average_softmax(Tensor *x)
{
    //: solution
    int B = x->shape.dim[0], T = x->shape.dim[1];
    Tensor *wei = tensor_causal_mask(tensor_zeros(SHAPE(B, T, T))); // (B, T, T)
    return tensor_matmul(tensor_softmax(wei), x);                   // (B, T, C)
    //: end
}

/*
 * hint:     The number in channel c of position t of example b is x[(b * T + t) * C + c]. Four loops, the
 *           innermost over s = 0 ... t.
 * hint:     Row t of the weights has 1 / (t + 1) in the columns 0 ... t and 0 after them: t + 1 equal weights
 *           whose sum is 1. Fill the data of tensor_zeros(SHAPE(B, T, T)), then tensor_matmul(weights, x).
 * hint:     Give softmax tensor_causal_mask(tensor_zeros(SHAPE(B, T, T))): e^0 is 1 for each position up to t,
 *           e^-infinity is 0, and dividing by the sum turns the ones into 1 / (t + 1).
 *
 * outputs:  average_loops out[B * T * C]
 * outputs:  average_matmul returns(x), d(x)
 * outputs:  average_softmax returns(x), d(x)
 *
 * mistake:  leaves itself out
 *  -        for (int s = 0; s <= t; s++) // itself too
 *  +        for (int s = 0; s < t; s++)
 *  says:    position t counts itself
 * mistake:  the mean of everything
 *  -        wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
 *  +        for (int u = 0; u < T; u++) wei->data[(b * T + t) * T + u] = (real)(1.0 / T);
 *  says:    the future is in it
 * mistake:  divides by T
 *  -        out[(b * T + t) * C + c] = (real)(sum / (t + 1));
 *  +        out[(b * T + t) * C + c] = (real)(sum / T);
 *  says:    divide by t + 1
 * mistake:  a sum
 *  -        out[(b * T + t) * C + c] = (real)(sum / (t + 1));
 *  +        out[(b * T + t) * C + c] = (real)sum;
 *  says:    that is the sum, not the mean
 * mistake:  only the first example
 *  -        wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
 *  +        wei->data[t * T + s] = (real)(1.0 / (t + 1));
 *  says:    only the first example has weights
 * mistake:  softmax without the mask
 *  -        Tensor *wei = tensor_causal_mask(tensor_zeros(SHAPE(B, T, T))); // (B, T, T)
 *  +        Tensor *wei = tensor_zeros(SHAPE(B, T, T));
 *  says:    the future is in it
 * mistake:  zeros where the weights should be -infinity
 *  -        return tensor_matmul(tensor_softmax(wei), x);                   // (B, T, C)
 *  +        for (size_t i = 0; i < wei->size; i++) wei->data[i] = wei->data[i] < 0 ? 0 : 1;
 *  +        return tensor_matmul(tensor_softmax(wei), x);
 *  says:    e^0 is 1, not 0
 * mistake:  infinity on the diagonal
 *  -        Tensor *wei = tensor_causal_mask(tensor_zeros(SHAPE(B, T, T))); // (B, T, T)
 *  +        Tensor *wei = tensor_causal_mask(tensor_zeros(SHAPE(B, T, T)));
 *  +        for (int i = 0; i < B * T; i++) wei->data[i * T + i % T] = wei->data[1];
 *  says:    a row of nothing but -infinity
 * mistake:  the numbers without their past
 *  -        return tensor_matmul(wei, x); // (B, T, T) @ (B, T, C) -> (B, T, C)
 *  +        Tensor *out = tensor_zeros(x->shape);
 *  +        average_loops(B, T, x->shape.dim[2], x->data, out->data);
 *  +        return out;
 *  says:    no gradient comes back
 * mistake:  the whole window
 *  -        for (int s = 0; s <= t; s++) // itself too
 *  +        for (int s = 0; s < T; s++)
 *  says:    all T positions are added up
 * mistake:  whole numbers
 *  -        wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
 *  +        wei->data[(b * T + t) * T + s] = (real)(1 / (t + 1));
 *  says:    1 / (t + 1) of whole numbers is 0 in C
 * mistake:  the weights transposed
 *  -        wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
 *  +        wei->data[(b * T + s) * T + t] = (real)(1.0 / (t + 1));
 *  says:    the weights are transposed
 * mistake:  sees one too far
 *  -        wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
 *  +        for (int u = 0; u < T && u <= t + 1; u++) wei->data[(b * T + t) * T + u] = (real)(1.0 / (t + 1));
 *  says:    each position sees one too far
 * mistake:  the mean of one too many
 *  -        wei->data[(b * T + t) * T + s] = (real)(1.0 / (t + 1));
 *  +        for (int u = 0; u < T && u <= t + 1; u++) wei->data[(b * T + t) * T + u] = (real)(1.0 / (t + 2 < T ? t + 2 : T));
 *  says:    each position sees one too far
 * mistake:  adds to what out held
 *  -        out[(b * T + t) * C + c] = (real)(sum / (t + 1));
 *  +        out[(b * T + t) * C + c] += (real)(sum / (t + 1));
 *  says:    start each sum at 0
 * mistake:  always the first example
 *  -        sum += x[(b * T + s) * C + c];
 *  +        sum += x[s * C + c];
 *  says:    every example reads the first one
 */

/* How fast is lesson 03's network? Context 3, embedding 10, hidden 200. `make bench ARGS=mlp` */
#include "makemore.h"

enum { CONTEXT = 3, EMBEDDING = 10, HIDDEN = 200 };

static Tensor *C, *W1, *b1, *W2, *b2;

static Tensor *forward(Model *m, const int Xb[])
{
    (void)m;
    Tensor *emb = tensor_embed(C, Xb, SHAPE(BATCH, CONTEXT));        // (32, 3, 10)
    emb = tensor_view(emb, SHAPE(BATCH, CONTEXT * EMBEDDING));       // (32, 30)
    Tensor *h = tensor_tanh(tensor_add(tensor_matmul(emb, W1), b1)); // (32, 200)
    return tensor_add(tensor_matmul(h, W2), b2);                     // (32, 27)
}

int main(int argc, char **argv)
{
    Model m = {.forward = forward};
    rng_seed(&m.rng, 2147483647);
    C = params_randn(&m.params, "C", SHAPE(VOCAB, EMBEDDING), &m.rng, 1);
    W1 = params_randn(&m.params, "W1", SHAPE(CONTEXT * EMBEDDING, HIDDEN), &m.rng, 0.3);
    b1 = params_randn(&m.params, "b1", SHAPE(HIDDEN), &m.rng, 0.01);
    W2 = params_randn(&m.params, "W2", SHAPE(HIDDEN, VOCAB), &m.rng, 0.01);
    b2 = params_zeros(&m.params, "b2", SHAPE(VOCAB));
    return makemore_bench(&m, CONTEXT, steps_wanted(argc, argv, 20000));
}

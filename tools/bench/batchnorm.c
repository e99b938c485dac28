/*
 * How fast is lesson 04's deep network? Six Linears of 100 with BatchNorm and tanh between them.
 * `make bench ARGS=batchnorm`
 */
#include "makemore.h"

enum { CONTEXT = 3, EMBEDDING = 10, HIDDEN = 100, LAYERS = 6 };

static Embedding C;
static Linear linear[LAYERS];
static BatchNorm1d norm[LAYERS];

static Tensor *forward(Model *m, const int Xb[])
{
    (void)m;
    Tensor *x = embedding_forward(&C, Xb, SHAPE(BATCH, CONTEXT)); // (32, 3, 10)
    x = tensor_view(x, SHAPE(BATCH, CONTEXT * EMBEDDING));        // (32, 30)
    for (int l = 0; l < LAYERS; l++) {
        x = batchnorm1d_forward(&norm[l], linear_forward(&linear[l], x)); // (32, 100), at last (32, 27)
        x = l < LAYERS - 1 ? tensor_tanh(x) : x;
    }
    return x;
}

int main(int argc, char **argv)
{
    Model m = {.forward = forward};
    rng_seed(&m.rng, 2147483647);
    C = embedding_new(&m.params, "C", VOCAB, EMBEDDING, &m.rng);
    for (int l = 0; l < LAYERS; l++) {
        int in = l == 0 ? CONTEXT * EMBEDDING : HIDDEN, out = l < LAYERS - 1 ? HIDDEN : VOCAB;
        linear[l] = linear_new(&m.params, "linear", in, out, false, 1, &m.rng);
        norm[l] = batchnorm1d_new(&m.params, "norm", out, 1e-5, 0.1);
    }
    return makemore_bench(&m, CONTEXT, steps_wanted(argc, argv, 10000));
}

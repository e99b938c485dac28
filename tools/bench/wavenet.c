/*
 * How fast is lesson 06's network? Context 8, three levels that each join two neighbours, 76 579
 * parameters. `make bench ARGS=wavenet`
 */
#include "makemore.h"

enum { CONTEXT = 8, EMBEDDING = 24, HIDDEN = 128, LEVELS = 3 };

static Embedding C;
static Linear linear[LEVELS], last;
static BatchNorm1d norm[LEVELS];

static Tensor *forward(Model *m, const int Xb[])
{
    (void)m;
    Tensor *x = embedding_forward(&C, Xb, SHAPE(BATCH, CONTEXT)); // (32, 8, 24)
    int T = CONTEXT, width = EMBEDDING;
    for (int l = 0; l < LEVELS; l++) {
        T /= 2;
        x = tensor_view(x, SHAPE(BATCH, T, 2 * width));                                // (32, T, 2 width)
        x = tensor_tanh(batchnorm1d_forward(&norm[l], linear_forward(&linear[l], x))); // (32, T, 128)
        width = HIDDEN;
    }
    return linear_forward(&last, tensor_view(x, SHAPE(BATCH, HIDDEN))); // (32, 27)
}

int main(int argc, char **argv)
{
    Model m = {.forward = forward};
    rng_seed(&m.rng, 42);
    C = embedding_new(&m.params, "C", VOCAB, EMBEDDING, &m.rng);
    for (int l = 0; l < LEVELS; l++) {
        linear[l] = linear_new(&m.params, "linear", 2 * (l ? HIDDEN : EMBEDDING), HIDDEN, false, 1, &m.rng);
        norm[l] = batchnorm1d_new(&m.params, "norm", HIDDEN, 1e-5, 0.1);
    }
    last = linear_new(&m.params, "last", HIDDEN, VOCAB, true, 0.1, &m.rng);
    return makemore_bench(&m, CONTEXT, steps_wanted(argc, argv, 4000));
}

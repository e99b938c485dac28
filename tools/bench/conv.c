/*
 * How fast does a convolutional network train? 32 images of 32 x 32 in colour, three convolutions, two poolings, a
 * linear layer, SGD. `make bench ARGS=conv`; threads by OMP_NUM_THREADS. conv.py is the same in PyTorch.
 */
#include "bench.h"
#include "params.h"

enum { BATCH = 32, SIDE = 32, CLASSES = 10 };

typedef struct Net {
    Params params;
    Tensor *kernel[3], *bias[3], *W, *b;
    real *images; // (BATCH, SIDE, SIDE, 3)
    int labels[BATCH];
    double loss;
} Net;

static Tensor *layer(const Net *net, int i, Tensor *x, int stride)
{
    return tensor_relu(tensor_add(tensor_conv2d(x, net->kernel[i], stride, 1), net->bias[i]));
}

static void step(void *context)
{
    Net *net = context;
    tape_reset();
    Tensor *x = tensor_from(SHAPE(BATCH, SIDE, SIDE, 3), net->images);
    x = tensor_max_pool(layer(net, 0, x, 1), 2, 2);                                     // (B, 16, 16, 32)
    x = tensor_max_pool(layer(net, 1, x, 1), 2, 2);                                     // (B, 8, 8, 64)
    x = layer(net, 2, x, 2);                                                            // (B, 4, 4, 128)
    Tensor *logits = tensor_linear(tensor_view(x, SHAPE(BATCH, 2048)), net->W, net->b); // (B, 10)
    Tensor *loss = tensor_cross_entropy(logits, net->labels);                           // ()
    params_zero_grad(&net->params);
    tensor_backward(loss);
    params_sgd(&net->params, 0.01);
    net->loss = tensor_item(loss);
}

int main(int argc, char **argv)
{
    static const int channels[] = {3, 32, 64, 128};
    Net net = {0};
    Rng rng;
    rng_seed(&rng, 1337);
    for (int i = 0; i < 3; i++) {
        Shape shape = SHAPE(3, 3, channels[i], channels[i + 1]);
        net.kernel[i] = params_randn(&net.params, "kernel", shape, &rng, 0.1);
        net.bias[i] = params_zeros(&net.params, "bias", SHAPE(channels[i + 1]));
    }
    net.W = params_randn(&net.params, "W", SHAPE(2048, CLASSES), &rng, 0.02);
    net.b = params_zeros(&net.params, "b", SHAPE(CLASSES));
    net.images = malloc(sizeof *net.images * BATCH * SIDE * SIDE * 3);
    CHECK(net.images, "out of memory");
    for (int i = 0; i < BATCH * SIDE * SIDE * 3; i++)
        net.images[i] = (real)(rng_random(&rng) - 0.5);
    for (int i = 0; i < BATCH; i++)
        net.labels[i] = i % CLASSES;
    double ms = ms_per_step(steps_wanted(argc, argv, 100), step, &net);
    printf("parameters %ld\nloss %.4f\nms_per_step %.3f\n", params_total(&net.params), net.loss, ms);
    params_free(&net.params);
    free(net.images);
    return 0;
}

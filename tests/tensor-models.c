/*
 * The models of lessons 03 to 06 at the lectures' seeds, built from the library alone: whole
 * networks for the tests of gradients, of PyTorch's values and of threads. The lessons build their
 * own.
 */
#include "tensor-cases.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { V = 27 };

// ---- lesson 03: embedding, tanh, output ----

static Tensor *embedded(Model *m, const int *x, int n)
{
    Tensor *emb = tensor_embed(m->C, x, SHAPE(n, m->context));          // (n, 3, 10)
    return tensor_view(emb, SHAPE(n, m->context * m->C->shape.dim[1])); // (n, 30)
}

static Tensor *mlp(Model *m, const int *x, int n)
{
    Tensor *h = tensor_tanh(tensor_add(tensor_matmul(embedded(m, x, n), m->W1), m->b1)); // (n, 200)
    return tensor_add(tensor_matmul(h, m->W2), m->b2);                                   // (n, 27)
}

static void mlp_new(Model *m)
{
    *m = (Model){.name = "mlp", .context = 3, .forward = mlp};
    rng_seed(&m->rng, 2147483647);
    m->C = params_randn(&m->p, "C", SHAPE(V, 10), &m->rng, 1);
    m->W1 = params_randn(&m->p, "W1", SHAPE(30, 200), &m->rng, 1);
    m->b1 = params_randn(&m->p, "b1", SHAPE(200), &m->rng, 1);
    m->W2 = params_randn(&m->p, "W2", SHAPE(200, V), &m->rng, 1);
    m->b2 = params_randn(&m->p, "b2", SHAPE(V), &m->rng, 1);
}

// ---- lesson 04: the same with BatchNorm ----

static Tensor *batchnorm(Model *m, const int *x, int n)
{
    double *moments = tape_alloc(2 * sizeof *moments * 200);
    Tensor *hpreact = tensor_matmul(embedded(m, x, n), m->W1);                              // (n, 200)
    hpreact = tensor_batchnorm(hpreact, m->gain, m->bias, 0, true, moments, moments + 200); // (n, 200)
    return tensor_add(tensor_matmul(tensor_tanh(hpreact), m->W2), m->b2);                   // (n, 27)
}

static void batchnorm_new(Model *m)
{
    *m = (Model){.name = "batchnorm", .context = 3, .forward = batchnorm};
    rng_seed(&m->rng, 2147483647);
    m->C = params_randn(&m->p, "C", SHAPE(V, 10), &m->rng, 1);
    m->W1 = params_randn(&m->p, "W1", SHAPE(30, 200), &m->rng, 5.0 / 3 / sqrt(30));
    m->W2 = params_randn(&m->p, "W2", SHAPE(200, V), &m->rng, 0.01);
    m->b2 = params_randn(&m->p, "b2", SHAPE(V), &m->rng, 0);
    m->gain = params_full(&m->p, "bngain", SHAPE(1, 200), 1);
    m->bias = params_zeros(&m->p, "bnbias", SHAPE(1, 200));
}

// ---- lesson 04: six layers, each with BatchNorm ----

static Tensor *deep(Model *m, const int *x, int n)
{
    Tensor *h = embedded(m, x, n);
    for (int i = 0; i < 6; i++) {
        h = batchnorm1d_forward(&m->norm[i], linear_forward(&m->linear[i], h)); // (n, 100), then (n, 27)
        h = i < 5 ? tensor_tanh(h) : h;
    }
    return h;
}

static void deep_new(Model *m)
{
    *m = (Model){.name = "deep", .context = 3, .layers = 6, .forward = deep};
    rng_seed(&m->rng, 2147483647);
    m->C = params_randn(&m->p, "C", SHAPE(V, 10), &m->rng, 1);
    for (int i = 0; i < 6; i++)
        m->linear[i] = linear_new(&m->p, "weight", i ? 100 : 30, i < 5 ? 100 : V, false, 1, &m->rng);
    for (int i = 0; i < 6; i++)
        m->norm[i] = batchnorm1d_new(&m->p, "norm", i < 5 ? 100 : V, 1e-5, 0.1);
    for (int i = 0; i < V; i++)
        m->norm[5].gamma->data[i] *= (real)0.1;
}

// ---- lesson 06: three layers that each join two neighbours ----

static Tensor *wavenet(Model *m, const int *x, int n)
{
    Tensor *h = tensor_embed(m->C, x, SHAPE(n, 8)); // (n, 8, 24)
    for (int i = 0, T = 4; i < 3; i++, T /= 2) {
        int C = (int)h->size / n / T;
        h = tensor_view(h, T > 1 ? SHAPE(n, T, C) : SHAPE(n, C)); // (n, 4, 48), (n, 2, 256), (n, 256)
        h = tensor_tanh(batchnorm1d_forward(&m->norm[i], linear_forward(&m->linear[i], h)));
    }
    return linear_forward(&m->linear[3], h); // (n, 27)
}

static void wavenet_new(Model *m)
{
    *m = (Model){.name = "wavenet", .context = 8, .layers = 3, .forward = wavenet};
    rng_seed(&m->rng, 42);
    m->C = params_randn(&m->p, "C", SHAPE(V, 24), &m->rng, 1);
    for (int i = 0; i < 4; i++)
        m->linear[i] = linear_new(&m->p, "weight", i ? i < 3 ? 256 : 128 : 48, i < 3 ? 128 : V, i == 3, 1, &m->rng);
    for (size_t i = 0; i < m->linear[3].weight->size; i++)
        m->linear[3].weight->data[i] *= (real)0.1;
    for (int i = 0; i < 3; i++)
        m->norm[i] = batchnorm1d_new(&m->p, "norm", 128, 1e-5, 0.1);
}

// ---- what they share ----

void model_new(Model *model, int which)
{
    static void (*const make[MODELS])(Model *) = {mlp_new, batchnorm_new, deep_new, wavenet_new};
    make[which](model);
}

void model_free(Model *model)
{
    for (int i = 0; i < model->layers; i++)
        batchnorm1d_free(&model->norm[i]);
    params_free(&model->p);
}

void model_batch(Model *model, const Examples *e, int n)
{
    static int x[LARGE_BATCH * 8], y[LARGE_BATCH];
    CHECK(n <= LARGE_BATCH && e->context == model->context, "tests: a batch of %d", n);
    examples_batch(e, n, &model->rng, x, y);
    model->x = x;
    model->y = y;
    model->n = n;
}

Tensor *model_loss(void *of_model)
{
    Model *m = of_model;
    return tensor_cross_entropy(m->forward(m, m->x, m->n), m->y);
}

// ---- the same bits, whatever the number of threads ----

uint64_t checksum(uint64_t sum, const void *data, size_t size) // FNV-1a
{
    for (const unsigned char *c = data; size--; c++)
        sum = (sum ^ *c) * 0x100000001b3u;
    return sum;
}

static real step(Model *m, const Examples *e, int n, double rate)
{
    tape_reset();
    model_batch(m, e, n);
    Tensor *loss = model_loss(m);
    params_zero_grad(&m->p);
    tensor_backward(loss);
    params_sgd(&m->p, rate);
    return loss->data[0];
}

// 100 steps on small batches, and some on batches so large that every kernel uses its threads.
static void train(Model *m, const Examples *e)
{
    uint64_t losses = 0xcbf29ce484222325u, params = losses;
    real loss = 0;
    for (int i = 0; i < 103; i++) {
        loss = step(m, e, i < 100 ? BATCH : LARGE_BATCH, 0.1);
        losses = checksum(losses, &loss, sizeof loss);
    }
    for (int i = 0; i < m->p.count; i++)
        params = checksum(params, m->p.tensor[i]->data, sizeof(real) * m->p.tensor[i]->size);
    printf("%-10s loss %.9g losses %016llx parameters %016llx\n", m->name, (double)loss, (unsigned long long)losses,
           (unsigned long long)params);
}

void train_models(void)
{
    Names *names = names_load("names.txt");
    for (int i = 0; i < MODELS; i++) {
        Model model;
        model_new(&model, i);
        Split split = examples_split(names, model.context);
        train(&model, &split.train);
        model_free(&model);
        examples_split_free(&split);
    }
    names_free(names);
    train_gpt();
}

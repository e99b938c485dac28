/*
 * Fused ops against the same computation in small ops: forward and gradients.
 */
#include "tensor-cases.h"

#include <math.h>
#include <string.h>

static const double ALLOWED = IS_DOUBLE ? 1e-9 : 2e-5;

static Tensor *flat(Tensor *x) // (..., C) -> (R, C)
{
    int C = x->shape.dim[x->shape.ndim - 1];
    return tensor_view(x, SHAPE((int)x->size / C, C));
}

// (x - mean) (var + eps)^-0.5 gain + bias; `scale` makes var's n - 1 an n
static Tensor *normalised(Tensor *x, int axis, double scale, Tensor *gain, Tensor *bias)
{
    Tensor *var = tensor_scale(tensor_var(x, axis), scale);
    Tensor *xhat = tensor_mul(tensor_sub(x, tensor_mean(x, axis)), tensor_pow(tensor_shift(var, 1e-5), -0.5));
    return tensor_add(tensor_mul(xhat, gain), bias);
}

static Tensor *batchnorm_spelled(const Case *c)
{
    Tensor *x = flat(c->in[0]);
    double R = x->shape.dim[0];
    return tensor_view(normalised(x, 0, c->k[0] != 0 ? 1 : (R - 1) / R, c->in[1], c->in[2]), c->shape[0]);
}

static Tensor *layernorm_spelled(const Case *c)
{
    double C = c->shape[0].dim[c->shape[0].ndim - 1];
    return normalised(c->in[0], -1, (C - 1) / C, c->in[1], c->in[2]);
}

static Tensor *rms_norm_spelled(const Case *c)
{
    Tensor *x = c->in[0], *square = tensor_mean(tensor_mul(x, x), -1);
    Tensor *xhat = tensor_mul(x, tensor_pow(tensor_shift(square, 1e-5), -0.5));
    return tensor_view(c->in[1] ? tensor_mul(xhat, c->in[1]) : xhat, x->shape);
}

static Tensor *softmax_spelled(const Case *c)
{
    Tensor *e = tensor_exp(tensor_sub(c->in[0], tensor_max(c->in[0], -1)));
    return tensor_div(e, tensor_sum(e, -1));
}

static Tensor *log_softmax_spelled(const Case *c)
{
    return tensor_log(softmax_spelled(c));
}

// The logit of each row's target in tensor-cases.c, 0 for rows without a target. *counted is how many rows have one.
static Tensor *picked(const Case *c, Tensor *a, int *counted)
{
    int R = a->shape.dim[0], V = a->shape.dim[1];
    Tensor *onehot = tensor_zeros(a->shape);
    *counted = 0;
    for (int i = 0; i < R; i++)
        if (c->k[0] == 0 || i % 3 != 1) {
            onehot->data[i * V + (5 * i + 2) % V] = 1;
            ++*counted;
        }
    return tensor_sum(tensor_mul(a, onehot), -1); // (R, 1)
}

static Tensor *pick_spelled(const Case *c)
{
    int counted;
    return tensor_view(picked(c, flat(c->in[0]), &counted), c->out->shape);
}

static Tensor *cross_entropy_spelled(const Case *c)
{
    int counted;
    Tensor *logp = picked(c, flat(log_softmax_spelled(c)), &counted);
    return tensor_scale(tensor_sum_all(logp), -1.0 / counted);
}

static Tensor *cross_entropy_rows_spelled(const Case *c)
{
    int counted;
    Tensor *logp = picked(c, flat(log_softmax_spelled(c)), &counted), *weights = tensor_full(logp->shape, 1);
    for (size_t i = 0; c->k[0] != 0 && i < weights->size; i++)
        weights->data[i] = (real)(i % 4) / 2 - (real)0.25;
    return tensor_view(tensor_scale(tensor_mul(logp, weights), -1), c->out->shape);
}

// The images with a border of zeros, padding wide.
static Tensor *padded(Tensor *a, int padding)
{
    for (int axis = 1; padding && axis <= 2; axis++) {
        Shape border = a->shape;
        border.dim[axis] = padding;
        a = tensor_cat(tensor_cat(tensor_zeros(border), a, axis), tensor_zeros(border), axis);
    }
    return a;
}

// For a stride of 1: the sum over the kernel's places (i, j) of the images, shifted by (i, j), @ kernel[i, j].
static Tensor *conv2d_spelled(const Case *c)
{
    Tensor *kernel = c->in[1], *a = padded(c->in[0], (int)c->k[1]), *sum = NULL;
    const int *k = kernel->shape.dim, *out = c->out->shape.dim;
    for (int i = 0; i < k[0]; i++)
        for (int j = 0; j < k[1]; j++) {
            Tensor *moved = tensor_slice(tensor_slice(a, 1, i, i + out[1]), 2, j, j + out[2]);
            Tensor *here = tensor_slice(tensor_slice(kernel, 0, i, i + 1), 1, j, j + 1);
            Tensor *product = tensor_matmul(moved, tensor_view(here, SHAPE(k[2], k[3])));
            sum = sum ? tensor_add(sum, product) : product;
        }
    return sum;
}

static Tensor *linear_spelled(const Case *c)
{
    Tensor *x = c->in[0]->shape.ndim > 1 ? c->in[0] : tensor_view(c->in[0], SHAPE(1, (int)c->in[0]->size));
    Tensor *out = tensor_matmul(x, c->in[1]);
    out = c->in[2] ? tensor_add(out, c->in[2]) : out;
    return c->in[0]->shape.ndim > 1 ? out : tensor_view(out, SHAPE((int)out->size));
}

static Tensor *unembed_spelled(const Case *c)
{
    return tensor_matmul(c->in[0], tensor_transpose(c->in[1]));
}

static Tensor *sigmoid_spelled(const Case *c)
{
    return tensor_pow(tensor_shift(tensor_exp(tensor_scale(c->in[0], -1)), 1), -1);
}

static Tensor *silu_spelled(const Case *c)
{
    return tensor_mul(c->in[0], sigmoid_spelled(c));
}

static Tensor *maximum_spelled(const Case *c) // a + relu(b - a)
{
    return tensor_add(c->in[0], tensor_relu(tensor_sub(c->in[1], c->in[0])));
}

static Tensor *clamp_spelled(const Case *c)
{
    Tensor *low = tensor_full(shape_scalar(), c->k[0]), *high = tensor_full(shape_scalar(), c->k[1]);
    return tensor_minimum(tensor_maximum(c->in[0], low), high);
}

static Tensor *gelu_spelled(const Case *c)
{
    Tensor *a = c->in[0], *u = tensor_add(a, tensor_scale(tensor_pow(a, 3), 0.044715));
    Tensor *one_and_tanh = tensor_shift(tensor_tanh(tensor_scale(u, sqrt(2 / acos(-1)))), 1);
    return tensor_scale(tensor_mul(a, one_and_tanh), 0.5);
}

// (B, T, C) -> (B, heads, T, size), of the third of qkv that begins at `from`
static Tensor *heads_of(Tensor *qkv, int heads, int from, int C)
{
    Shape s = qkv->shape;
    Tensor *x = tensor_view(tensor_slice(qkv, -1, from, from + C), SHAPE(s.dim[0], s.dim[1], heads, C / heads));
    return tensor_swap_axes(x, 1, 2);
}

static Tensor *attention_spelled(const Case *c)
{
    Shape s = c->shape[0];
    int heads = (int)c->k[0], B = s.dim[0], T = s.dim[1], C = s.dim[2] / 3, size = C / heads;
    Tensor *q = heads_of(c->in[0], heads, 0, C), *k = heads_of(c->in[0], heads, C, C);
    Tensor *v = heads_of(c->in[0], heads, 2 * C, C);                                   // (B, heads, T, size)
    Tensor *wei = tensor_scale(tensor_matmul(q, tensor_transpose(k)), 1 / sqrt(size)); // (B, heads, T, T)
    wei = tensor_softmax(tensor_causal_mask(wei));
    if (c->k[0] > heads) {
        Rng rng;
        rng_seed(&rng, 7);
        wei = tensor_dropout(wei, 0.3, &rng);
    }
    return tensor_view(tensor_swap_axes(tensor_matmul(wei, v), 1, 2), SHAPE(B, T, C));
}

static Tensor *mean_spelled(const Case *c)
{
    int axis = (int)c->k[0], i = axis < 0 ? axis + c->shape[0].ndim : axis;
    return tensor_scale(tensor_sum(c->in[0], axis), 1.0 / c->shape[0].dim[i]);
}

static Tensor *var_spelled(const Case *c)
{
    int axis = (int)c->k[0], i = axis < 0 ? axis + c->shape[0].ndim : axis;
    Tensor *d = tensor_sub(c->in[0], tensor_mean(c->in[0], axis));
    return tensor_scale(tensor_sum(tensor_mul(d, d), axis), 1.0 / (c->shape[0].dim[i] - 1));
}

static Tensor *tanh_spelled(const Case *c) // 1 - 2 / (e^2a + 1)
{
    Tensor *half = tensor_scale(tensor_shift(tensor_exp(tensor_scale(c->in[0], 2)), 1), 0.5);
    return tensor_shift(tensor_scale(tensor_pow(half, -1), -1), 1);
}

static Tensor *div_spelled(const Case *c)
{
    return tensor_mul(c->in[0], tensor_pow(c->in[1], -1));
}

static Tensor *sub_spelled(const Case *c)
{
    return tensor_add(c->in[0], tensor_scale(c->in[1], -1));
}

static const struct {
    const char *op;
    Tensor *(*spelled)(const Case *);
} fused[] = {
    {"batchnorm", batchnorm_spelled},
    {"layernorm", layernorm_spelled},
    {"rms_norm", rms_norm_spelled},
    {"softmax", softmax_spelled},
    {"log_softmax", log_softmax_spelled},
    {"cross_entropy", cross_entropy_spelled},
    {"cross_entropy_rows", cross_entropy_rows_spelled},
    {"pick", pick_spelled},
    {"conv2d", conv2d_spelled},
    {"sigmoid", sigmoid_spelled},
    {"silu", silu_spelled},
    {"maximum", maximum_spelled},
    {"clamp", clamp_spelled},
    {"mean", mean_spelled},
    {"var", var_spelled},
    {"tanh", tanh_spelled},
    {"div", div_spelled},
    {"sub", sub_spelled},
    {"linear", linear_spelled},
    {"unembed", unembed_spelled},
    {"gelu", gelu_spelled},
    {"attention", attention_spelled},
};

static void compare(Case *c, Tensor *(*spelled)(const Case *))
{
    tape_reset();
    tensor_backward(case_loss(c));
    real *data = tape_alloc(sizeof *data * c->out->size), *grad[MAX_SRC];
    memcpy(data, c->out->data, sizeof *data * c->out->size);
    Tensor *weights = tape_at(0);
    for (int i = 0; i < tape_count(); i++) // the loss is the sum of out * weights
        if (tape_at(i)->src[0] == c->out && strcmp(tape_at(i)->op->name, "mul") == 0)
            weights = tape_at(i)->src[1];
    for (int i = 0; i < c->p.count; i++) {
        size_t size = c->p.tensor[i]->size;
        grad[i] = memcpy(tape_alloc(sizeof(real) * size), c->p.tensor[i]->grad, sizeof(real) * size);
    }
    params_zero_grad(&c->p);
    Tensor *out = spelled(c);
    tensor_backward(tensor_sum_all(tensor_mul(out, weights)));
    expect_close(c->text, out->size, data, out->data, ALLOWED);
    for (int i = 0; i < c->p.count; i++)
        expect_close(c->text, c->p.tensor[i]->size, grad[i], c->p.tensor[i]->grad, ALLOWED);
}

// The spelled-out forms cannot do these: tensor_var refuses a batch of one, and no op takes every second number.
static bool cannot_be_spelled(const Case *c)
{
    return (strcmp(c->op, "batchnorm") == 0 && c->in[0]->size == c->in[1]->size) ||
           (strcmp(c->op, "conv2d") == 0 && c->k[0] != 1);
}

START_TEST(as_if_spelled_out)
{
    int compared = 0;
    for (int i = 0; i < case_count(); i++)
        for (int n = 2; n <= 5; n++) {
            Case c;
            case_new(&c, i, n);
            if (strcmp(c.op, fused[_i].op) == 0 && !cannot_be_spelled(&c)) {
                compare(&c, fused[_i].spelled);
                compared++;
            }
            case_free(&c);
        }
    ck_assert_int_ge(compared, 4);
}
END_TEST

Suite *fused_suite(void)
{
    Suite *suite = suite_create("fused");
    TCase *tcase = tcase_create("fused");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    tcase_add_loop_test(tcase, as_if_spelled_out, 0, COUNT(fused));
    suite_add_tcase(suite, tcase);
    return suite;
}

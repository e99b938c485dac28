/* Broken promises: each of these must abort with a sentence that helps. */
#include "tensor-cases.h"
#include "helpers.h"

#include <math.h>

static Params p; // a fresh one in every test's process
static Tensor *leaf(int rows, int columns)
{
    return tensor_zeros(SHAPE(rows, columns));
}

static void matmul_inner(void)
{
    tensor_matmul(leaf(2, 3), leaf(2, 3));
}

static void matmul_leading(void)
{
    tensor_matmul(tensor_zeros(SHAPE(4, 2, 3)), tensor_zeros(SHAPE(5, 3, 2)));
}

static void matmul_vector(void)
{
    tensor_matmul(leaf(2, 3), tensor_zeros(SHAPE(3)));
}

static void add_shapes(void)
{
    tensor_add(leaf(32, 27), leaf(32, 26));
}

static void add_from_the_front(void) // NumPy's rule begins at the last dimension
{
    tensor_add(leaf(3, 4), tensor_zeros(SHAPE(3)));
}

static void view_size(void)
{
    tensor_view(tensor_zeros(SHAPE(32, 3, 10)), SHAPE(32, 20));
}

static void shape_zero(void)
{
    leaf(3, 0);
}

static void transpose_vector(void)
{
    tensor_transpose(tensor_zeros(SHAPE(3)));
}

static void batchnorm_gain(void)
{
    double moments[8];
    tensor_batchnorm(leaf(5, 4), tensor_zeros(SHAPE(3)), tensor_zeros(SHAPE(4)), 1e-5, true, moments, moments + 4);
}

static void batchnorm_one_row(void)
{
    double moments[8];
    tensor_batchnorm(leaf(1, 4), tensor_zeros(SHAPE(4)), tensor_zeros(SHAPE(4)), 1e-5, true, moments, moments + 4);
}

static void batchnorm_scalar(void)
{
    double moments[2];
    Tensor *one = tensor_zeros(shape_scalar());
    tensor_batchnorm(one, one, one, 1e-5, false, moments, moments + 1);
}

static void layernorm_bias(void)
{
    tensor_layernorm(leaf(5, 4), tensor_zeros(SHAPE(4)), tensor_zeros(SHAPE(5)), 1e-5);
}

static void rms_norm_gain(void)
{
    tensor_rms_norm(leaf(5, 4), tensor_zeros(SHAPE(5)), 1e-5);
}

static void clamp_backwards(void)
{
    tensor_clamp(leaf(5, 4), 1, -1);
}

static void id_beyond_row(void)
{
    tensor_pick(leaf(2, 3), (int[]){-1, 3});
}

static void target_beyond_row(void)
{
    tensor_cross_entropy_rows(leaf(2, 3), (int[]){0, -2}, NULL);
}

static void conv_channels(void)
{
    tensor_conv2d(tensor_zeros(SHAPE(2, 8, 8, 3)), tensor_zeros(SHAPE(3, 3, 1, 4)), 1, 0);
}

static void conv_too_large(void)
{
    tensor_conv2d(tensor_zeros(SHAPE(2, 8, 8, 3)), tensor_zeros(SHAPE(3, 11, 3, 4)), 1, 1);
}

static void conv_stride(void)
{
    tensor_conv2d(tensor_zeros(SHAPE(2, 8, 8, 3)), tensor_zeros(SHAPE(3, 3, 3, 4)), 0, 1);
}

static void pool_too_large(void)
{
    tensor_max_pool(tensor_zeros(SHAPE(2, 8, 3, 3)), 4, 2);
}

static void pool_flat(void)
{
    tensor_max_pool(leaf(8, 8), 2, 2);
}

static void linear_inner(void)
{
    tensor_linear(leaf(5, 4), leaf(5, 4), NULL);
}

static void linear_bias(void)
{
    tensor_linear(leaf(5, 4), leaf(4, 3), tensor_zeros(SHAPE(4)));
}

static void unembed_width(void)
{
    tensor_unembed(leaf(5, 4), leaf(4, 3));
}

static void dropout_of_all(void)
{
    Rng rng;
    rng_seed(&rng, 1);
    tensor_dropout(leaf(5, 4), 1, &rng);
}

static void cat_rows(void)
{
    tensor_cat(leaf(5, 4), leaf(4, 4), -1);
}

static void slice_beyond(void)
{
    tensor_slice(leaf(5, 4), -1, 2, 5);
}

static void cat_axis(void)
{
    tensor_cat(leaf(5, 4), leaf(5, 4), 2);
}

static void cat_dimensions(void)
{
    tensor_cat(leaf(5, 4), tensor_zeros(SHAPE(5)), 0);
}

static void slice_nothing(void)
{
    tensor_slice(leaf(5, 4), 0, 3, 3);
}

static void swap_same(void)
{
    tensor_swap_axes(leaf(5, 4), 1, 1);
}

static void mask_not_square(void)
{
    tensor_causal_mask(leaf(5, 4));
}

static void attention_heads(void)
{
    tensor_self_attention(tensor_zeros(SHAPE(2, 5, 24)), (Attention){.heads = 3});
}

static void attention_flat(void)
{
    tensor_self_attention(leaf(5, 24), (Attention){.heads = 2});
}

static void weight_of_others(void)
{
    attention_weight(leaf(5, 24), 0, 0, 0, 0);
}

static void weight_outside(void)
{
    attention_weight(tensor_self_attention(tensor_zeros(SHAPE(2, 5, 24)), (Attention){.heads = 2}), 0, 2, 0, 0);
}

static void no_targets(void)
{
    tensor_cross_entropy(leaf(2, 3), (int[]){-1, -1});
}

static void axis_too_large(void)
{
    tensor_sum(leaf(2, 3), 2);
}

static void axis_too_small(void)
{
    tensor_max(leaf(2, 3), -3);
}

static void axis_of_scalar(void)
{
    tensor_mean(tensor_zeros(shape_scalar()), 0);
}

static void var_of_one(void)
{
    tensor_var(leaf(3, 1), 1);
}

static void id_too_large(void)
{
    tensor_embed(leaf(27, 2), (int[]){0, 26, 27}, SHAPE(3));
}

static void id_negative(void)
{
    tensor_embed(leaf(27, 2), (int[]){-1}, SHAPE(1));
}

static void table_shape(void)
{
    tensor_embed(tensor_zeros(SHAPE(27)), (int[]){0}, SHAPE(1));
}

static void target_too_large(void)
{
    tensor_cross_entropy(leaf(2, 27), (int[]){0, 27});
}

static void target_negative(void)
{
    tensor_cross_entropy(leaf(2, 27), (int[]){-100, 3});
}

// ---- the tape ----

static Tensor *stale(void)
{
    Tensor *old = leaf(2, 2);
    tape_reset();
    return old;
}

static void dead_add(void)
{
    tensor_add(stale(), leaf(2, 2));
}

static void dead_second(void) // after a second reset, a new tensor could be at the old one's address
{
    Tensor *old = stale(), *new = leaf(2, 2);
    tensor_matmul(new, old);
}

static void dead_matmul(void)
{
    Tensor *old = stale();
    tensor_matmul(old, old);
}

static void dead_softmax(void)
{
    tensor_softmax(stale());
}

static void dead_embed(void)
{
    tensor_embed(stale(), (int[]){0}, SHAPE(1));
}

static void dead_batchnorm(void)
{
    double moments[4];
    Tensor *x = stale(), *g = tensor_zeros(SHAPE(2));
    tensor_batchnorm(x, g, g, 1e-5, true, moments, moments + 2);
}

static void dead_layernorm(void)
{
    Tensor *x = stale(), *g = tensor_zeros(SHAPE(2));
    tensor_layernorm(x, g, g, 1e-5);
}

static void dead_item(void)
{
    Tensor *old = tensor_zeros(SHAPE(1));
    tape_reset();
    tensor_item(old);
}

static void dead_loss(void)
{
    Tensor *loss = tensor_sum_all(params_zeros(&p, "W", SHAPE(2)));
    tape_reset();
    tensor_backward(loss);
}

static void no_reset(void)
{
    tape_limit((size_t)8 << 20);
    for (int step = 0; step < 100; step++)
        leaf(256, 256);
}

static void backward_of_many(void)
{
    tensor_backward(tensor_exp(params_zeros(&p, "W", SHAPE(2, 3))));
}

static void backward_of_constants(void)
{
    tensor_backward(tensor_sum_all(leaf(2, 3)));
}

static void item_of_many(void)
{
    tensor_item(leaf(2, 3));
}

static void tape_at_end(void)
{
    tape_at(tape_count());
}

static void no_such_parameter(void)
{
    params_zeros(&p, "W", SHAPE(1));
    params_at(&p, p.count);
}

static const struct {
    void (*run)(void);
    const char *says;
} misuses[] = {
    {matmul_inner, "matmul: (2, 3) @ (2, 3): inner dimensions differ"},
    {matmul_leading, "matmul: (4, 2, 3) @ (5, 3, 2): leading dimensions differ"},
    {matmul_vector, "matmul: (2, 3) @ (3): both need two dimensions or more"},
    {add_shapes, "add: (32, 27) and (32, 26) do not broadcast"},
    {add_from_the_front, "add: (3, 4) and (3) do not broadcast: from the end, sizes must be equal or 1"},
    {view_size, "view: (32, 3, 10) has 960 numbers, (32, 20) has 640"},
    {shape_zero, "dimension 1 of a shape is 0; it must be at least 1"},
    {transpose_vector, "transpose: (3) has fewer than two dimensions"},
    {batchnorm_gain, "batchnorm: x is (5, 4), so gain and bias must have 4 numbers, not (3) and (4)"},
    {batchnorm_one_row, "batchnorm: a batch of one row has no variance"},
    {batchnorm_scalar, "batchnorm: x is (), a single number, which cannot be normalised"},
    {layernorm_bias, "layernorm: x is (5, 4), so gain and bias must have 4 numbers, not (4) and (5)"},
    {rms_norm_gain, "rms_norm: x is (5, 4), so gain must have 4 numbers, not (5)"},
    {clamp_backwards, "clamp: min is 1 and max is -1; min must not be larger than max"},
    {id_beyond_row, "pick: id 3 of row 1 is not in 0 .. 2"},
    {target_beyond_row, "cross_entropy_rows: target -2 of row 1 is not in 0 .. 2"},
    {conv_channels, "conv2d: images must be (B, H, W, Cin) and the kernel (kh, kw, Cin, Cout), not (2, 8, 8, 3) and "
                    "(3, 3, 1, 4)"},
    {conv_too_large, "conv2d: a kernel (3, 11, 3, 4) is larger than images (2, 8, 8, 3) with padding 1"},
    {conv_stride, "conv2d: stride 0 must be at least 1, padding 1 at least 0"},
    {pool_too_large, "max_pool: size 4 and stride 2 must be at least 1, and the size at most that of the images (2, 8, "
                     "3, 3)"},
    {pool_flat, "max_pool: images must be (B, H, W, C), not (8, 8)"},
    {linear_inner, "linear: x (5, 4) @ W (5, 4): W must have two dimensions, the first as long as the last of x"},
    {linear_bias, "linear: W is (4, 3), so b must have 3 numbers, not (4)"},
    {unembed_width, "unembed: x (5, 4) @ table (4, 3) transposed: their last dimensions differ"},
    {dropout_of_all, "dropout: the probability is 1, and must be in [0, 1)"},
    {cat_rows, "cat: (5, 4) and (4, 4) may differ only in axis -1"},
    {cat_axis, "cat: (5, 4) has no axis 2"},
    {cat_dimensions, "cat: (5, 4) and (5) may differ only in axis 0"},
    {slice_nothing, "slice: 3 to 3 along axis 0 of (5, 4), which has 0 to 5"},
    {slice_beyond, "slice: 2 to 5 along axis -1 of (5, 4), which has 0 to 4"},
    {swap_same, "swap_axes: 1 and 1 of (5, 4) are the same axis"},
    {mask_not_square, "causal_mask: (5, 4) is not (…, T, T)"},
    {attention_heads, "attention: qkv must be (B, T, size (heads + 2 kv_heads)), a multiple of 9, not (2, 5, 24)"},
    {attention_flat, "attention: qkv must be (B, T, size (heads + 2 kv_heads)), a multiple of 6, not (5, 24)"},
    {weight_of_others, "attention_weight: the tensor was made by no op"},
    {weight_outside, "attention_weight: (0, 2, 0, 0) is outside (2, 2, 5, 5)"},
    {no_targets, "cross_entropy: all 2 targets are -1: there is nothing to average"},
    {axis_too_large, "sum: (2, 3) has no axis 2"},
    {axis_too_small, "max: (2, 3) has no axis -3"},
    {axis_of_scalar, "mean: () has no axis 0"},
    {var_of_one, "var: (3, 1) has one element along axis 1, so n - 1 is 0"},
    {id_too_large, "embed: id 27 at place 2 is not in 0 .. 26"},
    {id_negative, "embed: id -1 at place 0 is not in 0 .. 26"},
    {table_shape, "embed: the table must be (V, C), not (27)"},
    {target_too_large, "cross_entropy: target 27 of row 1 is not in 0 .. 26"},
    {target_negative, "cross_entropy: target -100 of row 0 is not in 0 .. 26"},
    {dead_add, "add: this tensor was made before the last tape_reset() and is gone"},
    {dead_second, "matmul: this tensor was made before the last tape_reset() and is gone"},
    {dead_matmul, "matmul: this tensor was made before the last tape_reset() and is gone"},
    {dead_softmax, "softmax: this tensor was made before the last tape_reset() and is gone"},
    {dead_embed, "embed: this tensor was made before the last tape_reset() and is gone"},
    {dead_batchnorm, "batchnorm: this tensor was made before the last tape_reset() and is gone"},
    {dead_layernorm, "layernorm: this tensor was made before the last tape_reset() and is gone"},
    {dead_item, "tensor_item: this tensor was made before the last tape_reset() and is gone"},
    {dead_loss, "tensor_backward: this tensor was made before the last tape_reset() and is gone"},
    {no_reset, "the tape holds more than 8 MB: is tape_reset() missing at the top of the loop?"},
    {backward_of_many, "the loss must be one number, not (2, 3): take a sum or a mean"},
    {backward_of_constants, "the loss does not depend on any parameter"},
    {item_of_many, "tensor_item: the tensor is (2, 3), not a single number"},
    {tape_at_end, "tape_at(0): there are 0 tensors on the tape"},
    {no_such_parameter, "params_at(1): there are 1 parameters"},
};

START_TEST(misuse)
{
    expect_failure(misuses[_i].run, -SIGABRT, misuses[_i].says);
}
END_TEST

Suite *misuse_suite(void)
{
    Suite *suite = suite_create("misuse");
    TCase *tcase = tcase_create("misuse");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    tcase_add_loop_test(tcase, misuse, 0, COUNT(misuses));
    suite_add_tcase(suite, tcase);
    return suite;
}

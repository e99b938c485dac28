/* Params: the list, frozen parameters, groups, and the memory of gradients and optimisers. Optimisers against PyTorch
   are in tensor-torch.c, checkpoints in unit-safetensors.c. */
#include "tensor-cases.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { A = 3, B = 5 }; // W is (A, B), with a bias (B)

typedef struct Small {
    Params p;
    Tensor *W, *b;
} Small;

static Small small_new(uint64_t seed)
{
    Small s = {0};
    Rng rng;
    rng_seed(&rng, seed);
    s.W = params_randn(&s.p, "layer.weight", SHAPE(A, B), &rng, 1);
    s.b = params_randn(&s.p, "layer.bias", SHAPE(B), &rng, 1);
    return s;
}

// sum((x W + b)^2) for the same x at every call
static void backward(const Small *s)
{
    Rng rng;
    rng_seed(&rng, 3);
    tape_reset();
    Tensor *y = tensor_add(tensor_matmul(tensor_randn(SHAPE(4, A), &rng), s->W), s->b); // (4, B)
    tensor_backward(tensor_sum_all(tensor_mul(y, y)));
}

static void sgd(Params *p)
{
    params_sgd(p, 0.01);
}

static void momentum(Params *p)
{
    params_momentum(p, 0.01, 0.9);
}

static void adamw(Params *p)
{
    params_adamw(p, 0.01, 0.9, 0.99, 1e-8, 0.1);
}

static void clipped(Params *p)
{
    params_clip_norm(p, 0.5);
    params_sgd(p, 0.01);
}

static void (*const optimisers[])(Params *p) = {sgd, momentum, adamw, clipped};

static void train(Small *s, void (*optimise)(Params *p), int steps)
{
    for (int step = 0; step < steps; step++) {
        params_zero_grad(&s->p);
        backward(s);
        optimise(&s->p);
    }
}

static void expect_same(const Tensor *a, const Tensor *b, bool same)
{
    ck_assert_msg((memcmp(a->data, b->data, sizeof(real) * a->size) == 0) == same, "%s: %s", a->name,
                  same ? "other bits" : "it has not moved");
}

START_TEST(a_list_of_any_length)
{
    enum { LAYERS = 2000 }; // GPT-2 XL has 580 tensors
    Params p = {0};
    Tensor *first = NULL;
    char name[32];
    for (int i = 0; i < LAYERS; i++) {
        snprintf(name, sizeof name, "h.%d.weight", i);
        Tensor *t = params_full(&p, name, SHAPE(2, 1 + i % 3), i);
        first = first ? first : t;
    }
    strcpy(name, "another");
    ck_assert_int_eq(p.count, LAYERS);
    ck_assert_ptr_eq(p.tensor[0], first);
    ck_assert_str_eq(first->name, "h.0.weight"); // a copy
    ck_assert_str_eq(params_at(&p, 1999)->name, "h.1999.weight");
    ck_assert_double_eq(p.tensor[1998]->data[1], 1998);
    params_free(&p);
    ck_assert(p.count == 0 && !p.tensor && !p.block);
    params_zero_grad(&p); // nothing to do, and nothing wrong
    params_free(&p);
}
END_TEST

START_TEST(memory_comes_when_it_is_needed)
{
    Small s = small_new(1);
    tape_reset();
    tensor_add(tensor_matmul(tensor_zeros(SHAPE(4, A)), s.W), s.b);
    const Param *W = params_at(&s.p, 0), *b = params_at(&s.p, 1);
    ck_assert(!s.W->grad && !s.b->grad && !W->momentum && !W->square);
    adamw(&s.p); // without a gradient nothing is learnt
    Small same = small_new(1);
    expect_same(s.W, same.W, true);
    backward(&s);
    ck_assert(s.W->grad && s.b->grad);
    tape_reset(); // the gradients stay
    momentum(&s.p);
    expect_same(s.W, same.W, false);
    params_forget(&s.p, PARAMS_SQUARE);
    ck_assert(W->momentum && b->momentum && !W->square && !b->square);
    params_forget(&s.p, PARAMS_GRAD);
    ck_assert(!s.W->grad && !s.b->grad);
    params_free(&s.p);
    params_free(&same.p);
}
END_TEST

// The first backward after params_zero_grad, and one whose gradients are made by itself, give the same bits.
START_TEST(gradients_are_the_same)
{
    Small zeroed = small_new(1), made = small_new(1);
    params_zero_grad(&zeroed.p);
    backward(&zeroed);
    backward(&made);
    ck_assert_mem_eq(zeroed.W->grad, made.W->grad, sizeof(real) * A * B);
    ck_assert_mem_eq(zeroed.b->grad, made.b->grad, sizeof(real) * B);
    backward(&zeroed); // adds to zeros
    for (int i = 0; i < B; i++)
        ck_assert(zeroed.b->grad[i] == 2 * made.b->grad[i]);
    params_free(&zeroed.p);
    params_free(&made.p);
}
END_TEST

// In blocks or not, the numbers are the same, at every step.
START_TEST(blocks_hold_all_numbers)
{
    Small s = small_new(1), apart = small_new(1);
    size_t n, line = 64 / sizeof(real);
    train(&apart, adamw, 4);
    train(&s, adamw, 2);
    real *data = params_block(&s.p, PARAMS_DATA, &n);
    ck_assert_uint_eq(n, (A * B + line - 1) / line * line + (B + line - 1) / line * line);
    ck_assert(s.W->data == data && s.b->data == data + (A * B + line - 1) / line * line);
    for (int kind = PARAMS_GRAD; kind < PARAMS_KINDS; kind++) { // laid out alike
        size_t size;
        real *block = params_block(&s.p, (ParamsKind)kind, &size);
        ck_assert(size == n && (uintptr_t)block % 64 == 0);
        ck_assert_ptr_eq(block, params_block(&s.p, (ParamsKind)kind, &size)); // it stays
    }
    ck_assert_int_eq(s.b->grad - s.W->grad, s.b->data - s.W->data);
    ck_assert_int_eq(params_at(&s.p, 1)->square - params_at(&s.p, 0)->square, s.b->data - s.W->data);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)data[i];
    for (int i = 0; i < s.p.count; i++)
        for (size_t k = 0; k < s.p.tensor[i]->size; k++)
            sum -= (double)s.p.tensor[i]->data[k];
    ck_assert_double_eq_tol(sum, 0, 1e-5); // between them there are zeros
    train(&s, adamw, 2);
    expect_same(s.W, apart.W, true);
    expect_same(s.b, apart.b, true);
    params_free(&s.p);
    params_free(&apart.p);
}
END_TEST

// One more layer, and one layer frozen, after gradients and the optimiser's memory have been allocated.
START_TEST(blocks_follow_the_list)
{
    Small s = small_new(1), same = small_new(1);
    size_t n, more;
    train(&s, adamw, 2);
    train(&same, adamw, 2);
    params_block(&s.p, PARAMS_GRAD, &n);
    Tensor *late = params_full(&s.p, "late", SHAPE(B), 7);
    ck_assert_int_eq(params_freeze(&s.p, "layer.b*", true), 1);
    params_freeze(&same.p, "layer.b*", true);
    real kept = params_at(&s.p, 0)->momentum[3];
    train(&s, adamw, 2);
    train(&same, adamw, 2);
    params_block(&s.p, PARAMS_GRAD, &more);
    ck_assert_uint_eq(more, n); // `late` takes the place of the frozen bias
    ck_assert(!s.b->grad && !params_at(&s.p, 1)->momentum && late->grad && late->grad[0] == 0);
    ck_assert(kept != 0 && params_at(&s.p, 0)->momentum[3] != kept);
    ck_assert_double_eq(late->data[0], 7);
    expect_same(s.W, same.W, true); // its momentum was moved, too
    params_freeze(&s.p, "*", false);
    params_freeze(&same.p, "*", false);
    train(&s, adamw, 2);
    train(&same, adamw, 2);
    expect_same(s.W, same.W, true);
    expect_same(s.b, same.b, true);
    params_free(&s.p);
    params_free(&same.p);
}
END_TEST

START_TEST(copies_share_their_memory) // because structs that hold a Params are passed by value
{
    Small s = small_new(1), same = small_new(1);
    train(&same, adamw, 3);
    Small copy = s;
    train(&copy, adamw, 1);
    s.p.steps = copy.p.steps;
    train(&s, adamw, 1);
    copy.p.steps = s.p.steps;
    train(&copy, adamw, 1);
    expect_same(s.W, same.W, true);
    params_free(&copy.p);
    params_free(&same.p);
}
END_TEST

START_TEST(what_is_frozen_stays)
{
    Small s = small_new(1), start = small_new(1);
    void (*optimise)(Params * p) = optimisers[_i];
    ck_assert_int_eq(params_freeze(&s.p, "*.weight", true), 1);
    ck_assert_int_eq(params_freeze(&s.p, "*.gain", true), 0);
    train(&s, optimise, 2);
    ck_assert(!s.W->grad && s.b->grad);
    expect_same(s.W, start.W, true);
    expect_same(s.b, start.b, false);
    params_freeze(&s.p, "*.weight", false);
    train(&s, optimise, 2);
    expect_same(s.W, start.W, false);
    params_freeze(&s.p, "*", true); // while their old gradients are still there
    memcpy(start.W->data, s.W->data, sizeof(real) * A * B);
    memcpy(start.b->data, s.b->data, sizeof(real) * B);
    optimise(&s.p);
    expect_same(s.W, start.W, true);
    expect_same(s.b, start.b, true);
    params_free(&s.p);
    params_free(&start.p);
}
END_TEST

// A group behaves like a separate Params with the group's rate and decay.
START_TEST(groups_have_their_own_rate)
{
    Small s = small_new(1), other = small_new(1);
    ck_assert_int_eq(params_group(&s.p, "*", 0.5, 3), 2);
    ck_assert_int_eq(params_group(&s.p, "*.gain", 9, 9), 0);
    for (int step = 0; step < (_i < 2 ? 3 : 1); step++) { // the biases of AdamW differ after a step, then all does
        params_zero_grad(&s.p);
        params_zero_grad(&other.p);
        backward(&s);
        backward(&other);
        if (_i == 0)
            params_sgd(&s.p, 0.5), params_sgd(&other.p, 0.25);
        else if (_i == 1)
            params_momentum(&s.p, 0.5, 0.9), params_momentum(&other.p, 0.25, 0.9);
        else
            params_adamw(&s.p, 0.5, 0.9, 0.99, 1e-8, 0.125), params_adamw(&other.p, 0.25, 0.9, 0.99, 1e-8, 0.375);
    }
    expect_same(s.W, other.W, true);
    if (_i < 2)
        expect_same(s.b, other.b, true);
    else
        ck_assert(memcmp(s.b->data, other.b->data, sizeof(real) * B) != 0); // without a group, it has no decay
    params_free(&s.p);
    params_free(&other.p);
}
END_TEST

// One step of AdamW with a gradient g > 0 gives x (1 - rate decay) - rate, except for eps.
START_TEST(decay_by_hand)
{
    Params p = {0};
    Tensor *matrix = params_full(&p, "matrix", SHAPE(1, 1), 2), *bias = params_full(&p, "bias", SHAPE(1), 2);
    Tensor *grouped = params_full(&p, "grouped", SHAPE(1), 2);
    params_group(&p, "grouped", 0.5, 3);
    params_zero_grad(&p);
    matrix->grad[0] = bias->grad[0] = grouped->grad[0] = 1;
    params_adamw(&p, 0.1, 0.9, 0.99, 1e-12, 0.2);
    ck_assert_double_eq_tol(matrix->data[0], 2 * (1 - 0.1 * 0.2) - 0.1, 1e-6);
    ck_assert_double_eq_tol(bias->data[0], 2 - 0.1, 1e-6);
    ck_assert_double_eq_tol(grouped->data[0], 2 * (1 - 0.05 * 0.6) - 0.05, 1e-6);
    params_free(&p);
}
END_TEST

Suite *params_suite(void)
{
    Suite *suite = suite_create("params");
    TCase *tcase = tcase_create("params");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    tcase_add_test(tcase, a_list_of_any_length);
    tcase_add_test(tcase, memory_comes_when_it_is_needed);
    tcase_add_test(tcase, gradients_are_the_same);
    tcase_add_test(tcase, blocks_hold_all_numbers);
    tcase_add_test(tcase, blocks_follow_the_list);
    tcase_add_test(tcase, copies_share_their_memory);
    tcase_add_loop_test(tcase, what_is_frozen_stays, 0, COUNT(optimisers));
    tcase_add_loop_test(tcase, groups_have_their_own_rate, 0, 3);
    tcase_add_test(tcase, decay_by_hand);
    suite_add_tcase(suite, tcase);
    return suite;
}

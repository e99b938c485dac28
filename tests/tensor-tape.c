/* The tape, leaves, parameters, layers and schedules: what their headers promise. */
#include "tensor-cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

START_TEST(constants_have_no_gradient)
{
    Params p = {0};
    Tensor *w = params_full(&p, "w", SHAPE(2), 3), *x = tensor_full(SHAPE(2), 2);
    Tensor *detached = tensor_detach(tensor_mul(w, w)), *loss = tensor_sum_all(tensor_mul(tensor_mul(w, x), detached));
    tensor_backward(loss);
    ck_assert(!x->needs_grad && !detached->needs_grad && !x->grad && !detached->grad);
    ck_assert_double_eq(tensor_item(loss), 2 * 3 * 2 * 9);
    ck_assert_double_eq(w->grad[0], 2 * 9); // nothing came through detached
    params_free(&p);
}
END_TEST

START_TEST(losses_may_share_tensors)
{
    Params p = {0};
    Tensor *w = params_full(&p, "w", SHAPE(1), 3), *square = tensor_mul(w, w);
    tensor_backward(tensor_scale(square, 5));
    tensor_backward(tensor_scale(square, 7));
    ck_assert_double_eq(w->grad[0], 12 * 6);
    tensor_backward(w); // its own slope is 1
    ck_assert_double_eq(w->grad[0], 12 * 6 + 1);
    params_free(&p);
}
END_TEST

START_TEST(memory_is_used_again)
{
    tape_limit((size_t)4 << 20);
    for (int step = 0; step < 20; step++) {
        tape_reset();
        ck_assert_int_eq(tape_count(), 0);
        Tensor *big = tensor_full(SHAPE(400, 1000), step), *small = tensor_zeros(SHAPE(7));
        ck_assert((size_t)big->data % 64 == 0 && (size_t)small->data % 64 == 0);
        ck_assert_double_eq(big->data[big->size - 1], step);
        ck_assert(tape_at(0) == big && tape_at(1) == small);
    }
    tape_limit((size_t)4 << 30);
}
END_TEST

START_TEST(views_take_no_room)
{
    tape_limit((size_t)100 << 20);
    Tensor *a = tensor_zeros(SHAPE(10, (1 << 22) / (int)sizeof(real))), *b = a; // 40 MB
    for (int i = 0; i < 10; i++)
        b = tensor_view(b, i % 2 ? a->shape : SHAPE((int)a->size));
    ck_assert_ptr_eq(a->data, b->data);
    tape_limit((size_t)4 << 30);
}
END_TEST

// More numbers than an int can count. Most of the memory is never touched, so it takes no room.
START_TEST(places_beyond_two_thousand_million)
{
    enum { V = 3000000, C = 1024 };
    size_t bytes = sizeof(real) * V * C;
    void *memory = mmap(NULL, 2 * bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        puts("SKIPPED places_beyond_two_thousand_million: the system does not lend so much memory");
        return;
    }
    Tensor table = {.shape = SHAPE(V, C), .size = (size_t)V * C, .data = memory, .needs_grad = true};
    table.grad = table.data + table.size;
    table.data[table.size - C + 5] = 7;
    Tensor *last = tensor_embed(&table, (int[]){V - 1}, SHAPE(1)), *cut = tensor_slice(&table, 0, V - 2, V);
    ck_assert(last->data[5] == 7 && cut->data[C + 5] == 7);
    Tensor *all = tensor_view(&table, SHAPE(V / 1000, 1000, C));
    ck_assert(all->data == table.data && tensor_slice(all, 0, V / 1000 - 1, V / 1000)->data[999 * C + 5] == 7);
    tensor_backward(tensor_add(tensor_sum_all(last), tensor_sum_all(cut)));
    ck_assert(table.grad[table.size - C] == 2 && table.grad[table.size - C - 1] == 1 && table.grad[0] == 0);
    munmap(memory, 2 * bytes);
}
END_TEST

static char *written(void (*print)(FILE *f))
{
    static char text[4096];
    FILE *f = tmpfile();
    ck_assert_ptr_nonnull(f);
    print(f);
    rewind(f);
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    fclose(f);
    return text;
}

static Tensor *root;
static void dot(FILE *f)
{
    tape_dot(f, root);
}

START_TEST(tape_as_text_and_graph)
{
    Params p = {0};
    Tensor *w = params_full(&p, "W1", SHAPE(3, 2), 1), *x = tensor_full(SHAPE(4, 3), 1);
    tensor_exp(x); // not used for the loss
    root = tensor_sum_all(tensor_tanh(tensor_matmul(x, w)));
    char *text = written(tape_print);
    ck_assert_msg(strstr(text, "   2  matmul         (4, 2)             0 W1\n"), "%s", text);
    ck_assert_msg(strstr(text, "   3  tanh           (4, 2)             2\n"), "%s", text);
    text = written(dot);
    ck_assert_msg(strstr(text, "\"W1\\n(3, 2)\" -> t2") && strstr(text, "t2 -> t3") && !strstr(text, "exp"), "%s",
                  text);
    params_free(&p);
}
END_TEST

START_TEST(first_nan)
{
    Params p = {0};
    ck_assert_str_eq(written(tape_print_nan), "no NaN or infinity on the tape\n");
    Tensor *x = tensor_full(SHAPE(2, 3), 4), *relu = tensor_relu(tensor_shift(x, -4)), *log = tensor_log(relu);
    Tensor *zero = tensor_mul(log, tensor_zeros(SHAPE(3))); // -inf * 0
    ck_assert(isnan(tensor_item(tensor_mean_all(zero))));
    ck_assert(tape_first_nan() == log);
    ck_assert_str_eq(written(tape_print_nan), "the first NaN or infinity: tensor 3, log (2, 3), from relu (2, 3)\n");
    tape_reset();
    Tensor *w = params_full(&p, "W1", SHAPE(3, 2), NAN);
    tensor_cross_entropy(tensor_matmul(tensor_zeros(SHAPE(2, 3)), w), (int[]){0, 1});
    ck_assert_str_eq(written(tape_print_nan), "the first NaN or infinity: tensor 1, matmul (2, 2), from leaf "
                                              "(2, 3), W1 (3, 2), which has one already\n");
    params_free(&p);
}
END_TEST

// Are there results that depend on no source: rows without a target, windows entirely in the padding?
static bool reads_nothing(const Case *c)
{
    bool rows = strcmp(c->op, "pick") == 0 || strcmp(c->op, "cross_entropy_rows") == 0;
    return rows ? c->k[0] != 0 : strcmp(c->op, "conv2d") == 0 && c->k[1] > 1;
}

START_TEST(nan_is_not_lost) // an op that swallows a NaN would hide where it came from
{
    for (int i = 0; i < case_count(); i++) {
        Case c;
        case_new(&c, i, 4);
        tape_reset();
        for (int s = 0; s < (strcmp(c.op, "cat") == 0 ? 2 : 1); s++) // cat keeps its sources apart
            for (size_t k = 0; k < c.in[s]->size; k++)
                c.in[s]->data[k] = NAN;
        case_loss(&c);
        for (size_t k = 0; k < c.out->size && !reads_nothing(&c); k++)
            ck_assert_msg(isnan(c.out->data[k]), "%s: [%zu] is %g", c.text, k, (double)c.out->data[k]);
        case_free(&c);
    }
    Tensor *x = tensor_from(SHAPE(3), (real[]){1, NAN, 2});
    ck_assert(isnan(tensor_item(tensor_max(x, 0))));
    ck_assert(isnan(tensor_softmax(x)->data[0]));
}
END_TEST

START_TEST(the_first_of_equals)
{
    Params p = {0};
    Tensor *w = params_full(&p, "w", SHAPE(3), 1);
    tensor_backward(tensor_max(w, 0));
    ck_assert(w->grad[0] == 1 && w->grad[1] == 0 && w->grad[2] == 0);
    params_free(&p);
}
END_TEST

START_TEST(large_logits)
{
    Tensor *x = tensor_from(SHAPE(1, 3), (real[]){1e4, -1e4, 0}), *p = tensor_softmax(x);
    ck_assert(p->data[0] == 1 && p->data[1] == 0 && p->data[2] == 0);
    ck_assert_double_eq_tol(tensor_item(tensor_cross_entropy(x, (int[]){1})), 2e4, 1e-2);
    ck_assert_double_eq_tol(tensor_item(tensor_cross_entropy(tensor_zeros(SHAPE(5, 27)), (int[]){0, 1, 2, 3, 4})),
                            log(27), 1e-6);
}
END_TEST

START_TEST(draws_are_torchs)
{
    Rng rng, again;
    rng_seed(&rng, 42);
    again = rng;
    Tensor *x = tensor_randn(SHAPE(4, 5), &rng);
    float values[20];
    rng_randn(&again, values, 20);
    for (int i = 0; i < 20; i++)
        ck_assert(x->data[i] == (real)values[i]);
}
END_TEST

START_TEST(batchnorm_learns_its_statistics)
{
    Params p = {0};
    BatchNorm1d b = batchnorm1d_new(&p, "bn", 1, 0, 0.25);
    b.gamma->data[0] = 10;
    b.beta->data[0] = 1;
    Tensor *out = batchnorm1d_forward(&b, tensor_from(SHAPE(3, 1), (real[]){4, 6, 8})); // mean 6, variance 4
    ck_assert_double_eq_tol(out->data[2], 11, 1e-5);
    ck_assert_double_eq(b.running_mean[0], 0.25 * 6);
    ck_assert_double_eq(b.running_var[0], 0.75 + 0.25 * 4);
    b.training = false;
    out = batchnorm1d_forward(&b, tensor_from(SHAPE(1, 1), (real[]){5}));
    ck_assert_double_eq_tol(out->data[0], 10 * (5 - 1.5) / sqrt(1.75) + 1, 1e-5);
    ck_assert_double_eq(b.running_mean[0], 0.25 * 6); // evaluation does not change them
    batchnorm1d_free(&b);
    params_free(&p);
}
END_TEST

START_TEST(params_count_and_clip)
{
    Params p = {0};
    Tensor *a = params_zeros(&p, "a", SHAPE(2, 3)), *b = params_zeros(&p, "b", SHAPE(4));
    ck_assert_int_eq(params_total(&p), 10);
    params_zero_grad(&p);
    a->grad[0] = 3;
    b->grad[3] = -4;
    ck_assert_double_eq(params_clip_norm(&p, 10), 5); // small enough: nothing changes
    ck_assert(a->grad[0] == 3 && b->grad[3] == -4);
    ck_assert_double_eq(params_clip_norm(&p, 1), 5);
    ck_assert_double_eq_tol(a->grad[0], 0.6, 1e-6);
    ck_assert_double_eq_tol(b->grad[3], -0.8, 1e-6);
    params_zero_grad(&p);
    ck_assert(a->grad[0] == 0 && b->grad[3] == 0);
    params_free(&p);
}
END_TEST

START_TEST(cosine_by_hand) // warm-up 10 of 110 steps, from 1 down to 0.1
{
    static const double by_hand[][2] = {
        {0, 0.1},
        {4, 0.5},
        {9, 1},
        {10, 1},
        {35, 0.1 + 0.45 * (1 + 0.70710678118654752)},
        {60, 0.55},
        {85, 0.1 + 0.45 * (1 - 0.70710678118654752)},
        {110, 0.1},
        {1000, 0.1},
    };
    for (int i = 0; i < COUNT(by_hand); i++)
        ck_assert_double_eq_tol(schedule_cosine((int)by_hand[i][0], 10, 110, 1, 0.1), by_hand[i][1], 1e-12);
}
END_TEST

Suite *tape_suite(void)
{
    static const TTest *const *tests[] = {
        &constants_have_no_gradient,
        &losses_may_share_tensors,
        &memory_is_used_again,
        &views_take_no_room,
        &places_beyond_two_thousand_million,
        &tape_as_text_and_graph,
        &first_nan,
        &nan_is_not_lost,
        &the_first_of_equals,
        &large_logits,
        &draws_are_torchs,
        &batchnorm_learns_its_statistics,
        &params_count_and_clip,
        &cosine_by_hand,
    };
    Suite *suite = suite_create("tape");
    TCase *tcase = tcase_create("tape");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    for (int i = 0; i < COUNT(tests); i++)
        tcase_add_test(tcase, *tests[i]);
    suite_add_tcase(suite, tcase);
    return suite;
}

/*
 * The edges of float: every op's result and gradients for zeros of both signs, the largest and the smallest numbers,
 * infinities and NaN, and all pairs of these, against PyTorch in float. tests/tensor-reference.py has these numbers and
 * made the values.
 */
#include "tensor-cases.h"

#include <float.h>
#include <math.h>
#include <string.h>

// n is how many numbers there are; a source of n * n or 2 n * n numbers gets all pairs of them.
static const char *const edges[] = {
    "scale:-1.5 n",
    "scale:0 n",
    "shift:0.75 n",
    "exp n",
    "log n",
    "tanh n",
    "sigmoid n",
    "silu n",
    "gelu n",
    "relu n",
    "clamp:-0.5,1 n",
    "pow:0 n",
    "pow:1 n",
    "pow:2 n",
    "pow:3 n",
    "pow:0.3 n",
    "pow:-1.2 n",
    "pow:-1 n",
    "add nxn nxn",
    "sub nxn nxn",
    "mul nxn nxn",
    "div nxn nxn",
    "minimum nxn nxn",
    "maximum nxn nxn",
    "sum:-1 nxnx2",
    "mean:-1 nxnx2",
    "var:-1 nxnx2",
    "max:-1 nxnx2",
    "softmax nxnx2",
    "log_softmax nxnx2",
    "cross_entropy_rows nxnx2",
    "pick nxnx2",
    "layernorm nxnx2 2 2",
    "rms_norm nxnx2 2",
    "matmul nxnx2 2x3 @ -0.9 0.9",
    "linear nxnx2 2x3 3 @ -0.9 0.9",
    "max_pool:2,2 nx2xnx1",
    "conv2d:1,0 nxnx2x1 1x2x1x2 @ -0.9 0.9",
};
enum { EDGES = 14 };

int edge_count(void)
{
    return COUNT(edges);
}

void edge_new(Case *c, int which)
{
    case_from(c, edges[which], EDGES);
}

static void fill(Case *c)
{
    const double *e = reference("tests/tensor-reference.txt", "edges", EDGES);
    for (int s = 0; s < c->p.count; s++) {
        Tensor *t = c->p.tensor[s];
        for (size_t i = 0; i < t->size; i++)
            if (t->size == EDGES)
                t->data[i] = (real)e[i];
            else if (t->size == EDGES * EDGES)
                t->data[i] = (real)e[s ? i % EDGES : i / EDGES];
            else if (t->size == 2 * EDGES * EDGES)
                t->data[i] = (real)e[i % 2 ? i / 2 % EDGES : i / 2 / EDGES];
    }
}

// Equal to 2e-5, or to `floor` if that is larger. floor allows for numbers too small for a normal float (where e^a is
// 0, see fastmath.h), and for slopes that cancel, as in a norm.
static void expect_edges(const char *key, size_t count, const real *found, double floor)
{
    const double *expected = reference("tests/tensor-reference.txt", key, count);
    for (size_t i = 0; i < count; i++) {
        double x = found[i], y = expected[i];
        bool same = isnan(y) ? isnan(x) : isinf(y) ? x == y : fabs(x - y) <= fmax(2e-5 * fabs(y), floor);
        ck_assert_msg(same, "%s: [%zu] is %.9g, PyTorch has %.9g", key, i, x, y);
    }
}

START_TEST(as_in_pytorch)
{
    Case c;
    char key[100];
    edge_new(&c, _i);
    snprintf(key, sizeof key, "edge %s", c.text);
    if (case_skipped(key))
        return;
    fill(&c);
    tensor_backward(case_loss(&c));
    expect_edges(key, c.out->size, c.out->data, FLT_MIN);
    double floor = strstr(c.op, "norm") ? 1e-4 : FLT_MIN;
    for (int i = 0; i < c.p.count; i++) {
        snprintf(key, sizeof key, "edge %s %s", c.text, c.p.tensor[i]->name);
        expect_edges(key, c.p.tensor[i]->size, c.p.tensor[i]->grad, floor);
    }
    case_free(&c);
}
END_TEST

static real slope_with(real gradient, Tensor *(*op)(Tensor *), double at)
{
    Params p = {0};
    Tensor *a = params_full(&p, "a", SHAPE(1), at);
    tensor_backward(tensor_mul(op(a), tensor_full(SHAPE(1), gradient)));
    real slope = a->grad[0];
    params_free(&p);
    return slope;
}

START_TEST(other_than_pytorch_on_purpose) // as tensor.h says
{
    Tensor *a = tensor_from(SHAPE(2), (real[]){-88, -(real)INFINITY}), *most = tensor_full(SHAPE(2), FLT_MAX);
    ck_assert(tensor_exp(a)->data[0] == 0);
    ck_assert(isinf(tensor_pow(a, 0.5)->data[1]));
    ck_assert(tensor_mean(most, 0)->data[0] == (real)FLT_MAX);
    ck_assert(slope_with((real)INFINITY, tensor_relu, -1) == 0);
    ck_assert(slope_with((real)INFINITY, tensor_tanh, 50) == 0); // PyTorch: NaN
    ck_assert(isinf(slope_with((real)INFINITY, tensor_tanh, 1)));
}
END_TEST

Suite *edges_suite(void)
{
    Suite *suite = suite_create("edges");
    TCase *tcase = tcase_create("edges");
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    if (!IS_DOUBLE) {
        tcase_add_loop_test(tcase, as_in_pytorch, 0, COUNT(edges));
        tcase_add_test(tcase, other_than_pytorch_on_purpose);
    }
    suite_add_tcase(suite, tcase);
    return suite;
}

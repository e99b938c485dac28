/*
 * Every backward against differences of the loss, on all elements (in the double build), and the other
 * promises of backward: it adds, it leaves constants alone, and a source may be used twice.
 */
#include "tensor-cases.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

static const int sizes[] = {1, 2, 3, 5};
static const double STEP = 1e-5, ALLOWED = 1e-6;

START_TEST(gradient_of_every_element)
{
    for (int which = _i; which < case_count(); which += PARTS)
        for (int i = 0; i < COUNT(sizes); i++) {
            Case c;
            case_new(&c, which, sizes[i]);
            Gradcheck g = gradcheck(case_loss, &c, &c.p, STEP);
            ck_assert_msg(g.error < ALLOWED, "%s: %s", c.text, gradcheck_text(&g));
            case_free(&c);
        }
}
END_TEST

static void backward(Case *c)
{
    tape_reset();
    tensor_backward(case_loss(c));
}

// ---- a planted fault: a backward that forgets that a source may need no gradient ----

static sigjmp_buf before_backward;

static void crashed(int which)
{
    siglongjmp(before_backward, which);
}

// Runs a loss and its backward; false if that crashed.
static bool survives(Loss *loss, void *context)
{
    struct sigaction action = {.sa_handler = crashed}, segv, bus;
    sigaction(SIGSEGV, &action, &segv);
    sigaction(SIGBUS, &action, &bus);
    volatile bool survived = false;
    if (sigsetjmp(before_backward, 1) == 0) {
        tape_reset();
        tensor_backward(loss(context));
        survived = true;
    }
    sigaction(SIGSEGV, &segv, NULL);
    sigaction(SIGBUS, &bus, NULL);
    return survived;
}

__attribute__((no_sanitize("undefined"))) static void forgetful_backward(Tensor *out)
{
    for (int i = 0; i < 2; i++)
        *tensor_grad(out->src[i]) += *out->grad;
}

static Tensor *forgetful(void *with_constant)
{
    static const Op op = {"forgetful", forgetful_backward};
    static Params p;
    Tensor *a = p.count ? p.tensor[0] : params_full(&p, "a", SHAPE(1), 1);
    Tensor *b = *(bool *)with_constant ? tensor_full(SHAPE(1), 1) : a, *out = tensor_new(SHAPE(1), &op, a, b, NULL);
    out->data[0] = a->data[0] + b->data[0];
    return out;
}

START_TEST(a_forgotten_null_is_noticed)
{
    ck_assert(survives(forgetful, &(bool){false}));
    ck_assert(!survives(forgetful, &(bool){true}));
    ck_assert(survives(forgetful, &(bool){false})); // and this process goes on
}
END_TEST

// A source gets exactly the same gradient when the other sources are constants.
static void check_constants(int which)
{
    Case all, some;
    case_new(&all, which, 5);
    case_new(&some, which, 5);
    for (int keep = 0; keep < all.p.count && all.p.count == all.sources; keep++) {
        some.fixed = ~(1u << keep);
        params_zero_grad(&all.p);
        backward(&all);
        ck_assert_msg(survives(case_loss, &some),
                      "%s: backward crashes if only source %s needs a gradient: tensor_grad gives NULL for the others",
                      all.text, all.p.tensor[keep]->name);
        Tensor *a = all.p.tensor[keep], *b = some.p.tensor[keep];
        ck_assert_msg(memcmp(a->grad, b->grad, sizeof(real) * a->size) == 0, "%s", all.text);
        for (int i = 0; i < some.p.count; i++)
            ck_assert_msg(i == keep || !some.p.tensor[i]->grad, "%s: a constant got a gradient", all.text);
        params_forget(&some.p, PARAMS_GRAD);
    }
    case_free(&all);
    case_free(&some);
}

START_TEST(constants_change_nothing)
{
    for (int which = _i; which < case_count(); which += PARTS)
        check_constants(which);
}
END_TEST

// Two backwards of one loss give twice the gradient, and so do two steps without params_zero_grad.
static void check_sum(int which)
{
    Case c;
    case_new(&c, which, 3);
    backward(&c);
    Tensor *t = c.p.tensor[0];
    tape_reset();
    real *once = tape_alloc(sizeof *once * t->size);
    for (size_t k = 0; k < t->size; k++) {
        once[k] = t->grad[k];
        t->grad[k] = 0;
    }
    Tensor *loss = case_loss(&c);
    tensor_backward(loss);
    tensor_backward(loss);
    for (size_t k = 0; k < t->size; k++)
        once[k] *= 2;
    expect_close(c.text, t->size, t->grad, once, IS_DOUBLE ? 1e-14 : 2e-6);
    case_free(&c);
}

START_TEST(backward_adds)
{
    for (int which = _i; which < case_count(); which += PARTS)
        check_sum(which);
}
END_TEST

// ---- two faults of a public project, planted: would they be found? ----

static bool faulty;

// out[t] = sum over s <= t of p[t][s] v[s], p[t] = softmax over s <= t of q[t] k[s] / sqrt(C); all
// (T, C).
static void attention_backward(Tensor *out)
{
    int T = out->shape.dim[0], C = out->shape.dim[1];
    const real *p = out->extra, *q = out->src[0]->data, *k = out->src[1]->data, *v = out->src[2]->data;
    real *dq = tensor_grad(out->src[0]), *dk = tensor_grad(out->src[1]), *dv = tensor_grad(out->src[2]);
    for (int t = 0; t < T; t++) {
        double dp[8] = {0}, dot = 0;
        for (int s = 0; s <= t; s++)
            for (int c = 0; c < C; c++) {
                dp[s] += out->grad[t * C + c] * v[s * C + c];
                dot += p[t * T + s] * out->grad[t * C + c] * v[s * C + c];
            }
        for (int s = 0; s <= t; s++)
            for (int c = 0; c < C; c++) {
                real d = (real)(p[t * T + s] * (dp[s] - dot) / sqrt(C));
                dq[t * C + c] += d * k[s * C + c];
                if (faulty && s < t)
                    continue; // the fault: later positions give earlier keys and values no gradient
                dk[s * C + c] += d * q[t * C + c];
                dv[s * C + c] += p[t * T + s] * out->grad[t * C + c];
            }
    }
}

static const Op op_attention = {"attention", attention_backward};

static Tensor *attention(void *context)
{
    Params *p = context;
    Tensor *q = p->tensor[0], *k = p->tensor[1], *v = p->tensor[2];
    Tensor *out = tensor_new(q->shape, &op_attention, q, k, v);
    int T = q->shape.dim[0], C = q->shape.dim[1];
    real *weight = tape_alloc(sizeof *weight * (size_t)(T * T));
    out->extra = weight;
    memset(out->data, 0, sizeof(real) * out->size);
    for (int t = 0; t < T; t++) {
        double e[8] = {0}, sum = 0;
        for (int s = 0; s <= t; s++) {
            for (int c = 0; c < C; c++)
                e[s] += q->data[t * C + c] * k->data[s * C + c] / sqrt(C);
            sum += e[s] = exp(e[s]);
        }
        for (int s = 0; s <= t; s++) {
            weight[t * T + s] = (real)(e[s] / sum);
            for (int c = 0; c < C; c++)
                out->data[t * C + c] += weight[t * T + s] * v->data[s * C + c];
        }
    }
    return tensor_sum_all(tensor_mul(out, p->tensor[3]));
}

// out = x / rms, rms = sqrt(mean x^2):  dx += dout / rms - x sum(dout x) / (n rms^3)
static void rmsnorm_backward(Tensor *out)
{
    const real *x = out->src[0]->data;
    double rms = *(const double *)out->extra, dot = 0, n = (double)out->size;
    for (size_t i = 0; i < out->size; i++)
        dot += out->grad[i] * x[i];
    real *dx = tensor_grad(out->src[0]);
    for (size_t i = 0; i < out->size; i++) // the fault: rms^2 where rms^3 belongs
        dx[i] += (real)(out->grad[i] / rms - x[i] * dot / (n * rms * rms * (faulty ? 1 : rms)));
}

static const Op op_rmsnorm = {"rmsnorm", rmsnorm_backward};

static Tensor *rmsnorm(void *context)
{
    Params *p = context;
    Tensor *x = p->tensor[0], *out = tensor_new(x->shape, &op_rmsnorm, x, NULL, NULL);
    double *rms = tape_alloc(sizeof *rms), sum = 0;
    for (size_t i = 0; i < x->size; i++)
        sum += (double)x->data[i] * x->data[i];
    out->extra = rms;
    *rms = sqrt(sum / (double)x->size);
    for (size_t i = 0; i < x->size; i++)
        out->data[i] = (real)(x->data[i] / *rms);
    return tensor_sum_all(tensor_mul(out, p->tensor[3]));
}

static void check_fault(const char *name, Loss *loss)
{
    Params p = {0};
    Rng rng;
    rng_seed(&rng, 1);
    for (int i = 0; i < 4; i++)
        params_randn(&p, "source", SHAPE(5, 3), &rng, 1);
    for (int i = 0; i < 2; i++) {
        faulty = i == 1;
        Gradcheck g = gradcheck(loss, &p, &p, STEP);
        double along = gradcheck_direction(loss, &p, &p, STEP, &rng);
        ck_assert_msg(faulty ? g.error > 1e-2 : g.error < ALLOWED, "%s: %s", name, gradcheck_text(&g));
        ck_assert_msg(faulty ? along > 1e-2 : along < ALLOWED, "%s: %g in a direction", name, along);
    }
    params_free(&p);
}

START_TEST(faults_are_found)
{
    check_fault("attention", attention);
    check_fault("rmsnorm", rmsnorm);
}
END_TEST

// ---- whole models ----

START_TEST(models_in_random_directions)
{
    Names *names = names_load("names.txt");
    Model model;
    model_new(&model, _i);
    Split split = examples_split(names, model.context);
    names_free(names);
    model_batch(&model, &split.train, BATCH);
    Rng rng;
    rng_seed(&rng, 1);
    for (int i = 0; i < 5; i++) {
        double error = gradcheck_direction(model_loss, &model, &model.p, 1e-6, &rng);
        ck_assert_msg(error < ALLOWED, "%s: %g", model.name, error);
    }
    model_free(&model);
    examples_split_free(&split);
}
END_TEST

// An op whose result goes through another before it is a case's result: causal_mask.
static bool on_the_way(const Case *c)
{
    for (int i = 0; i < tape_count(); i++)
        if (tape_at(i)->op && strcmp(tape_at(i)->op->name, c->op) == 0)
            return true;
    return false;
}

// The names of the ops whose cases all have right gradients: a case counts for the op that made its
// result, or for one that led to it.
void print_exercised(void)
{
    for (int i = 0; i < case_count(); i++) {
        Case c;
        case_new(&c, i, 3);
        Gradcheck g = gradcheck(case_loss, &c, &c.p, STEP);
        printf("%s %s\n", g.error < ALLOWED ? "ok" : "FAIL", on_the_way(&c) ? c.op : c.out->op->name);
        case_free(&c);
    }
}

Suite *gradient_suite(void)
{
    Suite *suite = suite_create("gradients");
    TCase *tcase = tcase_create("gradients");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    tcase_add_test(tcase, a_forgotten_null_is_noticed);
    tcase_add_loop_test(tcase, constants_change_nothing, 0, PARTS);
    tcase_add_loop_test(tcase, backward_adds, 0, PARTS);
    if (IS_DOUBLE) {
        tcase_add_loop_test(tcase, gradient_of_every_element, 0, PARTS);
        tcase_add_loop_test(tcase, models_in_random_directions, 0, MODELS);
        tcase_add_test(tcase, faults_are_found);
    }
    suite_add_tcase(suite, tcase);
    return suite;
}

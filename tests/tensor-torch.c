/*
 * PyTorch's values: every op's result and gradients, the lectures' models before their first step,
 * the optimisers. tests/tensor-reference.py made them and says what a line holds.
 */
#include "tensor-cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ALLOWED = 1e-5, ALLOWED_IN_DOUBLE = 1e-8;
static const char VALUES[] = "tests/tensor-reference.txt";

// The text after "KEY = " in the file, or NULL.
static const char *line_of(const char *file, const char *key)
{
    static char line[1 << 15];
    FILE *f = fopen(file, "r");
    ck_assert_msg(f != NULL, "%s is missing", file);
    size_t length = strlen(key);
    bool found = false;
    while (!found && fgets(line, sizeof line, f))
        found = strncmp(line, key, length) == 0 && strncmp(line + length, " = ", 3) == 0;
    fclose(f);
    return found ? line + length + 3 : NULL;
}

const double *reference(const char *file, const char *key, size_t count)
{
    static double values[1024];
    const char *line = line_of(file, key);
    size_t n = 0;
    ck_assert_msg(line, "%s has no %s: run the script that made it", file, key);
    for (char *s = (char *)line, *end; n < (size_t)COUNT(values); s = end, n++) {
        values[n] = strtod(s, &end);
        if (end == s)
            break;
    }
    ck_assert_msg(n == count, "%s has %zu reference values, not %zu", key, n, count);
    return values;
}

bool case_skipped(const char *key)
{
    const char *python = getenv("PYTHON");
    char command[200];
    if (line_of(VALUES, key))
        return false;
    snprintf(command, sizeof command, "'%s' -c 'import torch' 2>/dev/null", python ? python : "/usr/bin/python3");
    ck_assert_msg(system(command) != 0, "PyTorch's values for \"%s\" are missing: make tensor-reference", key);
    printf("SKIPPED %s: PyTorch's values are missing, and it is not installed; where it is: make tensor-reference\n",
           key);
    return true;
}

static void expect_reference(const char *key, size_t count, const real *found, double tolerance)
{
    const double *expected = reference(VALUES, key, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(found[i] - expected[i]) <= tolerance * fmax(1, fabs(expected[i])),
                      "%s: [%zu] is %.9g, PyTorch has %.9g", key, i, (double)found[i], expected[i]);
}

static void check_case(int which)
{
    Case c;
    char key[100];
    double tolerance = IS_DOUBLE ? ALLOWED_IN_DOUBLE : ALLOWED;
    case_new(&c, which, 4);
    if (case_skipped(c.text)) {
        case_free(&c);
        return;
    }
    tape_reset();
    tensor_backward(case_loss(&c));
    expect_reference(c.text, c.out->size, c.out->data, tolerance);
    for (int i = 0; i < c.p.count; i++) {
        snprintf(key, sizeof key, "%s %s", c.text, c.p.tensor[i]->name);
        expect_reference(key, c.p.tensor[i]->size, c.p.tensor[i]->grad, tolerance);
    }
    case_free(&c);
}

START_TEST(ops)
{
    for (int which = _i; which < case_count(); which += PARTS)
        check_case(which);
}
END_TEST

// The norm of a parameter's gradient, and five of its elements, to 1e-5 of the norm.
static void expect_gradient(const char *model, int i, const Tensor *t)
{
    char key[40];
    snprintf(key, sizeof key, "%s %d", model, i);
    const double *expected = reference(VALUES, key, 6);
    double found[6] = {0}, tolerance = ALLOWED * fmax(expected[0], 1e-6);
    for (size_t k = 0; k < t->size; k++)
        found[0] += (double)t->grad[k] * t->grad[k];
    found[0] = sqrt(found[0]);
    for (size_t k = 0; k < 5; k++)
        found[1 + k] = t->grad[k * (t->size - 1) / 4];
    for (int k = 0; k < 6; k++)
        ck_assert_msg(fabs(found[k] - expected[k]) <= tolerance, "%s, %s[%d]: %.9g, PyTorch has %.9g", key, t->name, k,
                      found[k], expected[k]);
}

START_TEST(models)
{
    Names *names = names_load("names.txt");
    Model m;
    char key[40];
    model_new(&m, _i);
    Split split = examples_split(names, m.context);
    names_free(names);
    model_batch(&m, &split.train, BATCH);
    Tensor *loss = model_loss(&m);
    tensor_backward(loss);
    snprintf(key, sizeof key, "%s loss", m.name);
    expect_reference(key, 1, loss->data, ALLOWED);
    for (int i = 0; i < m.p.count; i++)
        expect_gradient(m.name, i, m.p.tensor[i]);
    model_free(&m);
    examples_split_free(&split);
}
END_TEST

// ---- optimisers ----

static void draw(Rng *rng, size_t count, real *to)
{
    float u[12];
    rng_rand(rng, u, count);
    for (size_t i = 0; i < count; i++)
        to[i] = 2 * (real)u[i] - 1;
}

static void step(const char *name, Params *p)
{
    double norm;
    if (strcmp(name, "sgd") == 0)
        params_sgd(p, 0.5);
    else if (strcmp(name, "momentum") == 0)
        params_momentum(p, 0.5, 0.9);
    else if (strcmp(name, "adam") == 0)
        params_adam(p, 0.5, 0.9, 0.999, 1e-8);
    else if (strcmp(name, "adamw") == 0)
        params_adamw(p, 0.5, 0.9, 0.95, 1e-3, 0.1);
    else {
        norm = params_clip_norm(p, 2.25);
        ck_assert_double_gt(norm, 1);
        params_sgd(p, 1);
    }
}

START_TEST(optimisers)
{
    static const char *const name[] = {"sgd", "momentum", "adam", "adamw", "clip"};
    Params p = {0};
    Rng rng;
    char key[40];
    rng_seed(&rng, 3);
    Tensor *A = params_zeros(&p, "A", SHAPE(3, 4)), *b = params_zeros(&p, "b", SHAPE(4));
    draw(&rng, A->size, A->data);
    draw(&rng, b->size, b->data);
    params_zero_grad(&p);
    for (int i = 0; i < 5; i++) {
        draw(&rng, A->size, A->grad);
        draw(&rng, b->size, b->grad);
        step(name[_i], &p);
    }
    for (int i = 0; i < 2; i++) {
        snprintf(key, sizeof key, "%s %s", name[_i], i ? "b" : "A");
        expect_reference(key, p.tensor[i]->size, p.tensor[i]->data, IS_DOUBLE ? ALLOWED_IN_DOUBLE : 2e-6);
    }
    params_free(&p);
}
END_TEST

Suite *torch_suite(void)
{
    Suite *suite = suite_create("PyTorch");
    TCase *values = tcase_create("values"), *tcase = tcase_create("models");
    tcase_set_timeout(values, 60);
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(values, tape_reset, NULL);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    tcase_add_loop_test(values, ops, 0, PARTS);
    tcase_add_loop_test(tcase, models, 0, MODELS);
    tcase_add_loop_test(tcase, optimisers, 0, 5);
    suite_add_tcase(suite, values);
    suite_add_tcase(suite, tcase);
    return suite;
}

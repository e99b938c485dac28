/* common/models/recipe.c: twenty steps of GPT-3's recipe end where PyTorch ends (09-gpt2-reference.py). */
#include "unit.h"
#include "gpt.h"
#include "recipe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VOCAB = 11, C = 8, PIECES = 3, B = 2, T = 6, STEPS = 20, EVERY = 5, MOST = 64 };

static int torch_says(const char *name, double values[MOST])
{
    char line[4096], key[64];
    int count = 0, used;
    FILE *f = fopen("tests/09-gpt2.txt", "r");
    ck_assert_msg(f != NULL, "cannot read tests/09-gpt2.txt");
    while (fgets(line, sizeof line, f) && count == 0) {
        char *at = line;
        sscanf(at, "%63s%n", key, &used);
        for (at += used; strcmp(key, name) == 0 && count < MOST && sscanf(at, "%lf%n", &values[count], &used) == 1;
             count++)
            at += used;
    }
    fclose(f);
    ck_assert_msg(count > 0, "tests/09-gpt2.txt has no %s", name);
    return count;
}

typedef struct Batch {
    GPT *gpt;
    int X[PIECES][B * T], Y[PIECES][B * T], count[PIECES];
} Batch;

static void draw(Batch *b, int step)
{
    for (int k = 0; k < PIECES; k++) {
        b->count[k] = 0;
        for (int i = 0; i < B * T; i++) {
            b->X[k][i] = (i * i + 3 * step + 5 * k) % VOCAB;
            b->Y[k][i] = (i + step) % (k + 2) == 1 ? -1 : (2 * b->X[k][i] + i) % VOCAB;
            b->count[k] += b->Y[k][i] >= 0;
        }
    }
}

static Tensor *piece_loss(void *context, int k)
{
    Batch *b = context;
    return gpt_loss(b->gpt, b->X[k], b->Y[k], B, T);
}

static GPT *new_gpt(void)
{
    GPT *gpt = gpt_new((GPTConfig){.vocab = VOCAB, .block = T, .layers = 2, .heads = 2, .embd = C});
    for (int k = 0; k < gpt->params.count; k++)
        for (size_t i = 0; i < gpt->params.tensor[k]->size; i++)
            gpt->params.tensor[k]->data[i] = (real)(0.4 * sin((0.7 + 0.1 * k) * (double)i + 1));
    return gpt;
}

// A bias of the keys adds the same to all scores of a query, so its gradient is 0 and what Adam makes of it is noise.
static bool of_a_key(const Tensor *t, int i)
{
    return strstr(t->name, "c_attn.bias") && i >= C && i < 2 * C;
}

START_TEST(twenty_steps)
{
    double losses[MOST], norms[MOST], right[MOST], most = 0;
    Batch b = {.gpt = new_gpt()};
    Params *p = &b.gpt->params;
    Recipe recipe = {
        .warmup = 5, .steps = STEPS, .high = 3e-3, .low = 3e-4, .beta1 = 0.9, .beta2 = 0.95, .decay = 0.1, .clip = 0.5};
    ck_assert_int_eq(torch_says("losses", losses), STEPS);
    ck_assert_int_eq(torch_says("norms", norms), STEPS);
    for (int step = 0; step < STEPS; step++) {
        draw(&b, step);
        params_zero_grad(p);
        double loss = recipe_accumulate(PIECES, b.count, piece_loss, &b);
        double norm = recipe_step(&recipe, p, step);
        ck_assert_msg(fabs(loss - losses[step]) < 1e-5, "step %d: loss %.7f, PyTorch's %.7f", step, loss, losses[step]);
        ck_assert_msg(fabs(norm - norms[step]) < 1e-4, "step %d: norm %.6f, PyTorch's %.6f", step, norm, norms[step]);
    }
    for (int k = 0; k < p->count; k++) {
        const Tensor *t = p->tensor[k];
        int n = torch_says(t->name, right);
        ck_assert_int_eq(n, ((int)t->size + EVERY - 1) / EVERY);
        for (int j = 0; j < n; j++) {
            double off = of_a_key(t, j * EVERY) ? 0 : fabs((double)t->data[j * EVERY] - right[j]);
            most = fmax(most, off);
            ck_assert_msg(off < 1e-5, "%s[%d] is %.8f, in PyTorch %.8f", t->name, j * EVERY, (double)t->data[j * EVERY],
                          right[j]);
        }
    }
    ck_assert(most > 0); // something was compared
    gpt_free(b.gpt);
}
END_TEST

START_TEST(pieces_without_targets)
{
    Batch b = {.gpt = new_gpt()};
    draw(&b, 0);
    b.count[1] = 0; // passed over: its targets would be found otherwise
    params_zero_grad(&b.gpt->params);
    double two = recipe_accumulate(PIECES, b.count, piece_loss, &b);
    tape_reset();
    double first = tensor_item(piece_loss(&b, 0)), last = tensor_item(piece_loss(&b, 2));
    double mean = (first * b.count[0] + last * b.count[2]) / (b.count[0] + b.count[2]);
    ck_assert_double_eq_tol(two, mean, 1e-6);
    gpt_free(b.gpt);
}
END_TEST

static void no_targets(void)
{
    Batch b = {0};
    recipe_accumulate(PIECES, b.count, piece_loss, &b);
}

START_TEST(no_target_at_all)
{
    expect_failure(no_targets, -6, "no target in 3 pieces counts");
}
END_TEST

Suite *recipe_suite(void)
{
    Suite *suite = suite_create("recipe");
    TCase *all = tcase_create("all");
    tcase_add_test(all, twenty_steps);
    tcase_add_test(all, pieces_without_targets);
    tcase_add_test(all, no_target_at_all);
    suite_add_tcase(suite, all);
    return suite;
}

/*
 * Fine-tuning as a whole, common/models/lora.h: PyTorch's masked loss and gradients for given weights, with adapters and
 * without; all gradients against differences; merged equals unmerged; files of adapters, and those of other models.
 */
#include "tensor-cases.h"
#include "helpers.h"
#include "lora.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { V = 13, T = 8, B = 2, C = 8, RANK = 3 }; // of 13-finetune-reference.py

static const int ids[B * T] = {10, 3, 5, 12, 11, 7, 1, 12, 10, 2, 12, 11, 9, 12, 10, 10};
static const int targets[B * T] = {-1, -1, -1, -1, 7, 1, 12, -1, -1, -1, -1, 9, 12, -1, -1, -1};

static Lora *adapted_gpt(void)
{
    Rng rng;
    rng_seed(&rng, 1);
    GPT *gpt = gpt_new((GPTConfig){.vocab = V, .block = T, .layers = 2, .heads = 2, .embd = C});
    Lora *lora = lora_attach(gpt, RANK, 2 * RANK, &rng);
    for (int k = 0; k < gpt->params.count; k++)
        for (size_t i = 0; i < gpt->params.tensor[k]->size; i++)
            gpt->params.tensor[k]->data[i] = (real)(0.4 * sin((0.7 + 0.1 * k) * (double)i + 1));
    return lora;
}

static void all_free(Lora *lora)
{
    gpt_free(lora->gpt);
    lora_free(lora);
}

static bool is_adapter(const Tensor *t)
{
    return strstr(t->name, ".lora_") != NULL;
}

static void expect_line(const char *key, size_t count, int step, const real *found)
{
    const double *expected = reference("tests/13-finetune.txt", key, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(found[i * (size_t)step] - expected[i]) <=
                          (IS_DOUBLE ? 1e-8 : 1e-5) * fmax(1, fabs(expected[i])),
                      "%s[%zu] is %.9g, PyTorch has %.9g", key, i, (double)found[i * (size_t)step], expected[i]);
}

START_TEST(adapters_agree_with_torch)
{
    Lora *lora = adapted_gpt();
    params_freeze(&lora->gpt->params, "*", true);
    params_freeze(&lora->gpt->params, "*.lora_?", false);
    tape_reset();
    Tensor *logits = lora_logits(lora, ids, B, T), *loss = tensor_cross_entropy(logits, targets);
    expect_line("adapted.logits", logits->size, 1, logits->data);
    expect_line("adapted.loss", 1, 1, loss->data);
    tensor_backward(loss);
    for (int i = 0; i < lora->gpt->params.count; i++) {
        const Tensor *t = lora->gpt->params.tensor[i];
        if (is_adapter(t))
            expect_line(t->name, t->size, 1, t->grad);
        else
            ck_assert_msg(t->grad == NULL, "%s is frozen, and has a gradient", t->name);
    }
    all_free(lora);
}
END_TEST

START_TEST(the_masked_loss_agrees_with_torch)
{
    Lora *lora = adapted_gpt();
    tape_reset();
    Tensor *logits = gpt_forward(lora->gpt, ids, B, T), *loss = tensor_cross_entropy(logits, targets);
    expect_line("logits", logits->size, 1, logits->data);
    expect_line("loss", 1, 1, loss->data);
    tensor_backward(loss);
    for (int i = 0; i < lora->gpt->params.count; i++) {
        const Tensor *t = lora->gpt->params.tensor[i];
        if (!is_adapter(t))
            expect_line(t->name, (t->size + 2) / 3, 3, t->grad);
    }
    all_free(lora);
}
END_TEST

static Tensor *loss_of(void *lora)
{
    return tensor_cross_entropy(lora_logits(lora, ids, B, T), targets);
}

START_TEST(gradient_of_every_number)
{
    Lora *lora = adapted_gpt();
    Gradcheck g = gradcheck(loss_of, lora, &lora->gpt->params, 1e-5);
    ck_assert_msg(g.error < 1e-6, "%s", gradcheck_text(&g));
    all_free(lora);
}
END_TEST

// W += scale A B, by the definition
START_TEST(merged_is_unmerged)
{
    Lora *lora = adapted_gpt();
    tape_reset();
    Tensor *apart = lora_logits(lora, ids, B, T);
    for (int p = 0; p < lora->pairs; p++) {
        const LoraPair *pair = &lora->pair[p];
        int in = pair->A->shape.dim[0], out = pair->B->shape.dim[1];
        for (int i = 0; i < in; i++)
            for (int j = 0; j < out; j++) {
                double sum = 0;
                for (int r = 0; r < RANK; r++)
                    sum += (double)pair->A->data[i * RANK + r] * (double)pair->B->data[r * out + j];
                pair->on->weight->data[i * out + j] += (real)(lora->scale * sum);
            }
    }
    Tensor *one = gpt_forward(lora->gpt, ids, B, T);
    for (size_t i = 0; i < one->size; i++)
        ck_assert_msg(fabs(one->data[i] - apart->data[i]) <= (IS_DOUBLE ? 1e-12 : 1e-5) * fmax(1, fabs(apart->data[i])),
                      "logit %zu is %.12g merged, and %.12g unmerged", i, (double)one->data[i], (double)apart->data[i]);
    all_free(lora);
}
END_TEST

START_TEST(at_first_nothing_changes)
{
    Rng rng;
    rng_seed(&rng, 1);
    Lora *trained = adapted_gpt();
    GPT *gpt = trained->gpt;
    for (int p = 0; p < trained->pairs; p++)
        param_full(trained->pair[p].B, 0);
    tape_reset();
    Tensor *with = lora_logits(trained, ids, B, T), *without = gpt_forward(gpt, ids, B, T);
    ck_assert_int_eq(memcmp(with->data, without->data, sizeof(real) * with->size), 0);
    all_free(trained);
}
END_TEST

// ---- files ----

static const char path[] = "build/tensor-lora.safetensors";

static GPT *plain_gpt(double more)
{
    Lora *lora = adapted_gpt();
    GPT *gpt = gpt_new(lora->gpt->config);
    for (int i = 0; i < gpt->params.count; i++)
        memcpy(gpt->params.tensor[i]->data, lora->gpt->params.tensor[i]->data,
               sizeof(real) * gpt->params.tensor[i]->size);
    gpt->wte->data[5] += (real)more;
    all_free(lora);
    return gpt;
}

START_TEST(adapters_in_a_file)
{
    Lora *lora = adapted_gpt();
    lora_save(lora, path);
    GPT *gpt = plain_gpt(0);
    ck_assert_uint_eq(gpt_fingerprint(gpt), gpt_fingerprint(lora->gpt)); // adapters do not count
    Lora *again = lora_load(gpt, path);
    ck_assert_int_eq(again->rank, RANK);
    ck_assert(again->scale == lora->scale);
    tape_reset();
    Tensor *a = lora_logits(lora, ids, B, T), *b = lora_logits(again, ids, B, T);
    ck_assert_int_eq(memcmp(a->data, b->data, sizeof(real) * a->size), 0);
    all_free(lora);
    all_free(again);
}
END_TEST

static void load_for_another(void)
{
    lora_load(plain_gpt(0.001), path);
}

static void load_a_model(void)
{
    lora_load(plain_gpt(0), "tests/gpt.safetensors");
}

static void rank_of_zero(void)
{
    Rng rng;
    rng_seed(&rng, 1);
    lora_attach(plain_gpt(0), 0, 1, &rng);
}

START_TEST(adapters_of_others_are_refused)
{
    Lora *lora = adapted_gpt();
    lora_save(lora, path);
    all_free(lora);
    expect_failure(load_for_another, 1, "is an adapter for another model");
    expect_failure(load_a_model, 1, "is not an adapter");
    expect_failure(rank_of_zero, -SIGABRT, "it must be at least 1");
    remove(path);
}
END_TEST

Suite *lora_suite(void)
{
    Suite *suite = suite_create("lora");
    TCase *cases = tcase_create("lora");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, adapters_agree_with_torch);
    tcase_add_test(cases, the_masked_loss_agrees_with_torch);
    if (IS_DOUBLE)
        tcase_add_test(cases, gradient_of_every_number);
    tcase_add_test(cases, merged_is_unmerged);
    tcase_add_test(cases, at_first_nothing_changes);
    tcase_add_test(cases, adapters_in_a_file);
    tcase_add_test(cases, adapters_of_others_are_refused);
    suite_add_tcase(suite, cases);
    return suite;
}

/*
 * The GPT of common/models/gpt.h as a whole: its gradient, all of it, against differences; PyTorch's logits, loss and
 * gradients for given weights; one token at a time against all at once; and the future stays hidden.
 */
#include "tensor-cases.h"
#include "gpt_file.h"
#include "run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { B = 2, T = 6, V = 11 }; // of gpt-reference.py

static const int ids[B * T] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
static const int targets[B * T] = {1, 4, 1, 5, 9, 2, 6, 5, -1, 5, 8, 10};

static Tensor *loss_of(void *gpt)
{
    static Rng rng;
    rng_seed(&rng, 3); // so that every call drops the same numbers
    ((GPT *)gpt)->rng = &rng;
    return gpt_loss(gpt, ids, targets, B, T);
}

static GPT *small_gpt(double dropout)
{
    Rng rng;
    rng_seed(&rng, 5);
    GPT *gpt = gpt_new((GPTConfig){V, T, 2, 2, 8});
    gpt_init(gpt, &rng);
    for (int i = 0; i < gpt->params.count; i++) // no zeros or ones, and larger weights, so that every fault shows
        for (size_t k = 0; k < gpt->params.tensor[i]->size; k++) {
            float z;
            rng_rand(&rng, &z, 1);
            gpt->params.tensor[i]->data[k] += (real)(0.8 * (z - 0.5));
        }
    gpt->dropout = dropout;
    return gpt;
}

START_TEST(gradient_of_every_parameter)
{
    GPT *gpt = small_gpt(_i * 0.2);
    Gradcheck g = gradcheck(loss_of, gpt, &gpt->params, 1e-5);
    ck_assert_msg(g.error < 1e-6, "dropout %g: %s", gpt->dropout, gradcheck_text(&g));
    gpt_free(gpt);
}
END_TEST

typedef struct Long {
    GPT *gpt;
    const int *x, *y;
    int length;
} Long;

static Tensor *long_loss(void *context)
{
    const Long *l = context;
    return gpt_loss(l->gpt, l->x, l->y, 1, l->length);
}

START_TEST(gradient_of_the_lesson_s_size)
{
    enum { LONG = 70 }; // more than one block of attention's rows
    Rng rng;
    rng_seed(&rng, 5);
    GPT *gpt = gpt_new((GPTConfig){V, LONG, 4, 4, 128});
    gpt_init(gpt, &rng);
    int x[LONG], y[LONG];
    for (int t = 0; t < LONG; t++) {
        x[t] = t * t % V;
        y[t] = (t + 1) * (t + 1) % V;
    }
    Long context = {gpt, x, y, LONG};
    for (int i = 0; i < 3; i++) {
        double error = gradcheck_direction(long_loss, &context, &gpt->params, 1e-6, &rng);
        ck_assert_msg(error < 1e-6, "%g", error);
    }
    gpt_free(gpt);
}
END_TEST

// ---- PyTorch ----

static void expect_line(const char *key, size_t count, const real *found)
{
    const double *expected = reference("tests/gpt-reference.txt", key, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs(found[i] - expected[i]) <= (IS_DOUBLE ? 1e-8 : 1e-5) * fmax(1, fabs(expected[i])),
                      "%s[%zu] is %.9g, PyTorch has %.9g", key, i, (double)found[i], expected[i]);
}

START_TEST(given_weights_agree_with_torch)
{
    SafeTensors *file = st_open("tests/gpt.safetensors");
    GPT *gpt = gpt_read(file, 0, true);
    Run run = run_load(file, gpt_model(gpt), false);
    st_close(file);
    ck_assert(!run.tokenizer && !run.is_training);
    ck_assert_int_eq(gpt->config.heads, 2);
    tape_reset();
    Tensor *logits = gpt_forward(gpt, ids, B, T);
    expect_line("logits", logits->size, logits->data);
    Tensor *loss = tensor_cross_entropy(logits, targets);
    expect_line("loss", 1, loss->data);
    tensor_backward(loss);
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *t = gpt->params.tensor[i];
        expect_line(t->name, t->size, t->grad);
    }
    gpt_free(gpt);
}
END_TEST

// ---- one at a time, and the future ----

START_TEST(one_token_at_a_time)
{
    GPT *gpt = small_gpt(0);
    GPTCache *cache = gpt_cache_new(gpt);
    for (int round = 0; round < 2; round++) { // the second after a clear
        tape_reset();
        Tensor *logits = gpt_forward(gpt, ids + round * T, 1, T);
        for (int t = 0; t < T; t++)
            expect_close("row of logits", V, gpt_cache_next(cache, ids[round * T + t]), logits->data + t * V,
                         IS_DOUBLE ? 1e-12 : 1e-5);
        ck_assert_int_eq(gpt_cache_length(cache), T);
        gpt_cache_clear(cache);
    }
    gpt_cache_free(cache);
    gpt_free(gpt);
}
END_TEST

// However a sequence is cut into pieces, the last row of logits is the same as in one forward.
START_TEST(a_prompt_in_any_pieces)
{
    GPT *gpt = small_gpt(0);
    GPTCache *cache = gpt_cache_new(gpt);
    tape_reset();
    Tensor *logits = gpt_forward(gpt, ids, 1, T);
    for (int cuts = 0; cuts < 1 << (T - 1); cuts++) { // bit i: a piece ends after token i
        const real *row = NULL;
        gpt_cache_clear(cache);
        for (int from = 0, to = 1; to <= T; to++)
            if (to == T || (cuts >> (to - 1) & 1)) {
                row = gpt_cache_feed(cache, ids + from, to - from);
                from = to;
            }
        expect_close("last row of logits", V, row, logits->data + (T - 1) * V, IS_DOUBLE ? 1e-12 : 1e-5);
        ck_assert_int_eq(gpt_cache_length(cache), T);
    }
    gpt_cache_free(cache);
    gpt_free(gpt);
}
END_TEST

START_TEST(the_future_stays_hidden)
{
    GPT *gpt = small_gpt(0);
    int other[T];
    for (int changed = 0; changed < T; changed++) {
        tape_reset();
        Tensor *before = gpt_forward(gpt, ids, 1, T);
        memcpy(other, ids, sizeof other);
        other[changed] = (other[changed] + 1) % V;
        Tensor *after = gpt_forward(gpt, other, 1, T);
        for (int t = 0; t < T; t++) {
            bool same = memcmp(before->data + t * V, after->data + t * V, sizeof(real) * V) == 0;
            ck_assert_msg(same == (t < changed), "token %d was changed, and row %d %s", changed, t,
                          same ? "has not noticed" : "knew of it");
        }
    }
    gpt_free(gpt);
}
END_TEST

// ---- files ----

// V tokens of one byte, or of one to four.
static Tokenizer *letters(bool utf8)
{
    Tokenizer *t = tokenizer_characters(utf8 ? "\nabcdé가각😉\xff\xfe" : "\nabcdefghi\xff");
    ck_assert_int_eq(t->vocab, V);
    return t;
}

START_TEST(saved_and_loaded)
{
    char path[] = "build/gpt-saved.safetensors";
    GPT *gpt = small_gpt(0);
    Run saved = {.model = gpt_model(gpt), .tokenizer = letters(_i), .by_lines = true, .is_training = true, .step = 17};
    rng_seed(&saved.rng, 9);
    tape_reset();
    tensor_backward(loss_of(gpt));
    params_adamw(&gpt->params, 1e-3, 0.9, 0.99, 1e-8, 0.1);
    run_save(&saved, path);
    SafeTensors *file = st_open(path);
    GPT *other = gpt_read(file, 0, true);
    Run run = run_load(file, gpt_model(other), true);
    st_all_read(file, NULL);
    st_close(file);
    ck_assert(run.is_training && run.by_lines && run.step == 17);
    ck_assert(memcmp(&run.rng, &saved.rng, sizeof run.rng) == 0);
    ck_assert_int_eq(other->params.steps, 1);
    for (int i = 0; i < V; i++)
        ck_assert_str_eq(run.tokenizer->token[i].bytes, saved.tokenizer->token[i].bytes);
    for (int i = 0; i < gpt->params.count; i++) {
        size_t bytes = sizeof(real) * gpt->params.tensor[i]->size;
        ck_assert(memcmp(gpt->params.tensor[i]->data, other->params.tensor[i]->data, bytes) == 0);
        ck_assert(memcmp(params_at(&gpt->params, i)->momentum, params_at(&other->params, i)->momentum, bytes) == 0);
        ck_assert(memcmp(params_at(&gpt->params, i)->square, params_at(&other->params, i)->square, bytes) == 0);
    }
    tokenizer_free(saved.tokenizer);
    tokenizer_free(run.tokenizer);
    gpt_free(gpt);
    gpt_free(other);
    remove(path);
}
END_TEST

// A GPT whose numbers stay in its file is the same, and may still be changed.
START_TEST(mapped)
{
    SafeTensors *file = st_open("tests/gpt.safetensors");
    GPT *read = gpt_read(file, 0, true), *map = gpt_read(file, 0, false);
    for (int i = 0; i < read->params.count; i++)
        ck_assert_mem_eq(read->params.tensor[i]->data, map->params.tensor[i]->data,
                         sizeof(real) * read->params.tensor[i]->size);
    ck_assert(IS_DOUBLE || params_at(&map->params, 0)->lent);
    for (int step = 0; step < 2; step++) {
        size_t n;
        GPT *both[] = {read, map};
        for (int k = 0; k < 2; k++) {
            tape_reset();
            params_zero_grad(&both[k]->params);
            tensor_backward(gpt_loss(both[k], ids, targets, B, T));
            params_adamw(&both[k]->params, 1e-3, 0.9, 0.99, 1e-8, 0.1);
        }
        ck_assert_mem_eq(read->wte->data, map->wte->data, sizeof(real) * read->wte->size);
        params_block(&map->params, PARAMS_DATA, &n); // moves them out of the file
        ck_assert(!params_at(&map->params, 0)->lent);
    }
    gpt_free(map);
    gpt_free(read);
    st_close(file);
}
END_TEST

// An old file, from before UTF-8 was read as characters: each byte of an é is a token.
START_TEST(files_with_letters_in_bytes)
{
    static const char text[] = "\ncafé";
    char path[] = "build/gpt-bytes.safetensors";
    GPT *gpt = small_gpt(0);
    StWriter *w = st_create(path);
    st_add_params(w, "", &gpt->params);
    st_add_as(w, "vocabulary", SHAPE(V), ST_U8, "\nabcdefgh\xa9\xc3");
    st_save(w);
    SafeTensors *file = st_open(path);
    Run run = run_load(file, gpt_model(gpt), true);
    st_close(file);
    const char *unknown;
    int found[8], expected[] = {0, 3, 1, 6, 10, 9};
    ck_assert_uint_eq(tokenizer_encode(run.tokenizer, text, strlen(text), found, &unknown), COUNT(expected));
    ck_assert(memcmp(found, expected, sizeof expected) == 0);
    char *back = tokenizer_decode(run.tokenizer, found, COUNT(expected));
    ck_assert_str_eq(back, text);
    free(back);
    tokenizer_free(run.tokenizer);
    gpt_free(gpt);
    remove(path);
}
END_TEST

// ---- the same bits, whatever the number of threads: for tests/ops.sh ----

void train_gpt(void)
{
    enum { ROWS = 24, LONG = 70, TOKENS = 40 };
    static int x[ROWS * LONG], y[ROWS * LONG];
    Rng rng;
    rng_seed(&rng, 1);
    GPT *gpt = gpt_new((GPTConfig){TOKENS, LONG, 2, 4, 96});
    gpt_init(gpt, &rng);
    gpt->rng = &rng;
    gpt->dropout = 0.1;
    double loss = 0;
    uint64_t sum = 0xcbf29ce484222325u;
    for (int step = 0; step < 12; step++) {
        for (int i = 0; i < ROWS * LONG; i++) {
            x[i] = (int)rng_randint(&rng, 0, TOKENS);
            y[i] = (x[i] + 1) % TOKENS;
        }
        tape_reset();
        Tensor *mean = gpt_loss(gpt, x, y, ROWS, LONG);
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, 3e-3, 0.9, 0.99, 1e-8, 0.1);
        loss = tensor_item(mean);
    }
    for (int i = 0; i < gpt->params.count; i++)
        sum = checksum(sum, gpt->params.tensor[i]->data, sizeof(real) * gpt->params.tensor[i]->size);
    printf("gpt        loss %.9g parameters %016llx\n", loss, (unsigned long long)sum);
    gpt_free(gpt);
}

Suite *gpt_suite(void)
{
    Suite *suite = suite_create("GPT");
    TCase *tcase = tcase_create("GPT");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, tape_reset, NULL);
    if (IS_DOUBLE) {
        tcase_add_loop_test(tcase, gradient_of_every_parameter, 0, 2);
        tcase_add_test(tcase, gradient_of_the_lesson_s_size);
    }
    tcase_add_test(tcase, given_weights_agree_with_torch);
    tcase_add_test(tcase, one_token_at_a_time);
    tcase_add_test(tcase, a_prompt_in_any_pieces);
    tcase_add_test(tcase, the_future_stays_hidden);
    tcase_add_loop_test(tcase, saved_and_loaded, 0, 2);
    tcase_add_test(tcase, mapped);
    tcase_add_test(tcase, files_with_letters_in_bytes);
    suite_add_tcase(suite, tcase);
    return suite;
}

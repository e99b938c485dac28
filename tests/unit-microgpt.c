/*
 * Lesson 00's GPT. It has no exercises, so its proof is here: each slope against a difference, the slopes of the whole
 * model too; every number that its page works out by hand; and a whole run against tests/00-microgpt.txt, which is what
 * tools/bench/microgpt.py prints (the same GPT in Python, written apart from this one).
 */
#define main lesson_main
int lesson_main(int argc, char **argv);
#include "00-microgpt.c"
#undef main

#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

static void near(const char *what, double found, double expected, double tolerance)
{
    ck_assert_msg(fabs(found - expected) <= tolerance, "%s is %.12g, expected %.12g", what, found, expected);
}

static void numbers(int n, const double from[], Value *to[])
{
    for (int i = 0; i < n; i++)
        to[i] = number(from[i]);
}

/* ---- Tokens --------------------------------------------------------------------------------- */

START_TEST(emma_is_five_puzzles)
{
    const int expected[] = {26, 4, 12, 12, 0, 26};
    int tokens[BLOCK + 1];
    ck_assert_int_eq(encode("emma", tokens), 5);
    ck_assert_mem_eq(tokens, expected, sizeof expected);
}
END_TEST

// As microgpt does: what does not fit into a block is not trained on.
START_TEST(a_long_name_is_cut_off)
{
    char name[NAME_MAX_LENGTH + 1] = {0};
    for (int length = 0; length <= NAME_MAX_LENGTH; name[length++] = 'z') {
        int tokens[BLOCK + 1], n = encode(name, tokens);
        ck_assert_int_eq(n, length < BLOCK ? length + 1 : BLOCK);
        ck_assert_int_eq(tokens[n], length < BLOCK ? BOS : 25);
    }
}
END_TEST

/* ---- Values --------------------------------------------------------------------------------- */

static Value *cubed(Value *a)
{
    return power(a, 3);
}

static Value *inverse_root(Value *a)
{
    return power(a, -0.5);
}

static Value *twice(Value *a)
{
    return add(a, a);
}

static Value *square(Value *a)
{
    return mul(a, a);
}

static Value *(*const ops[])(Value *) = {cubed, inverse_root, twice, square, exponential, logarithm, relu};

START_TEST(slopes_are_differences)
{
    const double points[] = {0.3, 1, 2.5}, h = 1e-6;
    for (int i = 0; i < COUNT(points); i++) {
        next = tape;
        Value *a = number(points[i]);
        backward(ops[_i](a));
        double above = ops[_i](number(points[i] + h))->data, below = ops[_i](number(points[i] - h))->data;
        near("the slope", a->grad, (above - below) / (2 * h), 1e-7);
    }
}
END_TEST

START_TEST(relu_lets_nothing_negative_through)
{
    Value *a = number(-2), *b = relu(a);
    backward(b);
    near("relu(-2)", b->data, 0, 0);
    near("its slope", a->grad, 0, 0);
}
END_TEST

START_TEST(the_tape_of_the_page)
{
    Value *v[] = {number(2), number(-3), number(10)}, *d = add(mul(v[0], v[1]), v[2]), *L = mul(d, d);
    backward(L);
    const double slopes[] = {-24, 16, 8};
    for (int i = 0; i < 3; i++)
        near("a slope", v[i]->grad, slopes[i], 0);
    near("L with a larger a", pow(2.001 * -3 + 10, 2) - L->data, -0.024, 1e-5);
    double moved[3];
    for (int i = 0; i < 3; i++)
        moved[i] = v[i]->data - v[i]->grad / 100;
    near("L after a step", pow(moved[0] * moved[1] + moved[2], 2), 8, 0.1);
}
END_TEST

START_TEST(a_full_tape_aborts)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr)); // the message is meant for others
    for (;;)
        number(0);
}
END_TEST

/* ---- The pieces, in the examples of the page ------------------------------------------------ */

START_TEST(softmax_of_the_page)
{
    Value *x[3], *p[3];
    const double cold[] = {0.016, 0.117, 0.867}, usual[] = {0.090, 0.245, 0.665};
    numbers(3, (double[]){1, 2, 3}, x);
    softmax(3, x, p);
    for (int i = 0; i < 3; i++)
        near("a probability", p[i]->data, usual[i], 5e-4);
    numbers(3, (double[]){1 / 0.5, 2 / 0.5, 3 / 0.5}, x);
    softmax(3, x, p);
    for (int i = 0; i < 3; i++)
        near("a probability at temperature 0.5", p[i]->data, cold[i], 5e-4);
    numbers(3, (double[]){1001, 1002, 1003}, x);
    softmax(3, x, p);
    near("a probability of a large score", p[2]->data, usual[2], 5e-4);
}
END_TEST

START_TEST(linear_is_a_matrix_product)
{
    Value *W[2][3], *x[3], *y[2];
    numbers(6, (double[]){1, 0, 1, 0, 2, -1}, W[0]);
    numbers(3, (double[]){1, 2, 3}, x);
    linear(2, 3, W, x, y);
    near("y[0]", y[0]->data, 4, 0);
    near("y[1]", y[1]->data, 1, 0);
}
END_TEST

START_TEST(rmsnorm_makes_the_mean_square_1)
{
    Value *x[WIDTH], *y[WIDTH];
    for (int i = 0; i < WIDTH; i++)
        x[i] = number(10 * (i - 5));
    rmsnorm(x, y);
    near("the mean square", dot(WIDTH, y, y)->data / WIDTH, 1, 1e-7);
    near("a ratio", y[7]->data / y[6]->data, 2, 1e-12);
}
END_TEST

// The second head: its numbers are 4 to 7 of the sixteen.
START_TEST(attention_of_the_page)
{
    Value *query[WIDTH], *found[WIDTH] = {0};
    for (int i = 0; i < WIDTH; i++)
        query[i] = number(i == HEAD ? 2 : 0);
    for (int t = 0; t < 3; t++)
        for (int i = 0; i < WIDTH; i++) {
            keys[t][i] = number(i == HEAD ? t : 0);
            values[i][t] = number(10 * (t + 1));
        }
    attend(HEAD, 2, query, found);
    for (int i = 0; i < WIDTH; i++)
        ck_assert_msg((found[i] != NULL) == (i >= HEAD && i < 2 * HEAD), "found[%d] is not this head's", i);
    near("what is found", found[HEAD]->data, 25.8, 0.05);
}
END_TEST

/* ---- The model ------------------------------------------------------------------------------ */

static void newborn(void)
{
    Value **parameter = (Value **)&w;
    rng_seed_python(&rng, 42);
    next = tape;
    for (int i = 0; i < PARAMS; i++)
        parameter[i] = number(rng_gauss(&rng, 0, 0.3));
}

static double loss_with(int parameter, double change)
{
    next = tape + PARAMS;
    double before = tape[parameter].data;
    tape[parameter].data += change;
    double loss = loss_of("emma")->data;
    tape[parameter].data = before;
    return loss;
}

// Every fifth parameter: all nine tables, all rows and columns.
START_TEST(the_models_slopes_are_differences)
{
    const double h = 1e-5;
    newborn();
    backward(loss_of("emma"));
    int used = 0;
    for (int i = 0; i < PARAMS; i += 5) {
        near("a parameter's slope", tape[i].grad, (loss_with(i, h) - loss_with(i, -h)) / (2 * h), 1e-8);
        used += tape[i].grad != 0;
    }
    ck_assert_msg(used > PARAMS / 5 / 2, "only %d slopes are not 0", used);
}
END_TEST

START_TEST(the_first_step_is_the_rate)
{
    double before[PARAMS];
    newborn();
    options.steps = 1000;
    for (int i = 0; i < PARAMS; i++) {
        before[i] = tape[i].data;
        tape[i].grad = i % 2 ? 7 : -0.003;
    }
    adam(0);
    for (int i = 0; i < PARAMS; i++)
        near("a step", tape[i].data - before[i], i % 2 ? -0.01 : 0.01, 1e-7);
}
END_TEST

START_TEST(the_longest_name_has_room)
{
    newborn();
    next = tape + PARAMS;
    loss_of("abcdefghijklmnopqrstuvwxyz");
    ck_assert_msg(next - tape < COUNT(tape) * 3 / 4, "%td values of %d", next - tape, COUNT(tape));
}
END_TEST

/* ---- A whole run ---------------------------------------------------------------------------- */

static char *metrics; // build/tests/microgpt/metrics.tsv

static void run_lesson(void)
{
    char *arguments[] = {"00-microgpt", "--out", "build/tests/microgpt", "--data", "datasets/names.txt", NULL};
    char path[PATH_MAX];
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
    ck_assert_int_eq(lesson_main(5, arguments), 0);
    metrics = data_text("build/tests/microgpt/metrics.tsv", path);
}

// The text after NAME and a tab, up to the end of the line.
static const char *result(const char *name)
{
    static char found[64];
    for (const char *line = metrics; line && *line; line = strchr(line, '\n'), line += line != NULL)
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == '\t' &&
            sscanf(line + strlen(name), "%63s", found) == 1)
            return found;
    ck_abort_msg("no result is called %s", name);
    return NULL;
}

static void same_as_python(void)
{
    FILE *file = fopen("tests/00-microgpt.txt", "r");
    char name[32], expected[64];
    int compared = 0;
    ck_assert_msg(file != NULL, "cannot read tests/00-microgpt.txt: run from the course's folder");
    while (fscanf(file, "%31s %63s", name, expected) == 2) {
        if (strncmp(name, "sample", 6) == 0)
            ck_assert_str_eq(result(name), expected);
        else
            near(name, strtod(result(name), NULL), strtod(expected, NULL), 1e-8);
        compared++;
    }
    fclose(file);
    ck_assert_int_eq(compared, 30);
}

static bool is_among(const char *name, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(document(i), name) == 0)
            return true;
    return false;
}

// Five names of the twenty are in the list, and one is among the thousand that were read.
static void page_counts_real_names(void)
{
    char real[256] = "", key[32];
    int read = 0;
    for (int i = 1; i <= 20; i++) {
        snprintf(key, sizeof key, "sample_%d", i);
        if (is_among(result(key), names->count))
            strcat(strcat(real, " "), result(key));
        read += is_among(result(key), 1000);
    }
    ck_assert_str_eq(real, " karel talyn amarie darien odinn");
    ck_assert_int_eq(read, 1);
}

static double cosine(int a, int b)
{
    Value **A = w.wte[a], **B = w.wte[b];
    return dot(WIDTH, A, B)->data / sqrt(dot(WIDTH, A, A)->data * dot(WIDTH, B, B)->data);
}

static void page_finds_vowels(void)
{
    next = tape + PARAMS;
    for (const char *other = "bcdfghijklmnpqrstvwxyz"; *other; other++)
        for (const char *vowel = "eou"; *vowel; vowel++)
            ck_assert_msg(cosine(0, *vowel - 'a') > cosine(0, *other - 'a'), "a is more like %c than like %c", *other,
                          *vowel);
}

START_TEST(a_run_is_pythons)
{
    run_lesson();
    same_as_python();
    page_counts_real_names();
    page_finds_vowels();
    free(metrics);
}
END_TEST

Suite *microgpt_suite(void)
{
    Suite *suite = suite_create("microgpt");
    TCase *pieces = tcase_create("pieces");
    mkdir("build", 0777);
    mkdir("build/tests", 0777);
    tcase_add_test(pieces, emma_is_five_puzzles);
    tcase_add_test(pieces, a_long_name_is_cut_off);
    tcase_add_loop_test(pieces, slopes_are_differences, 0, COUNT(ops));
    tcase_add_test(pieces, relu_lets_nothing_negative_through);
    tcase_add_test(pieces, the_tape_of_the_page);
    tcase_add_test_raise_signal(pieces, a_full_tape_aborts, SIGABRT);
    tcase_add_test(pieces, softmax_of_the_page);
    tcase_add_test(pieces, linear_is_a_matrix_product);
    tcase_add_test(pieces, rmsnorm_makes_the_mean_square_1);
    tcase_add_test(pieces, attention_of_the_page);
    suite_add_tcase(suite, pieces);

    TCase *model = tcase_create("model");
    tcase_set_timeout(model, 300); // under sanitizers, on a busy machine
    tcase_add_test(model, the_models_slopes_are_differences);
    tcase_add_test(model, the_first_step_is_the_rate);
    tcase_add_test(model, the_longest_name_has_room);
    tcase_add_test(model, a_run_is_pythons);
    suite_add_tcase(suite, model);
    return suite;
}

/*
 * common/base/rng.c against PyTorch and Python: every line of rng-torch.txt and rng-python.txt is drawn
 * again and compared. rng-reference.py made the files and explains the lines. Copies and broken promises
 * are tested at the end, without reference values.
 *
 * This does not test whether the numbers are random. Matsumoto and Nishimura did.
 */
#include <check.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/base/rng.h"
#include "unit.h"

enum { MAX_WORDS = 1024, MAX_DRAWS = 2048 };

/* ---- One line: NAME SEED CALL ARGUMENT... = VALUE... ---------------------------------------- */

typedef struct Line {
    const char *name, *seed, *call; // "randn-15", "42", "randn"
    char **args;
    int arg_count;
    char **values;
    int value_count;
    int compared; // how many values have been drawn again so far
    bool strict;  // is this the kind of line under test? Others are drawn, but not compared
} Line;

static char *words[MAX_WORDS]; // of the line being read

static int split(char *text)
{
    int count = 0;
    char *rest = NULL;
    for (char *w = strtok_r(text, " \n", &rest); w != NULL; w = strtok_r(NULL, " \n", &rest)) {
        ck_assert_msg(count < MAX_WORDS, "a line has more than %d words", MAX_WORDS);
        words[count++] = w;
    }
    return count;
}

static Line line_parse(int count)
{
    ck_assert_msg(count > 4, "a line is too short: it begins with %s", count ? words[0] : "nothing");
    Line line = {.name = words[0], .seed = words[1], .call = words[2], .args = words + 3};
    while (line.arg_count < count - 4 && strcmp(line.args[line.arg_count], "=") != 0)
        line.arg_count++;
    line.values = line.args + line.arg_count + 1;
    line.value_count = count - 4 - line.arg_count;
    return line;
}

static int64_t int_arg(const Line *line, int i)
{
    return strtoll(line->args[i], NULL, 10);
}

static double double_arg(const Line *line, int i)
{
    return strtod(line->args[i], NULL);
}

// A number of elements; it must fit into the buffers below.
static int count_arg(const Line *line, int i)
{
    int64_t n = int_arg(line, i);
    ck_assert_msg(0 < n && n <= MAX_DRAWS, "%s: a count of %s", line->name, line->args[i]);
    return (int)n;
}

/* ---- Comparing: each takes the line's next value -------------------------------------------- */

static const char *next_value(Line *line)
{
    ck_assert_msg(line->compared < line->value_count, "%s with seed %s: only %d values for %s", line->name, line->seed,
                  line->value_count, line->call);
    return line->values[line->compared++];
}

static void same_int(Line *line, int64_t value)
{
    const char *expected = next_value(line);
    ck_assert_msg(!line->strict || value == strtoll(expected, NULL, 10),
                  "%s with seed %s: %s drew %lld at [%d], expected %s", line->name, line->seed, line->call,
                  (long long)value, line->compared - 1, expected);
}

static void same_float(Line *line, float value, float tolerance)
{
    const char *expected = next_value(line);
    ck_assert_msg(!line->strict || fabsf(value - strtof(expected, NULL)) <= tolerance,
                  "%s with seed %s: %s drew %.9g at [%d], expected %s within %g", line->name, line->seed, line->call,
                  (double)value, line->compared - 1, expected, (double)tolerance);
}

static void same_double(Line *line, double value, double relative)
{
    const char *expected = next_value(line);
    double x = strtod(expected, NULL);
    ck_assert_msg(!line->strict || fabs(value - x) <= relative * fabs(x),
                  "%s with seed %s: %s drew %.17g at [%d], expected %s within %g of it", line->name, line->seed,
                  line->call, value, line->compared - 1, expected, relative);
}

/* ---- Drawing a line again ------------------------------------------------------------------- */

// PyTorch's vectorised log, sin and cos differ from the C library's in the last bits: by 5e-7 at
// most over ten million normals. One wrong draw differs in the first digit.
static const float NORMAL_TOLERANCE = 2e-6f;
// Another C library may round log, sin and cos the other way.
static const double GAUSS_TOLERANCE = 1e-15;

static float floats[MAX_DRAWS];
static int ints[MAX_DRAWS];
static float weights[MAX_WORDS];         // the probabilities that the last line of "weights" gave,
static double double_weights[MAX_WORDS]; // and in Python's precision
static int weight_count;

static void draw_rand(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    rng_rand(rng, floats, (size_t)n);
    for (int i = 0; i < n; i++)
        same_float(line, floats[i], 0);
}

static void draw_randn_some(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    int stride = line->arg_count > 1 ? count_arg(line, 1) : 1;
    rng_randn(rng, floats, (size_t)n);
    for (int i = 0; i < n; i += stride)
        same_float(line, floats[i], NORMAL_TOLERANCE);
}

static void draw_randint(Rng *rng, Line *line)
{
    int n = count_arg(line, 2);
    for (int i = 0; i < n; i++)
        same_int(line, rng_randint(rng, int_arg(line, 0), int_arg(line, 1)));
}

static void draw_randperm(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    rng_randperm(rng, ints, n);
    for (int i = 0; i < n; i++)
        same_int(line, ints[i]);
}

static void draw_weights(Rng *rng, Line *line)
{
    (void)rng;
    weight_count = count_arg(line, 0);
    for (int i = 0; i < weight_count; i++) {
        double_weights[i] = strtod(next_value(line), NULL);
        weights[i] = (float)double_weights[i];
    }
}

static void draw_multinomial(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    for (int i = 0; i < n; i++)
        same_int(line, rng_multinomial(rng, weights, weight_count));
}

static void draw_multinomial_race(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    for (int i = 0; i < n; i++)
        same_int(line, rng_multinomial_race(rng, weights, weight_count));
}

static void draw_multinomial_many(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    rng_multinomial_many(rng, weights, weight_count, ints, n);
    for (int i = 0; i < n; i++)
        same_int(line, ints[i]);
}

static void draw_random(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    for (int i = 0; i < n; i++)
        same_double(line, rng_random(rng), 0);
}

static void draw_uniform(Rng *rng, Line *line)
{
    int n = count_arg(line, 2);
    for (int i = 0; i < n; i++)
        same_double(line, rng_uniform(rng, double_arg(line, 0), double_arg(line, 1)), 0);
}

static void draw_gauss(Rng *rng, Line *line)
{
    int n = count_arg(line, 2);
    for (int i = 0; i < n; i++)
        same_double(line, rng_gauss(rng, double_arg(line, 0), double_arg(line, 1)), GAUSS_TOLERANCE);
}

static int64_t draw_shuffle(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    int stride = line->arg_count > 1 ? count_arg(line, 1) : 1;
    int64_t checksum = 0;
    for (int i = 0; i < n; i++)
        ints[i] = i;
    rng_shuffle(rng, ints, n);
    for (int i = 0; i < n; i += stride)
        same_int(line, ints[i]);
    for (int i = 0; i < n; i++)
        checksum += (int64_t)(i + 1) * ints[i];
    return checksum;
}

static void draw_shuffle_all(Rng *rng, Line *line)
{
    draw_shuffle(rng, line);
}

static void draw_shuffle_some(Rng *rng, Line *line)
{
    same_int(line, draw_shuffle(rng, line));
}

static void draw_choices(Rng *rng, Line *line)
{
    int n = count_arg(line, 0);
    for (int i = 0; i < n; i++)
        same_int(line, rng_choices(rng, double_weights, weight_count));
}

typedef struct Call {
    const char *name;
    int arg_count;
    void (*draw)(Rng *, Line *);
} Call;

static const Call torch_calls[] = {
    {"rand", 1, draw_rand},
    {"randn", 1, draw_randn_some},
    {"randn-some", 2, draw_randn_some},
    {"randint", 3, draw_randint},
    {"randperm", 1, draw_randperm},
    {"weights", 1, draw_weights},
    {"multinomial", 1, draw_multinomial},
    {"multinomial-race", 1, draw_multinomial_race},
    {"multinomial-many", 1, draw_multinomial_many},
    {NULL, 0, NULL},
};

static const Call python_calls[] = {
    {"random", 1, draw_random},
    {"uniform", 3, draw_uniform},
    {"gauss", 3, draw_gauss},
    {"shuffle", 1, draw_shuffle_all},
    {"shuffle-some", 2, draw_shuffle_some},
    {"weights", 1, draw_weights},
    {"choices", 1, draw_choices},
    {NULL, 0, NULL},
};

/* ---- A file --------------------------------------------------------------------------------- */

typedef struct Reference {
    const char *path;
    void (*seed)(Rng *, uint64_t);
    const Call *calls;
} Reference;

static const Reference torch_reference = {"tests/rng-torch.txt", rng_seed, torch_calls};
static const Reference python_reference = {"tests/rng-python.txt", rng_seed_python, python_calls};

static const Call *find_call(const Reference *reference, const Line *line)
{
    const Call *call = reference->calls;
    while (call->name != NULL && strcmp(call->name, line->call) != 0)
        call++;
    ck_assert_msg(call->name != NULL, "%s: unknown call %s", reference->path, line->call);
    ck_assert_msg(call->arg_count == line->arg_count, "%s: %s has %d arguments, expected %d", reference->path,
                  line->call, line->arg_count, call->arg_count);
    return call;
}

// The generator goes on from line to line as long as name and seed stay the same.
static void keep_or_seed(const Reference *reference, const Line *line, Rng *rng)
{
    static char sequence[128];
    char now[128];
    snprintf(now, sizeof now, "%s %s", line->name, line->seed);
    if (strcmp(now, sequence) != 0)
        reference->seed(rng, strtoull(line->seed, NULL, 10));
    memcpy(sequence, now, sizeof now);
}

static void draw_line(const Reference *reference, const Call *tested, Line *line, Rng *rng)
{
    const Call *call = find_call(reference, line);
    keep_or_seed(reference, line, rng);
    line->strict = call == tested;
    call->draw(rng, line);
    ck_assert_msg(line->compared == line->value_count, "%s with seed %s: %s drew %d values of %d", line->name,
                  line->seed, line->call, line->compared, line->value_count);
}

// Draws the whole file, because later lines depend on earlier ones, and compares the lines of one call.
static void compare(const Reference *reference, const Call *tested)
{
    FILE *file = fopen(reference->path, "r");
    ck_assert_msg(file != NULL, "cannot read %s: run from the course's folder", reference->path);
    Rng rng = {.index = 0};
    char *text = NULL;
    size_t size = 0;
    int drawn = 0, tested_lines = 0, announced = -1;
    while (getline(&text, &size, file) > 0) {
        int count = text[0] == '#' ? 0 : split(text);
        ck_assert_msg(count == 0 || announced < 0, "%s goes on after its end", reference->path);
        if (count == 2 && strcmp(words[0], "end") == 0) {
            announced = (int)strtol(words[1], NULL, 10);
        } else if (count > 0) {
            Line line = line_parse(count);
            draw_line(reference, tested, &line, &rng);
            tested_lines += line.strict;
            drawn++;
        }
    }
    free(text);
    fclose(file);
    ck_assert_msg(drawn == announced, "%s: drew %d lines, expected %d", reference->path, drawn, announced);
    ck_assert_msg(tested_lines > 0, "%s has no line of %s", reference->path, tested->name);
}

START_TEST(draws_what_torch_draws)
{
    compare(&torch_reference, &torch_calls[_i]);
}
END_TEST

START_TEST(draws_what_python_draws)
{
    compare(&python_reference, &python_calls[_i]);
}
END_TEST

/* ---- Copies --------------------------------------------------------------------------------- */

START_TEST(a_copy_draws_the_same)
{
    Rng rng;
    float skipped[3];
    rng_seed(&rng, 42);
    rng_randn(&rng, skipped, 3); // leaves a normal waiting, which must be copied too
    Rng copy = rng;
    for (int i = 0; i < 2000; i++) {
        double a = rng_gauss(&rng, 0, 1), b = rng_gauss(&copy, 0, 1);
        ck_assert_msg(a == b, "the copy drew %.17g at [%d], the original %.17g", b, i, a);
    }
    ck_assert_msg(memcmp(rng.state, copy.state, sizeof rng.state) == 0, "the states differ");
}
END_TEST

START_TEST(a_copy_is_independent)
{
    Rng rng;
    rng_seed(&rng, 42);
    Rng copy = rng;
    uint32_t first = rng_u32(&rng);
    for (int i = 0; i < 1000; i++)
        rng_u32(&rng);
    uint32_t copied = rng_u32(&copy);
    ck_assert_msg(copied == first, "the copy drew %u first, the original %u", copied, first);
}
END_TEST

START_TEST(seeding_again_starts_again)
{
    Rng used, fresh;
    rng_seed(&used, 1);
    rng_gauss(&used, 0, 1); // leaves a normal waiting, which a seed must drop
    rng_seed(&used, 42);
    rng_seed(&fresh, 42);
    double a = rng_gauss(&used, 0, 1), b = rng_gauss(&fresh, 0, 1);
    ck_assert_msg(a == b, "seeded again: %.17g, fresh: %.17g", a, b);
}
END_TEST

/* ---- Broken promises ------------------------------------------------------------------------ */

static void broken_seed(Rng *rng)
{
    memset(rng, 0, sizeof *rng);
    rng_u32(rng);
}

static void broken_rand(Rng *rng)
{
    rng_rand(rng, floats, 0);
}

static void broken_randn(Rng *rng)
{
    rng_randn(rng, floats, 0);
}

static void broken_randint(Rng *rng)
{
    rng_randint(rng, 5, 5);
}

static void broken_randint_backwards(Rng *rng)
{
    rng_randint(rng, 5, -5);
}

static void broken_randperm(Rng *rng)
{
    rng_randperm(rng, ints, 0);
}

static void broken_shuffle(Rng *rng)
{
    rng_shuffle(rng, ints, -1);
}

static void broken_multinomial(Rng *rng)
{
    rng_multinomial(rng, floats, 0);
}

static void broken_multinomial_negative(Rng *rng)
{
    rng_multinomial(rng, (float[]){0.5f, -0.1f, 0.6f}, 3);
}

static void broken_multinomial_nan(Rng *rng)
{
    rng_multinomial(rng, (float[]){0.5f, NAN, 0.5f}, 3);
}

static void broken_multinomial_infinite(Rng *rng)
{
    rng_multinomial(rng, (float[]){0.5f, INFINITY, 0.5f}, 3);
}

static void broken_multinomial_zero(Rng *rng)
{
    rng_multinomial(rng, (float[]){0, 0, 0}, 3);
}

static void broken_race(Rng *rng)
{
    rng_multinomial_race(rng, (float[]){0, 0, 0}, 3);
}

static void broken_race_nan(Rng *rng)
{
    rng_multinomial_race(rng, (float[]){0.5f, NAN, 0.5f}, 3);
}

static void broken_many(Rng *rng)
{
    rng_multinomial_many(rng, (float[]){0.5f, 0.5f}, 2, ints, 0);
}

static void broken_many_negative(Rng *rng)
{
    rng_multinomial_many(rng, (float[]){0.5f, -0.5f}, 2, ints, 5);
}

static void broken_many_overflow(Rng *rng)
{
    rng_multinomial_many(rng, (float[]){3e38f, 3e38f}, 2, ints, 5);
}

static void broken_choices(Rng *rng)
{
    rng_choices(rng, double_weights, 0);
}

static void broken_choices_negative(Rng *rng)
{
    rng_choices(rng, (double[]){0.5, -0.1}, 2);
}

static void broken_choices_nan(Rng *rng)
{
    rng_choices(rng, (double[]){NAN, 0.5}, 2);
}

static void broken_choices_zero(Rng *rng)
{
    rng_choices(rng, (double[]){0, 0}, 2);
}

static void broken_choices_overflow(Rng *rng)
{
    rng_choices(rng, (double[]){1e308, 1e308}, 2);
}

static void (*const broken_promises[])(Rng *) = {
    broken_seed,
    broken_rand,
    broken_randn,
    broken_randint,
    broken_randint_backwards,
    broken_randperm,
    broken_shuffle,
    broken_multinomial,
    broken_multinomial_negative,
    broken_multinomial_nan,
    broken_multinomial_infinite,
    broken_multinomial_zero,
    broken_race,
    broken_race_nan,
    broken_many,
    broken_many_negative,
    broken_many_overflow,
    broken_choices,
    broken_choices_negative,
    broken_choices_nan,
    broken_choices_zero,
    broken_choices_overflow,
};

START_TEST(a_broken_promise_aborts)
{
    Rng rng;
    rng_seed(&rng, 42);
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr)); // the message is meant for others
    broken_promises[_i](&rng);
}
END_TEST

/* ---- The suite ------------------------------------------------------------------------------ */

static int calls_in(const Call *calls)
{
    int count = 0;
    while (calls[count].name != NULL)
        count++;
    return count;
}

Suite *rng_suite(void)
{
    Suite *suite = suite_create("rng");
    TCase *reference = tcase_create("reference");
    tcase_add_loop_test(reference, draws_what_torch_draws, 0, calls_in(torch_calls));
    tcase_add_loop_test(reference, draws_what_python_draws, 0, calls_in(python_calls));
    suite_add_tcase(suite, reference);

    TCase *state = tcase_create("state");
    tcase_add_test(state, a_copy_draws_the_same);
    tcase_add_test(state, a_copy_is_independent);
    tcase_add_test(state, seeding_again_starts_again);
    suite_add_tcase(suite, state);

    TCase *promises = tcase_create("promises");
    int broken = sizeof broken_promises / sizeof broken_promises[0];
    tcase_add_loop_test_raise_signal(promises, a_broken_promise_aborts, SIGABRT, 0, broken);
    suite_add_tcase(suite, promises);
    return suite;
}

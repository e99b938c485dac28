/* common/data/data.c and text.c: what a good file gives. What a bad one says is tested from outside, in cli.sh. */
#include "unit.h"
#include "data.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *written(const char *text)
{
    static char path[] = "/tmp/z2h-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return path;
}

START_TEST(names_of_the_course)
{
    Names *names = names_load("names.txt");
    ck_assert_int_eq(names->count, 32257);
    ck_assert_str_eq(names->name[0], "emma");
    ck_assert_str_eq(names->name[names->count - 1], "zzyzx");
    names_free(names);
}
END_TEST

START_TEST(names_with_crlf_and_blank_lines)
{
    const char *path = written("\r\nanna\r\n\r\nb\nc\nd\ne\nf\ng\nh\ni\njo");
    Names *names = names_load(path);
    remove(path);
    ck_assert_int_eq(names->count, 10);
    ck_assert_str_eq(names->name[0], "anna");
    ck_assert_str_eq(names->name[9], "jo");
    names_free(names);
}
END_TEST

START_TEST(names_in_the_folder_of_the_environment)
{
    const char *path = written("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    setenv("DATASETS", "/tmp", 1);
    Names *names = names_load(strrchr(path, '/') + 1);
    remove(path);
    ck_assert_int_eq(names->count, 10);
    names_free(names);
}
END_TEST

START_TEST(moons_of_the_course)
{
    Points *moons = points_load("moons.tsv");
    ck_assert_int_eq(moons->count, 100);
    ck_assert_double_eq_tol(moons->point[0].x, 1.1221146075409683, 1e-15);
    int positive = 0;
    for (int i = 0; i < moons->count; i++)
        positive += moons->point[i].label > 0;
    ck_assert_int_eq(positive, 50);
    points_free(moons);
}
END_TEST

// ---- text.c ----

// emma, ab and an empty line, twenty times: a is 1, b 2, e 3, m 4, and the end of a line 0.
static Text *emma_and_ab(bool by_lines)
{
    char chars[20 * 9 + 1] = "";
    for (int i = 0; i < 20; i++)
        strcat(chars, "emma\nab\n\n");
    return text_new(chars, by_lines);
}

static void expect_ids(const int found[], const int expected[], int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_msg(found[i] == expected[i], "[%d] is %d, not %d", i, found[i], expected[i]);
}

START_TEST(characters_in_order)
{
    Text *text = emma_and_ab(false);
    ck_assert_int_eq(text->vocab, 5);
    ck_assert_int_eq(text->stoi['e'], 3);
    ck_assert_int_eq(text->itos[4], 'm');
    ck_assert_int_eq(text->stoi['z'], -1);
    ck_assert_int_eq(text->train, 162); // nine tenths of 180
    expect_ids(text->id, (int[]){3, 4, 4, 1, 0, 1, 2, 0, 0, 3}, 10);
    ck_assert_str_eq(text_symbol(text, 0), "\\n");
    ck_assert_str_eq(text_symbol(text, 3), "e");
    text_free(text);
}
END_TEST

START_TEST(windows_of_a_stream) // as get_batch of the lecture draws them
{
    enum { B = 3, T = 4 };
    Text *text = emma_and_ab(false);
    int X[B * T], Y[B * T];
    for (Part part = TRAIN; part <= VAL; part++) {
        Rng rng, same;
        rng_seed(&rng, 1337);
        rng_seed(&same, 1337);
        text_batch(text, part, B, T, &rng, X, Y);
        for (int b = 0; b < B; b++) {
            int n = part == TRAIN ? 162 : 18, ix = (int)rng_randint(&same, 0, n - T);
            const int *id = text->id + (part == TRAIN ? 0 : 162) + ix;
            expect_ids(X + b * T, id, T);
            expect_ids(Y + b * T, id + 1, T);
        }
    }
    text_free(text);
}
END_TEST

START_TEST(lines_with_padding)
{
    enum { T = 6 };
    Text *text = emma_and_ab(true);
    int X[T], Y[T];
    ck_assert_int_eq(text->lines, 40); // an empty line is none
    ck_assert_int_eq(text->longest, 5);
    ck_assert_int_eq(text_lines(text, TRAIN), 36);
    ck_assert_int_eq(text_lines(text, VAL), 4);
    text_line(text, TRAIN, 0, T, X, Y);
    expect_ids(X, (int[]){0, 3, 4, 4, 1, 0}, T);
    expect_ids(Y, (int[]){3, 4, 4, 1, 0, -1}, T);
    text_line(text, VAL, 3, T, X, Y);
    expect_ids(X, (int[]){0, 1, 2, 0, 0, 0}, T);
    expect_ids(Y, (int[]){1, 2, 0, -1, -1, -1}, T);
    text_free(text);
}
END_TEST

START_TEST(lines_of_a_file_are_shuffled)
{
    Text *text = text_load("names.txt", true);
    int X[32], Y[32], sorted = 1;
    bool seen = false;
    ck_assert_int_eq(text->lines, 32257);
    for (int i = 1; i < text->lines; i++)
        sorted += text->start[i] > text->start[i - 1];
    ck_assert_int_lt(sorted, 20000);
    for (int i = 0; i < text->lines && !seen; i++) // zzyzx, the last line, has no less right than others
        seen = text->start[i] == text->count - 6;
    ck_assert(seen);
    text_line(text, VAL, text_lines(text, VAL) - 1, 32, X, Y);
    text_free(text);
}
END_TEST

Suite *data_suite(void)
{
    Suite *suite = suite_create("data");
    TCase *tcase = tcase_create("data");
    tcase_add_test(tcase, names_of_the_course);
    tcase_add_test(tcase, names_with_crlf_and_blank_lines);
    tcase_add_test(tcase, names_in_the_folder_of_the_environment);
    tcase_add_test(tcase, moons_of_the_course);
    tcase_add_test(tcase, characters_in_order);
    tcase_add_test(tcase, windows_of_a_stream);
    tcase_add_test(tcase, lines_with_padding);
    tcase_add_test(tcase, lines_of_a_file_are_shuffled);
    suite_add_tcase(suite, tcase);
    return suite;
}

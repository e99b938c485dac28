/* common/data.c: what a good file gives. What a bad one says is tested from outside, in cli.sh. */
#include "unit.h"
#include "data.h"

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

Suite *data_suite(void)
{
    Suite *suite = suite_create("data");
    TCase *tcase = tcase_create("data");
    tcase_add_test(tcase, names_of_the_course);
    tcase_add_test(tcase, names_with_crlf_and_blank_lines);
    tcase_add_test(tcase, names_in_the_folder_of_the_environment);
    tcase_add_test(tcase, moons_of_the_course);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* common/notebook/notebook.c, output.c, progress.c, options.c and check.c, from inside a program. */
#include "unit.h"
#include "check.h"
#include "internal.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const Lesson lesson = {
    .name = "99-test",
    .about = "a test",
    .data = "a.txt",
    .video_data = "b.txt",
    .seed = 7,
    .steps = 100,
    .quick_steps = 5,
};

static void begin(int argc, char **argv)
{
    ck_assert_ptr_nonnull(freopen("build/tests/notebook-stdout.txt", "w", stdout));
    notebook_begin(&lesson, argc, argv);
}

static char *arguments[] = {"99-test", "--out", "build/tests/out", NULL, NULL};

START_TEST(options_have_the_lessons_defaults)
{
    begin(3, arguments);
    ck_assert_int_eq((int)options.seed, 7);
    ck_assert_int_eq(options.steps, 100);
    ck_assert_str_eq(options.data, "a.txt");
    ck_assert(!options.quick && !options.video);
}
END_TEST

static void two_metrics(void)
{
    metric("twelve", "%.0f", 12);
    metric("loss", "%.1f", 3);
}

// Runs a lesson whose lecture shows twelve = 12 and loss = 2.1, and has what it printed in `text`.
static void shown_beside(const char *option, char text[], size_t size)
{
    static const Shown lecture[] = {{"twelve", "12"}, {"loss", "2.1"}, {0}};
    Lesson shows = lesson;
    shows.lecture = lecture;
    char *line[] = {"99-test", "--out", "build/tests/out", (char *)option, NULL};
    ck_assert_ptr_nonnull(freopen("build/tests/notebook-stdout.txt", "w", stdout));
    notebook_begin(&shows, option ? 4 : 3, line);
    cell("Two numbers", two_metrics);
    file_text("build/tests/notebook-stdout.txt", text, size);
}

START_TEST(metrics_stand_beside_the_lectures)
{
    char text[1000];
    shown_beside(NULL, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "twelve = 12   (as in the lecture)\n"));
    ck_assert_ptr_nonnull(strstr(text, "loss = 3.0   (the lecture: 2.1)\n"));
}
END_TEST

START_TEST(a_quick_run_shows_nothing_it_cannot_reach)
{
    char text[1000];
    shown_beside("--quick", text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "twelve = 12   (as in the lecture)\n"));
    ck_assert_ptr_nonnull(strstr(text, "loss = 3.0\n"));
}
END_TEST

START_TEST(options_quick_and_video)
{
    arguments[3] = "--quick";
    begin(4, arguments);
    ck_assert_int_eq(options.steps, 5);
    arguments[3] = "--video";
    begin(4, arguments);
    ck_assert_int_eq(options.steps, 100);
    ck_assert_str_eq(options.data, "b.txt");
}
END_TEST

static int steps_with(const char *first, const char *second, const char *third)
{
    Lesson longer = lesson;
    char *argv[] = {"99-test", (char *)first, (char *)second, (char *)third, NULL};
    longer.video_steps = 900;
    options_parse(&longer, !first ? 1 : !second ? 2 : !third ? 3 : 4, argv);
    return options.steps;
}

START_TEST(the_video_may_take_more_steps)
{
    ck_assert_int_eq(steps_with(NULL, NULL, NULL), 100);
    ck_assert_int_eq(steps_with("--quick", NULL, NULL), 5);
    ck_assert_int_eq(steps_with("--video", NULL, NULL), 900);
    ck_assert_int_eq(steps_with("--steps", "7", "--video"), 7);
    ck_assert_int_eq(steps_with("--video", "--steps", "100"), 100); // even if that is the default
}
END_TEST

static void good_cell(void)
{
    metric("answer", "%.1f", 42.125);
    metric_text("name", "mor.");
    curve("line", 1, 2);
    curve("line", 2, 4);
}

static int after_todo;

static void unfinished_cell(void)
{
    fprintf(table("half.tsv"), "1\n");
    TODO("9.1");
    after_todo = 1;
}

START_TEST(cells_write_metrics_and_curves)
{
    char text[256];
    remove("build/tests/out/line.tsv"); // an earlier run's
    begin(3, arguments);
    cell("good", good_cell);
    ck_assert_int_ne(access("build/tests/out/line.tsv", F_OK), 0); // not before the end
    ck_assert_int_eq(notebook_end(), 0);
    file_text("build/tests/out/metrics.tsv", text, sizeof text);
    ck_assert_str_eq(text, "answer\t42.125\nname\tmor.\n");
    file_text("build/tests/out/line.tsv", text, sizeof text);
    ck_assert_str_eq(text, "1\t2\n2\t4\n");
    ck_assert_int_ne(access("build/tests/out/line.tsv.part", F_OK), 0);
}
END_TEST

START_TEST(todo_ends_its_cell_only)
{
    char text[2048];
    begin(3, arguments);
    cell("unfinished", unfinished_cell);
    cell("good", good_cell);
    notebook_end();
    fflush(stdout);
    file_text("build/tests/notebook-stdout.txt", text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "needs exercise 9.1: tests/unit-notebook.c\n"));
    ck_assert_ptr_nonnull(strstr(text, "answer = 42.1"));
    ck_assert_ptr_nonnull(strstr(text, "1 cell ended early"));
    ck_assert_int_eq(after_todo, 0);
    ck_assert_int_ne(access("build/tests/out/half.tsv", F_OK), 0);
    ck_assert_int_ne(access("build/tests/out/half.tsv.part", F_OK), 0);
}
END_TEST

START_TEST(todo_without_a_handler_exits_with_1)
{
    todo_handler = NULL;
    TODO("9.1");
}
END_TEST

START_TEST(check_aborts)
{
    CHECK(1 + 1 == 2, "never printed");
    CHECK(1 + 1 == 3, "sums are %s", "wrong");
}
END_TEST

START_TEST(progress_counts_the_steps)
{
    int steps = 0;
    for (int step = 0; progress("loop", step, 10, NAN); step++)
        steps++;
    ck_assert_int_eq(steps, 10);
}
END_TEST

START_TEST(ctrl_c_ends_the_loop)
{
    int steps = 0;
    for (int step = 0; progress("loop", step, 1000, 1.5); step++)
        if (++steps == 3)
            raise(SIGINT);
    ck_assert_int_eq(steps, 3);
    steps = 0;
    for (int step = 0; progress("the next loop", step, 10, 1.5); step++)
        steps++;
    ck_assert_int_eq(steps, 10);
}
END_TEST

START_TEST(ctrl_c_outside_a_loop_ends_the_program)
{
    signal(SIGINT, SIG_DFL); // Check has a handler of its own
    for (int step = 0; progress("loop", step, 10, NAN); step++)
        ;
    raise(SIGINT);
}
END_TEST

Suite *notebook_suite(void)
{
    Suite *suite = suite_create("notebook");
    TCase *tcase = tcase_create("notebook");
    mkdir("build", 0777);
    mkdir("build/tests", 0777);
    tcase_add_test(tcase, options_have_the_lessons_defaults);
    tcase_add_test(tcase, options_quick_and_video);
    tcase_add_test(tcase, metrics_stand_beside_the_lectures);
    tcase_add_test(tcase, a_quick_run_shows_nothing_it_cannot_reach);
    tcase_add_test(tcase, the_video_may_take_more_steps);
    tcase_add_test(tcase, cells_write_metrics_and_curves);
    tcase_add_test(tcase, todo_ends_its_cell_only);
    tcase_add_exit_test(tcase, todo_without_a_handler_exits_with_1, 1);
    tcase_add_test_raise_signal(tcase, check_aborts, SIGABRT);
    tcase_add_test(tcase, progress_counts_the_steps);
    tcase_add_test(tcase, ctrl_c_ends_the_loop);
    tcase_add_test_raise_signal(tcase, ctrl_c_outside_a_loop_ends_the_program, SIGINT);
    suite_add_tcase(suite, tcase);
    return suite;
}

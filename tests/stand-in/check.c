/* Runs tests in the place of Check: see check.h beside this file. With -DRUN_GEMM it has the main of tests/unit-gemm.c. */
#include "check.h"

#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 64 };

struct TCase {
    int count;
    struct {
        const TTest *test;
        int from, to;
    } tests[MOST];
    void (*before)(void), (*after)(void);
};

struct Suite {
    const char *name;
    int count;
    TCase *tcase[MOST];
};

struct SRunner {
    int count, passed, failed;
    Suite *suite[MOST];
};

void stand_in_failed(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(1);
}

static void *zeros(size_t bytes)
{
    void *at = calloc(1, bytes);
    return at ? at : (stand_in_failed(__FILE__, __LINE__, "no memory"), NULL);
}

Suite *suite_create(const char *name)
{
    Suite *suite = zeros(sizeof *suite);
    suite->name = name;
    return suite;
}

TCase *tcase_create(const char *name)
{
    (void)name;
    return zeros(sizeof(TCase));
}

void suite_add_tcase(Suite *suite, TCase *tcase)
{
    suite->tcase[suite->count++] = tcase;
}

void tcase_add_loop_test(TCase *tcase, const TTest *test, int from, int to)
{
    tcase->tests[tcase->count].test = test;
    tcase->tests[tcase->count].from = from;
    tcase->tests[tcase->count++].to = to;
}

void tcase_add_checked_fixture(TCase *tcase, void (*before)(void), void (*after)(void))
{
    tcase->before = before;
    tcase->after = after;
}

void tcase_set_timeout(TCase *tcase, double seconds)
{
    (void)tcase, (void)seconds;
}

SRunner *srunner_create(Suite *suite)
{
    SRunner *runner = zeros(sizeof *runner);
    srunner_add_suite(runner, suite);
    return runner;
}

void srunner_add_suite(SRunner *runner, Suite *suite)
{
    runner->suite[runner->count++] = suite;
}

static void run_one(SRunner *runner, const TCase *tcase, const TTest *test, int i)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (tcase->before)
            tcase->before();
        test->run(i);
        if (tcase->after)
            tcase->after();
        exit(0);
    }
    waitpid(child, &status, 0);
    if (status == 0) {
        runner->passed++;
        return;
    }
    runner->failed++;
    printf("FAIL %s, %d (status %d)\n", test->name, i, status);
}

void srunner_run_all(SRunner *runner, int how)
{
    (void)how;
    for (int s = 0; s < runner->count; s++)
        for (int c = 0; c < runner->suite[s]->count; c++) {
            const TCase *tcase = runner->suite[s]->tcase[c];
            for (int t = 0; t < tcase->count; t++)
                for (int i = tcase->tests[t].from; i < tcase->tests[t].to; i++)
                    run_one(runner, tcase, tcase->tests[t].test, i);
        }
    printf("%d passed, %d failed\n", runner->passed, runner->failed);
}

int srunner_ntests_failed(SRunner *runner)
{
    return runner->failed;
}

void srunner_free(SRunner *runner)
{
    for (int s = 0; s < runner->count; s++) {
        for (int c = 0; c < runner->suite[s]->count; c++)
            free(runner->suite[s]->tcase[c]);
        free(runner->suite[s]);
    }
    free(runner);
}

#ifdef RUN_GEMM
Suite *gemm_suite(void);

int main(void)
{
    SRunner *runner = srunner_create(gemm_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
#endif

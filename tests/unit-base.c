/* common/base: memory, texts for messages, handlers of data_error, and sleeping threads. */
#include "unit.h"
#include "check.h"
#include "format.h"
#include "memory.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Memory --------------------------------------------------------------------------------- */

START_TEST(memory_is_aligned_and_cleared)
{
    static const size_t sizes[] = {0, 1, 63, 64, 1000, 4 << 20, (4 << 20) + 1};
    for (int i = 0; i < 3 * COUNT(sizes); i++) { // from the second round on, the memory has been used before
        size_t size = sizes[i % COUNT(sizes)], cleared = 0;
        char *new = memory_new(size), *zeros = memory_zeros(size);
        ck_assert((uintptr_t) new % 64 == 0 && (uintptr_t)zeros % 64 == 0);
        while (cleared < size && zeros[cleared] == 0)
            cleared++;
        ck_assert_uint_eq(cleared, size);
        memset(new, 1, size);
        memset(zeros, 1, size);
        free(new);
        free(zeros);
    }
}
END_TEST

START_TEST(lists_grow)
{
    int *list = NULL;
    for (int n = 0; n < 1000; n++) {
        list = memory_grow(list, (size_t)n, sizeof *list);
        list[n] = 3 * n;
    }
    for (int n = 0; n < 1000; n++)
        ck_assert_int_eq(list[n], 3 * n);
    free(list);
    char *text = memory_text("as it was");
    ck_assert_str_eq(text, "as it was");
    free(text);
}
END_TEST

static void all_memory(void)
{
    memory_new(SIZE_MAX / 2);
}

static void a_list_of_all_memory(void)
{
    memory_grow(NULL, (size_t)1 << 50, 1 << 10);
}

#if defined(__SANITIZE_ADDRESS__)
enum { SANITIZED = 1 }; // the sanitizer ends the program itself
#else
enum { SANITIZED = 0 };
#endif

START_TEST(missing_memory_is_told)
{
    char said[SAID];
    if (SANITIZED)
        return;
    ck_assert_int_eq(run_apart(all_memory, said), -SIGABRT);
    ck_assert_msg(strstr(said, "out of memory: 9223372036854775807 bytes more are needed") != NULL, "%s", said);
    ck_assert_int_eq(run_apart(a_list_of_all_memory, said), -SIGABRT);
    ck_assert_msg(strstr(said, "out of memory: 1152921504606846976 bytes more are needed") != NULL, "%s", said);
}
END_TEST

/* ---- Texts ---------------------------------------------------------------------------------- */

START_TEST(texts_take_turns)
{
    const char *text[TEXTS];
    for (int i = 0; i < TEXTS; i++)
        text[i] = text_of("%d of %s", i, i > 0 ? text[i - 1] : "none");
    ck_assert_str_eq(text[0], "0 of none");
    ck_assert_str_eq(text[7], "7 of 6 of 5 of 4 of 3 of 2 of 1 of 0 of none");
    ck_assert_ptr_eq(text_of("next"), text[0]);
    char longest[2 * TEXT_BYTES];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    ck_assert_int_eq((int)strlen(text_of("%s", longest)), TEXT_BYTES - 1);
}
END_TEST

/* ---- Handlers of data_error ----------------------------------------------------------------- */

static jmp_buf request_end;
static char caught[64];

static void end_request(const char *sentence)
{
    snprintf(caught, sizeof caught, "%s", sentence);
    longjmp(request_end, 1);
}

static void serve(void)
{
    data_error_handler = end_request;
    volatile int refused = 0;
    for (volatile int request = 0; request < 3; request = request + 1)
        if (setjmp(request_end) == 0)
            data_error("request %d: no such file", request);
        else
            refused = refused + 1;
    _exit(refused == 3 && strcmp(caught, "request 2: no such file") == 0 ? 42 : 1);
}

static void look_on(const char *sentence)
{
    (void)sentence;
}

static void do_not_catch(void)
{
    data_error_handler = look_on;
    data_error("%d lines are missing", 7);
}

static void nobody_catches(void)
{
    data_error("%s is missing", "names.txt");
}

START_TEST(data_errors_are_caught)
{
    char said[SAID];
    ck_assert_int_eq(run_apart(serve, said), 42);
    ck_assert_str_eq(said, "");
    ck_assert_int_eq(run_apart(do_not_catch, said), 1);
    ck_assert_str_eq(said, "7 lines are missing\n");
    ck_assert_int_eq(run_apart(nobody_catches, said), 1);
    ck_assert_str_eq(said, "names.txt is missing\n");
}
END_TEST

/* ---- Threads -------------------------------------------------------------------------------- */

START_TEST(waiting_threads_fall_asleep) // however this program was started: see threads.c
{
#if defined(_OPENMP) && defined(__clang__)
    ck_assert_ptr_nonnull(getenv("KMP_BLOCKTIME"));
#elif defined(_OPENMP) && defined(__linux__)
    ck_assert(getenv("GOMP_SPINCOUNT") || getenv("OMP_WAIT_POLICY"));
#endif
}
END_TEST

Suite *base_suite(void)
{
    Suite *suite = suite_create("base");
    TCase *tcase = tcase_create("base");
    tcase_add_test(tcase, memory_is_aligned_and_cleared);
    tcase_add_test(tcase, lists_grow);
    tcase_add_test(tcase, missing_memory_is_told);
    tcase_add_test(tcase, texts_take_turns);
    tcase_add_test(tcase, data_errors_are_caught);
    tcase_add_test(tcase, waiting_threads_fall_asleep);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* Runs the unit tests of common/. CK_FORK=no keeps them in one process, for a debugger. */
#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int run_apart(void (*function)(void), char said[SAID])
{
    int pipes[2], status;
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(pipes[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        function();
        _exit(0);
    }
    close(pipes[1]);
    size_t length = 0;
    for (ssize_t n; (n = read(pipes[0], said + length, SAID - 1 - length)) > 0;)
        length += (size_t)n;
    said[length] = '\0';
    close(pipes[0]);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void expect_failure(void (*function)(void), int status, const char *says)
{
    char said[SAID];
    int got = run_apart(function, said);
    ck_assert_msg(strstr(said, says) != NULL, "must say: %s\nsays: %s", says, said);
    ck_assert_msg(got == status, "must end with %d, ended with %d: %s", status, got, said);
}

int main(void)
{
    SRunner *runner = srunner_create(base_suite());
    srunner_add_suite(runner, json_suite());
    srunner_add_suite(runner, rng_suite());
    srunner_add_suite(runner, data_suite());
    srunner_add_suite(runner, tales_suite());
    srunner_add_suite(runner, notebook_suite());
    srunner_add_suite(runner, gemm_suite());
    srunner_add_suite(runner, bpe_suite());
    srunner_add_suite(runner, models_suite());
    srunner_add_suite(runner, safetensors_suite());
    srunner_add_suite(runner, safetensors_fuzz_suite());
    srunner_add_suite(runner, microgpt_suite());
    srunner_add_suite(runner, recipe_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

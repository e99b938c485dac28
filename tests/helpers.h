/*
 * Helpers of the test programs in C: running a function in a process of its own, reading a file, a number of threads.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef _OPENMP
#include <omp.h>
#endif

enum { SAID = 4096 };

// Runs it in a process of its own. Returns its exit status, or minus its signal; `said` gets its standard error.
static inline int run_apart(void (*function)(void), char said[SAID])
{
    int pipes[2], status;
    ck_assert_int_eq(pipe(pipes), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
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
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// The same; it must end with this status and print this sentence.
static inline void expect_failure(void (*function)(void), int status, const char *says)
{
    char said[SAID];
    int got = run_apart(function, said);
    ck_assert_msg(strstr(said, says) != NULL, "must say: %s\nsays: %s", says, said);
    ck_assert_msg(got == status, "must end with %d, ended with %d: %s", status, got, said);
}

// Reads at most `room` bytes of a file; returns how many there were.
static inline size_t file_bytes(const char *path, char *bytes, size_t room)
{
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "%s is missing", path);
    size_t size = fread(bytes, 1, room, f);
    fclose(f);
    return size;
}

// The same as a string.
static inline void file_text(const char *path, char *text, size_t room)
{
    text[file_bytes(path, text, room - 1)] = '\0';
}

static inline void set_threads(int n)
{
#ifdef _OPENMP
    omp_set_dynamic(0);
    omp_set_num_threads(n);
#else
    (void)n;
#endif
}

#endif

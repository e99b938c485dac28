/*
 * How long a thread waits awake for its next work. Without a word from us that is some ten milliseconds. Where another
 * program needs the core, that ruins both: to the scheduler, a thread that spins looks as busy as any other, and a
 * lesson takes up to twenty times as long. With us it goes to sleep after 3000 turns, a fraction of a millisecond.
 *
 * The OpenMP of gcc takes this setting from the environment alone, and before any code of ours runs. So a program that
 * was started without the variable sets it and then starts itself again: the same process, the same arguments. If you
 * set it, or OMP_WAIT_POLICY, your choice stands. gdb and perf follow a program that starts itself again; valgrind does
 * not, so there nothing is done. The OpenMP of clang reads its variable later, and counts in milliseconds.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(_OPENMP) && defined(__clang__)
__attribute__((constructor)) static void fall_asleep_soon(void)
{
    setenv("KMP_BLOCKTIME", "1", 0);
}
#elif defined(_OPENMP) && defined(__linux__)
__attribute__((constructor)) static void fall_asleep_soon(int argc, char **argv)
{
    (void)argc;
    char program[PATH_MAX] = "";
    const char *preload = getenv("LD_PRELOAD");
    bool ours = !getenv("GOMP_SPINCOUNT") && !getenv("OMP_WAIT_POLICY") && !(preload && strstr(preload, "valgrind"));
    if (ours && readlink("/proc/self/exe", program, sizeof program - 1) > 0 && setenv("GOMP_SPINCOUNT", "3000", 1) == 0)
        execv(program, argv); // returns only if it could not, and then all is as it was
}
#endif

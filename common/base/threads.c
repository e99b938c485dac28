/*
 * How long an idle thread spins before it sleeps. The default is some ten milliseconds. If another program needs the
 * core, both suffer: to the scheduler, a spinning thread looks as busy as any other, and a lesson can take twenty times
 * as long. Here a thread goes to sleep after 3000 turns, a fraction of a millisecond.
 *
 * gcc's OpenMP reads this setting only from the environment, before any of our code runs. So a program that was started
 * without the variable sets it and starts itself again: the same process, the same arguments. If you set the variable
 * or OMP_WAIT_POLICY yourself, your choice stands. gdb and perf follow a program that starts itself again; valgrind
 * does not, so under valgrind nothing is changed. clang's OpenMP reads its variable later, and counts in milliseconds.
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
        execv(program, argv); // returns only if it fails, and then the program simply goes on
}
#endif

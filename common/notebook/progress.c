/* Shows the progress of a long loop. Ctrl-C ends the loop, not the lesson. */
#include "internal.h"

#include <math.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static struct sigaction before; // how Ctrl-C was handled before the loop
static bool running;
static double started, shown;
static int from; // the step at which the loop began: not 0 if a run was resumed

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static void begin(int step)
{
    from = step;
    struct sigaction action = {.sa_handler = on_interrupt};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &before);
    interrupted = 0;
    running = true;
    started = shown = now();
}

void progress_abandon(void)
{
    if (running)
        sigaction(SIGINT, &before, NULL);
    running = false;
}

static void bar(const char *what, int step, int steps, double loss, double seconds)
{
    enum { WIDTH = 24 };
    int done = (int)((double)step / steps * WIDTH);
    fprintf(stderr, "\r\033[K%s [%.*s%*s] %d/%d", what, done, "========================", WIDTH - done, "", step,
            steps);
    if (!isnan(loss))
        fprintf(stderr, "  loss %.4f", loss);
    fprintf(stderr, "  %.4g steps/s  %.0f s left", (step - from) / seconds, seconds / (step - from) * (steps - step));
}

static void line(const char *what, int step, int steps, double loss, double seconds)
{
    fprintf(stderr, "%s: step %d of %d", what, step, steps);
    if (!isnan(loss))
        fprintf(stderr, ", loss %.4f", loss);
    fprintf(stderr, ", %.4g steps/s\n", (step - from) / seconds);
}

static void end(const char *what, int step, int steps, double loss, double seconds)
{
    progress_abandon();
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
    if (interrupted)
        fprintf(stderr, "Ctrl-C: %s ends here, and the lesson continues\n", what);
    line(what, step, steps, loss, seconds);
}

bool progress(const char *what, int step, int steps, double loss)
{
    if (!running || step == 0) {
        fflush(stdout);
        begin(step);
    }
    double time = now(), seconds = time - started;
    if (step >= steps || interrupted) {
        end(what, step, steps, loss, seconds);
        return false;
    }
    bool terminal = isatty(STDERR_FILENO);
    if (step > from && time - shown > (terminal ? 0.1 : 2.0)) {
        (terminal ? bar : line)(what, step, steps, loss, seconds);
        shown = time;
    }
    return true;
}

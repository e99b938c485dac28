/* Measuring time: see measure.h. */
#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 1024 }; // samples of one measurement, and measurements whose spread is kept

static double budget = 0.03;
static bool one_thread;
static double spread[MOST];
static int measured;

void measure_for(double seconds)
{
    budget = seconds;
}

bool measure_one_thread(bool one)
{
    bool before = one_thread;
    one_thread = one;
    return before;
}

static double seconds_by(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double now(void)
{
    return seconds_by(one_thread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(int n, double values[])
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return values[n / 2];
}

// ---- samples ----

typedef struct Samples {
    int times; // runs in one sample
    int clean, disturbed;
    double clean_seconds[MOST], disturbed_seconds[MOST]; // of one run
} Samples;

// If another program had the core in between, the clock on the wall shows more than the CPU time, which is then all that is
// known. CPU time is less exact: a system that is itself a guest on a machine only estimates it.
static void take_sample(Samples *s, Run *run, void *arg)
{
    double wall = seconds_by(CLOCK_MONOTONIC), cpu = seconds_by(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < s->times; i++)
        run(arg);
    cpu = seconds_by(CLOCK_THREAD_CPUTIME_ID) - cpu;
    wall = seconds_by(CLOCK_MONOTONIC) - wall;
    bool clean = !one_thread || wall < 1.03 * cpu + 2e-6;
    if (clean && s->clean < MOST)
        s->clean_seconds[s->clean++] = wall / s->times;
    else if (!clean && s->disturbed < MOST)
        s->disturbed_seconds[s->disturbed++] = cpu / s->times;
}

static Timing summary(Samples *s)
{
    if (s->clean == 0) {
        double middle = median(s->disturbed, s->disturbed_seconds);
        spread[measured++ % MOST] = s->disturbed_seconds[s->disturbed - 1] / middle - 1;
        return (Timing){middle, middle};
    }
    Timing t = {.median = median(s->clean, s->clean_seconds)}; // sorts them
    t.least = s->clean_seconds[0];
    spread[measured++ % MOST] = t.median / t.least - 1;
    return t;
}

// So often that reading the clocks, which takes up to a microsecond, does not count.
static int times_of(Run *run, void *arg)
{
    const double enough = 50e-6;
    double once = INFINITY;
    for (int i = 0; i < 2; i++) { // the first one also fetches code and data
        double begin = now();
        run(arg);
        once = fmin(once, now() - begin);
    }
    return once < enough ? (int)(enough / fmax(once, 1e-9)) + 1 : 1;
}

Timing measure(Run *run, void *arg)
{
    Timing t;
    measure_in_turn(1, &run, &arg, &t);
    return t;
}

void measure_in_turn(int count, Run *const run[], void *const arg[], Timing timing[])
{
    enum { LEAST = 3 };
    Samples *s = calloc((size_t)count, sizeof *s);
    for (int i = 0; i < count; i++)
        s[i].times = times_of(run[i], arg[i]);
    int n = 0;
    for (double begin = now(); n < LEAST || (n < MOST && now() - begin < budget * count); n++)
        for (int i = 0; i < count; i++)
            take_sample(&s[i], run[i], arg[i]);
    for (int i = 0; i < count; i++)
        timing[i] = summary(&s[i]);
    free(s);
}

double measure_spread(void)
{
    double sorted[MOST];
    int n = measured < MOST ? measured : MOST;
    for (int i = 0; i < n; i++)
        sorted[i] = spread[i];
    return n ? median(n, sorted) : 0;
}

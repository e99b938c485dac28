/* Measuring time: see measure.h. */
#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 1024 }; // samples of one measurement, and measurements whose spread is kept

static double budget = 0.03;
static clockid_t clock_used = CLOCK_MONOTONIC;
static double spread[MOST];
static int measured;

void measure_for(double seconds)
{
    budget = seconds;
}

bool measure_one_thread(bool one)
{
    bool before = clock_used != CLOCK_MONOTONIC;
    clock_used = one ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
    return before;
}

double now(void)
{
    struct timespec t;
    clock_gettime(clock_used, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
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

static Timing summary(int n, double sample[])
{
    Timing t = {.median = median(n, sample)}; // sorts them
    t.least = sample[0];
    spread[measured++ % MOST] = t.median / t.least - 1;
    return t;
}

static double seconds_of(int times, Run *run, void *arg)
{
    double begin = now();
    for (int i = 0; i < times; i++)
        run(arg);
    return (now() - begin) / times;
}

// So often that reading the clock, which takes up to half a microsecond, does not count.
static int times_of(Run *run, void *arg)
{
    const double enough = 50e-6;
    double once = seconds_of(1, run, arg); // this one also fetches code and data
    once = fmin(once, seconds_of(1, run, arg));
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
    double(*sample)[MOST] = malloc(sizeof *sample * (size_t)count);
    int *times = malloc(sizeof *times * (size_t)count), n = 0;
    for (int i = 0; i < count; i++)
        times[i] = times_of(run[i], arg[i]);
    for (double begin = now(); n < LEAST || (n < MOST && now() - begin < budget * count); n++)
        for (int i = 0; i < count; i++)
            sample[i][n] = seconds_of(times[i], run[i], arg[i]);
    for (int i = 0; i < count; i++)
        timing[i] = summary(n, sample[i]);
    free(sample);
    free(times);
}

double measure_spread(void)
{
    double sorted[MOST];
    int n = measured < MOST ? measured : MOST;
    for (int i = 0; i < n; i++)
        sorted[i] = spread[i];
    return n ? median(n, sorted) : 0;
}

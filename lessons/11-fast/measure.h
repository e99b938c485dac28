/*
 * Time, measured so that other programs disturb little: many short repeats, of which the least counts. Of work
 * by one thread, a repeat in which another program had the core is left out: its CPU time is less than the time on the
 * wall. If all repeats were disturbed, as on a busy machine long ones are, the median CPU time is the result. On an idle
 * machine the median is within a few percent of the least. Where it is not, something else was running, and
 * measure_spread says so.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>

typedef struct Timing {
    double least, median; // seconds for one run
} Timing;

typedef void Run(void *arg);

// How long to repeat each measurement, in seconds (0.03 at first).
void measure_for(double seconds);

// Do the runs that follow use one thread? At first they may use several, and the clock on the wall counts. Returns what
// it was before.
bool measure_one_thread(bool one);

Timing measure(Run *run, void *arg);

// Several in turn, A B C A B C ...: for ratios, which then hold on a busy machine too. At least three rounds.
void measure_in_turn(int count, Run *const run[], void *const arg[], Timing timing[]);

double now(void); // seconds: CPU time of one thread, or time on the wall

// Half of all measurements so far had a median that was at most this much above the least: 0.02 is 2 %.
double measure_spread(void);

#endif

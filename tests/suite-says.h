/*
 * What a failed test says: the sentences that `make check-NN` and the grader share. Nothing here runs a test or knows whose
 * code was tested: it compares numbers, and reads what a process that broke off left behind.
 */
#ifndef SUITE_SAYS_H
#define SUITE_SAYS_H

#include "suite.h"

enum { MESSAGE = 2048 };

// What a test saw and what it expected. An expectation about one int has a sentence instead of guesses.
typedef struct Expectation {
    const char *input;
    Places axes;
    const double *yours, *expected;
    double tolerance;
    const Guess *guesses;
    bool whole_number;
    const char *sentence; // for a mistake that the guesses do not name, or NULL
} Expectation;

// Within the tolerance; off, but by less than 1e-4 (never where the tolerance is 0); or wrong.
typedef enum Nearness { RIGHT, NEARLY, WRONG } Nearness;

void append(char message[MESSAGE], const char *format, ...) __attribute__((format(printf, 2, 3)));
int size_of(Places axes);
Nearness compare(const Expectation *e);
void describe(const Expectation *e, char message[MESSAGE]); // of one that is not right: input, expected, yours, likely

// What a test's process leaves behind however it ends.
enum { REASONS = 16 };
typedef struct Left {
    bool the_end; // reached: a test whose process ends without it (exit(0), _exit(0)) has not passed
    bool out_of_time, out_of_memory;
    int reasons;
    struct Reason {
        char part[128], sentence[512];
    } reason[REASONS]; // of if_a_check_says
} Left;
void add_reason(Left *left, const char *part, const char *sentence);

// Prints to stderr which lines of a file are at work, as a sanitizer does. Only in programs that are built with one.
void print_frames_of(const char *file);

// Why a test did not end: `how` it ended ("signal 11", say), and what it had `said`, on stdout and stderr. `file` is the
// learner's, as the compiler was given it; `seconds` the CPU time it had.
void explain_crash(const char *file, const char *how, const char *said, int seconds, const Left *left,
                   char message[MESSAGE]);

#endif

/*
 * What a hand writes and the judge reads. A hand holds a learner's functions, so it decides nothing: of each expectation it
 * writes the place and the learner's numbers. The same hand with the solution's functions also writes what it expected, and
 * which wrong results it knows. One test is one block, framed by the hand's first process, in which no function of the
 * learner's ever runs:
 *     exercise, test, follows, weight, seconds, token, how it ended, what it said, bytes printed, its records
 * Strings are a length (4 bytes) and their bytes; numbers are as this machine has them, for both ends are here.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The kinds of a record in a test's block.
enum {
    RECORD_SAW =
        'S', // an expectation: whole number?, held?, message, input, axes, tolerance, sentence, yours, RECORD_KNEW
    RECORD_KNEW = 'K',   // what was expected, and guesses; 'k' where a learner's process keeps that for itself
    RECORD_WRONG = 'W',  // a message: the suite found it wrong but has no table of numbers to compare
    RECORD_TODO = 'T',   // a message: a TODO was reached
    RECORD_REASON = 'R', // if_a_check_says: part, sentence
    RECORD_END = 'E',    // the test came to its end: the block's token, and nothing after it
};

// How a test's process ended.
typedef struct Ending {
    int32_t status; // of wait()
    bool out_of_time, out_of_memory, too_much;
    int64_t printed; // bytes on stdout and stderr
} Ending;

#endif

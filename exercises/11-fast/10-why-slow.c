/*
 * Exercise 11.10: why is this op slow?
 *
 * kind:     essay
 * effort:   **, 40 minutes
 * points:   0
 * lecture:  none; Drepper, "What Every Programmer Should Know About Memory", 2007, section 3.3
 * uses:     only your own words
 *
 * task:     The lesson's last cell transposes a matrix in the simplest way, and copies one of the same size. Both read and
 *           write the same bytes, but for 1024 x 1024 the transposed copy takes many times as long, and for 1040 x 1040 it
 *           is a good deal faster. Explain with numbers: which bytes really move between which levels, why the power of two
 *           is the worst size, and what you would change. Say how you would test your explanation, and what came of it.
 *           Write 60 words at least; a page is better.
 * example:  return "The copy reads 4 MB and writes 4 MB, whole cache lines one after another. The transposed copy ... "
 *                  "I predicted ... and measured ...";
 * rubric:   a cache line of 64 bytes moves for each 4 bytes written: 16 times the bytes, and what is written is read first;
 *           by the time the next number of a line is written, the line has left the cache: 1024 lines of 64 bytes, or fewer
 *           because of the sets;
 *           rows that are 4096 bytes apart share few sets of a cache, so lines evict each other although it is not full;
 *           also pages: each of the 1024 rows is on another page, more than the TLB's first level has room for;
 *           a remedy (square blocks that fit, a padded row, packing), a test of it with a prediction, and the result.
 * trap:     No points are given by the checker: a person reads it, with the rubric above.
 */
#include "11-fast.h"

const char *why_slow(void)
{
    TODO("11.10");
}

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
    //: solution
    const char *answer =
        "A copy of 1024 x 1024 floats reads 4 MB and writes 4 MB, in whole cache lines of 64 bytes. The transposed "
        "copy "
        "reads just as well, along rows, but it writes down a column: each number goes to another line. Before a "
        "processor can change 4 bytes of a line it fetches the line, and later it writes it back. So for each number 4 "
        "bytes are read, 64 fetched and 64 written back: 132 bytes instead of 8, about 16 times as many. If the line "
        "stayed in the cache until its other 15 numbers come, this would not happen. But between two numbers of a line "
        "lie 1023 others, each in a line of its own: 64 kB, more than the first-level cache of 48 kB.\n"
        "With a power of two it is worse. A cache finds a line by some bits of its address. The lines of a column are "
        "4096 bytes apart, so these bits are the same for all of them: of 64 sets only one is used, and 12 lines are "
        "all "
        "that fits. In the second level it is the same with a few sets more. With 1040 the rows are 4160 bytes apart, "
        "and the lines spread over all sets.\n"
        "I tested the sets by leaving the matrix at 1024 x 1024 and writing its rows 1040 numbers apart. If only the "
        "size mattered, nothing would change. The time fell from 36 times that of a copy to 11 times, which is that of "
        "the size 1040. Then I went through the matrix in squares of 16 x 16, so that a line is used up before it is "
        "left, and expected the time of a copy within a factor of 2. At 1040 it fell from 12 times a copy to 5, at "
        "1024 "
        "only to 22: the 16 lines of a square share one set of 12 places. Both together are the remedy: squares, and "
        "rows that are not a power of two apart.";
    return answer;
    //: end
}

/*
 * hint:     How many bytes of a cache line does the copy use before it leaves it? And the transposed copy?
 * hint:     Look at the addresses that are written one after another for 1024 and for 1040: which of their lower bits
 *           change?
 * hint:     Write the loops in squares, and pad the rows: two changes, each of which tests one part of the explanation.
 *
 * mistake:  one sentence
 *  -        return answer;
 *  +        return *answer ? "Because the cache is too small." : answer;
 *  says:    at least 60
 * mistake:  nothing at all
 *  -        return answer;
 *  +        return *answer ? 0 : answer;
 *  says:    NULL
 */

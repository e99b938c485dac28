/*
 * Exercise 11.8: predict, then measure
 *
 * kind:     experiment
 * effort:   ***, 60 minutes
 * points:   20
 * lecture:  none; the lesson's table of predictions
 * seconds:  60
 * uses:     Machine, Unfamiliar, copy_speed_of (11-fast.h)
 *
 * task:     Five ops that the lesson has not timed, and a machine that you have not seen. Say how long each takes, in
 *           seconds, on one thread, from the op's arithmetic, its bytes, and what the machine can do. The checker first asks
 *           about a machine on paper. Then it measures its own machine and the five ops, each on millions of numbers, and
 *           gives points for a typical error (the geometric mean of the five) below a factor of 4, 2.5 and 1.8.
 * example:  On a machine that copies 10e9 bytes a second, MULTIPLY on (1000, 1000) reads two arrays of 4e6 bytes and writes
 *           one: 12e6 / 10e9 = 1.2e-3 seconds. A multiplication for each 12 bytes costs nothing beside that.
 * trap:     copy_speed counts the bytes that are read and those that are written.
 * trap:     The speed depends on the size: copy_speed_of(m, all bytes that the op touches).
 * trap:     An op does arithmetic and moves bytes at the same time. The slower of the two counts.
 */
#include "11-fast.h"

double predicted_seconds(const Machine *m, Unfamiliar op, int rows, int cols)
{
    //: solution
    double n = (double)rows * cols, bytes = 8 * n, arithmetic = 0;
    if (op == MULTIPLY)
        bytes = 12 * n;
    if (op == VECTOR_MATRIX)
        bytes = 4 * n;
    if (op == SIGMOID)
        arithmetic = n * m->exp_seconds;
    if (op == WEIGHT_GRADIENT)
        arithmetic = 2 * n * cols / m->product;
    double transfer = bytes / copy_speed_of(m, bytes);
    return arithmetic > transfer ? arithmetic : transfer;
    //: end
}

/*
 * hint:     For each op, count how many arrays of rows * cols floats it reads and writes. That gives the bytes of four of
 *           them: 12, 8, 4 and 8 for each number of x.
 * hint:     SIGMOID computes an exponential for each number. WEIGHT_GRADIENT is a product of (cols, rows) with
 *           (rows, cols): 2 cols cols rows operations.
 * hint:     transfer = bytes / copy_speed_of(m, bytes); arithmetic = operations / m->product, or n * m->exp_seconds; return
 *           the larger one.
 *
 * outputs:  predicted_seconds returns
 *
 * mistake:  floats instead of bytes
 *  -        double transfer = bytes / copy_speed_of(m, bytes);
 *  +        double transfer = bytes / 4 / copy_speed_of(m, bytes);
 *  says:    a float has 4 bytes
 * mistake:  in microseconds
 *  -        return arithmetic > transfer ? arithmetic : transfer;
 *  +        return 1e6 * (arithmetic > transfer ? arithmetic : transfer);
 *  says:    in seconds
 * mistake:  only bytes
 *  -        return arithmetic > transfer ? arithmetic : transfer;
 *  +        return arithmetic < 0 ? arithmetic : transfer;
 *  says:    its arithmetic takes longer than its bytes
 * mistake:  only arithmetic
 *  -        return arithmetic > transfer ? arithmetic : transfer;
 *  +        return arithmetic + 0 * transfer + 1e-9;
 *  says:    its bytes take longer than its arithmetic
 * mistake:  the first level's speed for all sizes
 *  -        double transfer = bytes / copy_speed_of(m, bytes);
 *  +        double transfer = bytes / m->copy_speed[0];
 *  says:    does not fit into the first-level cache
 * mistake:  not a time
 *  -        return arithmetic > transfer ? arithmetic : transfer;
 *  +        return arithmetic > transfer ? -arithmetic : -transfer;
 *  says:    a time is more than 0
 */

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
    TODO("11.8");
}

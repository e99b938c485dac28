/*
 * The unit tests of common/: one suite per file, run together by the test program.
 */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>

Suite *rng_suite(void);

#endif

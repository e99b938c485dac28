/*
 * The tests of lesson 13's exercises. Expectations are worked out by hand, never by the solutions.
 */
#include "13-finetune.h"
#include "suite.h"

START_TEST(mean_of_four)
{
    double sum = 10;
    Guess guesses[] = {{&sum, "that is the sum, not the mean: divide by n"}, {0}};
    expect_number("1 2 3 4", mean(4, (double[]){1, 2, 3, 4}), 2.5, 1e-12, guesses);
}
END_TEST

START_TEST(a_test_to_write)
{
    wrong("the second test of exercise 13.1", "write it in tests/13-finetune.c: a case that the first does not have");
}
END_TEST

void lesson_suite(void)
{
    exercise("1-mean", mean_of_four, a_test_to_write, NULL);
}

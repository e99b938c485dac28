/*
 * Exercise 1.2: the gradient of a function of three numbers
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  the exercises linked under the micrograd video, section 1
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     cos, pow, sqrt (math.h); memcpy (string.h)
 *
 * task:     f(a, b, c) = -a^3 + sin(3b) - 1/c + b^2.5 - sqrt(a) has three slopes, one for each
 *           input: its gradient. Write them down from the rules of calculus (f3_gradient), and
 *           measure them for any function (numeric_gradient). When the two agree, both are right.
 * example:  at a, b, c = 2, 3, 4 the gradient is -12.353553, 10.256990, 0.062500
 * trap:     numeric_gradient must not change its caller's x. n is at most 16.
 */
#include "01-micrograd.h"

#include <math.h>
#include <string.h>

void f3_gradient(const double x[3], double g[3])
{
    TODO("1.2");
}

void numeric_gradient(double (*f)(const double x[]), int n, const double x[], double h, double g[])
{
    TODO("1.2");
}

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
    //: solution
    double a = x[0], b = x[1], c = x[2];
    g[0] = -3 * a * a - 0.5 / sqrt(a);
    g[1] = 3 * cos(3 * b) + 2.5 * pow(b, 1.5);
    g[2] = 1 / (c * c);
    //: end
}

void numeric_gradient(double (*f)(const double x[]), int n, const double x[], double h, double g[])
{
    //: solution
    double moved[16];
    memcpy(moved, x, sizeof *x * (size_t)n);
    for (int i = 0; i < n; i++) {
        moved[i] = x[i] + h;
        double above = f(moved);
        moved[i] = x[i] - h;
        double below = f(moved);
        moved[i] = x[i];
        g[i] = (above - below) / (2 * h);
    }
    //: end
}

/*
 * hint:     Each term depends on one input only: -a^3 and -sqrt(a) on a, sin(3b) and b^2.5 on b,
 *           -1/c on c.
 * hint:     The chain rule for sin(3b): 3 cos(3b). The derivative of -1/c is 1/c^2, of sqrt(a)
 *           0.5 / sqrt(a).
 * hint:     For the numeric gradient, copy x. For each i: move that number up by h, call f, move it
 *           down by h, call f, and put it back. The slope is (above - below) / (2 * h).
 *
 * outputs:  f3_gradient g[3]
 * outputs:  numeric_gradient g[n]
 *
 * mistake:  forgets the inner derivative
 *  -        g[1] = 3 * cos(3 * b) + 2.5 * pow(b, 1.5);
 *  +        g[1] = cos(3 * b) + 2.5 * pow(b, 1.5);
 *  says:    the chain rule
 * mistake:  the sign of 1/c
 *  -        g[2] = 1 / (c * c);
 *  +        g[2] = -1 / (c * c);
 *  says:    the derivative of -1/c is +1/c^2
 * mistake:  does not put the number back
 *  -        moved[i] = x[i];
 *  +        moved[i] = x[i] - h;
 *  says:    put x[i] back
 */

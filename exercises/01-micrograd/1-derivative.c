/*
 * Exercise 1.1: the derivative, measured
 *
 * kind:     function
 * effort:   *, 5 minutes
 * points:   5
 * lecture:  micrograd, the cell that begins "h = 0.000001"
 *           https://www.youtube.com/watch?v=VMj-3S1tku0
 * uses:     only its arguments f, x and h
 *
 * task:     How much does f(x) change when x moves a little? The lecture moves x by h to one side.
 *           Move it to both sides, to x + h and to x - h, and divide the change of f by the
 *           distance between them. The error then shrinks with h * h instead of with h.
 * example:  f(x) = 3x^2 - 4x + 5 at x = 3: the slope is 14
 * trap:     The distance between x - h and x + h is not h.
 */
#include "01-micrograd.h"

double derivative(double (*f)(double x), double x, double h)
{
    TODO("1.1");
}

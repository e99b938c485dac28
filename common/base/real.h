/*
 * The number type of tensors: float, as everywhere in this field, or double in a second build
 * (-DREAL_IS_DOUBLE) in which the formulas of all gradients are proven. <tgmath.h> makes exp(x) the
 * right function for either.
 */
#ifndef REAL_H
#define REAL_H

#ifdef REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif

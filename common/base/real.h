/*
 * The number type of tensors: float, as is usual in deep learning, or double in a second build
 * (-DREAL_IS_DOUBLE) that proves the formulas of all gradients. With <tgmath.h>, exp(x) is expf or
 * exp, whichever fits.
 */
#ifndef REAL_H
#define REAL_H

#ifdef REAL_IS_DOUBLE
typedef double real;
#else
typedef float real;
#endif

#endif

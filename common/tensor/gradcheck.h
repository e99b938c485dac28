/*
 * Is a backward right? The slope of a loss is measured, by moving the parameters a little both
 * ways,
 *
 *     slope = (loss(p + h) - loss(p - h)) / 2h,
 *
 * and compared with what tensor_backward says. In the double build (real.h) h = 1e-5 leaves an
 * error near 1e-10 for a right backward; in float the difference of two losses has few digits left,
 * and h = 1e-2 gives two or three of them.
 */
#ifndef GRADCHECK_H
#define GRADCHECK_H

#include "params.h"

// Makes the loss () from the parameters, on an empty tape: the same numbers at every call.
typedef Tensor *Loss(void *context);

typedef struct Gradcheck {
    double error;            // the largest |backward - slope| / max(1, |backward|, |slope|),
    const Tensor *parameter; // and where that is
    size_t element;
    double backward, slope;
} Gradcheck;

// Every element of every parameter that is not frozen, one at a time. Resets the tape; leaves the grads of p.
Gradcheck gradcheck(Loss *loss, void *context, const Params *p, double h);

// All parameters of a whole model at once, along a random direction v: the slope along v must be
// the sum of backward * v. Returns |sum - slope| / |grad|.
double gradcheck_direction(Loss *loss, void *context, const Params *p, double h, Rng *rng);

// "error 2.1e-03 at W1 (2, 3)[4]: backward 0.25, slope 0.2521"; text_of (format.h).
const char *gradcheck_text(const Gradcheck *g);

#endif

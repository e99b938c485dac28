/*
 * Is a backward right? Move a parameter a little both ways, measure the slope of the loss,
 *
 *     slope = (loss(p + h) - loss(p - h)) / 2h,
 *
 * and compare it with the gradient from tensor_backward. In the double build (real.h), h = 1e-5 gives
 * an error near 1e-10 if backward is right. In float the difference of two losses has few digits, and
 * h = 1e-2 leaves two or three. Torch: torch.autograd.gradcheck.
 */
#ifndef GRADCHECK_H
#define GRADCHECK_H

#include "params.h"

// Computes the loss () from the parameters, on an empty tape. It must give the same number at every call.
typedef Tensor *Loss(void *context);

typedef struct Gradcheck {
    double error;            // the largest |backward - slope| / max(1, |backward|, |slope|)
    const Tensor *parameter; // the parameter where that is, and its element
    size_t element;
    double backward, slope; // both gradients there
} Gradcheck;

// Checks every element of every parameter that is not frozen, one at a time. Resets the tape; p keeps the gradients of
// the last backward.
Gradcheck gradcheck(Loss *loss, void *context, const Params *p, double h);

// Checks all parameters of a model at once, along a random direction v: the slope along v must equal the
// sum of backward * v. Returns |sum - slope| / |grad|.
double gradcheck_direction(Loss *loss, void *context, const Params *p, double h, Rng *rng);

// "error 2.1e-03 at W1 (2, 3)[4]: backward 0.25, slope 0.2521", from text_of (format.h).
const char *gradcheck_text(const Gradcheck *g);

#endif

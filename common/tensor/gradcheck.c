/* Gradients against differences of the loss: see gradcheck.h. */
#include "gradcheck.h"
#include "format.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double value(Loss *loss, void *context)
{
    tape_reset();
    return tensor_item(loss(context));
}

static void backward(Loss *loss, void *context, const Params *p)
{
    params_zero_grad((Params *)p); // the tensors change, the list does not
    tape_reset();
    tensor_backward(loss(context));
}

Gradcheck gradcheck(Loss *loss, void *context, const Params *p, double h)
{
    Gradcheck worst = {.error = -1};
    backward(loss, context, p);
    for (int i = 0; i < p->count; i++)
        for (size_t k = 0; p->tensor[i]->needs_grad && k < p->tensor[i]->size; k++) {
            real *x = &p->tensor[i]->data[k], kept = *x;
            *x = kept + (real)h;
            double after = value(loss, context);
            *x = kept - (real)h;
            double slope = (after - value(loss, context)) / (2 * h), d = p->tensor[i]->grad[k];
            *x = kept;
            double error = fabs(d - slope) / fmax(1, fmax(fabs(d), fabs(slope)));
            if (!(error <= worst.error)) // a NaN counts as the worst, and stays
                worst = (Gradcheck){isnan(error) ? INFINITY : error, p->tensor[i], k, d, slope};
        }
    return worst;
}

// p += k * v, where v holds numbers for all parameters that learn, one after another.
static void move(const Params *p, double k, const float *v)
{
    for (int i = 0; i < p->count; i++)
        for (size_t j = 0; p->tensor[i]->needs_grad && j < p->tensor[i]->size; j++)
            p->tensor[i]->data[j] += (real)(k * *v++);
}

double gradcheck_direction(Loss *loss, void *context, const Params *p, double h, Rng *rng)
{
    float *v = memory_new(sizeof *v * (size_t)params_total(p)), *next = v;
    rng_randn(rng, v, (size_t)params_total(p));
    backward(loss, context, p);
    double sum = 0, norm = 0;
    for (int i = 0; i < p->count; i++)
        for (size_t j = 0; p->tensor[i]->needs_grad && j < p->tensor[i]->size; j++) {
            double d = p->tensor[i]->grad[j];
            sum += d * *next++;
            norm += d * d;
        }
    move(p, h, v);
    double after = value(loss, context);
    move(p, -2 * h, v);
    double slope = (after - value(loss, context)) / (2 * h);
    move(p, h, v);
    free(v);
    return fabs(sum - slope) / (norm > 0 ? sqrt(norm) : 1);
}

const char *gradcheck_text(const Gradcheck *g)
{
    if (!g->parameter)
        return "no parameters";
    return text_of("error %.1e at %s %s[%zu]: backward %.9g, slope %.9g", g->error, g->parameter->name,
                   shape_text(g->parameter->shape), g->element, g->backward, g->slope);
}

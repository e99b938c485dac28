/*
 * The float kernels against the double ones: every case, forward and gradient, at every size from 1 to
 * 33, so that every remainder after whole vectors and tiles occurs. One build writes its numbers, the
 * other recomputes them and compares. Both begin with the same floats.
 *
 * An error is measured in units of eps = 2^-23 times the tensor's largest number (or 1), because rounding
 * a sum leaves an error of the size of its terms, however small the result is.
 */
#include "tensor-cases.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { SIZES = 33 };

// The largest error allowed, in eps. The row with op "" is for all ops that are not named: they round once
// or twice.
static const struct {
    const char *op;
    double forward, backward;
} bounds[] = {
    {"matmul", 8, 8},     {"conv2d", 8, 16}, // sums in float
    {"div", 4, 16},                          // sums of slopes that cancel
    {"batchnorm", 8, 16},                    // differences of numbers that are close, in a batch of few
    {"layernorm", 8, 8},  {"gelu", 4, 8},    // 1 - tanh^2, times up to 60, where tanh is close to 1
    {"", 4, 4},
};

typedef void Visit(FILE *f, const Case *c, bool backward, const real *data, size_t count);

static void visit_all(FILE *f, Visit *visit)
{
    for (int i = 0; i < case_count(); i++)
        for (int n = 1; n <= SIZES; n++) {
            Case c;
            case_new(&c, i, n);
            tape_reset();
            tensor_backward(case_loss(&c));
            visit(f, &c, false, c.out->data, c.out->size);
            for (int k = 0; k < c.p.count; k++)
                visit(f, &c, true, c.p.tensor[k]->grad, c.p.tensor[k]->size);
            case_free(&c);
        }
}

static void write_numbers(FILE *f, const Case *c, bool backward, const real *data, size_t count)
{
    (void)c, (void)backward;
    for (size_t i = 0; i < count; i++) {
        double x = data[i];
        fwrite(&x, sizeof x, 1, f);
    }
}

static int failed;
static double worst; // the largest part of what was allowed

static double allowed(const Case *c, bool backward)
{
    int i = 0;
    while (bounds[i].op[0] && strcmp(bounds[i].op, c->op) != 0)
        i++;
    return backward ? bounds[i].backward : bounds[i].forward;
}

static void compare(FILE *f, const Case *c, bool backward, const real *data, size_t count)
{
    double scale = 1, error = 0, x;
    for (size_t i = 0; i < count; i++)
        scale = fmax(scale, fabs((double)data[i]));
    for (size_t i = 0; i < count; i++) {
        CHECK(fread(&x, sizeof x, 1, f) == 1, "the file of values ends early");
        double e = fabs(x - data[i]) / (scale * FLT_EPSILON);
        error = e <= error ? error : isnan(e) ? INFINITY : e;
    }
    worst = fmax(worst, error / allowed(c, backward));
    if (error > allowed(c, backward)) {
        failed = 1;
        printf("%s, %s: %.2f eps, allowed %g\n", c->text, backward ? "backward" : "forward", error,
               allowed(c, backward));
    }
}

static FILE *opened(const char *file, const char *mode)
{
    FILE *f = fopen(file, mode);
    if (!f)
        data_error("cannot open %s", file);
    return f;
}

void write_values(const char *file)
{
    FILE *f = opened(file, "wb");
    visit_all(f, write_numbers);
    if (fclose(f) != 0)
        data_error("cannot write %s", file);
}

int compare_values(const char *file)
{
    FILE *f = opened(file, "rb");
    visit_all(f, compare);
    CHECK(fgetc(f) == EOF, "the file of values is too long");
    fclose(f);
    printf("at most %.0f %% of what is allowed\n", 100 * worst);
    return failed;
}

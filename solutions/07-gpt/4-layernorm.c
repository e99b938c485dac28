/*
 * Exercise 7.4: LayerNorm, there and back
 *
 * kind:     function
 * effort:   ****, 40 minutes
 * points:   15
 * lecture:  Let's build GPT, the cell that begins "class LayerNorm1d: # (used to be BatchNorm1d)"
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     sqrt (math.h)
 * refuses:  tensor_layernorm, layernorm_forward, tensor_backward: write it in loops over the rows and columns
 *
 * task:     Forward: bring every row of x to mean 0 and variance 1, xhat = (x - mean) / sqrt(var + 1e-5),
 *           where var is the mean of (x - mean)^2 over the row; then gain * xhat + bias, column by column.
 *           Backward: dout is the gradient of the loss with respect to out; add to dx, dgain and dbias the
 *           gradients for x, gain and bias.
 * example:  C = 4, gain all 1, bias all 0, a row 1 2 3 6: its mean is 3, its variance 3.5, and out holds
 *           -1.069 -0.5345 0 1.6036. One row and dout = 1 0 0 0: dbias grows by 1 0 0 0, dgain by
 *           -1.069 0 0 0, dx by 0.2482 -0.2100 -0.1336 0.0955.
 * trap:     The variance divides by C here. (The lecture's class divides by C - 1, like lesson 04; PyTorch's
 *           and GPT-2's LayerNorm do not.)
 * trap:     Mean and variance depend on every number of the row, so part of the gradient flows through them. It is
 *           exercise 5.6 with rows instead of columns and C instead of n - 1.
 * trap:     dx, dgain and dbias may hold something already: add to them.
 */
#include "07-gpt.h"

#include <math.h>

void layer_norm(int n, int C, real x[][C], const real gain[], const real bias[], real out[][C])
{
    //: solution
    for (int i = 0; i < n; i++) {
        double mean = 0, var = 0;
        for (int c = 0; c < C; c++)
            mean += x[i][c] / (double)C;
        for (int c = 0; c < C; c++)
            var += (x[i][c] - mean) * (x[i][c] - mean) / C;
        double inverse = 1 / sqrt(var + 1e-5);
        for (int c = 0; c < C; c++)
            out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
    }
    //: end
}

void layer_norm_backward(int n, int C, real x[][C], const real gain[], real dout[][C], real dx[][C], real dgain[],
                         real dbias[])
{
    //: solution
    for (int i = 0; i < n; i++) {
        double mean = 0, var = 0, d = 0, dot = 0; // d, dot: the means of dxhat and dxhat * xhat
        for (int c = 0; c < C; c++)
            mean += x[i][c] / (double)C;
        for (int c = 0; c < C; c++)
            var += (x[i][c] - mean) * (x[i][c] - mean) / C;
        double rstd = 1 / sqrt(var + 1e-5);
        for (int c = 0; c < C; c++) {
            double xhat = (x[i][c] - mean) * rstd, dxhat = (double)dout[i][c] * gain[c];
            d += dxhat / C;
            dot += dxhat * xhat / C;
            dgain[c] += (real)(dout[i][c] * xhat);
            dbias[c] += dout[i][c];
        }
        for (int c = 0; c < C; c++) {
            double xhat = (x[i][c] - mean) * rstd;
            dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
        }
    }
    //: end
}

/*
 * hint:     Row by row: a loop for the mean, one for the variance, one that writes. Do it in doubles and
 *           round at the end.
 * hint:     Backward needs mean, rstd = 1 / sqrt(var + 1e-5) and xhat again. Then dbias[c] += dout,
 *           dgain[c] += dout * xhat, and what reaches xhat is dxhat = dout * gain[c].
 * hint:     With d the mean of dxhat over the row and dot the mean of dxhat * xhat:
 *           dx += rstd * (dxhat - d - xhat * dot). The second term comes through the mean, the third through
 *           the variance.
 *
 * outputs:  layer_norm out[0][n * C]
 * outputs:  layer_norm_backward +dx[0][n * C], +dgain[C], +dbias[C]
 *
 * mistake:  divides by n - 1
 *  -        double inverse = 1 / sqrt(var + 1e-5);
 *  +        double inverse = 1 / sqrt(var * C / (C - 1) + 1e-5);
 *  -        double rstd = 1 / sqrt(var + 1e-5);
 *  +        double rstd = 1 / sqrt(var * C / (C - 1) + 1e-5);
 *  says:    the variance divides by C, not by C - 1
 * mistake:  eps outside the root
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)((x[i][c] - mean) / (sqrt(var) + 1e-5 + 0 * inverse) * gain[c] + bias[c]);
 *  says:    eps belongs under the root
 * mistake:  no eps
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)((x[i][c] - mean) / (sqrt(var) + 0 * inverse) * gain[c] + bias[c]);
 *  says:    eps is missing
 * mistake:  divides by the variance
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)((x[i][c] - mean) * inverse * inverse * gain[c] + bias[c]);
 *  says:    by the standard deviation, the root
 * mistake:  no gain
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)((x[i][c] - mean) * inverse + bias[c] + 0 * gain[c]);
 *  says:    the gain is missing
 * mistake:  mean and variance as constants
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * gain[c] * dout[i][c] + 0 * (d + xhat * dot));
 *  says:    mean and variance depend on x too
 * mistake:  only the mean
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * (gain[c] * dout[i][c] - d) + 0 * xhat * dot);
 *  says:    the variance depends on x too
 * mistake:  forgets the gain in backward
 *  -        double xhat = (x[i][c] - mean) * rstd, dxhat = (double)dout[i][c] * gain[c];
 *  +        double xhat = (x[i][c] - mean) * rstd, dxhat = dout[i][c];
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * (dout[i][c] - d - xhat * dot));
 *  says:    on its way to x the gradient passes the gain
 * mistake:  overwrites dx
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] = (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  says:    what dx held before is gone
 * mistake:  dgain of the last row only
 *  -        dgain[c] += (real)(dout[i][c] * xhat);
 *  +        dgain[c] = (real)(dout[i][c] * xhat);
 *  says:    only the last row is left in dgain
 * mistake:  dgain without xhat
 *  -        dgain[c] += (real)(dout[i][c] * xhat);
 *  +        dgain[c] += dout[i][c];
 *  says:    the gain multiplies xhat
 * mistake:  the bias before the gain
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)(((x[i][c] - mean) * inverse + bias[c]) * gain[c]);
 *  says:    first times the gain, then plus the bias
 * mistake:  sums for the means
 *  -        double inverse = 1 / sqrt(var + 1e-5);
 *  +        mean *= C, var = 0;
 *  +        for (int c = 0; c < C; c++)
 *  +            var += (x[i][c] - mean) * (x[i][c] - mean) / C;
 *  +        double inverse = 1 / sqrt(var + 1e-5);
 *  says:    the mean is not divided by C
 * mistake:  no mean
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)(x[i][c] * inverse * gain[c] + bias[c]);
 *  says:    the mean is not subtracted
 * mistake:  no bias
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + 0 * bias[c]);
 *  says:    the bias is missing
 * mistake:  dgain with x
 *  -        dgain[c] += (real)(dout[i][c] * xhat);
 *  +        dgain[c] += dout[i][c] * x[i][c];
 *  says:    not dout * x
 * mistake:  dgain with the gain
 *  -        dgain[c] += (real)(dout[i][c] * xhat);
 *  +        dgain[c] += (real)(dxhat * xhat);
 *  says:    dxhat has the gain in it
 * mistake:  dbias with the gain
 *  -        dbias[c] += dout[i][c];
 *  +        dbias[c] += (real)dxhat;
 *  says:    its slope is dout, without the gain
 * mistake:  plus for minus
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] + d + xhat * dot));
 *  says:    the signs are wrong
 * mistake:  plus the mean
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] + d - xhat * dot));
 *  says:    the sign is wrong: subtract the mean of dxhat
 * mistake:  -= for +=
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] -= (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  says:    the sign is wrong: add, do not subtract
 * mistake:  xhat forgotten
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - dot)); (void)xhat;
 *  says:    must be multiplied by xhat
 * mistake:  sums in the gradient
 *  -        d += dxhat / C;
 *  +        d += dxhat;
 *  -        dot += dxhat * xhat / C;
 *  +        dot += dxhat * xhat;
 *  says:    what is subtracted are means over the row
 * mistake:  another eps
 *  -        double inverse = 1 / sqrt(var + 1e-5);
 *  +        double inverse = 1 / sqrt(var + 1e-8);
 *  says:    eps is 1e-5 here
 * mistake:  the mean of x^2
 *  -        double inverse = 1 / sqrt(var + 1e-5);
 *  +        double inverse = 1 / sqrt(var + mean * mean + 1e-5);
 *  says:    not of x^2
 * mistake:  the row's gain
 *  -        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[c] + bias[c]);
 *  +        out[i][c] = (real)((x[i][c] - mean) * inverse * gain[i] + bias[i]);
 *  says:    gain and bias belong to the columns
 * mistake:  divides twice
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += (real)(rstd * rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  says:    once, not by its square
 * mistake:  dout itself
 *  -        dx[i][c] += (real)(rstd * ((double)gain[c] * dout[i][c] - d - xhat * dot));
 *  +        dx[i][c] += dout[i][c] + 0 * (real)(d + dot + xhat);
 *  says:    that is dout itself
 */

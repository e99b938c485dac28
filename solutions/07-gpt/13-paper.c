/*
 * Exercise 7.13: a feature of the paper (the lecture's EX4)
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   5
 * lecture:  Let's build GPT, exercise EX4 in the video's description; A. Vaswani et al., "Attention Is All You
 *           Need", 2017, https://arxiv.org/abs/1706.03762
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     SINUSOIDS, LABEL_SMOOTHING, WARMUP (07-gpt.h); pow, sin, cos, fmin (math.h)
 *
 * task:     Choose one of three features that the lecture left out, and write its function:
 *           SINUSOIDS, position embeddings that are not learned (section 3.5); LABEL_SMOOTHING, targets that
 *           are not quite certain (5.4); WARMUP, the learning rate of the first transformers (5.3).
 *           The formulas are in lessons/07-gpt.h. Return your choice from paper_feature, and delete the
 *           TODO lines of the two functions you do not write: only the chosen one is run.
 * example:  sinusoids: row 0 is 0 1 0 1 ...; with C = 4 row 1 is 0.8415 0.5403 0.0100 1.0000.
 *           label_smoothing: V = 5, target 2, eps 0.1: 0.02 0.02 0.92 0.02 0.02.
 *           warmup_rates: C = 512, warmup 4000: 1.75e-07 3.49e-07 ..., and the highest, 0.000699, at i = 3999.
 * trap:     Sines and cosines alternate, and a pair shares one frequency: 10000^(-2i/C) belongs to the
 *           columns 2i and 2i + 1.
 * trap:     eps is shared by all V characters, the target too.
 * trap:     The paper counts steps from 1, and arrays in C from 0. Zero to the power -0.5 is infinite.
 */
#include "07-gpt.h"

#include <math.h>

Feature paper_feature(void)
{
    //: solution
    return SINUSOIDS;
    //: end
}

void sinusoids(int T, int C, real pe[][C])
{
    //: solution
    for (int t = 0; t < T; t++)
        for (int i = 0; 2 * i < C; i++) {
            double angle = t / pow(10000, 2.0 * i / C);
            pe[t][2 * i] = (real)sin(angle);
            pe[t][2 * i + 1] = (real)cos(angle);
        }
    //: end
}

void label_smoothing(int V, int target, double eps, double q[])
{
    //: solution
    for (int v = 0; v < V; v++)
        q[v] = (v == target ? 1 - eps : 0) + eps / V;
    //: end
}

void warmup_rates(int n, int C, int warmup, double rate[])
{
    //: solution
    for (int i = 0; i < n; i++)
        rate[i] = pow(C, -0.5) * fmin(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5));
    //: end
}

/*
 * hint:     pow, sin, cos and fmin are in math.h. 2 * i / C is a whole number in C, 0; write 2.0 * i / C.
 * hint:     sinusoids: two loops, t < T and i < C / 2, an angle, and two numbers written. label_smoothing: one
 *           loop; the target gets 1 - eps besides the share that all get. warmup_rates: one loop, one line.
 * hint:     q[v] = eps / V + (v == target ? 1 - eps : 0). angle = t / pow(10000, 2.0 * i / C).
 *           rate[i] = pow(C, -0.5) * fmin(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5)).
 *
 * outputs:  paper_feature nothing
 * outputs:  sinusoids pe[0][T * C]
 * outputs:  label_smoothing q[V] when(paper_feature, LABEL_SMOOTHING)
 * outputs:  warmup_rates rate[n] when(paper_feature, WARMUP)
 *
 * mistake:  sines first, then cosines
 *  -        pe[t][2 * i] = (real)sin(angle);
 *  +        pe[t][i] = (real)sin(angle);
 *  -        pe[t][2 * i + 1] = (real)cos(angle);
 *  +        pe[t][C / 2 + i] = (real)cos(angle);
 *  says:    sines and cosines alternate
 * mistake:  half the exponent
 *  -        double angle = t / pow(10000, 2.0 * i / C);
 *  +        double angle = t / pow(10000, 1.0 * i / C);
 *  says:    the exponent is 2i / C
 * mistake:  whole numbers
 *  -        double angle = t / pow(10000, 2.0 * i / C);
 *  +        double angle = t / pow(10000, 2 * i / C);
 *  says:    2 * i / C is a whole number
 * mistake:  degrees
 *  -        double angle = t / pow(10000, 2.0 * i / C);
 *  +        double angle = t / pow(10000, 2.0 * i / C) * 3.14159265358979 / 180;
 *  says:    radians
 * mistake:  every column a frequency of its own
 *  -        pe[t][2 * i + 1] = (real)cos(angle);
 *  +        pe[t][2 * i + 1] = (real)cos(t / pow(10000, (2.0 * i + 1) / C));
 *  says:    a pair shares one frequency
 * mistake:  smoothing: the others only
 *  -        return SINUSOIDS;
 *  +        return LABEL_SMOOTHING;
 *  -        q[v] = (v == target ? 1 - eps : 0) + eps / V;
 *  +        q[v] = v == target ? 1 - eps : eps / (V - 1);
 *  says:    the target has a share of eps too
 * mistake:  smoothing: too much in all
 *  -        return SINUSOIDS;
 *  +        return LABEL_SMOOTHING;
 *  -        q[v] = (v == target ? 1 - eps : 0) + eps / V;
 *  +        q[v] = (v == target ? 1 : 0) + eps / V;
 *  says:    the sum must be 1
 * mistake:  warm-up: counts from 0
 *  -        return SINUSOIDS;
 *  +        return WARMUP;
 *  -        rate[i] = pow(C, -0.5) * fmin(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5));
 *  +        rate[i] = pow(C, -0.5) * fmin(pow(i, -0.5), i * pow(warmup, -1.5));
 *  says:    the first step is number 1
 * mistake:  warm-up: the larger of the two
 *  -        return SINUSOIDS;
 *  +        return WARMUP;
 *  -        rate[i] = pow(C, -0.5) * fmin(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5));
 *  +        rate[i] = pow(C, -0.5) * fmax(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5));
 *  says:    the smaller of the two
 * mistake:  warm-up: without the width
 *  -        return SINUSOIDS;
 *  +        return WARMUP;
 *  -        rate[i] = pow(C, -0.5) * fmin(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5));
 *  +        rate[i] = fmin(pow(i + 1, -0.5), (i + 1) * pow(warmup, -1.5)) + 0 * C;
 *  says:    the factor C^-0.5 is missing
 * mistake:  chooses nothing
 *  -        return SINUSOIDS;
 *  +        return (Feature)0;
 *  says:    SINUSOIDS, LABEL_SMOOTHING or WARMUP
 * mistake:  the length for the width
 *  -        double angle = t / pow(10000, 2.0 * i / C);
 *  +        double angle = t / pow(10000, 2.0 * i / T);
 *  says:    with the width C, not T
 * mistake:  multiplies
 *  -        double angle = t / pow(10000, 2.0 * i / C);
 *  +        double angle = t * pow(10000, 2.0 * i / C);
 *  says:    do not multiply
 */

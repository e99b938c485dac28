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
    TODO("7.13");
}

void sinusoids(int T, int C, real pe[][C])
{
    TODO("7.13");
}

void label_smoothing(int V, int target, double eps, double q[])
{
    TODO("7.13");
}

void warmup_rates(int n, int C, int warmup, double rate[])
{
    TODO("7.13");
}

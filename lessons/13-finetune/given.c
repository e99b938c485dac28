/* Fine-tuning's functions once more, for the checker of 13.8: see given.h. */
#include "given.h"
#include "gemm.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static int turn(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[])
{
    int t = 0;
    X[t++] = marks.user;
    for (int i = 0; i < n; i++)
        X[t++] = question[i];
    X[t++] = marks.end;
    X[t++] = marks.assistant;
    int from = t; // where the answer begins
    for (int i = 0; i < k; i++)
        X[t++] = answer[i];
    X[t++] = marks.end;
    for (int i = 0; i < t; i++)
        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
    return t;
}

static void forward(LoraSize s, const real x[], const real W[], const real bias[], const real A[], const real B[],
                    real scale, real xA[], real y[])
{
    int n = s.rows * s.rank;
    real *scaled = memory_new(sizeof *scaled * (size_t)n);
    gemm_bias(s.rows, s.out, s.in, x, W, bias, y);
    gemm(false, false, s.rows, s.rank, s.in, x, A, xA, false);
    for (int i = 0; i < n; i++)
        scaled[i] = scale * xA[i];
    gemm(false, false, s.rows, s.out, s.rank, scaled, B, y, true);
    free(scaled);
}

static void backward(LoraSize s, const real x[], const real W[], const real A[], const real B[], const real xA[],
                     real scale, const real dy[], real dx[], real dA[], real dB[])
{
    int n = s.rows * s.rank;
    real *d = memory_new(sizeof *d * (size_t)n), *scaled = memory_new(sizeof *scaled * (size_t)n);
    gemm(false, true, s.rows, s.rank, s.out, dy, B, d, false);
    for (int i = 0; i < n; i++) {
        d[i] *= scale;
        scaled[i] = scale * xA[i];
    }
    gemm(true, false, s.rank, s.out, s.rows, scaled, dy, dB, true);
    gemm(true, false, s.in, s.rank, s.rows, x, d, dA, true);
    gemm(false, true, s.rows, s.in, s.out, dy, W, dx, true);
    gemm(false, true, s.rows, s.in, s.rank, d, A, dx, true);
    free(d);
    free(scaled);
}

static void merge(LoraSize s, real W[], const real A[], const real B[], real scale)
{
    real *AB = memory_new(sizeof *AB * (size_t)(s.in * s.out));
    gemm(false, false, s.in, s.out, s.rank, A, B, AB, false);
    for (int i = 0; i < s.in * s.out; i++)
        W[i] += scale * AB[i];
    free(AB);
}

static long trainable(Params *p, Tuning what)
{
    long numbers = 0;
    params_freeze(p, "*", what != TUNE_FULL);
    params_freeze(p, "*.lora_?", what != TUNE_LORA);
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        if (what == TUNE_HEAD && (strcmp(t->name, "wte.weight") == 0 || strncmp(t->name, "ln_f.", 5) == 0))
            t->needs_grad = true;
        numbers += t->needs_grad ? (long)t->size : 0;
    }
    return numbers;
}

static void taught(int questions, int samples, const WorldVerdict verdict[], double known, double unknown, int teach[])
{
    for (int i = 0; i < questions; i++) {
        int right = 0;
        for (int j = 0; j < samples; j++)
            right += verdict[i * samples + j] == WORLD_RIGHT;
        double share = (double)right / samples;
        teach[i] = share >= known ? TEACH_ANSWER : share <= unknown ? TEACH_ABSTAIN : TEACH_NOTHING;
    }
}

const Pieces given_pieces = {turn, forward, backward, merge, trainable, taught};
const Pieces *pieces = &given_pieces;

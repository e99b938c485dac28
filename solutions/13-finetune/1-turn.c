#include "13-finetune.h"
#include "gemm.h"
#include "memory.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
int training_turn(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[])
{
    int t = 0;
    X[t++] = marks.user;
    for (int i = 0; i < n; i++)
        X[t++] = question[i];
    X[t++] = marks.end;
    X[t++] = marks.assistant;
    int from = t; 
    for (int i = 0; i < k; i++)
        X[t++] = answer[i];
    X[t++] = marks.end;
    for (int i = 0; i < t; i++)
        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
    return t;
}
void lora_forward(LoraSize s, const real x[], const real W[], const real bias[], const real A[], const real B[],
                  real scale, real xA[], real y[])
{
    real *low = malloc(sizeof *low * (size_t)(s.rows * s.rank));
    gemm_bias(s.rows, s.out, s.in, x, W, bias, y);
    gemm(false, false, s.rows, s.rank, s.in, x, A, xA, false);
    for (int i = 0; i < s.rows * s.rank; i++)
        low[i] = scale * xA[i];
    gemm(false, false, s.rows, s.out, s.rank, low, B, y, true);
    free(low);
}
void lora_backward(LoraSize s, const real x[], const real W[], const real A[], const real B[], const real xA[],
                   real scale, const real dy[], real dx[], real dA[], real dB[])
{
    int n = s.rows * s.rank;
    real *dlow = malloc(sizeof *dlow * (size_t)n), *low = malloc(sizeof *low * (size_t)n);
    gemm(false, true, s.rows, s.rank, s.out, dy, B, dlow, false);
    for (int i = 0; i < n; i++) {
        dlow[i] *= scale;
        low[i] = scale * xA[i];
    }
    gemm(true, false, s.rank, s.out, s.rows, low, dy, dB, true);
    gemm(true, false, s.in, s.rank, s.rows, x, dlow, dA, true);
    gemm(false, true, s.rows, s.in, s.out, dy, W, dx, true);
    gemm(false, true, s.rows, s.in, s.rank, dlow, A, dx, true);
    free(dlow);
    free(low);
}
void lora_merge(LoraSize s, real W[], const real A[], const real B[], real scale)
{
    real *AB = malloc(sizeof *AB * (size_t)(s.in * s.out));
    gemm(false, false, s.in, s.out, s.rank, A, B, AB, false);
    for (int i = 0; i < s.in * s.out; i++)
        W[i] += scale * AB[i];
    free(AB);
}
long choose_trainable(Params *p, Tuning what)
{
    long sum = 0;
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        bool adapter = fnmatch("*.lora_?", t->name, 0) == 0;
        bool head = strcmp(t->name, "wte.weight") == 0 || strncmp(t->name, "ln_f.", 5) == 0;
        t->needs_grad = what == TUNE_FULL ? !adapter : what == TUNE_HEAD ? head : adapter;
        sum += t->needs_grad ? (long)t->size : 0;
    }
    return sum;
}

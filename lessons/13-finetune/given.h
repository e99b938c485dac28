/*
 * The functions of exercises 13.1 to 13.6 that fine-tuning is made of. The notebook uses the learner's; the checker of 13.8,
 * which grades one file alone, uses those in given.c.
 */
#ifndef FINETUNE_GIVEN_H
#define FINETUNE_GIVEN_H

#include "13-finetune.h"

typedef struct Pieces {
    int (*turn)(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[]);
    void (*forward)(LoraSize s, const real x[], const real W[], const real bias[], const real A[], const real B[],
                    real scale, real xA[], real y[]);
    void (*backward)(LoraSize s, const real x[], const real W[], const real A[], const real B[], const real xA[],
                     real scale, const real dy[], real dx[], real dA[], real dB[]);
    void (*merge)(LoraSize s, real W[], const real A[], const real B[], real scale);
    long (*trainable)(Params *p, Tuning what);
    void (*teach)(int questions, int samples, const WorldVerdict verdict[], double known, double unknown, int teach[]);
} Pieces;

extern const Pieces given_pieces; // ours
extern const Pieces *pieces;      // those in use: given_pieces, until the notebook sets the learner's

#endif

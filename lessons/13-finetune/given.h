/*
 * What fine-tuning is made of, beside the library: exercises 13.1 to 13.6. The notebook uses the learner's functions; the
 * checker of 13.8, which grades one file alone, uses those in given.c.
 */
#ifndef FINETUNE_GIVEN_H
#define FINETUNE_GIVEN_H

#include "13-finetune.h"
#include "lora.h"

typedef struct Pieces {
    int (*turn)(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[]);
    LoraProduct *product;
    void (*merge)(LoraSize s, real W[], const real A[], const real B[], real scale);
    long (*trainable)(Params *p, Tuning what);
    void (*teach)(int questions, int samples, const WorldVerdict verdict[], double known, double unknown, int teach[]);
} Pieces;

extern const Pieces *pieces; // those in use: given.c's, until the notebook sets the learner's

#endif

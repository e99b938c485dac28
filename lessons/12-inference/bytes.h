/*
 * A model of bytes that knows nothing at first and learns while it reads: what a compressor falls back on when the
 * language model has never seen anything like the file. It predicts a byte bit by bit. For each of several lengths of
 * context (the last 0, 1, ... 5 bytes) a table holds the probability of a 1, and a tiny network, learning as it goes,
 * mixes these six opinions. Whole numbers only, so it does the same on every machine.
 * Source: Mahoney, "Adaptive weighing of context models for lossless data compression" (PAQ), 2005.
 */
#ifndef BYTES_H
#define BYTES_H

#include "code.h"

typedef struct ByteModel ByteModel;

ByteModel *bytes_new(void);
void bytes_free(ByteModel *m);
double bytes_learn(ByteModel *m, uint8_t byte);         // reads a byte; returns what it would have cost, in bits
void bytes_put(ByteModel *m, uint8_t byte, Coder *out); // ... and writes it
uint8_t bytes_take(ByteModel *m, Coder *in);            // the next byte

#endif

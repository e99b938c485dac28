/*
 * A GPT that only writes: no tape, no gradients. Weights as float32 or as bytes (int8, a scale for each 64), a cache for
 * each sequence, and one function that reads tokens:
 *
 *     Served *m = served_new(gpt, true);                    // true: int8. gpt may be freed now
 *     Sequence *s = sequence_new(m);
 *     serve_read(m, s, ids, n, logits);                     // a prompt: products of matrices
 *     serve_read(m, s, &next, 1, logits);                   // a token: every weight is read for one use
 *
 * serve() is the general form: any rows, each the next token of a sequence. A prompt is many rows of one sequence, a
 * batch is a row of each of many sequences, and checking a draft is a few rows of one sequence with logits for all.
 */
#ifndef SERVE_H
#define SERVE_H

#include "gpt.h"

#include <stdint.h>

// A matrix with a row for each OUTPUT, as products of few rows want it (GPT-2's files have a row for each input).
typedef struct Matrix {
    int outputs, inputs;
    float *number; // (outputs, inputs), or NULL:
    int8_t *byte;  // (outputs, inputs)
    float *scale;  // (outputs, groups of a row)
    float *bias;   // (outputs); NULL for none
} Matrix;

typedef struct ServedLayer {
    float *ln_1, *ln_2; // (2, C): gains, then biases
    Matrix c_attn, attn_proj, c_fc, mlp_proj;
} ServedLayer;

typedef struct Served {
    GPTConfig config;
    bool int8;
    Matrix wte;         // (V, C): the first table and the last product
    float *wpe, *ln_f;  // (block, C), (2, C)
    ServedLayer *layer; // (layers)
} Served;

// Copies a GPT's weights, turned and perhaps quantised. data_error names a weight that is not finite: no scale fits it.
Served *served_new(const GPT *gpt, bool int8);
void served_free(Served *m);
double served_bytes(const Served *m); // all weights

// The keys and values of a sequence's tokens so far.
typedef struct Sequence {
    int length;
    float *keys, *values; // (layers, block, C)
} Sequence;
Sequence *sequence_new(const Served *m);
void sequence_free(Sequence *s);

// A token to read: the next of this sequence. Several rows of one sequence follow one another.
typedef struct Row {
    Sequence *sequence;
    int id;
} Row;

// Reads n rows; logits (wanted, V) get those of the last `wanted` rows. The result of a row does not depend on which
// other rows are read with it, to the last bit, as long as there are at most FEW of them. data_error if a sequence is
// full.
enum { FEW = 16 };
void serve(const Served *m, int n, const Row rows[], int wanted, float logits[]);
// n tokens of one sequence; logits (V) of the token after them.
void serve_read(const Served *m, Sequence *s, const int ids[], int n, float logits[]);

#endif

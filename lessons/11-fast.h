/*
 * Lesson 11, fast: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 11.1 to 11.10 are the exercises; the others are written in lessons/11-fast/. Matrices are
 * row-major: A (M, K), B (K, N), C (M, N).
 * Sources: Williams, Waterman and Patterson, "Roofline: An Insightful Visual Performance Model", 2009; Goto and van de
 * Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008; Milakov and Gimelshein, "Online normalizer
 * calculation for softmax", 2018; Micikevicius et al., "Mixed Precision Training", 2018.
 */
#ifndef LESSON_FAST_H
#define LESSON_FAST_H

#include "check.h"

#include <stddef.h>
#include <string.h>

// A vector register: LANES floats, 16 with AVX-512, 8 with AVX2, else 4. + and * work number by number, and a float times a
// Vec multiplies each of its numbers.
#if defined __AVX512F__
enum { VEC_BYTES = 64 };
#elif defined __AVX__
enum { VEC_BYTES = 32 };
#else
enum { VEC_BYTES = 16 };
#endif
typedef float Vec __attribute__((vector_size(VEC_BYTES)));

enum { LANES = VEC_BYTES / sizeof(float), LINE_FLOATS = 16 }; // floats in a Vec, and in a cache line of 64 bytes

static inline Vec vec_load(const float *at) // from any address
{
    Vec v;
    memcpy(&v, at, sizeof v);
    return v;
}

static inline void vec_store(float *at, Vec v)
{
    memcpy(at, &v, sizeof v);
}

// 11.1 What an op costs: floating point operations, and the bytes that must at least move between the processor and
//      memory, every number once. A float has 4 bytes, and a multiply-add counts as two operations.
typedef struct Work {
    double flops, bytes;
} Work;
Work dot_work(int n);                                        // sum_i a[i] b[i] of two vectors; the result stays
                                                             // in a register
Work product_work(int M, int N, int K);                      // C = A B: reads A and B, writes C
double intensity(Work w);                                    // operations for each byte
double least_seconds(Work w, double peak, double bandwidth); // the roofline: peak in flops/s, bandwidth in bytes/s

// 11.2 C += A B, so that the innermost loop walks along rows of B and C.
void product_rows(int M, int N, int K, const float *A, const float *B, float *C);

// 11.3 C += A B, with B cut into pieces of depth x width: all of A's rows meet a piece before the next one is read.
//      At the edges the pieces are smaller.
void product_blocked(int M, int N, int K, int depth, int width, const float *A, const float *B, float *C);

// 11.4 C += A B for M = 4 and N = 16, with the 64 sums in registers. Rows of A, B and C are a_row, b_row and c_row
//      floats apart.
void tile_4x16(int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row, float *C, ptrdiff_t c_row);

// Runs body(0, arg) to body(parts - 1, arg), on several threads, in any order, and returns when all have ended.
typedef void Body(int part, void *arg);
typedef void Parallel(int parts, Body *body, void *arg);

// 11.5 One thread's part of sum[r] = sum of row r of x (rows, n): `parts` parts of about the same size, of whole cache
//      lines of sum, which begins at a cache line. No line is written by two parts, and every row belongs to one. Each
//      sum is written once. With fewer lines than parts, some parts have nothing to do. A Body: its argument is a RowSums.
typedef struct RowSums {
    int rows, n, parts;
    const float *x; // (rows, n)
    float *sum;     // (rows)
} RowSums;
void row_sums_part(int part, void *row_sums);

// 11.6 The sum of n floats with the same bits for any number of threads, in whatever order they run. sum[c] is the sum
//      of chunk c, which has CHUNK_FLOATS numbers from c * CHUNK_FLOATS on (the last one may have fewer). chunk_sum
//      computes one; it is a Body, and its argument is a Chunks. same_bits_sum lets `run` run one for each chunk.
enum { CHUNK_FLOATS = 4096 };
typedef struct Chunks {
    long n;
    const float *x; // (n)
    double *sum;    // one for each chunk
} Chunks;
void chunk_sum(int part, void *chunks);
double same_bits_sum(long n, const float *x, Parallel *run);

// 11.7 Softmax while reading. The state after some numbers: the largest, and the sum of e^(x - most). Nothing yet:
//      {-INFINITY, 0}.
typedef struct Running {
    float most, sum;
} Running;
Running running_merge(Running a, Running b);            // of the numbers of both
void softmax_online(int n, const float a[], float p[]); // reads a twice, writes p once, and needs no other memory

// 11.8 How long an op takes on x (rows, cols), in seconds, on one thread, if it runs again and again on the same numbers.
//      What the machine can do is in m; machine_measure (lessons/11-fast/machine.h) has measured it.
enum { LEVELS = 4 };
typedef struct Machine {
    double product;            // operations per second in a large product of matrices
    double exp_seconds;        // for one e^x in a long row that lies in the first-level cache
    double copy_bytes[LEVELS]; // memcpy: the size of source and destination together, ascending
    double copy_speed[LEVELS]; // and the bytes that are read and written in a second, both counted
} Machine;
double copy_speed_of(const Machine *m, double bytes); // for any size: a line over log(bytes) between the measured ones
typedef enum Unfamiliar {
    MULTIPLY,        // out = x * y, number by number; y and out have the shape of x
    RMS_NORM,        // out = x / sqrt(mean of the row's x^2 + eps); out has the shape of x
    VECTOR_MATRIX,   // out (cols) = v (rows) @ x
    SIGMOID,         // out = 1 / (1 + e^-x); out has the shape of x
    WEIGHT_GRADIENT, // out (cols, cols) = x^T @ y; y has the shape of x
    UNFAMILIAR       // how many there are
} Unfamiliar;
double predicted_seconds(const Machine *m, Unfamiliar op, int rows, int cols);

// 11.9 C = A B on one thread, as fast as you can. Any M, N and K from 1 on.
void product_fastest(int M, int N, int K, const float *A, const float *B, float *C);

// 11.10 Why is this op slow: an essay. Returns your answer.
const char *why_slow(void);

#endif

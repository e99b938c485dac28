/*
 * bfloat16: the upper half of a float. It has a float's range and 8 binary digits instead of 24.
 * Source: Micikevicius et al., "Mixed Precision Training", 2018; Kalamkar et al., "A Study of BFLOAT16 for Deep Learning
 * Training", 2019.
 */
#ifndef BF16_H
#define BF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint16_t Bf16;

Bf16 bf16_of(float x); // the nearest; of two that are as near, the one whose last digit is 0. A NaN stays a NaN
float bf16_float(Bf16 b);
float bf16_rounded(float x); // bf16_float(bf16_of(x))
void bf16_all(size_t n, const float *x, Bf16 *out);

// The product of bfloat16 matrices with sums in float: C (M, N) = A (M, K) B (K, N). B is packed once, as a layer's
// weights would be: in panels of 32 columns, and two rows side by side, because every instruction multiplies pairs.
typedef struct Bf16Panels {
    int K, N, pairs; // pairs: of rows, a multiple of 16; zeros beyond K and N
    Bf16 *at;        // (panels, 2 halves, pairs, 16 columns, 2)
} Bf16Panels;
Bf16Panels bf16_pack(int K, int N, const float *B);
void bf16_free(Bf16Panels *B);
void bf16_product(int M, const Bf16 *A, const Bf16Panels *B, float *C); // by the best of the ways below

// A block of C, rows x 32: C = A (rows, 2 pairs) @ panel. A's rows are a_row numbers apart, C's are c_row.
typedef struct Bf16Way {
    const char *name; // "AMX", "AVX512-BF16", "software"
    int rows;
    void (*block)(int pairs, const Bf16 *A, ptrdiff_t a_row, const Bf16 *panel, float *C, ptrdiff_t c_row);
} Bf16Way;
Bf16Way bf16_best(int M);      // what this processor has for M rows, once it has been found to agree with the software
Bf16Way bf16_software(void);   // the definition, in plain C: everywhere
Bf16Way bf16_avx512(void);     // block is NULL where compiler or processor lack it
Bf16Way bf16_avx512_row(void); // the same for a single row, as when a text is written token by token
Bf16Way bf16_amx(void);        // as bf16_avx512
void bf16_product_by(Bf16Way way, int M, const Bf16 *A, const Bf16Panels *B, float *C);

#endif

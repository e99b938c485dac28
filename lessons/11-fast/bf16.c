/* bfloat16, and the product of its matrices: see bf16.h. bf16-x86.c has the processor's own instructions. */
#include "bf16.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 16, PANEL = 2 * COLS, PAIRS_AT_ONCE = 16, MOST_ROWS = 32 };

Bf16 bf16_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x != x)
        return (Bf16)(bits >> 16 | 0x40);
    return (Bf16)((bits + 0x7fff + (bits >> 16 & 1)) >> 16); // half of the last digit; a tie goes to the even one
}

float bf16_float(Bf16 b)
{
    uint32_t bits = (uint32_t)b << 16;
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

float bf16_rounded(float x)
{
    return bf16_float(bf16_of(x));
}

void bf16_all(size_t n, const float *x, Bf16 *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = bf16_of(x[i]);
}

// ---- packing ----

static size_t panel_size(const Bf16Panels *B) // in numbers
{
    return (size_t)B->pairs * PANEL * 2;
}

Bf16Panels bf16_pack(int K, int N, const float *B)
{
    Bf16Panels p = {.K = K, .N = N, .pairs = ((K + 1) / 2 + PAIRS_AT_ONCE - 1) / PAIRS_AT_ONCE * PAIRS_AT_ONCE};
    int panels = (N + PANEL - 1) / PANEL;
    p.at = memory_zeros(sizeof *p.at * panel_size(&p) * (size_t)panels);
    for (int k = 0; k < K; k++)
        for (int j = 0; j < N; j++) {
            int panel = j / PANEL, half = j % PANEL / COLS, col = j % COLS;
            Bf16 *at = p.at + (size_t)panel * panel_size(&p) +
                       ((size_t)half * (size_t)p.pairs + (size_t)k / 2) * COLS * 2;
            at[col * 2 + k % 2] = bf16_of(B[(size_t)k * (size_t)N + (size_t)j]);
        }
    return p;
}

void bf16_free(Bf16Panels *B)
{
    free(B->at);
    *B = (Bf16Panels){0};
}

// ---- the definition ----

static void software_block(int pairs, const Bf16 *A, ptrdiff_t a_row, const Bf16 *panel, float *C, ptrdiff_t c_row)
{
    for (int half = 0; half < 2; half++, panel += pairs * COLS * 2) {
        float sum[COLS] = {0};
        for (int p = 0; p < pairs; p++)
            for (int j = 0; j < COLS; j++)
                for (int i = 0; i < 2; i++)
                    sum[j] += bf16_float(A[2 * p + i]) * bf16_float(panel[(p * COLS + j) * 2 + i]);
        memcpy(C + half * COLS, sum, sizeof sum);
    }
    (void)a_row, (void)c_row; // a single row
}

Bf16Way bf16_software(void)
{
    return (Bf16Way){"software", 1, software_block};
}

// ---- whole products ----

// Rows of A, and what lies beyond M, with zeros up to a whole number of pairs.
static void padded_rows(int rows, int some, int K, int pairs, const Bf16 *A, Bf16 *room)
{
    memset(room, 0, sizeof *room * (size_t)rows * (size_t)pairs * 2);
    for (int i = 0; i < some; i++)
        memcpy(room + (ptrdiff_t)i * pairs * 2, A + (ptrdiff_t)i * K, sizeof *room * (size_t)K);
}

static int min(int a, int b)
{
    return a < b ? a : b;
}

static void block_row(Bf16Way way, int i, int M, const Bf16 *A, const Bf16Panels *B, float *C)
{
    int rows = min(way.rows, M - i);
    ptrdiff_t a_row = B->K;
    const Bf16 *a = A + (ptrdiff_t)i * a_row;
    Bf16 *room = NULL;
    if (rows < way.rows || B->K != 2 * B->pairs) { // the lower edge, or a K that is not a multiple of 32
        room = memory_new(sizeof *room * (size_t)way.rows * (size_t)B->pairs * 2);
        padded_rows(way.rows, rows, B->K, B->pairs, a, room);
        a = room;
        a_row = 2 * (ptrdiff_t)B->pairs;
    }
    for (int j = 0; j < B->N; j += PANEL) {
        const Bf16 *panel = B->at + (size_t)(j / PANEL) * panel_size(B);
        float part[MOST_ROWS * PANEL], *to = C + (ptrdiff_t)i * B->N + j;
        bool whole = rows == way.rows && j + PANEL <= B->N;
        way.block(B->pairs, a, a_row, panel, whole ? to : part, whole ? B->N : PANEL);
        for (int r = 0; !whole && r < rows; r++)
            memcpy(to + (ptrdiff_t)r * B->N, part + r * PANEL, sizeof *to * (size_t)min(PANEL, B->N - j));
    }
    free(room);
}

void bf16_product_by(Bf16Way way, int M, const Bf16 *A, const Bf16Panels *B, float *C)
{
#pragma omp parallel for schedule(static) if ((double)M * B->N * B->K > 4e6)
    for (int i = 0; i < M; i += way.rows)
        block_row(way, i, M, A, B, C);
}

// Does a way compute what the definition says? Sums are in another order, so to the precision of float.
static bool agrees(Bf16Way way)
{
    enum { M = 33, N = 40, K = 70 };
    static float B[K * N], mine[M * N], right[M * N];
    static Bf16 A[M * K];
    bool good = true;
    for (int i = 0; i < M * K; i++)
        A[i] = bf16_of((float)(i * 37 % 101 - 50) / 31);
    for (int i = 0; i < K * N; i++)
        B[i] = (float)(i * 53 % 97 - 48) / 29;
    Bf16Panels packed = bf16_pack(K, N, B);
    bf16_product_by(way, M, A, &packed, mine);
    bf16_product_by(bf16_software(), M, A, &packed, right);
    for (int i = 0; i < M * N; i++)
        good &= fabsf(mine[i] - right[i]) <= 1e-3f;
    bf16_free(&packed);
    return good;
}

Bf16Way bf16_best(int M)
{
    const Bf16Way ways[] = {M == 1 ? bf16_avx512_row() : bf16_amx(), bf16_avx512()};
    for (int i = 0; i < 2; i++)
        if (ways[i].block && agrees(ways[i]))
            return ways[i];
    return bf16_software();
}

void bf16_product(int M, const Bf16 *A, const Bf16Panels *B, float *C)
{
    bf16_product_by(bf16_best(M), M, A, B, C);
}

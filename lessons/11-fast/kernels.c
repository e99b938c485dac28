/* Products built from register tiles: see kernels.h. */
#include "kernels.h"

enum { DEPTH = 256, MOST_COLS = 32 }; // a panel of B, 256 x 32 floats at most, stays in the first-level cache

static int min(int a, int b)
{
    return a < b ? a : b;
}

// What the tiles leave over at the lower and the right edge: plain loops.
static void product_edge(int M, int N, int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row,
                         float *C, ptrdiff_t c_row)
{
    for (int i = 0; i < M; i++)
        for (int k = 0; k < K; k++)
            for (int j = 0; j < N; j++)
                C[i * c_row + j] += A[i * a_row + k] * B[k * b_row + j];
}

// Copies rows of B, which lie N floats apart, to rows that follow each other.
static const float *pack(int rows, int cols, const float *B, ptrdiff_t N, float *panel)
{
    for (int k = 0; k < rows; k++)
        memcpy(panel + k * cols, B + k * N, sizeof *panel * (size_t)cols);
    return panel;
}

// A panel of B, depth x cols, meets all rows of A.
static void column_of_tiles(Plan p, int M, int cols, int depth, const float *A, ptrdiff_t a_row, const float *B,
                            ptrdiff_t b_row, float *C, ptrdiff_t c_row)
{
    int tiles = cols == p.cols ? M / p.rows * p.rows : 0;
    for (int i = 0; i < tiles; i += p.rows)
        p.tile(depth, A + i * a_row, a_row, B, b_row, C + i * c_row, c_row);
    product_edge(M - tiles, cols, depth, A + tiles * a_row, a_row, B, b_row, C + tiles * c_row, c_row);
}

static void product_part(Plan p, int M, int N, int K, const float *A, const float *B, float *C)
{
    _Alignas(64) float panel[DEPTH * MOST_COLS];
    for (int k = 0; k < K; k += DEPTH)
        for (int j = 0; j < N; j += p.cols) {
            int depth = min(DEPTH, K - k), cols = min(p.cols, N - j);
            const float *from = B + (ptrdiff_t)k * N + j;
            const float *b = p.packed ? pack(depth, cols, from, N, panel) : from;
            column_of_tiles(p, M, cols, depth, A + k, K, b, p.packed ? cols : N, C + j, N);
        }
}

void product_by(Plan p, int M, int N, int K, const float *A, const float *B, float *C)
{
    int tiles = (M + p.rows - 1) / p.rows;
#pragma omp parallel for num_threads(p.threads) if (p.threads > 1)
    for (int t = 0; t < p.threads; t++) {
        int from = min(M, tiles * t / p.threads * p.rows), to = min(M, tiles * (t + 1) / p.threads * p.rows);
        product_part(p, to - from, N, K, A + (ptrdiff_t)from * K, B, C + (ptrdiff_t)from * N);
    }
}

#if defined __AVX512F__
enum { ROWS = 12, VECS = 2 }; // 24 sums in 32 registers
#elif defined __aarch64__
enum { ROWS = 6, VECS = 4 }; // likewise
#else
enum { ROWS = 6, VECS = 2 }; // 12 sums in 16 registers
#endif
const int large_rows = ROWS, large_cols = VECS * LANES;

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

// While the tile is being computed, the processor fetches the tile's part of C, a row every eight steps of k.
// clang-format off
void tile_large(int K, const float *A, ptrdiff_t a_row, const float *B, ptrdiff_t b_row, float *C, ptrdiff_t c_row)
{
    Vec sum[ROWS][VECS] = {0};
    for (int k = 0; k < K; k++) {
        if (k % 8 == 0 && k / 8 < ROWS)
            __builtin_prefetch(C + k / 8 * c_row, 1);
        Vec b[VECS];
        UNROLL for (int v = 0; v < VECS; v++)
            b[v] = vec_load(B + k * b_row + v * LANES);
        UNROLL for (int i = 0; i < ROWS; i++)
            UNROLL for (int v = 0; v < VECS; v++)
                sum[i][v] += A[i * a_row + k] * b[v];
    }
    UNROLL for (int i = 0; i < ROWS; i++)
        UNROLL for (int v = 0; v < VECS; v++)
            vec_store(C + i * c_row + v * LANES, vec_load(C + i * c_row + v * LANES) + sum[i][v]);
}
// clang-format on

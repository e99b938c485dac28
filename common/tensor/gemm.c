/*
 * The product of two matrices, near the limit of the machine. It computes what the three loops of
 * gemm_naive.c say, in an order that suits the processor.
 *
 * Two matrices of 768 x 768 have a million numbers, and their product takes 450 million
 * multiply-adds. A processor starts two vector multiply-adds in each cycle, on 8 or 16 numbers each,
 * but waits hundreds of cycles for a number from memory. So everything here serves one purpose: use
 * a number many times once it has been fetched. The innermost level is the register tile, in
 * gemm_tile.c. Around it:
 *
 * Blocking: k runs over GEMM_DEPTH numbers, then the tile is added to C. The panel of B that it read
 * fits into the first-level cache, and also serves the tile below, and the next: a column of tiles.
 * Then comes the next panel. BLOCK_ROWS rows of A about fill the second-level cache. Both are packed
 * (gemm_pack.c), except in products too small for packing A to pay.
 *
 * Threads: C is cut into rectangles, one for each thread, each computed as if it were alone. So one
 * thread sums each element, in the order of k and by the same operations whatever the height of the
 * tile. That is why its bits do not depend on the number of threads.
 */
#include "gemm_tile.h"

#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

// The number of multiply-adds from which packing A pays, and from which threads pay: one thread then takes some
// tens of microseconds. An idle machine could use threads earlier; chunks.h explains why we wait. The small
// networks stay below (the largest product in a WaveNet's step, 64 rows, 256 deep, 128 wide, is half of
// it); a GPT's products are far above.
enum { PACK_FROM = 1000000, SHARE_FROM = 4000000 };

typedef struct Product {
    ptrdiff_t M, N, K;
    View A, B;
    real *C;
    ptrdiff_t c_row;
    const real *bias; // (N) or NULL
    bool accumulate, packed;
} Product;

// Packs B from (k, n). At B's right edge it copies full rows as long as they lie within B's memory: the
// numbers beyond the edge belong to the next row, and results from them are not stored.
static View panel_of(const Product *p, ptrdiff_t k, ptrdiff_t n, const Column *t, real *panel)
{
    View B = part(p->B, k, n);
    int whole = t->cols == TILE_COLS ? t->depth : 0;
    ptrdiff_t beyond = (p->K - 1 - k) * B.row + p->N - n - TILE_COLS;
    if (t->cols < TILE_COLS && B.col == 1 && beyond >= 0)
        whole = (int)min(t->depth, beyond / B.row + 1);
    gemm_pack(B, whole, TILE_COLS, panel, TILE_COLS);
    if (whole < t->depth) { // zeros beyond the edge
        real *rest = panel + whole * TILE_COLS;
        memset(rest, 0, sizeof *rest * TILE_COLS * (size_t)(t->depth - whole));
        gemm_pack(part(B, whole, 0), t->depth - whole, t->cols, rest, TILE_COLS);
    }
    return (View){panel, TILE_COLS, 1};
}

// Packs rows of A. If A is stored transposed, so is the block, because the tile can step through either.
static View block_of(View A, int rows, int depth, real *block)
{
    if (A.col == 1)
        return gemm_pack(A, rows, depth, block, ROW_STRIDE);
    gemm_pack((View){A.at, A.col, 1}, depth, rows, block, COLUMN_STRIDE);
    return (View){block, 1, COLUMN_STRIDE};
}

// Computes C from (m0, n0) to (m1, n1), by one thread.
static void rectangle(const Product *p, ptrdiff_t m0, ptrdiff_t m1, ptrdiff_t n0, ptrdiff_t n1)
{
    static _Thread_local _Alignas(64) real block[BLOCK_ROWS * ROW_STRIDE];
    _Alignas(64) real panel[GEMM_DEPTH * TILE_COLS];
    for (ptrdiff_t k = 0; k < p->K; k += GEMM_DEPTH)
        for (ptrdiff_t m = m0; m < m1; m += BLOCK_ROWS) {
            Column t = {.rows = (int)min(BLOCK_ROWS, m1 - m), .depth = (int)min(GEMM_DEPTH, p->K - k)};
            t.A = part(p->A, m, k);
            t.c_row = p->c_row;
            t.add = k > 0 || p->accumulate || p->bias;
            if (p->packed)
                t.A = block_of(t.A, t.rows, t.depth, block);
            for (ptrdiff_t n = n0; n < n1; n += TILE_COLS) {
                t.cols = (int)min(TILE_COLS, n1 - n);
                t.B = part(p->B, k, n);
                t.next = part(p->B, k, min(n + TILE_COLS, n1 - 1));
                t.C = p->C + m * p->c_row + n;
                t.bias = p->bias && k == 0 ? p->bias + n : NULL;
                if (p->packed || t.cols < TILE_COLS || t.B.col != 1)
                    t.B = panel_of(p, k, n, &t, panel);
                gemm_column(t, p->packed);
            }
        }
}

static int threads_at_hand(void)
{
#ifdef _OPENMP
    return omp_in_parallel() ? 1 : omp_get_max_threads();
#else
    return 1;
#endif
}

// Into how many rows of rectangles to cut C, so that the largest has as little work as possible. Packing a number costs
// about as much as eight multiply-adds.
static int cuts_down(const Product *p, int threads)
{
    int best = 1;
    double least = 1e300;
    for (int down = 1; down <= threads; down++) {
        int across = threads / down;
        ptrdiff_t rows = (p->M + down - 1) / down;
        ptrdiff_t cols = (p->N + across * TILE_COLS - 1) / (across * TILE_COLS) * TILE_COLS;
        ptrdiff_t blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
        double cost = (double)rows * (double)cols + 8 * ((double)rows + (double)blocks * (double)cols);
        if (cost < least) {
            least = cost;
            best = down;
        }
    }
    return best;
}

// Where part i of `parts` begins in n, in multiples of unit.
static ptrdiff_t cut(ptrdiff_t n, int i, int parts, int unit)
{
    return min(n, (n + unit - 1) / unit * i / parts * unit);
}

static void multiply(Product p)
{
    double work = (double)p.M * (double)p.N * (double)p.K;
    p.packed = work >= PACK_FROM && p.M >= 16; // with fewer rows, a panel is not reused often enough
    int threads = work >= SHARE_FROM ? threads_at_hand() : 1;
    int down = cuts_down(&p, threads), across = threads / down;
#pragma omp parallel for if (work >= SHARE_FROM)
    for (int i = 0; i < down * across; i++) {
        int y = i / across, x = i % across;
        rectangle(&p, cut(p.M, y, down, 1), cut(p.M, y + 1, down, 1), cut(p.N, x, across, TILE_COLS),
                  cut(p.N, x + 1, across, TILE_COLS));
    }
}

void gemm_part(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A,
               ptrdiff_t a_row, const real *B, ptrdiff_t b_row, real *C, ptrdiff_t c_row, bool accumulate)
{
    Product p = {.M = M, .N = N, .K = K, .C = C, .c_row = c_row, .accumulate = accumulate};
    p.A = transpose_a ? (View){A, 1, a_row} : (View){A, a_row, 1};
    p.B = transpose_b ? (View){B, 1, b_row} : (View){B, b_row, 1};
    for (ptrdiff_t i = 0; K == 0 && N > 0 && !accumulate && i < M; i++)
        memset(C + i * c_row, 0, sizeof *C * (size_t)N);
    if (M > 0 && N > 0 && K > 0)
        multiply(p);
}

void gemm(bool transpose_a, bool transpose_b, ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B,
          real *C, bool accumulate)
{
    gemm_part(transpose_a, transpose_b, M, N, K, A, transpose_a ? M : K, B, transpose_b ? K : N, C, N, accumulate);
}

void gemm_bias(ptrdiff_t M, ptrdiff_t N, ptrdiff_t K, const real *A, const real *B, const real *bias, real *C)
{
    Product p = {.M = M, .N = N, .K = K, .C = C, .c_row = N, .bias = bias, .A = {A, K, 1}, .B = {B, N, 1}};
    for (ptrdiff_t i = 0; K == 0 && i < M; i++)
        memcpy(C + i * N, bias, sizeof *C * (size_t)N);
    if (M > 0 && N > 0 && K > 0)
        multiply(p);
}

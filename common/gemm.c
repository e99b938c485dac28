/*
 * The product of two matrices, near the limit of the machine. What is computed is what the three
 * loops of gemm_naive.c say; here it is done in an order that the processor likes.
 *
 * Two matrices of 768 x 768 have a million numbers, and their product takes 450 million
 * multiply-adds. A processor starts two of them in each cycle, with 8 or 16 numbers side by side,
 * but waits hundreds of cycles for a number from memory. So all of this serves one purpose: a
 * number that has been fetched is used many times before it is dropped. From the inside out:
 *
 * The register tile: some rows of C, two vectors wide, stay in registers while k runs. For each k,
 * the two vectors of B are multiplied with one number of A in each row. With AVX2 that is 6 x 16
 * numbers: 8 loads for 12 multiply-adds, and loads are no dearer. The twelve sums do not wait for
 * each other, which hides that each step takes four cycles to finish.
 *
 * Blocking: k runs over GEMM_DEPTH numbers only, then the tile is added to C. The panel of B that
 * it read fits the first-level cache, and serves the tile below, and the next: a column of tiles.
 * Then comes the next panel. The rows of A, BLOCK_ROWS of them, about fill the second-level cache.
 *
 * Packing: the rows of a panel lie far apart in B, each in another page of memory, so the panel is
 * copied into a dense array first; so are the rows of A. A copy can transpose on its way, which is
 * all there is to A.T and B.T. Small products are over before packing A would pay.
 *
 * Prefetching: while one panel is used, cache lines of the next are asked for, so that they are
 * there in time; likewise what the next tile needs of A, and this one of C.
 *
 * Threads: C is cut into rectangles, one a thread, each computed as if it were alone. So every
 * element is summed by one thread, in the order of k, by the same operations in a tile of whatever
 * height: that is why its bits do not depend on the number of threads.
 */
#include "gemm.h"

#include <stddef.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
#endif

// A tile is as large as the registers allow: there are 32 of 64 bytes, 16 of 32, 32 of 16.
#if defined __AVX512F__
enum { VECTOR = 64, VECTORS = 2, ROWS = 14, UNPACKED_ROWS = 8, BLOCK_ROWS = 512 };
#elif defined __AVX2__
enum { VECTOR = 32, VECTORS = 2, ROWS = 6, UNPACKED_ROWS = 6, BLOCK_ROWS = 384 };
#elif defined __aarch64__
enum { VECTOR = 16, VECTORS = 4, ROWS = 6, UNPACKED_ROWS = 6, BLOCK_ROWS = 384 };
#else
enum { VECTOR = 16, VECTORS = 2, ROWS = 6, UNPACKED_ROWS = 6, BLOCK_ROWS = 384 };
#endif

enum {
    LANES = VECTOR / sizeof(real),
    COLS = VECTORS * LANES,
    LINE = 64 / sizeof(real), // of a cache
    STRIDE = GEMM_DEPTH + 16, // of packed A; no power of two, whose rows would displace each other
    SMALL = 1000000,          // multiply-adds; below, neither packing A nor threads pay
};

const GemmTile gemm_tile = {ROWS, COLS};

// In a register; and in memory, at any address.
typedef real vec __attribute__((vector_size(VECTOR)));
typedef real vec_at __attribute__((vector_size(VECTOR), aligned(sizeof(real)), may_alias));
typedef real four __attribute__((vector_size(4 * sizeof(real)), aligned(sizeof(real)), may_alias));

// What compilers spell differently: unrolling; a vector from elements of two, by their numbers; and
// that a function's vectors of 64 bytes are meant so, and not to be made of halves.
#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define MIX(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define WHOLE_VECTORS __attribute__((min_vector_width(8 * VECTOR)))
#else
#define UNROLL _Pragma("GCC unroll 16")
#define MIX(a, b, ...) __builtin_shuffle(a, b, (numbers){__VA_ARGS__})
typedef __typeof__(__builtin_choose_expr(sizeof(real) == 8, 0LL, 0)) number;
typedef number numbers __attribute__((vector_size(4 * sizeof(real))));
#define WHOLE_VECTORS
#endif

// A matrix from some element on: (i, j) is at[i * row + j * col].
typedef struct View {
    const real *at;
    ptrdiff_t row, col;
} View;

// A column of tiles: C (rows, cols) = [C +] A (rows, depth) B (depth, COLS).
typedef struct Column {
    int rows, cols, depth;
    View A, B, next; // next: the panel of B for the column after this one
    real *C;
    ptrdiff_t c_row;
    bool add;
} Column;

static int min(int a, int b)
{
    return a < b ? a : b;
}

static View part(View X, int i, int j)
{
    return (View){X.at + i * X.row + j * X.col, X.row, X.col};
}

/* ---- The register tile ---------------------------------------------------------------------- */

// One row of a tile to C: whole vectors, and one by one what is left at C's right edge.
INLINE void store_row(const vec sum[VECTORS], real *C, int cols, bool add)
{
    int j = 0;
    for (; j + LANES <= cols; j += LANES) {
        vec_at *c = (vec_at *)(C + j);
        *c = (vec_at)(add ? (vec)*c + sum[j / LANES] : sum[j / LANES]);
    }
    for (; j < cols; j++)
        C[j] = add ? C[j] + sum[j / LANES][j % LANES] : sum[j / LANES][j % LANES];
}

// `rows` is a constant wherever this is inlined: its loops unroll, and `sum` is all registers.
// clang-format off
INLINE void tile(const int rows, View A, View B, real *C, const Column *t)
{
    vec sum[ROWS][VECTORS];
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int v = 0; v < VECTORS; v++)
            sum[i][v] = (vec){0};
    for (int k = t->depth; k > 0; k--, A.at += A.col, B.at += B.row) {
        vec b[VECTORS];
        UNROLL for (int v = 0; v < VECTORS; v++)
            b[v] = (vec)*(const vec_at *)(B.at + v * LANES);
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int v = 0; v < VECTORS; v++)
                sum[i][v] += A.at[i * A.row] * b[v];
    }
    if (t->cols == COLS) {
        UNROLL for (int i = 0; i < rows; i++)
            store_row(sum[i], C + i * t->c_row, COLS, t->add);
    } else {
        vec copy[ROWS][VECTORS]; // in memory, as its elements are picked out; sum must not be
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int v = 0; v < VECTORS; v++)
                copy[i][v] = sum[i][v];
        for (int i = 0; i < rows; i++)
            store_row(copy[i], C + i * t->c_row, t->cols, t->add);
    }
}

#define TILE(n, ...) case n: if (n <= ROWS) tile(n, __VA_ARGS__); break;
#define TILES(...) TILE(1, __VA_ARGS__) TILE(2, __VA_ARGS__) TILE(3, __VA_ARGS__) \
    TILE(4, __VA_ARGS__) TILE(5, __VA_ARGS__) TILE(6, __VA_ARGS__) TILE(7, __VA_ARGS__) \
    TILE(8, __VA_ARGS__)
#define TALL_TILES(...) TILE(9, __VA_ARGS__) TILE(10, __VA_ARGS__) TILE(11, __VA_ARGS__) \
    TILE(12, __VA_ARGS__) TILE(13, __VA_ARGS__) TILE(14, __VA_ARGS__)
// clang-format on

static WHOLE_VECTORS void unpacked_tile(int rows, View A, real *C, const Column *t)
{
    switch (rows) {
        TILES(A, t->B, C, t)
    }
}

// Packed operands have constant strides: a tall tile needs no register for each row's address.
static WHOLE_VECTORS void packed_tile(int rows, View A, real *C, const Column *t)
{
    View a = {A.at, STRIDE, 1}, b = {t->B.at, COLS, 1};
    for (int i = 0; i < rows; i++) {
        __builtin_prefetch(C + i * t->c_row, 1);
        __builtin_prefetch(C + i * t->c_row + COLS - 1, 1);
        // Of the next tile's rows, enough for the processor to guess the rest.
        __builtin_prefetch(a.at + (rows + i) * STRIDE);
        __builtin_prefetch(a.at + (rows + i) * STRIDE + LINE);
    }
    switch (rows) {
        TILES(a, b, C, t)
        TALL_TILES(a, b, C, t)
    }
}

// Asks for some cache lines of a panel, whose rows, or columns if stored transposed, are dense.
static void prefetch(const View *B, int line, int end)
{
    enum { WIDTH = (COLS + LINE - 1) / LINE };
    for (; line < end; line++) {
        int k = B->col == 1 ? line / WIDTH : line / COLS * LINE;
        int j = B->col == 1 ? line % WIDTH * LINE : line % COLS;
        __builtin_prefetch(B->at + k * B->row + j * B->col);
    }
}

// The heights of the tiles differ by one at most: a low one keeps the processor less busy.
static void column(const Column *t, bool packed)
{
    int most = packed ? ROWS : UNPACKED_ROWS, tiles = (t->rows + most - 1) / most;
    int lines = t->depth * COLS / LINE;
    for (int n = 0, i = 0, rows; n < tiles; n++, i += rows) {
        rows = (t->rows - i) / (tiles - n);
        (packed ? packed_tile : unpacked_tile)(rows, part(t->A, i, 0), t->C + i * t->c_row, t);
        if (packed)
            prefetch(&t->next, lines * n / tiles, lines * (n + 1) / tiles);
    }
}

/* ---- Packing -------------------------------------------------------------------------------- */

INLINE void copy_rows(int rows, int cols, View from, real *to, int stride)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            to[i * stride + j] = from.at[i * from.row + j];
}

// Four by four numbers: two rounds of interleaving make rows of columns.
INLINE void transpose_square(const real *from, ptrdiff_t col, real *to, int stride)
{
    four a = *(const four *)from, b = *(const four *)(from + col);
    four c = *(const four *)(from + 2 * col), d = *(const four *)(from + 3 * col);
    four ac = MIX(a, c, 0, 4, 1, 5), bd = MIX(b, d, 0, 4, 1, 5);
    four AC = MIX(a, c, 2, 6, 3, 7), BD = MIX(b, d, 2, 6, 3, 7);
    *(four *)to = MIX(ac, bd, 0, 4, 1, 5);
    *(four *)(to + stride) = MIX(ac, bd, 2, 6, 3, 7);
    *(four *)(to + 2 * stride) = MIX(AC, BD, 0, 4, 1, 5);
    *(four *)(to + 3 * stride) = MIX(AC, BD, 2, 6, 3, 7);
}

static void copy_columns(int rows, int cols, View from, real *to, int stride)
{
    int square_rows = rows / 4 * 4, j = 0;
    for (; j + 4 <= cols; j += 4) {
        const real *at = from.at + j * from.col;
        for (int i = 0; i < square_rows; i += 4)
            transpose_square(at + i, from.col, to + i * stride + j, stride);
        for (int i = square_rows; i < rows; i++)
            for (int x = 0; x < 4; x++)
                to[i * stride + j + x] = at[i + x * from.col];
    }
    for (; j < cols; j++)
        for (int i = 0; i < rows; i++)
            to[i * stride + j] = from.at[i + j * from.col];
}

static View pack(View from, int rows, int cols, real *to, int stride)
{
    if (from.col != 1)
        copy_columns(rows, cols, from, to, stride);
    else if (cols == COLS)
        copy_rows(rows, COLS, from, to, stride); // a constant: faster
    else
        copy_rows(rows, cols, from, to, stride);
    return (View){to, stride, 1};
}

/* ---- Blocks, threads, and the whole --------------------------------------------------------- */

typedef struct Product {
    int M, N, K;
    View A, B;
    real *C;
    bool accumulate, packed;
} Product;

// C from (m0, n0) to (m1, n1), by one thread.
static void rectangle(const Product *p, int m0, int m1, int n0, int n1)
{
    static _Thread_local _Alignas(64) real block[BLOCK_ROWS * STRIDE];
    _Alignas(64) real panel[GEMM_DEPTH * COLS];
    for (int k = 0; k < p->K; k += GEMM_DEPTH)
        for (int m = m0; m < m1; m += BLOCK_ROWS) {
            Column t = {.rows = min(BLOCK_ROWS, m1 - m), .depth = min(GEMM_DEPTH, p->K - k)};
            t.A = part(p->A, m, k);
            t.c_row = p->N;
            t.add = k > 0 || p->accumulate;
            if (p->packed)
                t.A = pack(t.A, t.rows, t.depth, block, STRIDE);
            for (int n = n0; n < n1; n += COLS) {
                t.cols = min(COLS, n1 - n);
                t.B = part(p->B, k, n);
                t.next = part(p->B, k, min(n + COLS, n1 - 1));
                t.C = p->C + (ptrdiff_t)m * p->N + n;
                if (t.cols < COLS) // zeros beyond the edge
                    memset(panel, 0, sizeof panel[0] * COLS * (size_t)t.depth);
                if (p->packed || t.cols < COLS || t.B.col != 1)
                    t.B = pack(t.B, t.depth, t.cols, panel, COLS);
                column(&t, p->packed);
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

// Into how many rows of rectangles to cut C. The largest should have the least to do: multiply-adds
// and, about as dear as eight of them, packing a number.
static int cuts_down(const Product *p, int threads)
{
    int best = 1;
    double least = 1e300;
    for (int down = 1; down <= threads; down++) {
        int across = threads / down, rows = (p->M + down - 1) / down;
        int cols = (p->N + across * COLS - 1) / (across * COLS) * COLS;
        int blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
        double cost = (double)rows * cols + 8 * (rows + (double)blocks * cols);
        if (cost < least) {
            least = cost;
            best = down;
        }
    }
    return best;
}

// Where part i of `parts` begins in n, in multiples of unit.
static int cut(int n, int i, int parts, int unit)
{
    return min(n, (int)((long)((n + unit - 1) / unit) * i / parts) * unit);
}

void gemm(bool transpose_a, bool transpose_b, int M, int N, int K, const real *A, const real *B,
          real *C, bool accumulate)
{
    double work = (double)M * N * K;
    if (K == 0 && M > 0 && N > 0 && !accumulate)
        memset(C, 0, sizeof *C * (size_t)M * (size_t)N);
    if (work == 0)
        return;
    Product p = {.M = M, .N = N, .K = K, .C = C, .accumulate = accumulate};
    p.A = transpose_a ? (View){A, 1, M} : (View){A, K, 1};
    p.B = transpose_b ? (View){B, 1, K} : (View){B, N, 1};
    p.packed = work >= SMALL && M >= 16; // with few rows, a panel would not be used enough
    int threads = work >= SMALL ? threads_at_hand() : 1;
    int down = cuts_down(&p, threads), across = threads / down;
#pragma omp parallel for if (work >= SMALL)
    for (int i = 0; i < down * across; i++) {
        int y = i / across, x = i % across;
        rectangle(&p, cut(M, y, down, 1), cut(M, y + 1, down, 1), cut(N, x, across, COLS),
                  cut(N, x + 1, across, COLS));
    }
}

/*
 * The register tile: some rows of C, two vectors wide, stay in registers while k runs. For each k, the
 * two vectors of B are multiplied with one number of A in each row. With AVX2 that is 6 x 16 numbers:
 * 8 loads for 12 multiply-adds, and a load costs no more than a multiply-add. The twelve sums are
 * independent, which hides the four cycles that each step takes to finish.
 *
 * Prefetching: while the tile is being computed, it asks every few k for a row of C, which it will add to, and
 * for some cache lines of the next panel of B, so that they are there when it is packed. All at once they would
 * fill the queue that A and B need, too; asked for in one go after a tile, the panel's lines came no sooner.
 */
#include "gemm_tile.h"

const GemmTile gemm_tile = {TILE_ROWS, TILE_COLS};

// A vector in a register; and one in memory, at any address.
typedef real vec __attribute__((vector_size(VECTOR)));
typedef real vec_at __attribute__((vector_size(VECTOR), aligned(sizeof(real)), may_alias));

// Two things that gcc and clang spell differently: unrolling a loop, and that vectors of 64 bytes shall not be
// split into halves.
#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define WHOLE_VECTORS __attribute__((min_vector_width(8 * VECTOR)))
#else
#define UNROLL _Pragma("GCC unroll 16")
#define WHOLE_VECTORS
#endif

// Stores n numbers in a row of C, or adds them to what is there; n is a constant where this is inlined.
INLINE void store_some(int n, const real *sum, real *C, const real *to)
{
    for (int j = 0; j < n; j++)
        C[j] = to ? to[j] + sum[j] : sum[j];
}

// A row of a tile that C's right edge cuts: whole vectors, then half of one, a quarter and so on.
INLINE void store_part(const real *sum, real *C, int cols, const real *to)
{
    int j = 0;
    for (; j + LANES <= cols; j += LANES)
        store_some(LANES, sum + j, C + j, to ? to + j : to);
    UNROLL for (int n = LANES / 2; n > 0; n /= 2) if (cols & n)
    {
        store_some(n, sum + j, C + j, to ? to + j : to);
        j += n;
    }
}

// `rows` and `wide` (the number of vectors) are constants wherever the following functions are inlined, so their
// loops unroll and `sum` stays in registers.
// clang-format off
INLINE void store(const int rows, const int wide, vec sum[TILE_ROWS][VECTORS], real *C, const Column *t)
{
    if (t->cols == wide * LANES) {
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int v = 0; v < wide; v++) {
                vec_at *c = (vec_at *)(C + i * t->c_row + v * LANES);
                const vec_at *to = t->bias ? (const vec_at *)(t->bias + v * LANES) : c;
                *c = (vec_at)(t->add ? (vec)*to + sum[i][v] : sum[i][v]);
            }
    } else {
        vec copy[TILE_ROWS][VECTORS]; // a copy in memory, to store parts of it: sum must stay in registers
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int v = 0; v < wide; v++)
                copy[i][v] = sum[i][v];
        for (int i = 0; i < rows; i++) {
            real *c = C + i * t->c_row;
            store_part((const real *)copy[i], c, t->cols, t->add ? t->bias ? t->bias : c : NULL);
        }
    }
}

// The next `depth` steps of k.
INLINE void multiply(const int rows, const int wide, int depth, View *A, View *B, vec sum[TILE_ROWS][VECTORS])
{
    for (; depth > 0; depth--, A->at += A->col, B->at += B->row) {
        vec b[VECTORS];
        UNROLL for (int v = 0; v < wide; v++)
            b[v] = (vec)*(const vec_at *)(B->at + v * LANES);
        UNROLL for (int i = 0; i < rows; i++)
            UNROLL for (int v = 0; v < wide; v++)
                sum[i][v] += A->at[i * A->row] * b[v];
    }
}

// Asks for a cache line of a panel. Its rows, or its columns if it is stored transposed, are dense.
INLINE void prefetch(const View *B, int line)
{
    enum { WIDTH = (TILE_COLS + LINE - 1) / LINE };
    int k = B->col == 1 ? line / WIDTH : line / TILE_COLS * LINE;
    int j = B->col == 1 ? line % WIDTH * LINE : line % TILE_COLS;
    __builtin_prefetch(B->at + k * B->row + j * B->col);
}

INLINE void tile(const int rows, const int wide, View A, View B, real *C, const Column *t, bool packed)
{
    enum { STEPS = 8 }; // of k between two prefetches; a constant, so the branch is predicted
    vec sum[TILE_ROWS][VECTORS];
    UNROLL for (int i = 0; i < rows; i++)
        UNROLL for (int v = 0; v < wide; v++)
            sum[i][v] = (vec){0};
    int left = t->depth, line = t->line;
    for (int i = 0; packed && left >= STEPS; i++, left -= STEPS) {
        if (i < rows) {
            __builtin_prefetch(C + i * t->c_row, 1);
            __builtin_prefetch(C + i * t->c_row + TILE_COLS - 1, 1);
        }
        int parts = left / STEPS, end = line + (t->end - line + parts - 1) / parts;
        for (; line < end; line++)
            prefetch(&t->next, line);
        multiply(rows, wide, STEPS, &A, &B, sum);
    }
    multiply(rows, wide, left, &A, &B, sum);
    store(rows, wide, sum, C, t);
}

#define TILE(n, ...) case n: if (n <= TILE_ROWS) tile(n, __VA_ARGS__); break;
#define TILES(...) TILE(1, __VA_ARGS__) TILE(2, __VA_ARGS__) TILE(3, __VA_ARGS__) \
    TILE(4, __VA_ARGS__) TILE(5, __VA_ARGS__) TILE(6, __VA_ARGS__) TILE(7, __VA_ARGS__) \
    TILE(8, __VA_ARGS__)
#define TALL_TILES(...) TILE(9, __VA_ARGS__) TILE(10, __VA_ARGS__) TILE(11, __VA_ARGS__) \
    TILE(12, __VA_ARGS__) TILE(13, __VA_ARGS__) TILE(14, __VA_ARGS__)
// clang-format on

// Each of these computes the tile of some rows from row i.
static WHOLE_VECTORS void unpacked_tile(int rows, int i, const Column *t)
{
    switch (rows) {
        TILES(VECTORS, part(t->A, i, 0), t->B, t->C + i * t->c_row, t, false)
    }
}

// Half as wide, for the last columns at C's right edge.
static WHOLE_VECTORS void narrow_tile(int rows, int i, const Column *t)
{
    switch (rows) {
        TILES(VECTORS / 2, part(t->A, i, 0), t->B, t->C + i * t->c_row, t, false)
    }
}

// Packed operands have constant strides: a tall tile needs no register for each row's address.
static WHOLE_VECTORS void tile_of_rows(int rows, int i, const Column *t)
{
    View A = {part(t->A, i, 0).at, ROW_STRIDE, 1}, B = {t->B.at, TILE_COLS, 1};
    real *C = t->C + i * t->c_row;
    switch (rows) {
        TILES(VECTORS, A, B, C, t, true)
        TALL_TILES(VECTORS, A, B, C, t, true)
    }
}

static WHOLE_VECTORS void tile_of_columns(int rows, int i, const Column *t)
{
    View A = {part(t->A, i, 0).at, 1, COLUMN_STRIDE}, B = {t->B.at, TILE_COLS, 1};
    real *C = t->C + i * t->c_row;
    switch (rows) {
        TILES(VECTORS, A, B, C, t, true)
        TALL_TILES(VECTORS, A, B, C, t, true)
    }
}

// Heights of tiles differ by at most one, because a much lower tile would keep the processor less busy.
void gemm_column(Column t, bool packed)
{
    bool narrow = t.cols <= VECTORS / 2 * LANES;
    void (*compute)(int rows, int i, const Column *) = narrow ? narrow_tile : unpacked_tile;
    if (packed)
        compute = t.A.col == 1 ? tile_of_rows : tile_of_columns;
    int most = packed ? TILE_ROWS : UNPACKED_ROWS, tiles = (t.rows + most - 1) / most;
    int lines = t.depth * TILE_COLS / LINE;
    for (int n = 0, i = 0, rows; n < tiles; n++, i += rows) {
        rows = (t.rows - i) / (tiles - n);
        t.line = lines * n / tiles;
        t.end = lines * (n + 1) / tiles;
        compute(rows, i, &t);
    }
}

/*
 * Packing: the rows of a panel lie far apart in B, each on a different page of memory, so the panel is
 * first copied into a dense array, and so are the rows of A. The copy can transpose as it goes, and that is
 * how B.T is done; A.T is copied as it is stored, because a tile can go through its columns as well. Packing
 * costs little, because each copied number is used many times.
 */
#include "gemm_tile.h"

typedef real four __attribute__((vector_size(4 * sizeof(real)), aligned(sizeof(real)), may_alias));

// A vector made from elements of two others, chosen by index. gcc and clang spell it differently.
#ifdef __clang__
#define MIX(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define MIX(a, b, ...) __builtin_shuffle(a, b, (numbers){__VA_ARGS__})
typedef __typeof__(__builtin_choose_expr(sizeof(real) == 8, 0LL, 0)) number;
typedef number numbers __attribute__((vector_size(4 * sizeof(real))));
#endif

static inline void copy_rows(int rows, int cols, View from, real *to, int stride)
{
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            to[i * stride + j] = from.at[i * from.row + j];
}

// Transposes four by four numbers by interleaving them twice.
static inline void transpose_square(const real *from, ptrdiff_t col, real *to, int stride)
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

// Several rows at a time, one cache line of each column, so that each line is read or written only once.
static void copy_columns(int rows, int cols, View from, real *to, int stride)
{
    int square_rows = rows / 4 * 4, square_cols = cols / 4 * 4;
    for (int top = 0; top < square_rows; top += LINE)
        for (int j = 0; j < square_cols; j += 4)
            for (int i = top; i < min(top + LINE, square_rows); i += 4)
                transpose_square(from.at + i + j * from.col, from.col, to + i * stride + j, stride);
    for (int i = 0; i < rows; i++)
        for (int j = i < square_rows ? square_cols : 0; j < cols; j++)
            to[i * stride + j] = from.at[i + j * from.col];
}

View gemm_pack(View from, int rows, int cols, real *to, int stride)
{
    if (from.col != 1)
        copy_columns(rows, cols, from, to, stride);
    else if (cols == TILE_COLS)
        copy_rows(rows, TILE_COLS, from, to, stride); // TILE_COLS as a constant: faster
    else
        copy_rows(rows, cols, from, to, stride);
    return (View){to, stride, 1};
}

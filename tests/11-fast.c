/*
 * The tests of lesson 11's exercises. How often a row is fetched is counted (lessons/11-fast/pages.h), not timed, so that a
 * busy machine changes nothing; 11-fast-speed.c has the two exercises that are measured.
 */
#include "11-fast.h"
#include "11-fast/pages.h"
#include "suite.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void suite_of_speed(void); // 11-fast-speed.c has 11.8 and 11.9

enum { MANY = 4096 };

// Numbers between 0.5 and 2 that repeat nowhere soon.
static float number(int i)
{
    return 0.5f + (float)(i * 37 % 101) / 67.0f;
}

static float *numbers(size_t n)
{
    float *x = malloc(sizeof *x * n);
    for (size_t i = 0; i < n; i++)
        x[i] = number((int)i);
    return x;
}

// ---- 11.1 intensity ----

static void work_case(const char *input, Work yours, Work right, const char *bytes_say, double wrong_bytes,
                      const char *numbers_say, double wrong_numbers)
{
    double half = right.flops / 2, floats = right.bytes / 4;
    double as_int = (double)(unsigned)(unsigned long long)right.flops;
    char where[96];
    Guess flops[] = {{&half, "a multiply-add is two operations, a multiplication and an addition"},
                     {&as_int, "that is more than an int holds: compute in double"},
                     {0}};
    Guess bytes[] = {{&floats, "a float has 4 bytes"}, {&wrong_bytes, bytes_say}, {&wrong_numbers, numbers_say}, {0}};
    if (as_int == right.flops)
        flops[1] = (Guess){0};
    snprintf(where, sizeof where, "%s.flops", input);
    expect_number(where, yours.flops, right.flops, 1e-9, flops);
    snprintf(where, sizeof where, "%s.bytes", input);
    expect_number(where, yours.bytes, right.bytes, 1e-9, bytes);
}

START_TEST(work_of_a_dot)
{
    work_case("dot_work(1000)", dot_work(1000), (Work){2000, 8000}, "two vectors are read, not one", 4000,
              "the result stays in a register", 8004);
    work_case("dot_work(7)", dot_work(7), (Work){14, 56}, "two vectors are read, not one", 28,
              "the result stays in a register", 60);
}
END_TEST

static void product_case(int M, int N, int K)
{
    char input[64];
    double m = M, n = N, k = K;
    snprintf(input, sizeof input, "product_work(%d, %d, %d)", M, N, K);
    work_case(input, product_work(M, N, K), (Work){2 * m * n * k, 4 * (m * k + k * n + m * n)},
              "C is written, too: M N numbers", 4 * (m * k + k * n),
              "each number counts once, however often it is used: A has M K, B has K N, C has M N", 8 * m * n * k);
}

START_TEST(work_of_a_product)
{
    product_case(2, 3, 5);
    product_case(100, 7, 30);
    product_case(2048, 2048, 2048);
}
END_TEST

START_TEST(the_roofline)
{
    double upside = 4, sum, less;
    expect_number("intensity({2000, 8000})", intensity((Work){2000, 8000}), 0.25, 1e-12,
                  (Guess[]){{&upside, "upside down: operations divided by bytes"}, {0}});
    const Work works[] = {{2000, 8000}, {1e9, 1e6}, {5e6, 5e5}};
    for (int i = 0; i < COUNT(works); i++) {
        double a = works[i].flops / 100e9, b = works[i].bytes / 10e9, most = fmax(a, b);
        char input[96];
        sum = (a + b) * 1e9;
        less = fmin(a, b) * 1e9;
        snprintf(input, sizeof input, "1e9 least_seconds({%g, %g}, 100e9, 10e9)", works[i].flops, works[i].bytes);
        Guess guesses[] = {{&sum, "arithmetic and bytes go on at the same time: the longer one, not the sum"},
                           {&less, "both must be done: the longer one counts"},
                           {0}};
        if (a == b)
            guesses[1] = (Guess){0};
        expect_number(input, 1e9 * least_seconds(works[i], 100e9, 10e9), 1e9 * most, 1e-9, guesses);
    }
}
END_TEST

// ---- 11.2 and 11.3: products ----

typedef struct Sizes {
    int M, N, K;
} Sizes;

typedef void Product(Sizes s, const float *A, const float *B, float *C);

static int depth, width; // of the pieces, for 11.3

static void by_rows(Sizes s, const float *A, const float *B, float *C)
{
    product_rows(s.M, s.N, s.K, A, B, C);
}

static void by_blocks(Sizes s, const float *A, const float *B, float *C)
{
    product_blocked(s.M, s.N, s.K, depth, width, A, B, C);
}

typedef struct Sums {
    double before, all, last_k, transposed, whole_depth, whole_width;
} Sums;

// What an element of C may be, if a mistake was made.
static Sums sums_of(Sizes s, const float *A, const float *B, const float *before, int i, int j)
{
    Sums x = {.before = before[i * s.N + j]};
    int pieces = depth ? s.K / depth * depth : s.K;
    for (int k = 0; k < s.K; k++) {
        double p = (double)A[i * s.K + k] * B[k * s.N + j];
        x.all += p;
        x.last_k = p;
        x.transposed += (double)A[i * s.K + k] * B[j * s.K + k];
        x.whole_depth += k < pieces ? p : 0;
    }
    x.whole_width = width && j >= s.N / width * width ? 0 : x.all;
    return x;
}

enum { WAYS = 6 };
static const char *const product_says[WAYS] = {
    "only the last k is there: += adds up",
    "what was in C is gone: C is added to",
    "row k of B begins at B[k * N]: the element is B[k * N + j]",
    "the last rows of B are missing: the last piece may have fewer rows than depth",
    "the last columns of B are missing: the last piece may be narrower than width",
    "C is unchanged",
};

static void product_case_of(const char *input, Product *product, Sizes s)
{
    size_t n = (size_t)(s.M * s.N), poisoned = 0;
    float *A = numbers((size_t)(s.M * s.K) + MANY), *B = numbers((size_t)(s.K * s.N) + MANY),
          *C = malloc(sizeof *C * n);
    double *right = malloc(sizeof *right * n), *yours = malloc(sizeof *yours * n), *known[WAYS];
    float *before = malloc(sizeof *before * n);
    Guess guesses[WAYS + 1] = {{0}};
    for (int w = 0; w < WAYS; w++)
        known[w] = malloc(sizeof **known * n);
    for (size_t i = (size_t)(s.K * s.N); i < (size_t)(s.K * s.N) + MANY; i++)
        B[i] = 1e9f; // what lies beyond the last row shows
    for (size_t i = 0; i < n; i++)
        C[i] = before[i] = 10 + number((int)i + 5);
    for (size_t i = 0; i < n; i++) {
        Sums x = sums_of(s, A, B, before, (int)i / s.N, (int)i % s.N);
        right[i] = x.before + x.all;
        const double way[WAYS] = {
            x.last_k, x.all, x.before + x.transposed, x.before + x.whole_depth, x.before + x.whole_width, x.before};
        for (int w = 0; w < WAYS; w++)
            known[w][i] = way[w];
    }
    int count = 0;
    for (int w = 0; w < WAYS; w++) {
        bool alike = same((int)n, known[w], right, 1e-4);
        for (int g = 0; g < count; g++)
            alike |= same((int)n, known[w], guesses[g].values, 1e-4);
        if (!alike)
            guesses[count++] = (Guess){known[w], product_says[w]};
    }
    product(s, A, B, C);
    for (size_t i = 0; i < n; i++) {
        yours[i] = (double)C[i];
        poisoned += fabs(yours[i]) > 1e7;
    }
    if (poisoned)
        wrong(input, "numbers from beyond the last row of B were used: at the lower edge a piece ends at K");
    expect_table(input, places("i j", s.M, s.N), yours, right, 1e-5, guesses);
    for (int w = 0; w < WAYS; w++)
        free(known[w]);
    free(A), free(B), free(C), free(before), free(right), free(yours);
}

START_TEST(rows_small)
{
    depth = width = 0;
    product_case_of("M 1, N 2, K 2", by_rows, (Sizes){1, 2, 2});
    product_case_of("M 3, N 4, K 5", by_rows, (Sizes){3, 4, 5});
}
END_TEST

START_TEST(rows_of_other_shapes)
{
    depth = width = 0;
    product_case_of("M 7, N 1, K 6", by_rows, (Sizes){7, 1, 6});
    product_case_of("M 2, N 33, K 1", by_rows, (Sizes){2, 33, 1});
    product_case_of("M 17, N 19, K 23", by_rows, (Sizes){17, 19, 23});
}
END_TEST

// How many pages of B, or of C, a product fetches into a cache of some lines. N is a number of pages.
static long fetched(Product *product, Sizes s, bool of_C, int lines)
{
    float *A = numbers((size_t)(s.M * s.K)), *B = numbers((size_t)(s.K * s.N)), *C = numbers((size_t)(s.M * s.N));
    int rows = of_C ? s.M : s.K;
    float *watched = pages_new(rows * s.N / page_floats());
    pages_watch(lines);
    product(s, A, of_C ? B : watched, of_C ? watched : C);
    long misses = pages_misses(watched);
    pages_free();
    free(A), free(B), free(C);
    return misses;
}

START_TEST(rows_are_fetched_once_for_each_use)
{
    Sizes s = {3, page_floats(), 5};
    long of_B = fetched(by_rows, s, false, 2), of_C = fetched(by_rows, s, true, 2), most = s.M * s.K;
    if (of_B > most)
        wrong(
            "M 3, K 5, a cache of two rows",
            "rows of B were fetched %ld times, and %ld are enough: k is innermost, so each step goes to another row of "
            "B; j must be innermost",
            of_B, most);
    if (of_C > most)
        wrong(
            "M 3, K 5, a cache of two rows",
            "rows of C were fetched %ld times, and %ld are enough: i is innermost, so each step goes to another row of "
            "C; j must be innermost",
            of_C, most);
    saw("how often rows are fetched", sizeof most, &most);
}
END_TEST

static void blocked_case(Sizes s, int d, int w)
{
    char input[96];
    depth = d;
    width = w;
    snprintf(input, sizeof input, "M %d, N %d, K %d, depth %d, width %d", s.M, s.N, s.K, d, w);
    product_case_of(input, by_blocks, s);
}

START_TEST(blocks_that_fit)
{
    blocked_case((Sizes){3, 8, 6}, 3, 4);
    blocked_case((Sizes){1, 6, 4}, 4, 6);
}
END_TEST

START_TEST(blocks_at_the_edges)
{
    blocked_case((Sizes){2, 5, 3}, 2, 4);
    blocked_case((Sizes){4, 7, 9}, 4, 7);
    blocked_case((Sizes){4, 11, 6}, 6, 4);
    blocked_case((Sizes){3, 5, 4}, 100, 100);
    blocked_case((Sizes){3, 5, 4}, 1, 1);
}
END_TEST

START_TEST(blocks_are_fetched_once)
{
    int page = page_floats();
    Sizes s = {4, 2 * page, 12};
    depth = 4;
    width = page;
    long misses = fetched(by_blocks, s, false, depth + 1), least = s.K * s.N / page;
    if (misses > least)
        wrong("M 4, K 12, a cache that holds a piece of B",
              "pieces of B were fetched %ld times row by row, and %ld are enough: the loop over i belongs inside the "
              "loops "
              "that choose the piece",
              misses, least);
    saw("how often B is fetched", sizeof least, &least);
}
END_TEST

// ---- 11.4 the tile ----

static void tile_case(int K, int a_row, int b_row, int c_row)
{
    enum { ROWS = 4, COLS = 16, ALL = ROWS * COLS };
    float *A = numbers((size_t)(ROWS * a_row)), *B = numbers((size_t)(K * b_row)), *C = numbers((size_t)(ROWS * c_row));
    double right[ALL], yours[ALL], without[ALL], dense_a[ALL], dense_b[ALL], before[ALL];
    for (int i = 0; i < ALL; i++) {
        int r = i / COLS, j = i % COLS;
        before[i] = C[r * c_row + j];
        without[i] = dense_a[i] = dense_b[i] = 0;
        for (int k = 0; k < K; k++) {
            without[i] += (double)A[r * a_row + k] * B[k * b_row + j];
            dense_a[i] += (double)A[r * K + k] * B[k * b_row + j];
            dense_b[i] += (double)A[r * a_row + k] * B[k * COLS + j];
        }
        right[i] = before[i] + without[i];
        dense_a[i] += before[i];
        dense_b[i] += before[i];
    }
    tile_4x16(K, A, a_row, B, b_row, C, c_row);
    for (int i = 0; i < ALL; i++)
        yours[i] = C[i / COLS * c_row + i % COLS];
    for (int i = 0; i < ROWS * c_row; i++)
        if (i % c_row >= COLS && C[i] != number(i))
            wrong("what lies between the rows of C", "C[%d] was changed: a row of the tile has 16 numbers", i);
    char input[64];
    snprintf(input, sizeof input, "K %d, a_row %d, b_row %d, c_row %d", K, a_row, b_row, c_row);
    Guess guesses[] = {{without, "what was in C is gone: C is added to"},
                       {dense_a, "row i of A begins at A + i * a_row"},
                       {dense_b, "row k of B begins at B + k * b_row"},
                       {before, "C is unchanged"},
                       {0}};
    if (a_row == K)
        guesses[1].values = before;
    if (b_row == COLS)
        guesses[2].values = before;
    if (a_row == K)
        guesses[1].sentence = "C is unchanged";
    if (b_row == COLS)
        guesses[2].sentence = "C is unchanged";
    expect_table(input, places("i j", ROWS, COLS), yours, right, 1e-5, guesses);
    free(A), free(B), free(C);
}

START_TEST(tile_of_its_own)
{
    tile_case(1, 1, 16, 16);
    tile_case(9, 9, 16, 16);
}
END_TEST

START_TEST(tile_in_larger_matrices)
{
    tile_case(5, 11, 20, 37);
    tile_case(64, 100, 48, 16);
}
END_TEST

START_TEST(tile_stays_in_registers)
{
    enum { K = 32, ROWS = 4 };
    int page = page_floats();
    float *A = numbers(ROWS * K), *B = pages_new(K), *C = pages_new(ROWS);
    pages_watch(2);
    tile_4x16(K, A, K, B, page, C, page);
    long of_B = pages_misses(B), of_C = pages_misses(C), most = 2 * ROWS;
    pages_free();
    free(A);
    if (of_C > most)
        wrong(
            "K 32, a cache of two rows",
            "rows of C were fetched %ld times, and 4 to 8 are enough: C is fetched in each step of k. Keep the sums in "
            "four Vec and add them to C after the loop",
            of_C);
    if (of_B > K + 1)
        wrong(
            "K 32, a cache of two rows",
            "rows of B were fetched %ld times, and 32 are enough: each row of B is fetched four times. k is the outer "
            "loop; inside it all four rows use the same Vec of B",
            of_B);
    saw("how often rows are fetched", sizeof most, &most);
}
END_TEST

// ---- 11.5 rows in parallel ----

static const float UNTOUCHED = -12345;

// Who writes which row: each part is called with a fresh sum.
static void parts_case(int rows, int n, int parts)
{
    int lines = (rows + LINE_FLOATS - 1) / LINE_FLOATS, room = (lines + 2) * LINE_FLOATS, most = 0, least = lines;
    float *x = numbers((size_t)(room * n)), *sum = aligned_alloc(64, sizeof *sum * (size_t)room);
    int *writer = calloc((size_t)room, sizeof *writer), *line_of = calloc((size_t)lines, sizeof *line_of),
        everywhere = 0;
    double *yours = calloc((size_t)rows, sizeof *yours), *right = calloc((size_t)rows, sizeof *right);
    char input[96];
    const char *shared = NULL;
    snprintf(input, sizeof input, "%d rows, %d lines, %d parts", rows, lines, parts);
    for (int p = parts - 1; p >= 0; p--) { // in any order: here backwards
        RowSums s = {rows, n, parts, x, sum};
        int own = 0, before = -1, written = 0;
        for (int i = 0; i < room; i++)
            sum[i] = UNTOUCHED;
        row_sums_part(p, &s);
        for (int r = 0; r < room; r++) {
            if (sum[r] == UNTOUCHED)
                continue;
            if (r >= rows)
                wrong(input, "part %d wrote sum[%d], beyond the last row", p, r);
            written++;
            yours[r] = (double)sum[r];
            if (line_of[r / LINE_FLOATS] && line_of[r / LINE_FLOATS] != p + 1)
                shared = "line";
            own += r / LINE_FLOATS != before;
            before = r / LINE_FLOATS;
            line_of[r / LINE_FLOATS] = p + 1;
            writer[r] = p + 1;
        }
        everywhere += written == rows;
        most = own > most ? own : most;
        least = own < least ? own : least;
    }
    if (everywhere == parts && parts > 1)
        wrong(input, "every row is computed by every part: a part does its share only");
    if (shared)
        wrong(input, "a cache line of sum (16 rows) is written by two parts: cut between lines");
    for (int r = 0; r < rows; r++)
        if (!writer[r])
            wrong(input, "row %d belongs to no part", r);
    if (most - least > 1)
        wrong(input, "a part has %d lines and another %d: then the others wait. They may differ by one", most, least);
    for (int i = 0; i < rows * n; i++)
        right[i / n] += (double)x[i];
    expect_table(input, places("r", rows), yours, right, 1e-5, NULL);
    free(x), free(sum), free(writer), free(line_of), free(yours), free(right);
}

START_TEST(parts_of_hundred_rows)
{
    parts_case(100, 5, 2);
    parts_case(100, 5, 1);
}
END_TEST

START_TEST(parts_of_other_sizes)
{
    parts_case(96, 3, 3);
    parts_case(1000, 4, 8);
    parts_case(37, 6, 2);
    parts_case(49, 1, 3);
}
END_TEST

START_TEST(more_parts_than_lines)
{
    parts_case(20, 3, 8);
    parts_case(1, 9, 4);
}
END_TEST

START_TEST(sums_are_written_once)
{
    int page = page_floats(), n = 4 * page, rows = LINE_FLOATS;
    float *x = pages_new(rows * 4), *sum = pages_new(1);
    RowSums s = {rows, n, 1, x, sum};
    pages_watch(2);
    row_sums_part(0, &s);
    long misses = pages_misses(sum);
    pages_free();
    if (misses > rows + 1)
        wrong("16 rows of four pages each, a cache of two pages",
              "sum was fetched %ld times, and 16 are enough: add in a variable and write sum[r] once", misses);
    saw("how often sum is fetched", 0, NULL);
}
END_TEST

// ---- 11.6 the same bits ----

static struct {
    int order, calls, parts; // 0 forwards, 1 backwards, 2 odd parts first
} runs;

static void in_some_order(int parts, Body *body, void *arg)
{
    runs.calls++;
    runs.parts = parts;
    for (int i = 0; i < parts; i++) {
        int odd = parts / 2;
        body(runs.order == 0 ? i : runs.order == 1 ? parts - 1 - i : i < odd ? 2 * i + 1 : 2 * (i - odd), arg);
    }
}

static double in_doubles(long from, long to, const float *x)
{
    double sum = 0;
    for (long i = from; i < to; i++)
        sum += (double)x[i];
    return sum;
}

static void sum_case(long n)
{
    long chunks = (n + CHUNK_FLOATS - 1) / CHUNK_FLOATS, whole = n / CHUNK_FLOATS * CHUNK_FLOATS;
    float *x = numbers((size_t)n + 1);
    double right = 0, short_of, first = 0;
    char input[64];
    for (long i = 0; i < n; i++)
        x[i] *= i % 3 ? 1e3f : 1e-3f;
    for (long c = 0; c < chunks; c++)
        right += in_doubles(c * CHUNK_FLOATS, c + 1 < chunks ? (c + 1) * CHUNK_FLOATS : n, x);
    short_of = in_doubles(0, whole, x);
    Guess guesses[] = {{&short_of, "the last numbers are missing: they are a chunk, too"}, {0}};
    if (whole == n)
        guesses[0] = (Guess){0};
    for (runs.order = 0; runs.order < 3; runs.order++) {
        runs.calls = runs.parts = 0;
        double yours = same_bits_sum(n, x, in_some_order);
        snprintf(input, sizeof input, "n = %ld", n);
        expect_number(input, yours, right, 1e-9, guesses);
        if (runs.calls != 1 && n > 0)
            wrong(input, "run was called %d times: let run call chunk_sum, once for all chunks", runs.calls);
        if (runs.parts != chunks && n > 0)
            wrong(input, "run got %d parts, and there are %ld chunks of CHUNK_FLOATS", runs.parts, chunks);
        first = runs.order ? first : yours;
        if (memcmp(&first, &yours, sizeof yours) != 0)
            wrong(input, "the bits depend on the order in which the chunks are computed");
    }
    free(x);
}

START_TEST(a_chunk)
{
    enum { CHUNKS = 3, N = 2 * CHUNK_FLOATS + 100 };
    static const int order[] = {2, 0, 1};
    float *x = numbers(CHUNKS * CHUNK_FLOATS);
    for (int i = N; i < CHUNKS * CHUNK_FLOATS; i++)
        x[i] = 1e9f; // beyond the end
    for (int i = 0; i < CHUNKS; i++) {
        double sum[CHUNKS] = {-1, -1, -1};
        Chunks all = {N, x, sum};
        int c = order[i];
        long from = (long)c * CHUNK_FLOATS, to = c == 2 ? N : from + CHUNK_FLOATS;
        char input[64];
        float in_float = 0;
        for (long k = from; k < to; k++)
            in_float += x[k];
        double right = in_doubles(from, to, x), as_float = (double)in_float;
        chunk_sum(c, &all);
        snprintf(input, sizeof input, "chunk %d of 3, n = 8292: sum[%d]", c, c);
        for (int k = 0; k < CHUNKS; k++)
            if (k != c && sum[k] != -1)
                wrong(input, "sum[%d] was changed: each chunk has a place of its own, sum[part]", k);
        if (sum[c] > 1e8)
            wrong(input, "numbers beyond the end were added: the last chunk ends at n");
        Guess guesses[] = {{&as_float, "add in a double: a float has lost digits"}, {0}};
        expect_number(input, sum[c], right, 1e-12, guesses);
    }
    free(x);
}
END_TEST

START_TEST(sums_of_chunks)
{
    sum_case(10000);
    sum_case(8 * CHUNK_FLOATS);
}
END_TEST

START_TEST(sums_at_the_edges)
{
    sum_case(5);
    sum_case(CHUNK_FLOATS + 1);
    sum_case(0);
}
END_TEST

// ---- 11.7 softmax ----

static void merge_case(Running a, Running b)
{
    char input[96];
    double most = fmax((double)a.most, (double)b.most);
    double ea = isinf(a.most) ? 0 : exp((double)a.most - most), eb = isinf(b.most) ? 0 : exp((double)b.most - most);
    Running got = running_merge(a, b);
    double right = (double)a.sum * ea + (double)b.sum * eb, plain = (double)a.sum + (double)b.sum;
    double turned = (double)a.sum / ea + (double)b.sum / eb;
    Guess guesses[] = {{&plain, "the two sums are each relative to its own largest: bring both to the new one first"},
                       {&turned, "the wrong way round: multiply by e^(own - new), which is at most 1"},
                       {0}};
    if (fabs(plain - right) < 1e-4 || !isfinite(turned))
        guesses[fabs(plain - right) < 1e-4 ? 0 : 1] = (Guess){0};
    snprintf(input, sizeof input, "{most %g, sum %g} and {most %g, sum %g}", (double)a.most, (double)a.sum,
             (double)b.most, (double)b.sum);
    if (isnan(got.most) || isnan(got.sum))
        wrong(input, "the result is not a number: -INFINITY - -INFINITY");
    if (isinf(most)) {
        if (!isinf(got.most) || got.sum != 0)
            wrong(input, "nothing and nothing is nothing: {-INFINITY, 0}, and yours is {%g, %g}", (double)got.most,
                  (double)got.sum);
        return;
    }
    char where[128];
    snprintf(where, sizeof where, "the sum of %s", input);
    expect_number(where, (double)got.sum, right, 1e-5, guesses);
    snprintf(where, sizeof where, "most of %s", input);
    expect_number(where, (double)got.most, most, 1e-6, NULL);
}

START_TEST(merging)
{
    merge_case((Running){1, 2}, (Running){3, 1.5f});
    merge_case((Running){2, 4}, (Running){-1, 1.25f});
    merge_case((Running){1.5f, 2}, (Running){1.5f, 3});
}
END_TEST

START_TEST(merging_with_nothing)
{
    Running nothing = {-INFINITY, 0};
    merge_case(nothing, (Running){3, 1.5f});
    merge_case((Running){-2, 3}, nothing);
    merge_case(nothing, nothing);
}
END_TEST

static void softmax_case(const char *input, int n, const float a[])
{
    double most = -INFINITY, sum = 0, stays = 0, forgets = 0, running = -INFINITY;
    double *right = calloc((size_t)n, sizeof *right), *no_scale = calloc((size_t)n, sizeof *no_scale);
    double *only_last = calloc((size_t)n, sizeof *only_last), *yours = calloc((size_t)n, sizeof *yours);
    float *p = malloc(sizeof *p * (size_t)n);
    for (int i = 0; i < n; i++)
        most = fmax(most, (double)a[i]);
    for (int i = 0; i < n; i++) {
        sum += exp((double)a[i] - most);
        bool larger = (double)a[i] > running;
        running = larger ? (double)a[i] : running;
        stays = stays + exp((double)a[i] - running);
        forgets = larger ? 1 : forgets + exp((double)a[i] - running);
    }
    for (int i = 0; i < n; i++) {
        right[i] = exp((double)a[i] - most) / sum;
        no_scale[i] = exp((double)a[i] - most) / stays;
        only_last[i] = exp((double)a[i] - most) / forgets;
        p[i] = -1;
    }
    Guess guesses[] = {
        {no_scale, "when a larger number comes, multiply what has been added by e^(old - new)"},
        {only_last, "when a larger number comes, the sum so far is forgotten: multiply it, do not replace it"},
        {0}};
    if (same(n, no_scale, right, 1e-5) || same(n, only_last, right, 1e-5))
        guesses[0] = (Guess){0};
    softmax_online(n, a, p);
    for (int i = 0; i < n; i++) {
        yours[i] = (double)p[i];
        if (!isfinite(yours[i]))
            wrong(input, "p[%d] is %g: subtract the largest number before exp, and leave out -INFINITY", i, yours[i]);
    }
    expect_table(input, places("i", n), yours, right, 1e-5, guesses);
    free(right), free(no_scale), free(only_last), free(yours), free(p);
}

START_TEST(softmax_of_few)
{
    softmax_case("a = 1 2 3 0.5", 4, (float[]){1, 2, 3, 0.5f});
    softmax_case("a = 3 1 2", 3, (float[]){3, 1, 2});
    softmax_case("a = 7", 1, (float[]){7});
}
END_TEST

START_TEST(softmax_at_the_edges)
{
    softmax_case("a = 1000 1001 999", 3, (float[]){1000, 1001, 999});
    softmax_case("a = -INFINITY 2 -INFINITY 3", 4, (float[]){-INFINITY, 2, -INFINITY, 3});
    softmax_case("a = -1000 -1001", 2, (float[]){-1000, -1001});
}
END_TEST

START_TEST(softmax_reads_twice)
{
    enum { PAGES = 8 };
    int n = PAGES * page_floats();
    float *a = pages_new(PAGES), *p = pages_new(PAGES);
    for (int i = 0; i < n; i++)
        a[i] = number(i);
    pages_watch(2);
    softmax_online(n, a, p);
    long of_a = pages_misses(a), of_p = pages_misses(p);
    pages_free();
    if (of_a > 2 * PAGES + 2)
        wrong("8 pages, a cache of two", "a is read %ld times, and 2 are enough: keep the sum up to date while reading",
              (of_a + PAGES / 2) / PAGES);
    if (of_p > PAGES + 1)
        wrong("8 pages, a cache of two", "p is fetched twice: write each p[i] once, when the sum is known");
    saw("how often a and p are fetched", 0, NULL);
}
END_TEST

// ---- 11.10 the essay ----

START_TEST(essay_is_written)
{
    enum { LEAST = 60 };
    const char *text = why_slow();
    int words = 0;
    if (!text)
        wrong("why_slow()", "the result is NULL, and should be your text");
    for (const char *c = text; *c; c++)
        words += isalnum((unsigned char)*c) && (c == text || isspace((unsigned char)c[-1]));
    if (words < LEAST)
        wrong("why_slow()", "%d words: at least %d are wanted, a page is better", words, LEAST);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-intensity", work_of_a_dot, work_of_a_product, the_roofline, NULL);
    exercise("2-loop-order", rows_small, rows_of_other_shapes, THEN, rows_are_fetched_once_for_each_use, NULL);
    exercise("3-blocking", blocks_that_fit, blocks_at_the_edges, THEN, blocks_are_fetched_once, NULL);
    exercise("4-tile", tile_of_its_own, tile_in_larger_matrices, THEN, tile_stays_in_registers, NULL);
    exercise("5-row-sums", parts_of_hundred_rows, parts_of_other_sizes, more_parts_than_lines, THEN,
             sums_are_written_once, NULL);
    exercise("6-same-bits", a_chunk, sums_of_chunks, sums_at_the_edges, NULL);
    exercise("7-online-softmax", merging, merging_with_nothing, softmax_of_few, softmax_at_the_edges, THEN,
             softmax_reads_twice, NULL);
    exercise("10-why-slow", essay_is_written, NULL);
    suite_of_speed();
}

/*
# 11 fast: why the same arithmetic takes 1 or 100 units of time

A product of two matrices, 768 x 768, takes 0.9 billion multiplications and additions on every machine. Three loops
straight from the definition need about half a second for them. The library that trained your GPT needs a few
milliseconds, on the same processor, in the same language. Nothing in between is magic: there are seven steps, each with
a reason. You will write three of them, and at the end the whole.

First this lesson measures **what the machine can do at all**, because only a limit says whether a program is slow. Then it
climbs. At the end stands a skill: to look at an op and say, before it runs, how long it takes.

A speed depends on the machine. A line with ≈ was measured when this page was made; run the lesson, and yours stand there.
*/
#include "11-fast.h"
#include "11-fast/bf16.h"
#include "11-fast/fuse.h"
#include "11-fast/halves.h"
#include "11-fast/kernels.h"
#include "11-fast/machine.h"
#include "11-fast/measure.h"
#include "11-fast/pages.h"
#include "11-fast/share.h"
#include "11-fast/step.h"
#include "format.h"
#include "gemm.h"
#include "memory.h"
#include "notebook.h"
#include "params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES = 24 };

// What the first cells find out and later ones use.
static struct {
    int threads;
    double peak, peak_all; // operations per second of one thread, and of all
    int sizes;             // of the sweep, in bytes; bytes per second
    double bytes[SIZES], read[SIZES], speed[SIZES], speed_all[SIZES];
} machine;

/*
A processor works in cycles, some three billion in a second. In each, a core of today can start two **vector
multiply-adds**: x = x a + b for 4, 8 or 16 floats at once. Each takes four cycles to finish, but the next one can start
meanwhile, if it does not need the result. One chain, each step of which waits for the last, leaves the core idle seven
times out of eight. The most that can be had, twelve chains that are independent of each other, is the **peak**. No program
is faster.

@code lessons/11-fast/machine.c chain_rounds
*/
static void what_the_machine_can_do(void)
{
    machine.threads = machine_threads();
    printf("this machine ≈ %s, %d threads, built for %s\n", machine_processor(), machine.threads, machine_vectors());
    for (int chains = 1; chains <= 8; chains *= 2)
        printf("chains at a time: %d, Gflop/s ≈ %.1f\n", chains, machine_peak_of_chains(chains) / 1e9);
    machine.peak = machine_peak(1);
    machine.peak_all = machine_peak(machine.threads);
    measured("peak_gflops_one_thread", "%.0f", machine.peak / 1e9);
    measured("peak_gflops_all_threads", "%.0f", machine.peak_all / 1e9);
}

/*
The other limit is the way to the numbers. Memory is far away: a number that is fetched from there takes a few hundred
cycles. So there are **caches**, small memories beside each core that keep what was used last. The first is the size of a
page of text and keeps up with the arithmetic; each following one is larger and slower. They move **cache lines** of 64
bytes, 16 floats, even if you want only one.

How fast is each? Read an array again and again, and look at the time. As long as it fits into a cache, it is read from
there. `read` adds up one array. `triad` is a = b + s c with three arrays, as most ops of a network are: more is read than
written, and a line must be fetched before it can be written.

@figure bandwidth "Bytes per second, by the size of what is read again and again. Each step down is the end of a cache."
*/
static void caches(void)
{
    size_t most = (size_t)(options.quick ? 8 : 256) << 20;
    for (size_t bytes = 4096; bytes <= most && machine.sizes < SIZES; bytes *= 2) {
        int i = machine.sizes++;
        double read = machine_bandwidth(READ, bytes, 1), read_all = machine_bandwidth(READ, bytes, machine.threads);
        machine.bytes[i] = (double)bytes;
        machine.read[i] = read;
        machine.speed[i] = machine_bandwidth(TRIAD, bytes, 1);
        machine.speed_all[i] = machine_bandwidth(TRIAD, bytes, machine.threads);
        fprintf(table("bandwidth.tsv"), "%zu\t%.4g\t%.4g\t%.4g\t%.4g\n", bytes / 1024, read / 1e9, read_all / 1e9,
                machine.speed[i] / 1e9, machine.speed_all[i] / 1e9);
        if (bytes == 32 << 10 || bytes == 512 << 10 || bytes == 8 << 20 || bytes == most)
            printf("%6zu kB, GB/s of one thread ≈ %5.0f read, %5.0f triad; of all ≈ %5.0f read, %5.0f triad\n",
                   bytes / 1024, read / 1e9, machine.speed[i] / 1e9, read_all / 1e9, machine.speed_all[i] / 1e9);
    }
}

/*
Which of the two limits counts for an op? Count its operations, and the bytes that it must move at least. Their quotient is
the **arithmetic intensity**. A dot product has two operations for two numbers, 8 bytes: a quarter. However clever the
program, it waits for memory. In a product of matrices every number is used n times: n^3 multiply-adds on 3 n^2 numbers.
Its intensity grows with n, and from some n on the arithmetic is the limit.

$$\text{seconds} \ge \max\left(\frac{\text{operations}}{\text{peak}}, \frac{\text{bytes}}{\text{bandwidth}}\right)$$

@show 1-intensity
*/
static void arithmetic_intensity(void)
{
    Work dot = dot_work(1000000);
    printf("%-22s %14s %12s %10s\n", "", "operations", "bytes", "intensity");
    printf("%-22s %14.0f %12.0f %10.2f\n", "dot of 1000000", dot.flops, dot.bytes, intensity(dot));
    for (int n = 4; n <= 1024; n *= 4) {
        Work w = product_work(n, n, n);
        printf("product of %-4d x %-4d %14.0f %12.0f %10.2f\n", n, n, w.flops, w.bytes, intensity(w));
    }
    metric("intensity_of_a_dot", "%.2f", intensity(dot));
    metric("intensity_of_768", "%.0f", intensity(product_work(768, 768, 768)));
    double from_memory = machine.read[machine.sizes - 1], balance = machine.peak / from_memory;
    measured("balance_flops_a_byte", "%.0f", balance);
    printf("the dot takes, in microseconds, at least ≈ %.0f (arithmetic alone: %.0f)\n",
           1e6 * least_seconds(dot, machine.peak, from_memory), 1e6 * dot.flops / machine.peak);
}

/*
The last numbers are the machine's **balance**: an op with a lower intensity waits for memory, one with a higher for
arithmetic. Now the ladder.

**The definition**, three loops:
*/
static void product_naive(int M, int N, int K, const float *A, const float *B, float *C)
{
    for (int i = 0; i < M; i++)
        for (int j = 0; j < N; j++) {
            float sum = 0;
            for (int k = 0; k < K; k++)
                sum += A[i * K + k] * B[k * N + j];
            C[i * N + j] += sum;
        }
}

typedef void Product(int M, int N, int K, const float *A, const float *B, float *C);

static struct {
    int n;
    float *A, *B, *C, *right; // right: A B, by the library
    Product *product;
    int rungs, wrong;
} ladder;

static void run_rung(void *arg)
{
    (void)arg;
    ladder.product(ladder.n, ladder.n, ladder.n, ladder.A, ladder.B, ladder.C);
}

static void ladder_begin(int n)
{
    size_t count = (size_t)n * (size_t)n, bytes = sizeof(float) * count;
    ladder.n = n;
    if (ladder.A)
        return;
    ladder.A = memory_new(bytes), ladder.B = memory_new(bytes);
    ladder.C = memory_new(bytes), ladder.right = memory_new(bytes);
    for (size_t i = 0; i < count; i++)
        ladder.A[i] = ladder.B[i] = (float)(i % 13) / 13;
    gemm(false, false, n, n, n, (real *)ladder.A, (real *)ladder.B, (real *)ladder.right, false);
}

static void compare_with_library(void)
{
    size_t count = (size_t)ladder.n * (size_t)ladder.n, off = 0;
    memset(ladder.C, 0, sizeof(float) * count);
    run_rung(NULL);
    for (size_t i = 0; i < count; i++)
        off += fabsf(ladder.C[i] - ladder.right[i]) > 1e-4f * ladder.right[i];
    ladder.rungs++;
    ladder.wrong += off > 0;
}

// Measures a product, prints its speed, and adds it to the figure.
static double rung(const char *name, const char *shown, Product *product)
{
    int n = options.quick ? 192 : 768;
    ladder_begin(n);
    ladder.product = product;
    double gflops = 2e-9 * n * n * n / measure(run_rung, NULL).least;
    compare_with_library();
    measured(text_of("gflops_%s", name), "%.1f", gflops);
    fprintf(table("ladder.tsv"), "\"%s\"\t%.5g\n", shown, gflops);
    return gflops;
}

// Pages of B and of C that a product fetches into a cache of two lines, each of them a page.
static void count_pages(const char *name, Product *product)
{
    volatile int rows = 4; // not known when this is compiled: the product is compiled as for any size
    int M = rows, K = 2 * rows, N = page_floats();
    float A[4 * 8] = {0}, *B = pages_new(K), *C = pages_new(M);
    pages_watch(3);
    product(M, N, K, A, B, C);
    printf("%-12s %6ld rows of B and %6ld of C fetched\n", name, pages_misses(B), pages_misses(C));
    pages_free();
}

/*
What is wrong with it? Look at B: the innermost loop goes **down a column**. Each step is in another row, so each number
comes with a cache line of which 15 sixteenths are thrown away, and the processor cannot load 16 numbers as one vector.
Swap the loops over j and k. Then the innermost loop goes along a row of B and a row of C, and the compiler makes vectors
of it by itself. The arithmetic is the same.

@show 2-loop-order

To see it without a clock, the lesson has a cache that counts: it holds three rows, and whenever another one is touched,
the operating system tells us ([pages.h](../lessons/11-fast/pages.h) says how). M = 4, K = 8, and a row is as long as a page of memory.
*/
static void loop_order(void)
{
    use_threads(1);
    count_pages("definition", product_naive);
    count_pages("j innermost", product_rows);
    rung("definition", "definition", product_naive);
    rung("loop_order", "loop order", product_rows);
}

/*
Twenty times as fast, and still far from the peak. Now the loop waits for numbers again: for each row of A it goes through
all of B, 2.4 MB, which have left the first-level cache when they are needed for the next row. **Blocking** cuts B into
pieces that stay: all rows of A meet a piece before the next one comes.

@show 3-blocking
*/
static void by_blocks(int M, int N, int K, const float *A, const float *B, float *C)
{
    product_blocked(M, N, K, 32, 256, A, B, C); // 32 kB: most first-level caches have 32 or 48
}

static void blocking(void)
{
    rung("blocking", "blocking", by_blocks);
}

/*
Each multiply-add still loads a vector of B and one of C, and stores one to C: three trips to the cache for one operation,
and a core makes two or three in a cycle. **Registers** are the fastest memory of all, and there are only 16 or 32. Keep a tile of C
there, 4 rows of 16, while k runs: then a vector of B, loaded once, serves four multiply-adds, and C is touched only at
the end.

@show 4-tile

That is one tile. The rest is going over C tile by tile.
*/
static void by_tiles(int M, int N, int K, const float *A, const float *B, float *C)
{
    product_by((Plan){tile_4x16, 4, 16, false, 1}, M, N, K, A, B, C);
}

static void registers(void)
{
    rung("registers", "registers", by_tiles);
}

/*
A tile goes down 16 columns of B. Each row of B is 3 kB further: another page of memory. The processor keeps the addresses
of some dozens of pages at hand (the TLB), not hundreds. So copy the 16 columns first, dense, into an array that stays in
the first-level cache: **packing**. It costs one copy, and every row of A profits.

@code lessons/11-fast/kernels.c pack
*/
static void by_packed_tiles(int M, int N, int K, const float *A, const float *B, float *C)
{
    product_by((Plan){tile_4x16, 4, 16, true, 1}, M, N, K, A, B, C);
}

static void packing(void)
{
    rung("packing", "packing", by_packed_tiles);
}

/*
What is left? With AVX-512, 4 rows of 16 are four chains, and the first cell said what those reach: half of the peak. **A larger
tile** has more chains, and each number that is loaded serves more multiply-adds. It uses nearly all
registers; one row more, and sums would be moved to memory and back. While it computes, it asks for the lines of C
that it will need at the end: a **prefetch**, so that they are there in time.

@code lessons/11-fast/kernels.c tile_large

Then the **threads**: each takes some of C's rows. They share nothing that is written, so two are nearly twice as fast, on
a machine where nobody else is working. Last, the **library's own gemm**, which does the same things, also packs A, and
has no edges that are computed by plain loops ([gemm.c](../common/tensor/gemm.c) explains itself). It prefetches the next
columns of B, too, a cache line or two every 8 steps of k. When it asked for a tile's share of them in one go, at the
tile's end, that had no effect that could be measured: probably because a core has a few dozen requests to memory under way
at most, and the next tile's own loads wait in the same queue. Spread out, they made a training step of GPT-2's shape about 8 %
faster.

@figure ladder "The same product on each rung of the ladder, one thread except the last two. The scale is logarithmic."
*/
static void by_large_tiles(int M, int N, int K, const float *A, const float *B, float *C)
{
    product_by((Plan){tile_large, large_rows, large_cols, true, 1}, M, N, K, A, B, C);
}

static void by_threads(int M, int N, int K, const float *A, const float *B, float *C)
{
    product_by((Plan){tile_large, large_rows, large_cols, true, machine.threads}, M, N, K, A, B, C);
}

static void by_library(int M, int N, int K, const float *A, const float *B, float *C)
{
    gemm(false, false, M, N, K, (const real *)A, (const real *)B, (real *)C, true);
}

static void the_top(void)
{
    double tile = rung("large_tile", "larger tile", by_large_tiles);
    double library = rung("library", "library", by_library);
    use_threads(0);
    rung("threads", "tile, threads", by_threads);
    rung("library_threads", "library, threads", by_library);
    metric("rungs_that_disagree_with_the_library", "%.0f", ladder.wrong);
    fprintf(table("ladder-peak.tsv"), "%.5g\t%.5g\n", machine.peak / 1e9, machine.peak_all / 1e9);
    use_threads(1);
    measured("large_tile_percent_of_peak", "%.0f", 1e11 * tile / machine.peak);
    measured("library_percent_of_peak", "%.0f", 1e11 * library / machine.peak);
}

/*
Real matrices have 97 rows, or 50257 columns. A tile that does not fit leaves an **edge**: computed by plain loops, it is
ten times slower, and a tenth of C costs as much as the rest. The library cuts C's rows evenly over tiles of nearly
equal height, and has a kernel for every height. Powers of two have another weakness: rows that are 4096 bytes apart compete
for the same few places of a cache.

@figure sizes "Speed by size, one thread. Below: ours, which computes edges by plain loops. Above: the library."
*/
static void odd_sizes(void)
{
    static const int sizes[] = {32,  48,  64,  80,  96,  97,  112, 127, 128, 129, 144, 160, 192, 193,
                                224, 255, 256, 257, 288, 320, 383, 384, 385, 448, 511, 512, 513};
    for (int i = 0; i < COUNT(sizes) && !(options.quick && sizes[i] > 192); i++) {
        int n = ladder.n = sizes[i];
        double flops = 2e-9 * n * n * n;
        ladder.product = by_large_tiles;
        double ours = flops / measure(run_rung, NULL).least;
        ladder.product = by_library;
        double library = flops / measure(run_rung, NULL).least;
        fprintf(table("sizes.tsv"), "%d\t%.4g\t%.4g\n", n, ours, library);
        if (n == 97 || n == 127 || n == 128 || n == 129)
            printf("n = %d, Gflop/s ≈ %.0f with edges in plain loops, %.0f in the library\n", n, ours, library);
    }
}

/*
Threads have a trap of their own. A core that wants to write a number takes its whole cache line away from all others. Two
threads that count in two variables side by side share no variable, and still take turns at the line. That is **false
sharing**. 128 bytes apart, they do not meet.

The same happens where threads write results: row 0 by one thread, row 1 by the other. So cut between lines, and add up in
a register.

@show 5-row-sums
*/
static struct {
    RowSums rows;
    Body *body;
} shared;

static void run_shared(void *arg)
{
    (void)arg;
    in_parallel(shared.rows.parts, shared.body, &shared.rows);
}

static void false_sharing(void)
{
    int threads = machine.threads;
    use_threads(0);
    double near = increment_nanoseconds(threads, sizeof(long)), far = increment_nanoseconds(threads, 128);
    measured("increment_ns_in_one_line", "%.2f", near);
    measured("increment_ns_apart", "%.2f", far);
    enum { ROWS = 20000, N = 16 };
    float *x = memory_zeros(sizeof *x * ROWS * N), *sum = memory_zeros(sizeof *sum * ROWS);
    shared.rows = (RowSums){ROWS, N, threads, x, sum};
    shared.body = row_sums_part;
    double own = measure(run_shared, NULL).least;
    shared.body = row_sums_shared;
    measured("rows_in_turn_times_as_long", "%.1f", measure(run_shared, NULL).least / own);
    free(x);
    free(sum);
}

/*
(a + b) + c is not a + (b + c): a float has 24 binary digits, and each sum is rounded. If every thread adds its share of the
numbers, the last digits depend on how many threads there are. Then a run cannot be repeated on another machine, and a bug
cannot be found by comparing. The remedy costs nothing: cut into **chunks of a fixed size**, and add the chunks' sums
in order. Who computes which chunk no longer matters. All of this library's sums are made so.

@show 6-same-bits
*/
static void the_same_bits(void)
{
    static const int threads[] = {1, 2, 3, 8};
    long n = 1000000;
    float *x = memory_new(sizeof *x * (size_t)n);
    Rng rng;
    rng_seed(&rng, options.seed);
    rng_rand(&rng, x, (size_t)n);
    double first = 0;
    bool same = true;
    for (int i = 0; i < COUNT(threads); i++) {
        use_threads(threads[i]);
        double sum = same_bits_sum(n, x, in_parallel);
        printf("threads: %d   dealt out: %.4f   by chunks: %.10f\n", threads[i],
               (double)dealt_out_sum(n, x, threads[i]), sum);
        first = i ? first : sum;
        same &= memcmp(&first, &sum, sizeof sum) == 0;
    }
    use_threads(0);
    metric_text("chunks_have_the_same_bits", same ? "yes" : "no");
    free(x);
}

/*
Everything in a network that is not a product has a low intensity. Nothing makes such an op faster than its bytes, so there
is one remedy: **fewer bytes**. A bias is added, and the result goes through GELU: two ops write an array that nobody
needs later. Fused into one loop, each number is used while it is still in a register. The twin in two loops stays in the
lesson, to compare with.

@code lessons/11-fast/fuse.c bias_gelu
*/
static struct {
    int rows, n;
    float *a, *b, *c, *room;
    double sum;
} ops;

static void run_two(void *arg)
{
    (void)arg;
    bias_then_gelu(ops.rows, ops.n, ops.a, ops.b, ops.room, ops.c);
}

static void run_fused(void *arg)
{
    (void)arg;
    bias_gelu(ops.rows, ops.n, ops.a, ops.b, ops.c);
}

static void ops_of(int rows, int n)
{
    size_t bytes = sizeof(float) * (size_t)rows * (size_t)n;
    free(ops.a), free(ops.b), free(ops.c), free(ops.room);
    ops.rows = rows;
    ops.n = n;
    ops.a = memory_new(bytes);
    ops.b = memory_zeros(bytes);
    ops.c = memory_zeros(bytes);
    ops.room = memory_zeros(bytes);
    for (size_t i = 0; i < bytes / sizeof(float); i++)
        ops.a[i] = (float)(i * 37 % 101) / 20 - 2.5f;
}

static void compare_two(const char *name, Run *first, Run *second)
{
    Timing t[2];
    measure_in_turn(2, (Run *const[]){first, second}, (void *const[]){NULL, NULL}, t);
    measured(name, "%.2f", t[0].least / t[1].least);
}

static void fusing(void)
{
    use_threads(1);
    ops_of(options.quick ? 64 : 1024, 1536);
    printf("two loops move %d bytes for each number, one moves %d\n", 16, 8);
    compare_two("bias_gelu_times_as_fast", run_two, run_fused);
}

/*
Softmax looks as if it needed three passes over a row: for the largest number, for the sum of the exponentials, and for the
division. But the sum can be kept up to date **while reading**: when a larger number comes, what was added so far is
multiplied once. Two such sums can also be merged. This is how attention is computed today without ever writing down its
T x T weights (Flash attention), and what a loss needs: cross-entropy wants the logarithm of the sum, and of the probabilities
only one. Read the logits once, and be done.

@show 7-online-softmax

Does it pay? Two passes read and write less, but compute each exponential twice. A row that stays in a cache, as one of
50257 logits does in most second-level caches, makes its third pass cheaply, and then two passes lose. The loss in one pass
has nothing to write and no exponential twice: it always gains.
*/
static void run_three(void *arg)
{
    (void)arg;
    for (int r = 0; r < ops.rows; r++)
        softmax_in_three(ops.n, ops.a + (size_t)r * (size_t)ops.n, ops.c + (size_t)r * (size_t)ops.n);
}

static void run_online(void *arg)
{
    (void)arg;
    for (int r = 0; r < ops.rows; r++)
        softmax_in_two(ops.n, ops.a + (size_t)r * (size_t)ops.n, ops.c + (size_t)r * (size_t)ops.n);
}

static void run_loss_by_softmax(void *arg)
{
    (void)arg;
    for (int r = 0; r < ops.rows; r++)
        ops.sum += loss_by_softmax(ops.n, ops.a + (size_t)r * (size_t)ops.n, r, ops.c + (size_t)r * (size_t)ops.n);
}

static void run_loss_in_one(void *arg)
{
    (void)arg;
    for (int r = 0; r < ops.rows; r++)
        ops.sum += loss_in_one(ops.n, ops.a + (size_t)r * (size_t)ops.n, r);
}

static void softmax_while_reading(void)
{
    Running a = running_merge((Running){1, 2}, (Running){3, 1.5f});
    printf("{most 1, sum 2} and {most 3, sum 1.5} are {most %g, sum %.6f}\n", (double)a.most, (double)a.sum);
    ops_of(options.quick ? 8 : 64, 50257);
    metric("loss_by_softmax", "%.5f", loss_by_softmax(ops.n, ops.a, 7, ops.c));
    metric("loss_in_one_pass", "%.5f", loss_in_one(ops.n, ops.a, 7));
    compare_two("softmax_two_passes_times_as_fast", run_three, run_online);
    compare_two("loss_one_pass_times_as_fast", run_loss_by_softmax, run_loss_in_one);
}

/*
The optimiser touches every parameter once in a step: AdamW reads the weight, its gradient and two averages, and writes three
of them back. 28 bytes for 14 operations. The arithmetic does not count, and the best that AdamW can do is to run at the
speed of memory. Does it?
*/
static Params adam;

static void run_adam(void *arg)
{
    (void)arg;
    params_adamw(&adam, 1e-3, 0.9, 0.95, 1e-8, 0.1);
}

static void adamw(void)
{
    int n = options.quick ? 200000 : 8000000;
    use_threads(0);
    double bytes = 28.0 * n;
    tensor_grad(params_full(&adam, "w", SHAPE(n), 0.5));
    params_zero_grad(&adam);
    Limits l = {.sizes = machine.sizes, .bytes = machine.bytes, .speeds = machine.speed_all};
    double predicted = bytes / limits_bandwidth(&l, bytes), seconds = measure(run_adam, NULL).least;
    printf("%d parameters, 28 bytes each: %.0f MB\n", n, bytes / 1e6);
    printf("milliseconds ≈ %.2f predicted, %.2f measured\n", 1e3 * predicted, 1e3 * seconds);
    measured("adamw_gigabytes_per_second", "%.0f", 1e-9 * bytes / seconds);
    params_free(&adam);
}

/*
Now everything together. Here is one training step of lesson 07's large GPT, 6 layers, 6 heads, 384 wide, 4 windows of 256.
For each op we count operations, bytes and exponentials, before anything is run:

@code lessons/11-fast/step.c step_cost

and **predict** its time: the largest of operations / (the library's speed in large products), bytes / (the bandwidth for
as many bytes as the op touches), and exponentials and sums / (how many of them a second has). Sums along a row are made in
double, which is slower. Then the step runs with a clock that is read after every op, forwards and backwards.

@figure roofline "The roofline: no op can be above it. To the left bytes are the limit, to the right arithmetic. Circles: measured."
@figure predicted "Predicted and measured time of every op, forward and backward together. The dashed lines are a factor of 1.5."
*/
static StepShape shapes[] = {{12, 64, {65, 64, 4, 4, 128}}, {4, 256, {65, 256, 6, 6, 384}}};
static Profile profile[COUNT(shapes)];

static Limits limits(double *room)
{
    use_threads(1);
    Machine m = machine_measure();
    double sums = machine_sums();
    use_threads(0);
    ladder.product = by_library;
    ladder.n = options.quick ? 192 : 512;
    double n = ladder.n;
    *room = 2 * n * n * n / measure(run_rung, NULL).least;
    return (Limits){*room,
                    machine.threads / m.exp_seconds,
                    machine.threads * sums,
                    machine.sizes,
                    machine.bytes,
                    machine.speed_all};
}

static void row_of_step(StepShape s, StepPart part, const Limits *l, double seconds)
{
    Cost c = step_cost(s, part);
    double flops = c.calls * (c.forward.flops + c.backward.flops),
           bytes = c.calls * (c.forward.bytes + c.backward.bytes);
    double predicted = step_predicted(s, part, l);
    printf("%-14s intensity %6.2f, microseconds ≈ %8.0f predicted %8.0f measured, ratio %.2f\n", part_name[part],
           flops / bytes, 1e6 * predicted, 1e6 * seconds, seconds / predicted);
    fprintf(table("parts.tsv"), "\"%s\"\t%.5g\t%.5g\t%.5g\t%.5g\n", part_name[part], flops / bytes, 1e6 * predicted,
            1e6 * seconds, flops / seconds / 1e9);
}

static void predicted_then_measured(void)
{
    int which = options.quick ? 0 : 1;
    if (options.quick)
        shapes[0] = (StepShape){4, 16, {65, 16, 2, 2, 32}};
    use_threads(0);
    double product, logs = 0, error = 0;
    ladder_begin(options.quick ? 192 : 768);
    Limits l = limits(&product);
    for (int i = 0; i <= which; i++)
        profile[i] = step_profile(shapes[i], options.quick ? 3 : i ? 9 : 40);
    for (int part = 0; part < PARTS; part++) {
        row_of_step(shapes[which], (StepPart)part, &l, profile[which].part[part]);
        logs = fabs(log(profile[which].part[part] / step_predicted(shapes[which], (StepPart)part, &l)));
        error += logs * profile[which].part[part] / profile[which].whole;
    }
    measured("prediction_typical_factor", "%.2f", exp(error));
    for (int i = 0; i<machine.sizes; i += machine.sizes> 1 ? machine.sizes - 1 : 1)
        fprintf(table("roof.tsv"), "%.5g\t%.5g\t%.5g\n", machine.bytes[i], machine.speed_all[i] / 1e9,
                machine.peak_all / 1e9);
}

/*
A **profile** answers the only question to begin with: where does the time go? It must add up: what the ops take, together,
is compared with a whole step without a clock in it. What is left over has a name, too: the tape, memory that is given
out and cleared, and threads that wait for each other.

@figure profile "Where the time of a training step goes, for the two GPTs of lesson 07."
*/
static void where_the_time_goes(void)
{
    for (int i = 0; i < COUNT(shapes) && profile[i].whole > 0; i++) {
        double sum = 0, products = 0;
        for (int p = 0; p < PARTS; p++) {
            sum += profile[i].part[p];
            products += p == QKV || p == PROJECTION || p == FC || p == FC_PROJECTION || p == UNEMBED
                            ? profile[i].part[p]
                            : 0;
        }
        double rest = fmax(profile[i].whole - sum, 0);
        const char *name = text_of("%d layers, %d wide", shapes[i].gpt.layers, shapes[i].gpt.embd);
        printf("%s, milliseconds ≈ %.2f; its parts add up to %.1f %%\n", name, 1e3 * profile[i].whole,
               100 * sum / profile[i].whole);
        measured(text_of("products_percent_%d", shapes[i].gpt.embd), "%.0f", 100 * products / profile[i].whole);
        fprintf(table("profile.tsv"), "\"%s\"", name);
        for (int p = 0; p < PARTS; p++)
            fprintf(table("profile.tsv"), "\t%.2f", 100 * profile[i].part[p] / profile[i].whole);
        fprintf(table("profile.tsv"), "\t%.2f\n", 100 * rest / profile[i].whole);
    }
}

/*
Fewer bytes for everything: **bfloat16** is a float whose lower half is cut off. It keeps a float's range and has 8 binary
digits instead of 24, so from 1 to 2 its numbers are 1/128 apart.

@code lessons/11-fast/bf16.c bf16_of

What is lost? In a sum, nearly everything: 256 + 1 is 256 again. So products of bfloat16 are always added **in float**.
Then only the operands are rounded, each by at most 1/256 of itself, up and down at random, and over a long dot product
the errors mostly cancel.
*/
enum { TRIES = 20 };

static void errors_of_a_dot(int n, Rng *rng, double error[2])
{
    float *a = memory_new(2 * sizeof *a * (size_t)n), *b = a + n, in_bf16 = 0, in_float = 0;
    double exact = 0;
    rng_rand(rng, a, 2 * (size_t)n);
    for (int i = 0; i < n; i++) {
        float p = bf16_rounded(a[i]) * bf16_rounded(b[i]);
        exact += (double)a[i] * (double)b[i];
        in_float += p;
        in_bf16 = bf16_rounded(in_bf16 + p);
    }
    error[0] += fabs((double)in_float / exact - 1);
    error[1] += fabs((double)in_bf16 / exact - 1);
    free(a);
}

static void bfloat16_loses(void)
{
    float ones = 0;
    for (int i = 0; i < 1000; i++)
        ones = bf16_rounded(ones + 1);
    metric("a_thousand_ones_in_bf16", "%.0f", (double)ones);
    metric("pi_in_bf16", "%.6f", (double)bf16_rounded(3.14159265f));
    metric("1_minus_0.001_in_bf16", "%.6f", (double)bf16_rounded(1 - 0.001f));
    metric("1_minus_0.003_in_bf16", "%.6f", (double)bf16_rounded(1 - 0.003f));
    Rng rng;
    rng_seed(&rng, options.seed);
    for (int n = 64; n <= 16384; n *= 16) {
        double error[2] = {0}; // the mean of TRIES
        for (int t = 0; t < TRIES; t++)
            errors_of_a_dot(n, &rng, error);
        printf("dot of %5d: error with sums in float %8.4f %%, with sums in bfloat16 %8.2f %%\n", n,
               100 * error[0] / TRIES, 100 * error[1] / TRIES);
    }
}

/*
And in training: an update is small beside its weight. AdamW moves a weight by about the learning rate, here 0.0003. A gain of
LayerNorm is 1; the next numbers in bfloat16 are 0.996 and 1.008. The update is smaller than half of that, so the gain is
rounded back to 1, in every step, for ever. **A weight stops moving when rate times gradient is below 1/256 of it.** The
cure is as old as the format: the optimiser keeps its own weights in float (**master weights**), and only forward and
backward see them rounded.

@figure halves "The loss of a small GPT with weights in float, in bfloat16, and in bfloat16 with master weights in float."
*/
static Text *text;

static void weights_that_stop(void)
{
    static const char *const name[] = {"weights-float", "weights-bf16", "weights-master"};
    for (int i = 0; i < COUNT(name); i++) {
        Halves h = halves_train((Weights)i, text, options.steps, name[i]);
        printf("%-15s loss ≈ %.3f; unchanged by the last step ≈ %.1f %% of the weights; gains that are 1 ≈ %.0f %%\n",
               name[i], h.loss, 100 * h.unchanged, 100 * h.gains);
        fprintf(table("metrics.tsv"), "%s_loss\t%.5g\tmeasured\n%s_unchanged\t%.4g\tmeasured\n", name[i], h.loss,
                name[i], h.unchanged);
    }
}

/*
What is gained? Half the bytes, always. And arithmetic, where the processor has instructions for it: **AVX512-BF16** multiplies
32 pairs at once, **AMX** whole tiles of 16 x 32 with 32 x 16, 16 thousand operations in one instruction. Here are the
products of a layer of GPT-2, for 256 tokens (a batch in training) and for one (a text being written). The weights are
packed beforehand, the activations are rounded in the time that is measured.

A processor may have an instruction and still be slow at it: Intel's cores with AMX run the one of AVX512-BF16 at half the
speed of float, because AMX is meant for the large products; AMD's run it at twice the speed. For one token the arithmetic
is nothing, the bytes are all, and then every way is faster. Float32 stays what everything is compared with.
*/
static struct {
    int M, K, N;
    float *A, *B, *C;
    Bf16 *a;
    Bf16Panels panels;
} half;

static void run_float(void *arg)
{
    (void)arg;
    gemm(false, false, half.M, half.N, half.K, (real *)half.A, (real *)half.B, (real *)half.C, false);
}

static void run_half(void *arg)
{
    Bf16Way *way = arg;
    bf16_all((size_t)half.M * (size_t)half.K, half.A, half.a);
    bf16_product_by(*way, half.M, half.a, &half.panels, half.C);
}

static void half_product(const char *name, int M, int K, int N)
{
    Timing t[2];
    Bf16Way way = bf16_best(M);
    size_t mk = (size_t)M * (size_t)K, kn = (size_t)K * (size_t)N, mn = (size_t)M * (size_t)N;
    half.M = M, half.K = K, half.N = N;
    half.A = memory_new(sizeof(float) * mk), half.B = memory_new(sizeof(float) * kn),
    half.C = memory_new(sizeof(float) * mn);
    half.a = memory_new(sizeof(Bf16) * mk);
    for (size_t i = 0; i < mk || i < kn; i++) {
        float x = (float)((int)(i * 37 % 101) - 50) / 50;
        if (i < mk)
            half.A[i] = x;
        if (i < kn)
            half.B[i] = x;
    }
    half.panels = bf16_pack(K, N, half.B);
    measure_in_turn(2, (Run *const[]){run_float, run_half}, (void *const[]){NULL, &way}, t);
    printf("%-10s M %3d: bfloat16 by %s is, times as fast as float32 ≈ %.2f\n", name, M, way.name,
           t[0].least / t[1].least);
    free(half.A), free(half.B), free(half.C), free(half.a);
    bf16_free(&half.panels);
}

static void bfloat16_gains(void)
{
    use_threads(1);
    printf("instructions here ≈ %s%s\n", bf16_amx().block ? "AMX " : "",
           bf16_avx512().block ? "AVX512-BF16" : "none for bfloat16");
    if (strcmp(bf16_best(1).name, "software") == 0) {
        printf(
            "so the products would be computed by the definition in plain C ≈ many times slower, and are left out\n");
        return;
    }
    int width = options.quick ? 96 : 768;
    for (int M = 256; M >= 1; M /= 256) {
        half_product("qkv", M, width, 3 * width);
        half_product("fc", M, width, 4 * width);
        half_product("projection", M, 4 * width, width);
    }
}

/*
Can you do it now? Five ops that nobody has timed in this lesson. Your prediction comes first.

@show 8-predict

@figure unfamiliar "Five ops, predicted before they were timed: prediction divided by measurement. 1 is perfect."
*/
typedef struct Unknown {
    Unfamiliar op;
    Tensor x, y;
    real *v, *out;
} Unknown;

static void run_unknown(void *arg)
{
    Unknown *u = arg;
    int rows = u->x.shape.dim[0], cols = u->x.shape.dim[1];
    tape_reset();
    if (u->op == MULTIPLY)
        tensor_mul(&u->x, &u->y);
    if (u->op == RMS_NORM)
        tensor_rms_norm(&u->x, NULL, 1e-5);
    if (u->op == VECTOR_MATRIX)
        gemm(false, false, 1, cols, rows, u->v, u->x.data, u->out, false);
    if (u->op == SIGMOID)
        tensor_sigmoid(&u->x);
    if (u->op == WEIGHT_GRADIENT)
        gemm(true, false, cols, cols, rows, u->x.data, u->y.data, u->out, false);
}

static void unfamiliar_ops(void)
{
    static const char *const name[UNFAMILIAR] = {"multiply", "rms norm", "vector-matrix", "sigmoid", "weight gradient"};
    int rows = options.quick ? 128 : 1000, cols = options.quick ? 128 : 1200;
    size_t n = (size_t)rows * (size_t)cols;
    double logs = 0;
    use_threads(1);
    Machine m = machine_measure();
    Tensor x = {.shape = SHAPE(rows, cols), .size = n, .data = memory_zeros(sizeof(real) * n)}, y = x;
    y.data = memory_zeros(sizeof(real) * n);
    for (int op = 0; op < UNFAMILIAR; op++) {
        double predicted = predicted_seconds(&m, (Unfamiliar)op, rows, cols);
        Unknown u = {(Unfamiliar)op, x, y, memory_zeros(sizeof(real) * (size_t)rows),
                     memory_zeros(sizeof(real) * (size_t)cols * (size_t)cols)};
        double seconds = measure(run_unknown, &u).least;
        printf("%-16s microseconds ≈ %7.0f predicted %7.0f measured, ratio %.2f\n", name[op], 1e6 * predicted,
               1e6 * seconds, predicted / seconds);
        fprintf(table("unfamiliar.tsv"), "\"%s\"\t%.4g\n", name[op], predicted / seconds);
        logs += fabs(log(predicted / seconds)) / UNFAMILIAR;
        free(u.v);
        free(u.out);
    }
    measured("unfamiliar_typical_factor", "%.2f", exp(logs));
    use_threads(0);
    free(x.data);
    free(y.data);
}

/*
And how near can you come to the library? Your product, on one thread, beside gemm.

@show 9-fastest
*/
static void run_fastest(void *arg)
{
    (void)arg;
    product_fastest(ladder.n, ladder.n, ladder.n, ladder.A, ladder.B, ladder.C);
}

static void the_fastest(void)
{
    Timing t[2];
    use_threads(1);
    ladder_begin(options.quick ? 192 : 384);
    ladder.product = by_library;
    measure_in_turn(2, (Run *const[]){run_fastest, run_rung}, (void *const[]){NULL, NULL}, t);
    measured("fastest_percent_of_gemm", "%.0f", 100 * t[1].least / t[0].least);
    use_threads(0);
}

/*
Last, an op that is slower than any count of operations and bytes says. Both of these read every number once and write every
number once.
*/
static void transpose(int n, const float *from, float *to)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            to[j * n + i] = from[i * n + j];
}

static void run_transpose(void *arg)
{
    (void)arg;
    transpose(ops.n, ops.a, ops.c);
}

static void run_copy(void *arg)
{
    (void)arg;
    memcpy(ops.c, ops.a, sizeof(float) * (size_t)ops.n * (size_t)ops.n);
}

/*
@show 10-why-slow
*/
static void why_is_it_slow(void)
{
    static const int sizes[] = {1000, 1024, 1040};
    use_threads(1);
    for (int i = 0; i < COUNT(sizes) && !(options.quick && i); i++) {
        ops_of(sizes[i], sizes[i]);
        compare_two(text_of("transpose_%d_times_as_long", sizes[i]), run_transpose, run_copy);
    }
    double spread = measure_spread();
    measured("spread_percent", "%.1f", 100 * spread);
    if (spread > 0.1)
        fprintf(stderr,
                "this machine is busy: half of all medians were more than %.0f %% above the fastest run. Measure again "
                "when nothing else is running\n",
                100 * spread);
}

/*
## What you have now

A way to think: count operations and bytes, divide by what the machine can do, and only then measure. Where both agree,
there is nothing left to gain except by doing less. Where they do not, something is happening that you have not counted:
lines that are used once, a chain that waits, a core that takes a line away. The library's speed is made of nothing else.

The next lesson serves a model: one token at a time, every weight read for each. You know already what limits that.
*/
int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "11-fast",
        .about = "why the same arithmetic takes 1 or 100 units of time",
        .data = "pride.txt",
        .video_data = "pride.txt",
        .seed = 1337,
        .steps = 600,
        .quick_steps = 8,
    };
    notebook_begin(&lesson, argc, argv);
    text = text_load(options.data, false, NULL);
    if (text_part(text, TRAIN) <= HALVES_BLOCK)
        data_error("%s: nine tenths of it are trained on, %td characters, and a window has %d: take a longer text",
                   options.data, text_part(text, TRAIN), HALVES_BLOCK);
    measure_for(options.quick ? 0.002 : 0.03);
    cell("What the machine can do", what_the_machine_can_do);
    cell("The caches", caches);
    cell("Arithmetic intensity", arithmetic_intensity);
    cell("The order of the loops", loop_order);
    cell("Blocking", blocking);
    cell("Registers", registers);
    cell("Packing", packing);
    cell("A larger tile, threads, and the library", the_top);
    cell("Odd sizes", odd_sizes);
    cell("False sharing", false_sharing);
    cell("The same bits", the_same_bits);
    cell("Fusing", fusing);
    cell("Softmax while reading", softmax_while_reading);
    cell("AdamW at the speed of memory", adamw);
    cell("Predicted, then measured", predicted_then_measured);
    cell("Where the time goes", where_the_time_goes);
    cell("What bfloat16 loses", bfloat16_loses);
    cell("Weights that stop", weights_that_stop);
    cell("What bfloat16 gains", bfloat16_gains);
    cell("Five unfamiliar ops", unfamiliar_ops);
    cell("The fastest product", the_fastest);
    cell("Why is it slow", why_is_it_slow);
    text_free(text);
    return notebook_end();
}

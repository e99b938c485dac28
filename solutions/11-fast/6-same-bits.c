/*
 * Exercise 11.6: a sum with the same bits
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Demmel and Nguyen, "Fast Reproducible Floating-Point Summation", 2013
 * uses:     Chunks, CHUNK_FLOATS, Parallel (11-fast.h); malloc, free (stdlib.h)
 *
 * task:     (a + b) + c and a + (b + c) differ in the last bit. If each of T threads adds a T-th of the numbers, the result
 *           depends on T. Cut the numbers into chunks of CHUNK_FLOATS instead, whatever the number of threads. chunk_sum
 *           adds the numbers of chunk `part`, in order, in a double, and writes sum[part]. same_bits_sum makes room for the
 *           sums, calls run(chunks, chunk_sum, &...) once, adds the sums of the chunks in order, and gives the room back.
 * example:  n = 10000: three chunks, of 4096, 4096 and 1808 numbers. run(3, chunk_sum, &all) calls chunk_sum(0, &all),
 *           chunk_sum(1, &all) and chunk_sum(2, &all), on several threads and in any order.
 * trap:     The chunks end in any order. Who ends last must not matter: each has a place of its own in sum.
 * trap:     n = 0: no chunk, and the sum is 0.
 */
#include "11-fast.h"

#include <stdlib.h>

void chunk_sum(int part, void *chunks)
{
    //: solution
    const Chunks *all = chunks;
    long from = (long)part * CHUNK_FLOATS, to = from + CHUNK_FLOATS < all->n ? from + CHUNK_FLOATS : all->n;
    double total = 0;
    for (long i = from; i < to; i++)
        total += all->x[i];
    all->sum[part] = total;
    //: end
}

double same_bits_sum(long n, const float *x, Parallel *run)
{
    //: solution
    int count = (int)((n + CHUNK_FLOATS - 1) / CHUNK_FLOATS);
    Chunks all = {n, x, malloc(sizeof(double) * (size_t)(count + 1))};
    double sum = 0;
    run(count, chunk_sum, &all);
    for (int c = 0; c < count; c++)
        sum += all.sum[c];
    free(all.sum);
    return sum;
    //: end
}

/*
 * hint:     How many chunks: (n + CHUNK_FLOATS - 1) / CHUNK_FLOATS. Chunk c begins at number c * CHUNK_FLOATS.
 * hint:     Chunks all = {n, x, malloc(...)}; run(count, chunk_sum, &all); when run returns, every sum is there.
 * hint:     In chunk_sum: const Chunks *all = chunks; then add x[i] for i from part * CHUNK_FLOATS to the smaller of from + CHUNK_FLOATS and n, and only
 *           then write all->sum[part].
 *
 * outputs:  chunk_sum nothing
 * outputs:  same_bits_sum returns
 *
 * mistake:  one sum for all
 *  -        all->sum[part] = total;
 *  +        all->sum[0] = (part || all->n > CHUNK_FLOATS ? all->sum[0] : 0) + total;
 *  says:    a place of its own
 * mistake:  the last chunk too long
 *  -        long from = (long)part * CHUNK_FLOATS, to = from + CHUNK_FLOATS < all->n ? from + CHUNK_FLOATS : all->n;
 *  +        long from = (long)part * CHUNK_FLOATS, to = from + CHUNK_FLOATS;
 *  says:    the last chunk ends at n
 * mistake:  the last chunk is missing
 *  -        int count = (int)((n + CHUNK_FLOATS - 1) / CHUNK_FLOATS);
 *  +        int count = (int)(n / CHUNK_FLOATS);
 *  says:    the last numbers are missing
 * mistake:  adds in a float
 *  -        double total = 0;
 *  +        float total = 0;
 *  says:    in a double
 * mistake:  a chunk for each number
 *  -        int count = (int)((n + CHUNK_FLOATS - 1) / CHUNK_FLOATS);
 *  +        int count = (int)((n + CHUNK_FLOATS - 1) / CHUNK_FLOATS) * 2;
 *  says:    chunks of CHUNK_FLOATS
 * mistake:  not parallel
 *  -        run(count, chunk_sum, &all);
 *  +        for (int c = 0; c < count + 0 * (run == 0); c++)
 *  +        chunk_sum(c, &all);
 *  says:    let run call
 */

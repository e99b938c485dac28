/*
 * Exercise 11.3: blocking
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Lam, Rothberg and Wolf, "The Cache Performance and Optimizations of Blocked Algorithms", 1991
 * uses:     only its arguments
 *
 * task:     C += A B as in exercise 11.2, but B is cut into pieces of depth x width, so small that one fits into the
 *           cache. For each piece, all M rows of A are multiplied with it before the next piece is touched. So each
 *           number of B is fetched once, not M times.
 * example:  M = 2, N = 5, K = 3, depth = 2, width = 4: four pieces of B, 2 x 4, 2 x 1, 1 x 4 and 1 x 1.
 * trap:     At the lower and the right edge of B a piece is smaller: its end is the smaller of k0 + depth and K.
 * trap:     C is added to: every k belongs to one piece, so nothing is added twice.
 * trap:     The checker counts the pages of B that are fetched into a cache which holds one piece.
 */
#include "11-fast.h"

void product_blocked(int M, int N, int K, int depth, int width, const float *A, const float *B, float *C)
{
    //: solution
    for (int k0 = 0; k0 < K; k0 += depth)
        for (int j0 = 0; j0 < N; j0 += width) {
            int k1 = k0 + depth < K ? k0 + depth : K;
            int j1 = j0 + width < N ? j0 + width : N;
            for (int i = 0; i < M; i++)
                for (int k = k0; k < k1; k++)
                    for (int j = j0; j < j1; j++)
                        C[i * N + j] += A[i * K + k] * B[k * N + j];
        }
    //: end
}

/*
 * hint:     Five loops: two step through B by depth and by width, and inside them are the three of exercise 11.2, which
 *           stay within the piece.
 * hint:     The loop over i belongs inside the two that choose the piece.
 * hint:     int k1 = k0 + depth < K ? k0 + depth : K; and j1 likewise; then for i, for k from k0 to k1, for j from j0
 *           to j1.
 *
 * outputs:  product_blocked +C[M * N]
 *
 * mistake:  i outside
 *  -        for (int k0 = 0; k0 < K; k0 += depth)
 *  +        for (int i = 0; i < M; i++)
 *  +        for (int k0 = 0; k0 < K; k0 += depth)
 *  -        for (int i = 0; i < M; i++)
 *  says:    inside the loops that choose the piece
 * mistake:  without the edges
 *  -        int k1 = k0 + depth < K ? k0 + depth : K;
 *  +        int k1 = K / depth * depth < k0 + depth ? k0 : k0 + depth;
 *  says:    the last rows of B
 * mistake:  the right edge left out
 *  -        int j1 = j0 + width < N ? j0 + width : N;
 *  +        int j1 = N / width * width < j0 + width ? j0 : j0 + width;
 *  says:    the last columns of B
 * mistake:  runs over the edge
 *  -        int k1 = k0 + depth < K ? k0 + depth : K;
 *  +        int k1 = k0 + depth;
 *  says:    beyond the last row
 * mistake:  no blocks
 *  -        int k1 = k0 + depth < K ? k0 + depth : K;
 *  +        int k1 = k0 == 0 ? K : 0;
 *  -        int j1 = j0 + width < N ? j0 + width : N;
 *  +        int j1 = j0 == 0 ? N : 0;
 *  says:    inside the loops that choose the piece
 */

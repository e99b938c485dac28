/*
 * Exercise 2.7: train, dev, test (the lecture's E02)
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   5
 * lecture:  makemore part 1, exercise E02 in the video's description
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     rng_shuffle (rng.h)
 *
 * task:     Shuffle the indices 0 .. n-1, and say where the dev set and the test set begin: the
 *           first 80 % train the model, the next 10 % choose its settings, and the last 10 % stay
 *           unseen until the end.
 * example:  n = 25 gives *dev = 20 and *test = 22: int(0.8 * 25) and int(0.9 * 25)
 * trap:     The names are sorted (girls' first, by frequency): without shuffling, the test set
 *           would hold only rare boys' names.
 */
#include "02-bigram.h"

void split_80_10_10(int n, Rng *rng, int order[], int *dev, int *test)
{
    //: solution
    for (int i = 0; i < n; i++)
        order[i] = i;
    rng_shuffle(rng, order, n);
    *dev = n * 8 / 10;
    *test = n * 9 / 10;
    //: end
}

/*
 * hint:     order[] must hold each index once before it can be shuffled.
 * hint:     rng_shuffle(rng, order, n) is Python's random.shuffle.
 * hint:     The two ends are whole numbers: n * 8 / 10 and n * 9 / 10, multiplication first.
 *
 * outputs:  split_80_10_10 order[n], *dev, *test
 *
 * mistake:  does not shuffle
 *  -        rng_shuffle(rng, order, n);
 *  says:    the order is not shuffled
 * mistake:  divides before multiplying
 *  -        *dev = n * 8 / 10;
 *  +        *dev = n / 10 * 8;
 *  -        *test = n * 9 / 10;
 *  +        *test = n / 10 * 9;
 *  says:    multiply before dividing
 * mistake:  a test set of 20 %
 *  -        *test = n * 9 / 10;
 *  +        *test = *dev;
 *  says:    the dev set is empty
 * mistake:  rounds
 *  -        *dev = n * 8 / 10;
 *  +        *dev = (int)(0.8 * n + 0.5);
 *  -        *test = n * 9 / 10;
 *  +        *test = (int)(0.9 * n + 0.5);
 *  says:    round down, as int() does in Python
 * mistake:  the sizes of the sets
 *  -        *dev = n * 8 / 10;
 *  +        *dev = n / 10;
 *  -        *test = n * 9 / 10;
 *  +        *test = n / 10;
 *  says:    *dev and *test are where the sets begin
 */

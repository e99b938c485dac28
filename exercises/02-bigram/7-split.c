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
    TODO("2.7");
}

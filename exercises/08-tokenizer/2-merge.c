/*
 * Exercise 8.2: merge a pair
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   10
 * lecture:  Let's build the GPT Tokenizer, the cell that begins "def merge(ids, pair, idx):"
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     Pair (08-tokenizer.h)
 *
 * task:     Copy ids to out, but write the one id idx in place of every pair (left, right). Go from left to right,
 *           and never use an id twice. Return how many ids out has.
 * example:  merge(5, {5, 6, 6, 7, 9}, (6, 7), 99, out) writes 5 6 99 9 and returns 4
 * example:  merge(3, {1, 1, 1}, (1, 1), 2, out) writes 2 1: the first two are merged, the third is left alone
 * trap:     The last id has no neighbour on its right.
 */
#include "08-tokenizer.h"

int merge(int n, const int ids[], Pair pair, int idx, int out[])
{
    TODO("8.2");
}

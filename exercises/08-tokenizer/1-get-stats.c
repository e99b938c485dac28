/*
 * Exercise 8.1: count the pairs
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   10
 * lecture:  Let's build the GPT Tokenizer, the cell that begins "def get_stats(ids):"
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     PairCount (08-tokenizer.h)
 *
 * task:     Count how often each pair of neighbours occurs in ids. Write the different pairs to stats, each with
 *           its count, in the order in which they first occur. Return how many different pairs there are.
 * example:  1 2 3 1 2 gives three: (1, 2) twice, (2, 3) once, (3, 1) once
 * trap:     Three equal ids in a row hold two pairs: in 5 5 5 the pair (5, 5) counts 2.
 * trap:     n may be 0 or 1: then there is no pair.
 */
#include "08-tokenizer.h"

int get_stats(int n, const int ids[], PairCount stats[])
{
    TODO("8.1");
}

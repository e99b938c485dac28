/*
 * Exercise 8.3: train
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   15
 * lecture:  Let's build the GPT Tokenizer, the cell that begins "vocab_size = 276"; the second way to break ties is
 *           that of Stanford's CS336, assignment 1
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     its arguments count and merged; compare_pairs (08-tokenizer.h); malloc, free (stdlib.h); memcpy (string.h)
 * refuses:  bpe_train, bpe_train_naive: it is the same function; write the loop with count and merged
 *
 * task:     Learn merges. Repeat: count all pairs, choose the most frequent one, give it the next id (256, 257,
 *           ...), and replace it by that id everywhere in ids. Call count and merged for the counting and the
 *           merging; they do what get_stats and merge do. Stop after `most` merges, or when fewer than two ids are
 *           left. If several pairs are the most frequent, FIRST_SEEN takes the one that comes first in stats, and
 *           GREATEST the one that is greater than all the others by compare_pairs. Return how many merges there
 *           are.
 * example:  aaabdaaabac, 3 merges: (a, a) becomes 256, (256, a) becomes 257, (257, b) becomes 258. What is
 *           left is 258 100 258 97 99.
 * trap:     The counts change with every merge: count again.
 * trap:     New tokens can be merged, too; you need not do anything special for that.
 */
#include "08-tokenizer.h"

#include <stdlib.h>
#include <string.h>

int train(int n, int ids[], int most, Ties ties, GetStats *count, Merge *merged, Pair merges[])
{
    TODO("8.3");
}

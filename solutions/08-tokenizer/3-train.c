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
    //: solution
    PairCount *stats = malloc(sizeof *stats * (size_t)(n + 1));
    int *out = malloc(sizeof *out * (size_t)(n + 1)), learnt = 0;
    while (learnt < most && n >= 2) {
        int different = count(n, ids, stats), best = 0;
        for (int k = 1; k < different; k++) {
            int more = stats[k].count - stats[best].count;
            bool greater = more == 0 && ties == GREATEST && compare_pairs(merges, stats[k].pair, stats[best].pair) > 0;
            if (more > 0 || greater)
                best = k;
        }
        merges[learnt] = stats[best].pair;
        n = merged(n, ids, stats[best].pair, 256 + learnt, out);
        memcpy(ids, out, sizeof *ids * (size_t)n);
        learnt++;
    }
    free(stats);
    free(out);
    return learnt;
    //: end
}

/*
 * hint:     You need memory for stats (n entries at most) and for the merged ids (n): malloc both, free both.
 * hint:     Inside the loop: different = count(n, ids, stats); find the best k; merges[learnt] = stats[best].pair;
 *           n = merged(n, ids, stats[best].pair, 256 + learnt, out); copy out back to ids; learnt++.
 * hint:     For FIRST_SEEN replace best only when the count is strictly larger. For GREATEST also when it is
 *           equal and compare_pairs(merges, stats[k].pair, stats[best].pair) > 0.
 *
 * outputs:  train returns
 *
 * mistake:  the last of equals
 *  -        if (more > 0 || greater)
 *  +        if (more > 0 || greater || (more == 0 && ties == FIRST_SEEN))
 *  says:    the first of them
 * mistake:  GREATEST like FIRST_SEEN
 *  -        bool greater = more == 0 && ties == GREATEST && compare_pairs(merges, stats[k].pair, stats[best].pair) > 0;
 *  +        bool greater = more == 0 && ties == GREATEST && compare_pairs(merges, stats[k].pair, stats[best].pair) > 0 && n < 0;
 *  says:    GREATEST took the first
 * mistake:  compares ids, not bytes
 *  -        bool greater = more == 0 && ties == GREATEST && compare_pairs(merges, stats[k].pair, stats[best].pair) > 0;
 *  +        bool greater = more == 0 && ties == GREATEST &&
 *  +                       (stats[k].pair.left > stats[best].pair.left ||
 *  +                        (stats[k].pair.left == stats[best].pair.left && stats[k].pair.right > stats[best].pair.right));
 *  says:    a larger id is not a greater token
 * mistake:  the smallest
 *  -        bool greater = more == 0 && ties == GREATEST && compare_pairs(merges, stats[k].pair, stats[best].pair) > 0;
 *  +        bool greater = more == 0 && ties == GREATEST && compare_pairs(merges, stats[k].pair, stats[best].pair) < 0;
 *  says:    the least of the equals
 * mistake:  the rarest pair
 *  -        if (more > 0 || greater)
 *  +        if (more < 0 || greater)
 *  says:    the most frequent pair
 * mistake:  always the same text
 *  -        n = merged(n, ids, stats[best].pair, 256 + learnt, out);
 *  +        merged(n, ids, stats[best].pair, 256 + learnt, out);
 *  -        memcpy(ids, out, sizeof *ids * (size_t)n);
 *  says:    the same pair again
 * mistake:  the id is one too high
 *  -        n = merged(n, ids, stats[best].pair, 256 + learnt, out);
 *  +        n = merged(n, ids, stats[best].pair, 257 + learnt, out);
 *  says:    the first new id is 256
 * mistake:  goes on without pairs
 *  -        while (learnt < most && n >= 2) {
 *  +        while (learnt < most) {
 *  says:    no pair is left
 */

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
    //: solution
    int different = 0;
    for (int i = 0; i + 1 < n; i++) {
        int k = 0;
        while (k < different && (stats[k].pair.left != ids[i] || stats[k].pair.right != ids[i + 1]))
            k++;
        if (k == different)
            stats[different++] = (PairCount){{ids[i], ids[i + 1]}, 0};
        stats[k].count++;
    }
    return different;
    //: end
}

/*
 * hint:     Two loops. The outer one walks over the places i with i + 1 < n; the inner one looks for the pair
 *           (ids[i], ids[i + 1]) among the entries that stats has already.
 * hint:     int k = 0; while (k < different && entry k is another pair) k++; Then k is either the pair's
 *           entry, or it is `different` and a new entry is needed there.
 * hint:     A new entry: stats[different++] = (PairCount){{ids[i], ids[i + 1]}, 0}; and after that, new or
 *           not, stats[k].count++. Return different.
 *
 * outputs:  get_stats returns
 *
 * mistake:  steps over both
 *  -        for (int i = 0; i + 1 < n; i++) {
 *  +        for (int i = 0; i + 1 < n; i += 2) {
 *  says:    every neighbour counts
 * mistake:  does not count overlaps
 *  -        stats[k].count++;
 *  +        stats[k].count += i < 2 || ids[i] != ids[i + 1] || ids[i - 1] != ids[i];
 *  says:    hold two pairs
 * mistake:  forgets the last pair
 *  -        for (int i = 0; i + 1 < n; i++) {
 *  +        for (int i = 0; i + 2 < n; i++) {
 *  says:    the last pair
 * mistake:  reads beyond the end
 *  -        for (int i = 0; i + 1 < n; i++) {
 *  +        for (int i = 0; i < n; i++) {
 *  says:    beyond an end of an array
 * mistake:  takes the pair for a set
 *  -        while (k < different && (stats[k].pair.left != ids[i] || stats[k].pair.right != ids[i + 1]))
 *  +        while (k < different && (stats[k].pair.left != ids[i] || stats[k].pair.right != ids[i + 1]) &&
 *  +               (stats[k].pair.left != ids[i + 1] || stats[k].pair.right != ids[i]))
 *  says:    (a, b) and (b, a) are two pairs
 * mistake:  the first time is not counted
 *  -        stats[k].count++;
 *  +        stats[k].count += k < different - 1;
 *  says:    its first occurrence
 */

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
    //: solution
    int count = 0;
    for (int i = 0; i < n; count++) {
        if (i + 1 < n && ids[i] == pair.left && ids[i + 1] == pair.right) {
            out[count] = idx;
            i += 2;
        } else {
            out[count] = ids[i];
            i += 1;
        }
    }
    return count;
    //: end
}

/*
 * hint:     Two indices: i, where you read in ids, and count, where you write in out.
 * hint:     If ids[i] and ids[i + 1] are the pair, write idx and move i on by two; otherwise copy ids[i] and move
 *           on by one. Check i + 1 < n before you look at ids[i + 1].
 * hint:     while (i < n) { if (...) { out[count++] = idx; i += 2; } else out[count++] = ids[i++]; }
 *           return count;
 *
 * outputs:  merge out[n], returns
 *
 * mistake:  uses an id twice
 *  -        i += 2;
 *  +        i += ids[i] == pair.right && i + 2 < n && ids[i + 2] == pair.right ? 1 : 2;
 *  says:    each id belongs to one token
 * mistake:  reads beyond the end
 *  -        if (i + 1 < n && ids[i] == pair.left && ids[i + 1] == pair.right) {
 *  +        if (ids[i] == pair.left && ids[i + 1] == pair.right) {
 *  says:    beyond an end of an array
 * mistake:  drops the last id
 *  -        for (int i = 0; i < n; count++) {
 *  +        for (int i = 0; i + 1 < n; count++) {
 *  says:    the last id is missing
 * mistake:  keeps the right half
 *  -        i += 2;
 *  +        i += 1;
 *  says:    the pair's second id is still there
 * mistake:  merges only once
 *  -        if (i + 1 < n && ids[i] == pair.left && ids[i + 1] == pair.right) {
 *  +        if (i + 1 < n && count == i && ids[i] == pair.left && ids[i + 1] == pair.right) {
 *  says:    only the first pair
 * mistake:  merges the pair backwards, too
 *  -        if (i + 1 < n && ids[i] == pair.left && ids[i + 1] == pair.right) {
 *  +        if (i + 1 < n && ((ids[i] == pair.left && ids[i + 1] == pair.right) ||
 *  +                          (ids[i] == pair.right && ids[i + 1] == pair.left))) {
 *  says:    the other way round
 */

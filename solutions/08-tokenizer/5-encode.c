/*
 * Exercise 8.5: encode
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   15
 * lecture:  Let's build the GPT Tokenizer, the cell that begins "def encode(text):"
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     memmove (string.h)
 * refuses:  bpe_encode, bpe_encode_naive, bpe_encode_special, bpe_merge_piece: it is the same function; write the loop over pairs
 *
 * task:     Turn a text into tokens. Begin with its bytes. Then, as long as two neighbours are a learnt pair, find
 *           the pair with the lowest rank (the k of merges[k]; learnt first) and replace it by 256 + k. Return how
 *           many ids there are.
 * example:  merges are (a, a), (256, a), (257, b): "aaab" is 97 97 97 98, then 256 97 98, then 257 98, then 258.
 * trap:     Not the longest token that fits, and not the first pair from the left: the pair learnt first. With
 *           the merges (b, c), (a, b), (257, d) the text "abcd" is 97 256 100, though "abd" and "ab" are tokens.
 * trap:     n may be 0, and a byte may be above 127: use (unsigned char).
 */
#include "08-tokenizer.h"

#include <string.h>

int encode(int n, const char text[], int count, const Pair merges[], int ids[])
{
    //: solution
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)text[i];
    for (;;) {
        int best = count, at = -1;
        for (int i = 0; i + 1 < n; i++)
            for (int k = 0; k < best; k++)
                if (merges[k].left == ids[i] && merges[k].right == ids[i + 1]) {
                    best = k;
                    at = i;
                }
        if (at < 0)
            return n;
        ids[at] = 256 + best;
        memmove(ids + at + 1, ids + at + 2, sizeof *ids * (size_t)(n - at - 2));
        n--;
    }
    //: end
}

/*
 * hint:     The bytes first: ids[i] = (unsigned char)text[i]. Then one merge after another, until a whole pass
 *           over the ids finds no pair that was learnt.
 * hint:     Keep best (the lowest rank so far, count at the start) and at (where). For each place i try the ranks
 *           k < best; where merges[k] is the pair (ids[i], ids[i + 1]), remember both.
 * hint:     Then ids[at] = 256 + best, move everything after at + 1 one place to the left, n--, and begin again.
 *           An easier way does the same: for k = 0, 1, 2, ... merge all pairs merges[k], from left to right.
 *
 * outputs:  encode ids[n], returns
 *
 * mistake:  the first pair from the left
 *  -        for (int i = 0; i + 1 < n; i++)
 *  +        for (int i = 0; i + 1 < n && at < 0; i++)
 *  says:    the pair that was learnt first
 * mistake:  the pair learnt last
 *  -        for (int k = 0; k < best; k++)
 *  +        for (int k = at < 0 ? 0 : best + 1; k < count; k++)
 *  says:    the lowest rank, not the highest
 * mistake:  one merge only
 *  -        n--;
 *  +        return n - 1;
 *  says:    go on until no pair is left
 * mistake:  signed bytes
 *  -        ids[i] = (unsigned char)text[i];
 *  +        ids[i] = (signed char)text[i];
 *  says:    (unsigned char)
 * mistake:  new tokens are not merged again
 *  -        for (int k = 0; k < best; k++)
 *  +        for (int k = 0; k < best && ids[i] < 256 && ids[i + 1] < 256; k++)
 *  says:    tokens above 255
 * mistake:  the rank as an id
 *  -        ids[at] = 256 + best;
 *  +        ids[at] = best;
 *  says:    merge k makes token 256 + k
 * mistake:  the longest token that fits
 *  -        for (;;) {
 *  +        for (int from = 0, kept = 0; from <= n; from++, kept++) {
 *  +            if (from == n)
 *  +                return kept;
 *  +            static char spelled[1024][64];
 *  +            static int size[1024];
 *  +            int longest = 1, id = (unsigned char)text[from];
 *  +            for (int b = 0; b < 256; b++)
 *  +                spelled[b][0] = (char)b, size[b] = 1;
 *  +            for (int k = 0; k < count; k++) {
 *  +                Pair p = merges[k];
 *  +                memcpy(spelled[256 + k], spelled[p.left], (size_t)size[p.left]);
 *  +                memcpy(spelled[256 + k] + size[p.left], spelled[p.right], (size_t)size[p.right]);
 *  +                size[256 + k] = size[p.left] + size[p.right];
 *  +                if (size[256 + k] > longest && from + size[256 + k] <= n &&
 *  +                    !memcmp(text + from, spelled[256 + k], (size_t)size[256 + k]))
 *  +                    longest = size[256 + k], id = 256 + k;
 *  +            }
 *  +            ids[kept] = id;
 *  +            from += longest - 1;
 *  +        }
 *  +        for (;;) {
 *  says:    the longest token
 */

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
    TODO("8.5");
}

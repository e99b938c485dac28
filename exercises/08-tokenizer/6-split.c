/*
 * Exercise 8.6: cut by GPT-2's pattern
 *
 * kind:     function
 * effort:   ***, 45 minutes
 * points:   15
 * lecture:  Let's build the GPT Tokenizer, the cell that begins "import regex as re"
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     class_at, short_form (08-tokenizer.h); CLASS_SPACE (unicode.h)
 * refuses:  split_named, bpe_train, bpe_encode: it is the same function; write it from class_at and short_form
 *
 * task:     Cut a text into the pieces that GPT-2's pattern finds, so that merges never join a word with the full stop
 *           after it. At each place, try in this order:
 *             1. 's 't 're 've 'm 'll 'd (lower case only) is a piece;
 *             2. a run of letters, of numbers, or of other characters, with the space before it if there is one;
 *             3. a run of white space, but without its last character if more than one is there and something else
 *                follows: that last one is left for the next piece.
 *
 *           short_form(n, text, at) finds the first kind, and class_at(n, text, at, &length) says what the character at
 *           text[at] is. Write to ends where each piece ends, and return how many pieces there are.
 * example:  "Hello've world123 how's" is Hello|'ve| world|123| how|'s with the ends 5 8 14 17 21 23
 * example:  a, two spaces and b are cut a| | b: one space is a piece, the other goes with b
 * trap:     Only ' ' goes with the word after it, not the end of a line or a tab: "\nb" is two pieces.
 * trap:     Characters have 1 to 4 bytes: move on by length, not by 1.
 */
#include "08-tokenizer.h"

int split(int n, const char text[], int ends[])
{
    TODO("8.6");
}

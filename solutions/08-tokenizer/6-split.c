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
    //: solution
    int pieces = 0;
    for (int at = 0; at < n; ends[pieces++] = at) {
        int length, form = short_form(n, text, at), begin = at, last = at;
        if (form > 0) {
            at += form;
            continue;
        }
        if (text[at] == ' ' && at + 1 < n && class_at(n, text, at + 1, &length) != CLASS_SPACE)
            at++;
        Class class = class_at(n, text, at, &length);
        while (at < n && class_at(n, text, at, &length) == class) {
            last = at;
            at += length;
        }
        if (class == CLASS_SPACE && at < n && last > begin)
            at = last;
    }
    return pieces;
    //: end
}

/*
 * hint:     short_form(n, text, at) is given: where it is above 0, the piece has that many bytes. For everything
 *           else, find the class of the first character and walk on while the class stays the same.
 * hint:     Before that, step over one ' ' if the character after it is not white space. Keep in `last` where the
 *           last character of the run begins.
 * hint:     At the end of a run of white space: if at < n (something follows) and last > where the piece began
 *           (there is more than one), then at = last. Write ends[pieces++] = at.
 *
 * outputs:  split ends[n], returns
 *
 * mistake:  no space before a word
 *  -        at++;
 *  +        at += n < 0;
 *  says:    the space belongs to the word after it
 * mistake:  white space keeps its last space
 *  -        if (class == CLASS_SPACE && at < n && last > begin)
 *  +        if (class == CLASS_SPACE && at < n && last > begin && n < 0)
 *  says:    without its last character
 * mistake:  white space at the end loses one, too
 *  -        if (class == CLASS_SPACE && at < n && last > begin)
 *  +        if (class == CLASS_SPACE && last > begin)
 *  says:    at the end of the text
 * mistake:  no short forms
 *  -        if (form > 0) {
 *  +        if (form > 9) {
 *  says:    the short forms come first
 * mistake:  letters and numbers together
 *  -        while (at < n && class_at(n, text, at, &length) == class) {
 *  +        while (at < n && (class_at(n, text, at, &length) == class ||
 *  +                          (class == CLASS_LETTER && class_at(n, text, at, &length) == CLASS_NUMBER))) {
 *  says:    letters and numbers are different classes
 * mistake:  any white space goes with a word
 *  -        if (text[at] == ' ' && at + 1 < n && class_at(n, text, at + 1, &length) != CLASS_SPACE)
 *  +        if (class_at(n, text, at, &length) == CLASS_SPACE && length == 1 && at + 1 < n && class_at(n, text, at + 1, &length) != CLASS_SPACE)
 *  says:    only ' ' goes with
 * mistake:  byte by byte
 *  -        at += length;
 *  +        at += 1;
 *  says:    characters of several bytes
 * mistake:  one character at a time
 *  -        while (at < n && class_at(n, text, at, &length) == class) {
 *  +        if (at < n) {
 *  says:    a run is one piece
 */

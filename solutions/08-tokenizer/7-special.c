/*
 * Exercise 8.7: special tokens
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   10
 * lecture:  Let's build the GPT Tokenizer, the part on special tokens; minbpe, RegexTokenizer.encode
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     its argument ordinary; memcmp, strlen (string.h)
 * refuses:  bpe_encode_special, bpe_find_special: it is the same function; look for the special tokens yourself
 *
 * task:     Encode a text in which special tokens may occur. Where the text of special[k] stands and bit k of
 *           `allowed` is set, write special[k].id. Encode what lies between with ordinary(n, text, ids), which
 *           returns how many ids it wrote. NONE allows no special token, ALL allows all of them, and 1 << k allows
 *           one.
 * example:  With special[0] = {"<|end|>", 300} and ALL, "hi<|end|>yo" is the ids of "hi", 300, the ids of "yo".
 *           With NONE it is ordinary text from its first byte to its last.
 * trap:     If two special tokens begin at the same place, the longer one is meant.
 * trap:     Cut ordinary text only where an allowed special token stands. Encode "<|end" in one go, because a
 *           merge may reach across its "|".
 */
#include "08-tokenizer.h"

#include <string.h>

int encode_special(int n, const char text[], int specials, const Special special[], int allowed, Ordinary *ordinary,
                   int ids[])
{
    //: solution
    int count = 0, from = 0;
    for (int at = 0; at < n;) {
        int best = -1, longest = 0;
        for (int k = 0; k < specials; k++) {
            int size = (int)strlen(special[k].text);
            bool here = at + size <= n && memcmp(text + at, special[k].text, (size_t)size) == 0;
            if (here && (allowed >> k & 1) && size > longest) {
                best = k;
                longest = size;
            }
        }
        if (best < 0) {
            at++;
            continue;
        }
        count += ordinary(at - from, text + from, ids + count);
        ids[count++] = special[best].id;
        from = at = at + longest;
    }
    return count + ordinary(n - from, text + from, ids + count);
    //: end
}

/*
 * hint:     Walk over the places of the text. `from` is where the ordinary text begins that is not encoded yet.
 * hint:     At each place look for the longest special token that is allowed and stands there (memcmp, and mind
 *           the end of the text). If there is one: encode text[from .. at - 1], write the id, go on after it.
 * hint:     After the loop, the rest from `from` on: return count + ordinary(n - from, text + from, ids + count).
 *
 * outputs:  encode_special ids[n], returns
 *
 * mistake:  allows all
 *  -        if (here && (allowed >> k & 1) && size > longest) {
 *  +        if (here && size > longest) {
 *  says:    a special token that is not allowed is ordinary text
 * mistake:  allows none
 *  -        if (here && (allowed >> k & 1) && size > longest) {
 *  +        if (here && (allowed >> k & 1) && size > longest && n < 0) {
 *  says:    special[k].id
 * mistake:  the first that fits
 *  -        if (here && (allowed >> k & 1) && size > longest) {
 *  +        if (here && (allowed >> k & 1) && best < 0) {
 *  says:    the longer one is meant
 * mistake:  forgets the rest
 *  -        return count + ordinary(n - from, text + from, ids + count);
 *  +        return count;
 *  says:    after the last special token
 * mistake:  forgets what is between
 *  -        count += ordinary(at - from, text + from, ids + count);
 *  says:    before a special token
 * mistake:  encodes the special token again
 *  -        from = at = at + longest;
 *  +        from = at;
 *  +        at = at + longest;
 *  says:    go on behind it
 * mistake:  byte by byte
 *  -        at++;
 *  +        count += ordinary(1, text + at, ids + count);
 *  +        from = ++at;
 *  says:    encoded at once
 * mistake:  only if all are allowed
 *  -        if (here && (allowed >> k & 1) && size > longest) {
 *  +        if (here && allowed == ALL && size > longest) {
 *  says:    bit k of allowed
 */

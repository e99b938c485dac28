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
    TODO("8.7");
}

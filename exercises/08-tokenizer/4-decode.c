/*
 * Exercise 8.4: decode
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  Let's build the GPT Tokenizer, the cell that begins "def decode(ids):"
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     utf8_next (unicode.h); TOKEN_MOST (08-tokenizer.h); malloc, free (stdlib.h); memcpy (string.h)
 * refuses:  utf8_mend: it is half of the exercise; write the loop with utf8_next
 *
 * task:     Put the bytes of the tokens one after another and make a text of them. What is UTF-8 stays, and each
 *           broken stretch becomes U+FFFD, the three bytes "\xEF\xBF\xBD". utf8_next(text, n, &code) from
 *           unicode.h says how many bytes belong together, and sets code to -1 if they are broken. Return the
 *           length of the text.
 * example:  vocab[104] is "h" and vocab[105] is "i": the ids 104 105 are "hi", length 2.
 * example:  the single id 128 is a byte that begins no character: the text is U+FFFD, length 3.
 * trap:     A character may be spread over two tokens: 0xC3 and 0xA9 together are é, but each alone is broken.
 */
#include "08-tokenizer.h"

#include <stdlib.h>
#include <string.h>

int decode(int count, const int ids[], const Bytes vocab[], char text[])
{
    TODO("8.4");
}

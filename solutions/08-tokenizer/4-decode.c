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
    //: solution
    int n = 0, length = 0;
    char *bytes = malloc((size_t)count * TOKEN_MOST + 1);
    for (int i = 0; i < count; i++) {
        memcpy(bytes + n, vocab[ids[i]].bytes, (size_t)vocab[ids[i]].size);
        n += vocab[ids[i]].size;
    }
    for (int i = 0, size, code; i < n; i += size) {
        size = utf8_next(bytes + i, (size_t)(n - i), &code);
        int written = code < 0 ? 3 : size;
        memcpy(text + length, code < 0 ? "\xEF\xBF\xBD" : bytes + i, (size_t)written);
        length += written;
    }
    free(bytes);
    return length;
    //: end
}

/*
 * hint:     Two passes: first all bytes into one array (malloc count * TOKEN_MOST), then from there to text.
 * hint:     The second pass: size = utf8_next(bytes + i, n - i, &code). If code is below 0 write three bytes,
 *           otherwise copy size bytes; then move on by size bytes.
 * hint:     memcpy(text + length, "\xEF\xBF\xBD", 3); length += 3; Free the array, return length.
 *
 * outputs:  decode returns
 *
 * mistake:  token by token
 *  -        for (int i = 0, size, code; i < n; i += size) {
 *  +        for (int i = 0, size, code, k = 0, end = 0; i < n; i += size) {
 *  +            while (end <= i)
 *  +                end += vocab[ids[k++]].size;
 *  -        size = utf8_next(bytes + i, (size_t)(n - i), &code);
 *  +        size = utf8_next(bytes + i, (size_t)(end - i), &code);
 *  says:    join the bytes of all tokens first
 * mistake:  one sign for each byte
 *  -        size = utf8_next(bytes + i, (size_t)(n - i), &code);
 *  +        size = utf8_next(bytes + i, (size_t)(n - i), &code);
 *  +        size = code < 0 ? 1 : size;
 *  says:    one U+FFFD for a broken stretch
 * mistake:  leaves broken bytes as they are
 *  -        int written = code < 0 ? 3 : size;
 *  +        int written = size;
 *  -        memcpy(text + length, code < 0 ? "\xEF\xBF\xBD" : bytes + i, (size_t)written);
 *  +        memcpy(text + length, bytes + i, (size_t)written);
 *  says:    bytes that are not UTF-8 are in your text
 * mistake:  leaves broken bytes out
 *  -        int written = code < 0 ? 3 : size;
 *  +        int written = code < 0 ? 0 : size;
 *  says:    the broken bytes have vanished
 * mistake:  a question mark
 *  -        memcpy(text + length, code < 0 ? "\xEF\xBF\xBD" : bytes + i, (size_t)written);
 *  +        memcpy(text + length, code < 0 ? "???" : bytes + i, (size_t)written);
 *  +        written = code < 0 ? 1 : written;
 *  says:    U+FFFD is the three bytes
 * mistake:  stops at a zero byte
 *  -        for (int i = 0, size, code; i < n; i += size) {
 *  +        bytes[n] = 0;
 *  +        for (int i = 0, size, code; i < n && bytes[i]; i += size) {
 *  says:    a zero byte is a byte
 */

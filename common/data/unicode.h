/*
 * Just enough Unicode for a tokenizer: reading UTF-8 (utf8.h writes it), and whether a character is a letter, a number
 * or white space.
 *
 *     code points             bytes
 *     0      ..     0x7F      0xxxxxxx
 *     0x80   ..    0x7FF      110xxxxx 10xxxxxx
 *     0x800  ..   0xFFFF      1110xxxx 10xxxxxx 10xxxxxx
 *     0x10000.. 0x10FFFF      11110xxx 10xxxxxx 10xxxxxx 10xxxxxx
 */
#ifndef UNICODE_H
#define UNICODE_H

#include <stddef.h>

typedef enum Class { CLASS_OTHER, CLASS_LETTER, CLASS_NUMBER, CLASS_SPACE } Class;

// Unicode's categories L and N and its property White_Space: \p{L}, \p{N}, \s of a regular expression.
Class unicode_class(int code);

// Reads the character that begins at text[0], where n >= 1 bytes may be read; returns how many bytes it takes. If they
// are not UTF-8, *code is -1 and the result is the length of the broken stretch: as many bytes as could begin a
// character, at least one. (Surrogates, overlong forms and numbers beyond 0x10FFFF are not UTF-8.)
int utf8_next(const char *text, size_t n, int *code);

// Copies the text, with U+FFFD (three bytes) in place of each broken stretch; out has room for 3 n bytes. Returns the
// length of the copy.
// Python: bytes.decode("utf-8", errors="replace")
size_t utf8_mend(const char *text, size_t n, char *out);

#endif

/*
 * UTF-8: how Unicode characters are written as bytes, one to four each (RFC 3629).
 */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

// The length in bytes (1 to 4) of the first character of text, where `left` bytes may be read; 0 if these are not
// UTF-8, or if it is a zero byte.
size_t utf8_letter(const char *text, size_t left);

// How many bytes at the beginning of text[0 .. length-1] are UTF-8, up to the first that is not, or is zero.
size_t utf8_length(const char *text, size_t length);

// Writes a character at `to` (up to 4 bytes, no zero), and returns the place after it.
char *utf8_put(char *to, uint32_t letter);

#endif

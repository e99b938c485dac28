/*
 * UTF-8: how Unicode's letters are written in bytes, one to four each (RFC 3629).
 */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

// How many bytes the first character of text takes; `left` bytes can be read. 0 if it is not UTF-8, or a zero byte.
size_t utf8_letter(const char *text, size_t left);

// How many of the first `length` bytes are UTF-8 before something is not, or before a zero.
size_t utf8_length(const char *text, size_t length);

// Writes a letter, and returns where the next one goes.
char *utf8_put(char *to, uint32_t letter);

#endif

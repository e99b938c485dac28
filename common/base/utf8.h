/*
 * UTF-8: characters as bytes. A character is a code point, a number from 0 to 0x10ffff, written in 1 to 4 bytes.
 *
 * Bytes that are not UTF-8 (a text in Latin-1, half a character) are not lost: each is read as a number of its own,
 * UTF8_BYTE + the byte, which no character has. So any text can be taken apart and put together again, exactly.
 * This is what Python does: open(file, errors="surrogateescape").               Source: RFC 3629, PEP 383.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_MAX = 0x10ffff, UTF8_BYTE = 0xdc00, UTF8_SYMBOL = 12 };

// The number of the first character of text[0 .. length-1], length > 0; returns how many bytes it has.
size_t utf8_read(const char *text, size_t length, int32_t *point);

// Its bytes, ended by a zero; returns how many there are. The inverse of utf8_read.
size_t utf8_write(int32_t point, char bytes[5]);

// A character as a terminal can show it: itself, or \n, \t, \x07, \u0085; a byte that is not UTF-8 as \xff.
const char *utf8_symbol(int32_t point, char symbol[UTF8_SYMBOL]);

#endif

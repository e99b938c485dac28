/*
 * Splits a text into characters, each a number: Unicode's code point for UTF-8, 0 to 0x10ffff.
 *
 * Bytes that are not UTF-8 (text in Latin-1, half a character) are kept: each becomes a character of its own,
 * STRAY_BYTE + the byte, a number that no Unicode character has. So any text can be split and put together again
 * exactly.
 * Python does the same with open(file, errors="surrogateescape").                          Source: PEP 383.
 */
#ifndef CHARACTERS_H
#define CHARACTERS_H

#include <stddef.h>
#include <stdint.h>

enum { LAST_CHARACTER = 0x10ffff, STRAY_BYTE = 0xdc00 };

// Reads the first character of text[0 .. length-1], length > 0; returns how many bytes it has.
size_t character_read(const char *text, size_t length, int32_t *character);

// Writes a character's bytes and a zero; returns how many bytes without the zero. The inverse of character_read.
size_t character_write(int32_t character, char bytes[5]);

// A character as a terminal can show it: itself, or \n, \t, \x07, \u0085; a stray byte as \xff. From text_of
// (format.h).
const char *character_symbol(int32_t character);

#endif

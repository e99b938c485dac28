/*
 * A text taken apart into characters, each a number: UTF-8 letters are Unicode's code points, 0 to 0x10ffff.
 *
 * Bytes that are not UTF-8 (a text in Latin-1, half a letter) are not lost: each is a character of its own,
 * STRAY_BYTE + the byte, a number that no letter has. So any text can be taken apart and put together again, exactly.
 * Python does the same: open(file, errors="surrogateescape").                              Source: PEP 383.
 */
#ifndef CHARACTERS_H
#define CHARACTERS_H

#include <stddef.h>
#include <stdint.h>

enum { LAST_CHARACTER = 0x10ffff, STRAY_BYTE = 0xdc00 };

// The first character of text[0 .. length-1], length > 0; returns how many bytes it has.
size_t character_read(const char *text, size_t length, int32_t *character);

// Its bytes, ended by a zero; returns how many there are. The inverse of character_read.
size_t character_write(int32_t character, char bytes[5]);

// A character as a terminal can show it: itself, or \n, \t, \x07, \u0085; a stray byte as \xff. Good for the next
// seven calls of text_of.
const char *character_symbol(int32_t character);

#endif

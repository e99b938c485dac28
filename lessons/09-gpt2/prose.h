/* Lesson 09's text: a novel as paragraphs and chapters, and what of it is held out. */
#ifndef PROSE_H
#define PROSE_H

#include <stddef.h>
#include <stdint.h>

// The text with each paragraph on a line of its own, without the underscores that mark italics, and with <|endoftext|>
// in the place of headings (lines without a small letter, "Chapter 12"). From malloc; *size its length.
char *prose_tidy(const char *text, size_t n, size_t *size);

// Where the held-out part of a tidied text begins: at the first paragraph in its last tenth.
size_t prose_held_out(const char *tidy, size_t n);

// How many bytes of the text are not <|endoftext|>: the denominator of bits per byte.
size_t prose_bytes(const char *tidy, size_t n);

// The words of a text in random order, a blank between two. It does not get longer.
void prose_shuffle(char *text, uint64_t seed);

#define END_OF_TEXT "<|endoftext|>"

#endif

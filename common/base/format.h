/*
 * Short texts for messages, so that the caller needs no buffer:
 *
 *     CHECK(K == L, "matmul: %s @ %s: inner dimensions differ", shape_text(a->shape), shape_text(b->shape));
 */
#ifndef FORMAT_H
#define FORMAT_H

enum { TEXT_BYTES = 256, TEXTS = 8 };

// Like sprintf, into one of eight static buffers used in turn (each thread has its own eight). The result is valid
// until the eighth following call of text_of on this thread, including calls made by other functions. Longer texts are
// cut off after 255 bytes.
__attribute__((format(printf, 1, 2))) const char *text_of(const char *format, ...);

// Replaces control characters by question marks, because text from a file must not control the terminal. Returns text.
char *text_printable(char *text);

#endif

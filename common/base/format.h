/*
 * Texts for messages, without a buffer at the place that needs one:
 *
 *     CHECK(K == L, "matmul: %s @ %s: inner dimensions differ", shape_text(a->shape), shape_text(b->shape));
 */
#ifndef FORMAT_H
#define FORMAT_H

enum { TEXT_BYTES = 256, TEXTS = 8 };

// printf into one of eight texts that take turns, each thread with its own: good for the next seven calls of text_of
// by whatever function. What is longer than 255 bytes is cut off there.
__attribute__((format(printf, 1, 2))) const char *text_of(const char *format, ...);

// Control characters become question marks: what comes from a file must not command a terminal. Returns text.
char *text_printable(char *text);

#endif

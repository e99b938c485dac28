/* Text on its way to a terminal, in pieces that may end within a letter. */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>

// The first bytes of a letter whose others are still to come.
typedef struct Stream {
    char held[4];
    int count;
} Stream;

// Prints the bytes that are whole letters and keeps a last one that is not. What is not UTF-8 becomes U+FFFD, and so
// does a control character other than a tab or a line's end: a model's text must not command a terminal.
void stream_put(Stream *s, const char *bytes, size_t n);
void stream_end(Stream *s); // ... and what is still held back

#endif

/*
 * Memory. None of these returns NULL: without memory there is nothing a lesson could do, so the program says how
 * much was missing and aborts. All of it is given back with free().
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

// Memory for many numbers, not cleared. It begins at a cache line (64 bytes), so that a vector never lies in two; and
// a large piece asks for large pages, where the system has them: a product of matrices walks through more pages of
// the usual 4 kB than a processor can keep the addresses of.
void *memory_new(size_t bytes);

// The same, cleared.
void *memory_zeros(size_t bytes);

// Makes room for one more element behind the count that a list has (NULL if it has none). The room doubles whenever
// count is a power of two, so that adding n elements one by one copies fewer than 2 n:
//     list = memory_grow(list, count, sizeof *list);
//     list[count++] = element;
void *memory_grow(void *list, size_t count, size_t size);

// A copy of a text.
char *memory_text(const char *text);

#endif

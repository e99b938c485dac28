/*
 * Memory. None of these functions returns NULL: when memory runs out, the program prints how many bytes it asked for
 * and aborts. Give memory back with free().
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

// Memory for many numbers, not cleared. It is aligned to a cache line (64 bytes), so that a vector never spans two.
// Large pieces ask the system for large pages, if it has them: a matrix product touches more pages of 4 kB than the
// processor's TLB can hold.
void *memory_new(size_t bytes);

// The same, set to zero.
void *memory_zeros(size_t bytes);

// Makes room for one more element after the `count` elements of a list (NULL if it is empty), each of `size` bytes. The
// room doubles whenever count is a power of two, so adding n elements one by one copies fewer than 2 n:
//     list = memory_grow(list, count, sizeof *list);
//     list[count++] = element;
void *memory_grow(void *list, size_t count, size_t size);

// A copy of a string.
char *memory_text(const char *text);

#endif

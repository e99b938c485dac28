/*
 * Memory for many numbers. It begins at a cache line (64 bytes), so that a vector never lies in two; and a
 * large piece asks for large pages, where the system has them: a product of matrices walks through more
 * pages of the usual 4 kB than a processor can keep the addresses of.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

void *memory_new(size_t bytes); // not cleared; to be freed with free(). NULL if there is not enough

#endif

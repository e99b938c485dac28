/*
 * A cache that counts. It holds a few lines, and each line is a page of memory, so that the operating system can tell us
 * when one is touched: a page that is not in the cache is protected, touching it raises a signal, and the handler takes
 * the page in and throws out the one that came first. The code that is watched is ordinary C: a miss is counted wherever
 * it happens, on any processor, with any compiler.
 *
 *     float *B = pages_new(rows);                   // pages of PAGE_FLOATS floats
 *     pages_watch(4);                               // a cache of four lines, empty
 *     ... read and write B ...
 *     long misses = pages_misses(B);                // since pages_watch
 *     pages_stop();                                 // everything may be touched again
 *     pages_free();                                 // all of them
 *
 * For one thread. Linux and macOS.
 */
#ifndef PAGES_H
#define PAGES_H

#include <stdbool.h>
#include <stddef.h>

int page_floats(void); // how many floats a page has: 1024, or 4096 on some ARM processors

float *pages_new(int pages);           // zeros; the page after them can never be touched
void pages_watch(int lines);           // 2 to 64
long pages_misses(const float *first); // of the pages that begin at `first`
void pages_stop(void);
void pages_free(void);

#endif

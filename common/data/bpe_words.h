/* For the bpe_*.c files only: a text to learn from, with each distinct piece stored once. */
#ifndef BPE_WORDS_H
#define BPE_WORDS_H

#include "split.h"

enum { END = -1, GONE = -2 }; // marks the end of a word; marks a byte inside a token

// The words lie one after another in the order of their first occurrence, with END after each. So the first place of a
// pair here corresponds to its first place in the text.
typedef struct Corpus {
    int size, *tag; // (size) at first the bytes
    int *times;     // (size) how often the word at this place occurs in the text
} Corpus;

Corpus corpus_new(const char *text, size_t n, const Split *split);
void corpus_free(Corpus *corpus);

#endif

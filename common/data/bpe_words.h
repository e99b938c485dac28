/* Between the files of bpe.h: a text to learn from, each different piece once. */
#ifndef BPE_WORDS_H
#define BPE_WORDS_H

#include "split.h"

enum { END = -1, GONE = -2 }; // after a word; inside a token

// The words lie one after another in the order of their first occurrence, END after each. So the first place of
// a pair here belongs to its first place in the text.
typedef struct Corpus {
    int size, *tag; // (size) bytes to begin with
    int *times;     // (size) how often the word at this place occurs
} Corpus;

Corpus corpus_new(const char *text, size_t n, const Split *split);
void corpus_free(Corpus *corpus);

#endif

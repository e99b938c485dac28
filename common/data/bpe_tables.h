/* For the bpe_*.c files only: the two hash tables inside a tokenizer. */
#ifndef BPE_TABLES_H
#define BPE_TABLES_H

#include <stddef.h>
#include <stdint.h>

typedef struct BpeSlot {
    uint64_t key; // left token, right token
    int merge;    // -1: empty
} BpeSlot;

typedef struct BpeTable {
    size_t mask; // the number of slots, a power of two, minus 1; at most half of them are full
    BpeSlot slot[];
} BpeTable;

// A short piece of text and its tokens, in one cache line. A new word replaces an old one.
enum { BPE_WORD_BYTES = 16, BPE_WORD_TOKENS = 11, BPE_WORDS = 1 << 15 };

typedef struct BpeWord {
    uint64_t key[2]; // its bytes, then zeros
    uint8_t size, count;
    int id[BPE_WORD_TOKENS];
} BpeWord;

typedef struct BpeWords {
    BpeWord word[BPE_WORDS];
} BpeWords;

struct Bpe;
// Encodes one piece of text without using the cache. ids has room for n.
size_t bpe_merge_piece(const struct Bpe *bpe, const char *text, size_t n, int ids[]);

#endif

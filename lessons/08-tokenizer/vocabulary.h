/* How large should a vocabulary be, and what of it does a model learn? The measurements of two cells. */
#ifndef VOCABULARY_H
#define VOCABULARY_H

#include "bpe.h"

// A row of the comparison: all in bits a byte of held-out text, so that tokenizers can be compared.
typedef struct VocabularyRow {
    int vocab;
    double bytes_a_token;
    double ids, frequencies, gpt; // each token costs log2 V; what its frequency says; what a small GPT says
    long parameters, table;       // of the GPT, and how many of them are its table of tokens
} VocabularyRow;

// Learns a vocabulary and trains a small GPT on the first nine tenths of the text, and measures on the last.
VocabularyRow vocabulary_row(const char *text, size_t n, int vocab, int steps, uint64_t seed);

// A model that reads and writes tokens through two separate tables (no weight tying, no decay), trained on a text in
// which some tokens never occur. Sorted by the norm of a token's row in the table that is read.
typedef struct Born {
    int vocab, never;             // tokens, and how many of them are nowhere in the text
    int unchanged;                // of these, how many rows are exactly what they were at birth
    int least;                    // of the `never` rows with the least norm, how many belong to tokens that never occur
    double norm_never, norm_seen; // means
} Born;
Born vocabulary_born(Bpe *bpe, const int ids[], size_t count, int steps, uint64_t seed); // rows to born.tsv

#endif

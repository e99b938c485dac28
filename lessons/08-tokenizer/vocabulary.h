/* How large should a vocabulary be, and which of its tokens does a model learn? The measurements of two cells. */
#ifndef VOCABULARY_H
#define VOCABULARY_H

#include "bpe.h"

// A row of the comparison, in bits per byte of held-out text, so that tokenizers can be compared.
typedef struct VocabularyRow {
    int vocab;
    double bytes_a_token;
    double ids, frequencies, gpt; // if each token costs log2 V; by its frequency; by a small GPT
    long parameters, table;       // of the GPT, and how many of them are its table of tokens
} VocabularyRow;

// Learns a vocabulary and trains a small GPT on the first nine tenths of the text; measures on the last tenth.
VocabularyRow vocabulary_row(const char *text, size_t n, int vocab, int steps, uint64_t seed);

// A model that reads and writes tokens through two separate tables (no weight tying, no decay), trained on a text in
// which some tokens never occur. Tokens are sorted by the norm of their row in the table for reading.
typedef struct Born {
    int vocab, never; // how many tokens there are, and how many never occur in the text
    int unchanged;    // how many of their rows are exactly what they were at birth
    int least;        // of the `never` rows with the smallest norms, how many belong to tokens that never occur
    double norm_never, norm_seen; // means
} Born;
Born vocabulary_born(Bpe *bpe, const int ids[], size_t count, int steps, uint64_t seed); // rows to born.tsv

#endif

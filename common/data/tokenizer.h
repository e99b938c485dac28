/*
 * Tokens: the pieces of text that a model reads and writes. Each has a number, its id.
 *
 *     Tokenizer *t = tokenizer_characters("hii there");             // the 6 characters in it, sorted: ' ' is 0
 *     size_t n = tokenizer_encode(t, "there", 5, ids, &unknown);    // 5 2 1 4 1
 *     fputs(t->token[ids[0]].bytes, stdout);                        // t
 *
 * A token stands for some bytes, and decoding joins these bytes. Kinds of tokenizers differ in which tokens they have
 * and how they cut a text into them, so a kind is mainly an encoding function. The first kind is CHARACTERS:
 * chars = sorted(list(set(text))), Unicode characters or single bytes that are not UTF-8 (characters.h).
 * tokenizer_bpe.h has byte pair encoding, GPT-2's and that of lesson 08.
 */
#ifndef TOKENIZER_H
#define TOKENIZER_H

#include <stddef.h>

typedef struct Tokenizer Tokenizer;

typedef struct TokenizerKind {
    const char *name;              // "characters": what a model's file calls it
    void (*prepare)(Tokenizer *t); // makes t->own from the tokens' bytes
    size_t (*encode)(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown);
    void (*forget)(Tokenizer *t); // frees t->own
} TokenizerKind;

typedef struct Token {
    const char *bytes;  // followed by a zero
    int length;         // without that zero
    const char *symbol; // as the lessons print it: é, \n, \xff
} Token;

struct Tokenizer {
    const TokenizerKind *kind;
    int vocab;
    Token *token;  // (vocab)
    char *strings; // the memory of all bytes and symbols
    void *own;     // what its kind needs to encode
};

// A tokenizer whose tokens are the characters of a text, sorted.
Tokenizer *tokenizer_characters(const char *text);
// A tokenizer from its tokens' bytes: they lie side by side in `bytes`, length[i] of them for token i. NULL if there is
// no such kind.
Tokenizer *tokenizer_of(const char *kind, int vocab, const char *bytes, const int length[]);
void tokenizer_free(Tokenizer *t); // NULL is allowed

// Writes the tokens of text[0 .. length-1] to ids, which has room for `length` of them; returns how many. It stops at
// the first character that the tokenizer does not know: *unknown points to it, and is NULL if there is none.
size_t tokenizer_encode(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown);

// The bytes of n tokens and a zero, in memory from malloc.
char *tokenizer_decode(const Tokenizer *t, const int ids[], size_t n);

// The id of the token with exactly these bytes, or -1.
int tokenizer_find(const Tokenizer *t, const char *bytes);

#endif

/*
 * Tokens: the pieces of text that a model reads and writes, each with a number, its id.
 *
 *     Tokenizer *t = tokenizer_characters("hii there");             // the 6 characters in it, sorted: ' ' is 0
 *     size_t n = tokenizer_encode(t, "there", 5, ids, &unknown);    // 5 2 1 4 1
 *     fputs(t->token[ids[0]].bytes, stdout);                        // t
 *
 * A token stands for some bytes, and decoding puts them side by side. Kinds of tokenizers differ in which pieces
 * they have and in how they cut a text into them, so a kind is mainly a function that encodes. The first kind is
 * CHARACTERS: chars = sorted(list(set(text))), be they UTF-8 letters or bytes that are not UTF-8 (characters.h).
 * Bytes with merges, GPT-2's and those of lesson 08, are in tokenizer_bpe.h.
 */
#ifndef TOKENIZER_H
#define TOKENIZER_H

#include <stddef.h>

typedef struct Tokenizer Tokenizer;

typedef struct TokenizerKind {
    const char *name;              // "characters": what a model's file calls it
    void (*prepare)(Tokenizer *t); // makes t->own from the tokens' bytes
    size_t (*encode)(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown);
    void (*forget)(Tokenizer *t); // gives t->own back
} TokenizerKind;

typedef struct Token {
    const char *bytes; // ended by a zero, which does not count
    int length;
    const char *symbol; // as the lessons print it: é, \n, \xff
} Token;

struct Tokenizer {
    const TokenizerKind *kind;
    int vocab;
    Token *token;  // (vocab)
    char *strings; // where bytes and symbols point to
    void *own;     // what its kind needs to encode
};

// The characters of a text, sorted.
Tokenizer *tokenizer_characters(const char *text);
// A tokenizer from its tokens: `bytes` has them side by side, length[i] of them for token i. NULL if no kind has
// that name.
Tokenizer *tokenizer_of(const char *kind, int vocab, const char *bytes, const int length[]);
void tokenizer_free(Tokenizer *t); // NULL is none

// ids, with room for length of them, get the tokens of the text; returns how many they are. A character that
// the tokenizer does not know ends it: *unknown points to it, and is NULL if there was none.
size_t tokenizer_encode(const Tokenizer *t, const char *text, size_t length, int ids[], const char **unknown);

// The bytes of n tokens, ended by a zero; from malloc.
char *tokenizer_decode(const Tokenizer *t, const int ids[], size_t n);

// The id of the token that has just these bytes, or -1.
int tokenizer_find(const Tokenizer *t, const char *bytes);

#endif

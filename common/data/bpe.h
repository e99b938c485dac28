/*
 * Byte pair encoding: turns a text into tokens that were learnt from other text. GPT-2's tokenizer works this way.
 *
 *     Bpe *bpe = bpe_train(text, n, 1024, &split_gpt2, BPE_FIRST_SEEN);
 *     int *ids = malloc(sizeof *ids * n);                          // never more tokens than bytes
 *     size_t count = bpe_encode(bpe, "Hello", 5, ids);
 *     size_t size = bpe_decode(bpe, ids, count, bytes);            // "Hello" again, byte for byte
 *
 * Token ids: 0 .. 255 are the bytes, 256 + i is the token that merge i makes from two earlier ones, and special tokens
 * come last. To encode a piece of text, start with its bytes and keep joining two neighbours: always the pair that was
 * learnt first, and the leftmost of several such places.
 *
 *     h u g s     merge 0: u g   ->   h ug s     merge 1: h ug   ->   hug s
 *
 * bpe_naive.c has the slow and obviously right form of training and encoding; bpe_train.c and bpe_encode.c give the
 * same results fast. A Bpe caches words it has seen, so it is not thread-safe: give each thread its own.
 * Source: Sennrich, Haddow and Birch, 2016; Radford et al. (GPT-2), 2019; Karpathy's minbpe.
 */
#ifndef BPE_H
#define BPE_H

#include "split.h"

#include <stdbool.h>
#include <stdint.h>

enum { BPE_MAX_SPECIALS = 32, BPE_MAX_MERGES = 1 << 24 };

typedef struct BpePair {
    int left, right;
} BpePair;

typedef struct Bpe {
    int vocab, merges, specials; // vocab = 256 + merges + specials
    const Split *split;
    BpePair *merge;                  // (merges): token 256 + i is merge[i].left, then merge[i].right
    size_t *start;                   // token id is bytes[start[id]] .. bytes[start[id + 1] - 1]
    char *bytes;                     // (start[256 + merges])
    int byte_token[256];             // the token of each byte: the byte itself, or its place in GPT-2's order
    char *special[BPE_MAX_SPECIALS]; // special k has the id 256 + merges + k
    struct BpeTable *table;          // from a pair to its merge
    struct BpeWords *words;          // a cache: short pieces and their tokens
    int merge_room;                  // how many merges, and how many bytes, the arrays above have room for
    size_t bytes_room;
} Bpe;

// ---- making one (bpe.c, bpe_file.c) ----

// A tokenizer of bytes, without merges yet. gpt2_order numbers the bytes as GPT-2 does: first the visible ones, so that
// '!' is 0. Free it with bpe_free.
Bpe *bpe_new(const Split *split, bool gpt2_order);
void bpe_free(Bpe *bpe);

// Adds a merge: the tokens left and right become one. Returns false if all tokens together would have too many bytes.
// Aborts if left or right is not a token, or after a special token has been added.
bool bpe_add(Bpe *bpe, int left, int right);

// Adds a token that no text can spell, such as <|endoftext|>, and returns its id. Add special tokens after all merges.
int bpe_add_special(Bpe *bpe, const char *name);

// Reads a file of merges: GPT-2's own (merges.txt, vocab.bpe), or one that bpe_save wrote. It has one line for each
// merge, with two tokens spelled as GPT-2 writes bytes: visible bytes as themselves, a space as U+0120. In our files
// the first line also says what GPT-2's leaves open:
//     #version: 0.2 merges=768 split=gpt2 bytes=plain special=<|endoftext|>
// GPT-2's file must have 50000 merges, and <|endoftext|> is added. data_error (exit 1) says what is wrong, in which
// line.
Bpe *bpe_load(const char *file);
Bpe *bpe_gpt2(void); // GPT-2's tokenizer, from datasets/gpt2-merges.txt
// The same from memory. Returns NULL if the text cannot be used, and `why` says why.
Bpe *bpe_parse(const char *text, size_t n, char why[256]);
// The same from the tokens alone, as a model's file keeps them: their bytes side by side in the order of the ids,
// length[i] bytes for token i. The merges follow: encoded with all earlier merges, a merged token becomes two tokens,
// and these are its merge. Tokens for which that fails, at the end, are special tokens. Returns NULL if these are not
// the tokens of any tokenizer, and `why` says why.
Bpe *bpe_from_tokens(const Split *split, int vocab, const char *bytes, const int length[], char why[256]);
// Writes a file of merges under a temporary name and renames it. data_error (exit 1) if it cannot.
void bpe_save(const char *path, const Bpe *bpe);

// ---- learning one (bpe_train.c) ----

// Which of several equally frequent pairs is merged? The one that comes first in the text (minbpe, Python's max over a
// dict), or the one whose two tokens are greatest, compared byte by byte (CS336, tiktoken's educational code).
typedef enum BpeTies { BPE_FIRST_SEEN, BPE_GREATEST } BpeTies;

// Merges the most frequent pair until there are `vocab` tokens, or until no pair is left (then there are fewer).
// Aborts unless vocab >= 256 and n is at most 1 GB.
Bpe *bpe_train(const char *text, size_t n, int vocab, const Split *split, BpeTies ties);
Bpe *bpe_train_naive(const char *text, size_t n, int vocab, const Split *split, BpeTies ties);

// ---- using one (bpe_encode.c, bpe.c) ----

// Text to ids (with room for n); returns how many ids. Everything is plain text: if it spells <|endoftext|>, that
// becomes the seven tokens of these characters. Aborts unless n < 2^31.    tiktoken: encode(text,
// disallowed_special=())
size_t bpe_encode(Bpe *bpe, const char *text, size_t n, int ids[]);
size_t bpe_encode_naive(const Bpe *bpe, const char *text, size_t n, int ids[]);

// The same, but the special tokens in `allowed` (bit k for special k) are recognised where the text spells them; the
// longest one if several begin at one place. Allow none for text that you do not trust.
enum { BPE_NO_SPECIAL = 0 };
#define BPE_ALL_SPECIAL UINT32_MAX
size_t bpe_encode_special(Bpe *bpe, const char *text, size_t n, uint32_t allowed, int ids[]);
// Finds the first special token of the set `among` that the text spells from text[from] on. Returns its number k, and
// its place in *at; -1 if there is none.
int bpe_find_special(const Bpe *bpe, const char *text, size_t n, size_t from, uint32_t among, size_t *at);

// Ids to bytes; out has room for bpe_decoded_size bytes. Returns how many bytes. Aborts on an id outside the
// vocabulary. The bytes may not be UTF-8, because a token can be half a character: utf8_mend makes valid text of them.
size_t bpe_decode(const Bpe *bpe, const int ids[], size_t count, char *out);
size_t bpe_decoded_size(const Bpe *bpe, const int ids[], size_t count);

// The bytes of one token, and in *size how many. For a special token they are its name.
const char *bpe_token(const Bpe *bpe, int id, size_t *size);

// ... as files of merges and vocabularies write it: bytes as GPT-2's visible characters; of a special token its name.
// From malloc.
char *bpe_token_text(const Bpe *bpe, int id);

// The merge that joins two tokens, or -1.
int bpe_find_merge(const Bpe *bpe, int left, int right);

// The visible character that GPT-2 writes for a byte (a code point below 324), and the byte of such a character (-1 if
// there is none).
int bpe_byte_sign(unsigned char byte);
int bpe_sign_byte(int code);

#endif

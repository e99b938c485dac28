/*
 * Byte pair encoding: a text as tokens that were learnt from other text. GPT-2's tokenizer is one of these.
 *
 *     Bpe *bpe = bpe_train(text, n, 1024, &split_gpt2, BPE_FIRST_SEEN);
 *     int *ids = malloc(sizeof *ids * n);                          // never more tokens than bytes
 *     size_t count = bpe_encode(bpe, "Hello", 5, ids);
 *     size_t size = bpe_decode(bpe, ids, count, bytes);            // "Hello" again, byte for byte
 *
 * Token ids: 0 .. 255 are the bytes, 256 + i is what merge i makes of two earlier tokens, and special tokens come
 * last. To encode a piece of text, start with its bytes and join two neighbours again and again: always the pair
 * that was learnt first, and of several places the leftmost.
 *
 *     h u g s     merge 0: u g   ->   h ug s     merge 1: h ug   ->   hug s
 *
 * bpe_naive.c has the slow and obviously right form of training and encoding; bpe_train.c and bpe_encode.c give
 * the same results fast. A Bpe remembers words it has seen: give each thread its own.
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
    int byte_token[256];             // the token of each byte: itself, or GPT-2's order
    char *special[BPE_MAX_SPECIALS]; // special k has the id 256 + merges + k
    struct BpeTable *table;          // from a pair to its merge
    struct BpeWords *words;          // what short pieces became, for the next time
    int merge_room;                  // how many fit into the arrays above
    size_t bytes_room;
} Bpe;

// ---- making one (bpe.c, bpe_file.c) ----

// A tokenizer of bytes, without merges yet. gpt2_order numbers the bytes as GPT-2 does: '!' is 0, and so on through
// the visible ones. To be freed with bpe_free.
Bpe *bpe_new(const Split *split, bool gpt2_order);
void bpe_free(Bpe *bpe);

// The next merge: two existing tokens become one. False if there would be no room for its bytes.
bool bpe_add(Bpe *bpe, int left, int right);

// A token that no text can spell, such as <|endoftext|>: returns its id. Add them after all merges.
int bpe_add_special(Bpe *bpe, const char *name);

// Reads a file of merges: GPT-2's own (merges.txt, vocab.bpe), or one of bpe_save's. It has a line for each merge,
// with the two tokens as GPT-2 writes bytes: visible ones as they are, a blank as U+0120. The first line of ours
// says what GPT-2's leaves open:
//     #version: 0.2 merges=768 split=gpt2 bytes=plain special=<|endoftext|>
// data_error (exit 1) says what is wrong and in which line. GPT-2's gets its 50000 merges and <|endoftext|>.
Bpe *bpe_load(const char *file);
Bpe *bpe_gpt2(void); // datasets/gpt2-merges.txt, and nothing else
// ... or from memory: NULL if it cannot be used, and then `why` says so.
Bpe *bpe_parse(const char *text, size_t n, char why[256]);
// ... or from nothing but its tokens' bytes in the order of their ids, side by side, length[i] of them for token i, as a
// model's file keeps them: cut by all earlier merges, the bytes of a merged token are two tokens, its parts. Those that
// are more are special tokens. NULL if these are not the tokens of any tokenizer.
Bpe *bpe_from_tokens(const Split *split, int vocab, const char *bytes, const int length[], char why[256]);
// Written to a temporary name and renamed. data_error if it cannot be.
void bpe_save(const char *path, const Bpe *bpe);

// ---- learning one (bpe_train.c) ----

// Of pairs that are equally frequent, which is merged? The one that comes first in the text (minbpe, Python's
// max over a dict); or the one whose two tokens are the greatest, byte by byte (CS336, tiktoken's educational code).
typedef enum BpeTies { BPE_FIRST_SEEN, BPE_GREATEST } BpeTies;

// Merges the most frequent pair until there are `vocab` tokens, or no pair is left (then there are fewer).
// vocab >= 256, n < 2^31.
Bpe *bpe_train(const char *text, size_t n, int vocab, const Split *split, BpeTies ties);
Bpe *bpe_train_naive(const char *text, size_t n, int vocab, const Split *split, BpeTies ties);

// ---- using one (bpe_encode.c, bpe.c) ----

// Text to ids (room for n), returns how many. All is plain text: one that spells <|endoftext|> gets the seven
// tokens of those characters. n < 2^31.
size_t bpe_encode(Bpe *bpe, const char *text, size_t n, int ids[]);
size_t bpe_encode_naive(const Bpe *bpe, const char *text, size_t n, int ids[]);

// ... where the special tokens in `allowed` (bit k for special k) are read as such. Of several that begin at one
// place, the longest. For text from strangers, allow none.
enum { BPE_NO_SPECIAL = 0 };
#define BPE_ALL_SPECIAL UINT32_MAX
size_t bpe_encode_special(Bpe *bpe, const char *text, size_t n, uint32_t allowed, int ids[]);
// The first special token that the text spells, from text[from] on: its number k, and *at where; -1 if none.
int bpe_find_special(const Bpe *bpe, const char *text, size_t n, size_t from, uint32_t among, size_t *at);

// Ids to bytes: out has room for bpe_decoded_size. Returns how many bytes. Aborts on an id outside the vocabulary.
// The bytes need not be UTF-8 (a token can be half a character): utf8_mend makes a text of them.
size_t bpe_decode(const Bpe *bpe, const int ids[], size_t count, char *out);
size_t bpe_decoded_size(const Bpe *bpe, const int ids[], size_t count);

// The bytes of one token; *size how many. A special token has those of its name.
const char *bpe_token(const Bpe *bpe, int id, size_t *size);

// ... as files of merges and vocabularies write it: bytes as GPT-2's visible characters; of a special token its name.
// From malloc.
char *bpe_token_text(const Bpe *bpe, int id);

// The merge that joins two tokens, or -1.
int bpe_find_merge(const Bpe *bpe, int left, int right);

// GPT-2's visible character for a byte (a code point below 324), and back (-1 if there is none).
int bpe_byte_sign(unsigned char byte);
int bpe_sign_byte(int code);

#endif

/*
 * Lesson 08, tokenizer: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 8.1 to 8.9 are the exercises; the others are written in 08-tokenizer.c. A text is n bytes, of
 * any value. Its tokens are ids: 0 .. 255 are the bytes themselves, and 256 + k is the pair merges[k] of two earlier
 * tokens, joined. The names are those of the lecture's notebook and of minbpe.
 * Source: A. Karpathy, "Let's build the GPT Tokenizer", 2024.
 */
#ifndef LESSON_TOKENIZER_H
#define LESSON_TOKENIZER_H

#include "bpe.h"
#include "check.h"
#include "unicode.h"

typedef BpePair Pair; // left, right

typedef struct PairCount {
    Pair pair;
    int count;
} PairCount;

// 8.1  Writes to stats how often each pair of neighbours occurs, in the order of first occurrence. stats has room for
//      n - 1 entries. Returns how many different pairs there are.      Python: get_stats(ids) -> {pair: count}
typedef int GetStats(int n, const int ids[], PairCount stats[]);
GetStats get_stats;

// 8.2  Copies ids to out, replacing every pair by idx, from left to right. out has room for n. Returns the new length.
//      Python: merge(ids, pair, idx)
typedef int Merge(int n, const int ids[], Pair pair, int idx, int out[]);
Merge merge;

// 8.3  The training loop: merges[k] is the pair that becomes token 256 + k. You may change ids. Returns how many
//      merges there are: `most`, or fewer if no pair is left. Among equally frequent pairs, FIRST_SEEN takes the one
//      that comes first, as Python's max(stats, key=stats.get) does, and GREATEST the one with the greatest tokens.
//      count and merged are get_stats and merge, passed in so that this exercise can be checked without yours.
typedef enum Ties { FIRST_SEEN, GREATEST } Ties;
int train(int n, int ids[], int most, Ties ties, GetStats *count, Merge *merged, Pair merges[]);
//      Returns a number above 0 if pair a is greater than pair b: its left token is greater, or the left tokens are the
//      same and its right one is greater. Tokens are compared as memcmp compares bytes; if one begins with the other,
//      the longer one is greater.                                                  Python: vocab[a] > vocab[b]
int compare_pairs(const Pair merges[], Pair a, Pair b);

// A token's bytes; no zero at the end.
enum { TOKEN_MOST = 32 };
typedef struct Bytes {
    int size;
    char bytes[TOKEN_MOST];
} Bytes;

// 8.4  Writes the text of the tokens. Their bytes, one after another, may not be UTF-8: each broken stretch becomes
//      U+FFFD, which is "\xEF\xBF\xBD". text has room for 3 bytes per byte of the tokens. Returns its length.
//      Python: b"".join(vocab[idx] for idx in ids).decode("utf-8", errors="replace")
int decode(int count, const int ids[], const Bytes vocab[], char text[]);

// 8.5  Writes the tokens of a text: its bytes, then merged, lowest rank first. ids has room for n; returns how many.
typedef int Encode(int n, const char text[], int count, const Pair merges[], int ids[]);
Encode encode;

// 8.6  GPT-2's pattern. Cuts the text into pieces: ends[k] is where piece k ends (and piece k + 1 begins). ends has
//      room for n; returns how many pieces.                                  Python: re.findall(gpt2pat, text)
//          's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
int split(int n, const char text[], int ends[]);
//      The class of the character that begins at text[at], at < n, and how many bytes it has. (All is valid UTF-8.)
Class class_at(int n, const char text[], int at, int *length); // CLASS_LETTER, _NUMBER, _SPACE or _OTHER

//      How many bytes 's 't 're 've 'm 'll or 'd has, if one begins at text[at]; else 0.
int short_form(int n, const char text[], int at);

// 8.7  Like encode, but the text of special token k becomes special[k].id if bit k of allowed is set. If several begin
//      at the same place, the longest counts. Everything else is ordinary text, including special tokens that are not
//      allowed; `ordinary` encodes it.                              tiktoken: encode(text, allowed_special=...)
typedef struct Special {
    const char *text;
    int id;
} Special;
enum { NONE = 0, ALL = -1 };
typedef int Ordinary(int n, const char text[], int ids[]);
int encode_special(int n, const char text[], int specials, const Special special[], int allowed, Ordinary *ordinary,
                   int ids[]);

// 8.8  Chooses 256 tokens of 2 to TOKEN_MOST bytes that, with the 256 bytes, cut English into as few tokens as possible.
//      Learn from text. Another text is then cut with your tokens in the best possible way (cut_shortest).
enum { CHOSEN = 256 };
void choose_tokens(int n, const char text[], Bytes chosen[CHOSEN]);
//      The smallest number of tokens for a text, with the 256 bytes and `count` tokens more. If uses is not NULL, it
//      gets how often each token was used.
int cut_shortest(int n, const char text[], int count, const Bytes token[], int uses[]);

// 8.9  Why can it not count the r's in strawberry? An essay. Returns your answer.
const char *why_it_cannot_count(void);

#endif

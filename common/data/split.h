/*
 * Cuts a text into pieces before pairs are merged, so that no token spans two pieces. Without this, a tokenizer learns
 * "dog", "dog." and "dog!" as three unrelated tokens.
 *
 *     for (size_t from = 0, to; from < n; from = to)
 *         to = split_end(&split_gpt2, text, n, from);             // a piece is text[from .. to - 1]
 *
 * Every byte belongs to exactly one piece, in any text.
 */
#ifndef SPLIT_H
#define SPLIT_H

#include <stddef.h>

// A way of cutting. One that needs more data (a compiled pattern) has this struct as its first member.
typedef struct Split {
    const char *name; // in files: "none", "gpt2"
    size_t (*end)(const struct Split *split, const char *text, size_t n, size_t from);
} Split;

// The end of the piece that begins at `from`: from < result <= n.
static inline size_t split_end(const Split *split, const char *text, size_t n, size_t from)
{
    return split->end(split, text, n, from);
}

// The whole text is one piece.
extern const Split split_none;

// GPT-2's pattern, written out in C so that no library is needed:
//     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
// Bytes that are not UTF-8 are pieces of their own. The text before them is cut as if it ended there.
extern const Split split_gpt2;

const Split *split_named(const char *name); // NULL if there is no split of that name

#endif

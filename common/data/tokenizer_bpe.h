/*
 * Byte pair encoding (bpe.h) as a kind of tokenizer (tokenizer.h): for everything that works with any of them, and for
 * a model's file, which holds the kind's name and the tokens' bytes. The merges follow from these (bpe_from_tokens).
 */
#ifndef TOKENIZER_BPE_H
#define TOKENIZER_BPE_H

#include "bpe.h"
#include "tokenizer.h"

// "bytes-gpt2" cuts the text by GPT-2's pattern before it merges, "bytes-none" does not.
extern const TokenizerKind tokenizer_bytes_gpt2, tokenizer_bytes_none;

// The same tokens with the same ids; the Bpe stays the caller's.
Tokenizer *tokenizer_bpe(const Bpe *bpe);

#endif

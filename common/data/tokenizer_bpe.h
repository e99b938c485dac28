/*
 * Byte pair encoding (bpe.h) as a kind of tokenizer (tokenizer.h), for code that works with any tokenizer, and for a
 * model's file, which holds the kind's name and the tokens' bytes. The merges follow from these (bpe_from_tokens).
 */
#ifndef TOKENIZER_BPE_H
#define TOKENIZER_BPE_H

#include "bpe.h"
#include "tokenizer.h"

// "bytes-gpt2" cuts the text by GPT-2's pattern before merging, "bytes-none" does not cut it.
extern const TokenizerKind tokenizer_bytes_gpt2, tokenizer_bytes_none;

// A Tokenizer with the same tokens and ids. It makes a copy: the caller still frees bpe.
Tokenizer *tokenizer_bpe(const Bpe *bpe);

#endif

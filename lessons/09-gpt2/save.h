/* A GPT-2 in the files in which it is published. */
#ifndef SAVE_H
#define SAVE_H

#include "bpe.h"
#include "gpt.h"

// The same merges with bytes numbered as GPT-2 numbers them, and <|endoftext|> as the last token.
Bpe *save_gpt2_order(const Bpe *learnt);

// model.safetensors with 16-bit floats, config.json, vocab.json and merges.txt, into a folder that exists.
void save_model(const char *folder, const GPT *gpt, const Bpe *bpe);

#endif

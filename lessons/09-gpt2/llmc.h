/*
 * llm.c's test of GPT-2: ten steps on the first 4 x 64 tokens of tinyshakespeare, and the ten losses that PyTorch got
 * with the real weights. Source: https://github.com/karpathy/llm.c, test_gpt2.c.
 */
#ifndef LLMC_H
#define LLMC_H

void llmc_run(const char *folder); // prints ours; the notebook knows theirs

#endif

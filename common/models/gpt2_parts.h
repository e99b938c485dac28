/* Between the files of gpt2.h: what a folder says of a model, and its tokenizer. */
#ifndef GPT2_PARTS_H
#define GPT2_PARTS_H

#include "gpt2.h"

// The sizes that the config.json beside the weights has and the shapes of the weights confirm. data_error names another
// architecture. *prefix: how the names of the tensors begin, "transformer." or "".
GPTConfig gpt2_config(const Shards *files, const char *folder, int heads, const char **prefix);
// The tokenizer of the folder, or `chosen`, for a table of `vocab` rows.
Bpe *gpt2_tokens(const char *folder, const char *chosen, int vocab);

#endif

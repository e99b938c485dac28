/*
 * A model's tensors in one safetensors file, or spread over several (shards), as large models are published:
 *
 *     model.safetensors
 *     model.safetensors.index.json     {"weight_map": {"wte.weight": "model-00001-of-00002.safetensors", ...}}
 *
 * Everything is data_error (exit 1): a shard that is missing, a tensor that is not in the file the index names.
 */
#ifndef SHARDS_H
#define SHARDS_H

#include "safetensors.h"

typedef struct Shards Shards;

// path: a folder with one of the two above, or one of these files. To be closed when no tensor is lent any more.
Shards *shards_open(const char *path);
void shards_close(Shards *s);

const char *shards_path(const Shards *s);                       // of the file or the index, for messages
int shards_count(const Shards *s);                              // how many files,
SafeTensors *shards_at(const Shards *s, int i);                 // the i-th
SafeTensors *shards_with(const Shards *s, const char *name);    // the one that has a tensor of that name; NULL: none
const StTensor *shards_find(const Shards *s, const char *name); // the tensor; NULL if there is none

#endif

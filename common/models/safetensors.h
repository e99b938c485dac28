/*
 * Checkpoints: tensors in a file, in the safetensors format, which PyTorch, JAX and the rest of the field
 * read and write (Python: from safetensors.torch import load_file, save_file).
 *
 *     | 8 bytes | N bytes of JSON, padded with spaces                         | the numbers          |
 *     | N       | {"__metadata__": {"steps": "5000"},                         |                      |
 *     |         |  "W1": {"dtype": "F32", "shape": [30, 200],                 |                      |
 *     |         |         "data_offsets": [0, 24000]}, "b1": ... [24000, ...] | W1 ...... b1 ......  |
 *                                                                             ^ offsets count from here
 *
 * Everything is little-endian and row-major. N is 100 MB at most, and tensors follow one another without
 * holes, so a reader can check the whole file before it believes a byte of it. There is nothing to run in
 * it: that is what "safe" means, and why PyTorch's older .pt files (programs for Python) are not read.
 * Source: https://github.com/huggingface/safetensors, README, "Format".
 *
 *     StWriter *w = st_create("model.safetensors");           SafeTensors *f = st_open("model.safetensors");
 *     st_add_text(w, "vocabulary", letters);                  const char *letters = st_text(f, "vocabulary");
 *     st_add_params(w, "", &model);                           st_read_params(f, "", &model);
 *     st_save(w);                                             st_close(f);
 *
 * A file that cannot be used or written ends the program with status 1 and a sentence: data_error.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "params.h"

#include <stdint.h>

enum { ST_MAX_DIMS = 8 }; // of a tensor in a file; our own have MAX_DIMS at most

// The types of numbers that a file may have. All are read as real, but the two of 8 bits (F8) and U64.
typedef enum StType {
    ST_F64,
    ST_F32,
    ST_F16,
    ST_BF16,
    ST_I64,
    ST_I32,
    ST_I16,
    ST_I8,
    ST_U64,
    ST_U32,
    ST_U16,
    ST_U8,
    ST_BOOL,
    ST_F8_E4M3,
    ST_F8_E5M2,
    ST_TYPES,
    ST_REAL = sizeof(real) == 8 ? ST_F64 : ST_F32
} StType;

typedef struct StTensor {
    const char *name;
    StType type;
    int ndim; // 0: a single number, ()
    uint64_t dim[ST_MAX_DIMS];
    uint64_t begin, end; // its bytes, from the first byte of the data
    bool seen;           // has it been read?
} StTensor;

typedef struct SafeTensors SafeTensors;
typedef struct StWriter StWriter;

// ---- reading ----

// Opens a file and checks its whole header against its size. The numbers are read when asked for, so a
// file may be larger than the memory.
SafeTensors *st_open(const char *path);
void st_close(SafeTensors *file);

const char *st_path(const SafeTensors *file);                       // for messages
size_t st_count(const SafeTensors *file);                           // how many tensors,
const StTensor *st_at(const SafeTensors *file, size_t i);           // the i-th in the order of the data,
const StTensor *st_find(const SafeTensors *file, const char *name); // and by name; NULL if there is none
const char *st_text(const SafeTensors *file, const char *key);      // of the metadata; NULL if there is none
const char *st_type_name(StType type);                              // "F32"

// Reads a tensor, which must be there and have this shape, and turns its type into what is wanted: any
// floats and integers into floats (rounding to the nearest), integers into integers (exactly).
void st_read(SafeTensors *file, const char *name, Shape shape, real *data);
void st_read_f64(SafeTensors *file, const char *name, Shape shape, double *data);
void st_read_i64(SafeTensors *file, const char *name, Shape shape, int64_t *data);

// A tensor's numbers as they lie in the file, without reading them: the file becomes part of the memory, and what is
// written there stays there (a private mapping). Gone at st_close. NULL where they do not lie as real: then st_read.
// (Pages of a file are small: what is read again and again is 15 to 20 % faster in memory of its own.)
real *st_map(SafeTensors *file, const char *name, Shape shape);

// Is there a tensor that has not been read? That is an error, unless its name fits one of the patterns,
// const char * as in the shell, the last NULL: st_all_read(f, "h.*.attn.bias", "adamw.*", NULL)
void st_all_read(const SafeTensors *file, ...);

// ---- writing ----

// Nothing is written before st_save, which writes path.part and renames it when all of it is on the disk:
// a full disk or a crash leaves the old file as it was. Names and texts are copied; numbers are not, they
// must stay until then. The order in the file is that of adding, but with the types of 8 bytes first, then
// those of 4, 2 and 1: so every tensor begins at a multiple of its type, as PyTorch needs it.
StWriter *st_create(const char *path);
void st_add_text(StWriter *w, const char *key, const char *value);         // UTF-8; data_error if it is not
void st_add(StWriter *w, const char *name, Shape shape, const real *data); // F32 (F64 if real is double)
void st_add_as(StWriter *w, const char *name, Shape shape, StType type, const void *data);
void *st_room(StWriter *w, size_t bytes); // cleared memory that lives until st_save, for numbers to add
void st_save(StWriter *w);                // and frees w

// ---- a training run: reading goes on bit for bit where writing stopped ----

// Every parameter as prefix + its name, which must be unique. More tensors in the file are no error.
void st_add_params(StWriter *w, const char *prefix, const Params *p);
// ... as another type of floats (F16: half the size): data_error if a number is too large for it.
void st_add_params_as(StWriter *w, const char *prefix, const Params *p, StType type);
void st_read_params(SafeTensors *file, const char *prefix, Params *p);
// The same for a model that will not be trained: its numbers stay in the file where they can (st_map), so nothing is
// read before it is used. Close the file after params_free.
void st_map_params(SafeTensors *file, const char *prefix, Params *p);

// The optimiser's memory: "adamw.exp_avg." and "adamw.exp_avg_sq." + prefix + name for those that are
// used (plain momentum has the first only; nothing is kept of frozen parameters), and "adamw.step", I64 (). Reading
// replaces what p has.
void st_add_optimiser(StWriter *w, const char *prefix, const Params *p);
void st_read_optimiser(SafeTensors *file, const char *prefix, Params *p);

// name + ".state", I64 (626): the words, the index, whether a normal waits; name + ".normal", F64 (): which.
void st_add_rng(StWriter *w, const char *name, const Rng *rng);
void st_read_rng(SafeTensors *file, const char *name, Rng *rng);

#endif

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
 * Everything is little-endian and row-major. N is at most 100 MB, and tensors follow one another without
 * gaps, so a reader can check the whole file before it trusts any of it. The file contains no code: that is
 * what "safe" means, and why PyTorch's older .pt files (which are programs for Python) are not read.
 * Source: https://github.com/huggingface/safetensors, README, "Format".
 *
 *     StWriter *w = st_create("model.safetensors");           SafeTensors *f = st_open("model.safetensors");
 *     st_add_text(w, "vocabulary", letters);                  const char *letters = st_text(f, "vocabulary");
 *     st_add_params(w, "", &model);                           st_read_params(f, "", &model);
 *     st_save(w);                                             st_close(f);
 *
 * If a file cannot be used or written, data_error prints a sentence that says why, and exits with status 1.
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include "params.h"

#include <stdint.h>

enum { ST_MAX_DIMS = 8 }; // for a tensor in a file; our own have at most MAX_DIMS

// The types of numbers that a file may have. All can be read as real except U64 and the two floats of 8 bits (F8).
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
    uint64_t begin, end; // where its bytes are, counted from the first byte of the data
    bool seen;           // has it been read?
} StTensor;

typedef struct SafeTensors SafeTensors;
typedef struct StWriter StWriter;

// ---- reading ----

// Opens a file and checks its whole header against its size. Numbers are only read when asked for, so a file
// may be larger than memory.
SafeTensors *st_open(const char *path);
void st_close(SafeTensors *file);

const char *st_path(const SafeTensors *file);             // for messages
size_t st_count(const SafeTensors *file);                 // how many tensors there are
const StTensor *st_at(const SafeTensors *file, size_t i); // the i-th, in the order of the data; aborts if none
const StTensor *st_find(const SafeTensors *file, const char *name); // the one with this name; NULL if there is none
const char *st_text(const SafeTensors *file, const char *key);      // an entry of the metadata; NULL if there is none
const char *st_type_name(StType type);                              // "F32"

// Reads a tensor and converts its numbers: floats and integers into floats (rounded to the nearest), integers
// into integers (exactly). data_error if it is missing, has another shape, or cannot be converted.
void st_read(SafeTensors *file, const char *name, Shape shape, real *data);
void st_read_f64(SafeTensors *file, const char *name, Shape shape, double *data);
void st_read_i64(SafeTensors *file, const char *name, Shape shape, int64_t *data);

// A tensor's numbers in place, without reading them: the file is mapped into memory. They may be changed; the file
// stays as it is (a private mapping). The pointer is valid until st_close. NULL if their type is not real or they are
// not aligned: then use st_read. (A file's pages are small: numbers that are read often are 15 to 20 % faster in memory
// of their own.)
real *st_map(SafeTensors *file, const char *name, Shape shape);

// data_error if a tensor has not been read, unless its name matches one of the patterns, which are the shell's. The
// last argument is NULL: st_all_read(f, "h.*.attn.bias", "adamw.*", NULL)
void st_all_read(const SafeTensors *file, ...);

// ---- writing ----

// Nothing is written before st_save, which writes path.part and renames it when everything is on the disk: a full
// disk or a crash leaves the old file as it was. Names and texts are copied; numbers are not, so they must stay valid
// until then. Tensors are in the file in the order in which they were added, but those of 8-byte types come first,
// then 4, 2 and 1: so each is aligned to its type, as PyTorch requires. A name or key that is added twice aborts.
StWriter *st_create(const char *path);
void st_add_text(StWriter *w, const char *key, const char *value);         // data_error unless both are UTF-8
void st_add(StWriter *w, const char *name, Shape shape, const real *data); // as F32 (F64 if real is double)
void st_add_as(StWriter *w, const char *name, Shape shape, StType type, const void *data);
void *st_room(StWriter *w, size_t bytes); // cleared memory, valid until st_save, for numbers to be added
void st_save(StWriter *w);                // writes the file and frees w; data_error if it cannot

// ---- a training run: after reading, training continues bit for bit as if it had never stopped ----

// Every parameter under prefix + its name, which must be unique. Other tensors in the file are ignored.
void st_add_params(StWriter *w, const char *prefix, const Params *p);
// ... as another type of floats (F16: half the size): data_error if a number is too large for it.
void st_add_params_as(StWriter *w, const char *prefix, const Params *p, StType type);
void st_read_params(SafeTensors *file, const char *prefix, Params *p);
// The same for a model that will not be trained: its numbers stay in the file if possible (st_map), so nothing is read
// before it is used. Close the file after params_free.
void st_map_params(SafeTensors *file, const char *prefix, Params *p);

// The optimiser's state: "adamw.exp_avg." and "adamw.exp_avg_sq." + prefix + name for each parameter that has them
// (momentum has only the first; frozen parameters have none), and "adamw.step", I64 (). Reading replaces p's state.
void st_add_optimiser(StWriter *w, const char *prefix, const Params *p);
void st_read_optimiser(SafeTensors *file, const char *prefix, Params *p);

// A generator's state: name + ".state", I64 (626), has the words, the index, and whether a normal is waiting;
// name + ".normal", F64 (), is the waiting normal.
void st_add_rng(StWriter *w, const char *name, const Rng *rng);
void st_read_rng(SafeTensors *file, const char *name, Rng *rng);

#endif

/*
 * The header of a safetensors file: which tensors there are, and where their bytes are. These functions work
 * on the header's text, not on files: safetensors_header.c reads and checks it, safetensors_write.c writes it.
 * Programs use safetensors.h, which also has a drawing of the format.
 *
 * The header comes from outside, so nothing in it is trusted. A header that st_header_parse accepts has known
 * types, shapes whose sizes do not overflow, and tensors that follow one another from byte 0 to the last byte
 * without gaps. If it refuses a header, error says why, and no memory is leaked.
 *
 * Besides text that is not JSON (json.h), it refuses a header that does not begin with '{', and an entry in which
 * something is missing or unknown.
 */
#ifndef SAFETENSORS_HEADER_H
#define SAFETENSORS_HEADER_H

#include "json.h"
#include "safetensors.h"

enum { ST_HEADER_BYTES = 100000000, ST_ERROR = 512 }; // bytes

typedef struct StText {
    const char *key, *value;
} StText;

typedef struct StHeader {
    StTensor *tensor; // in the order of their bytes
    size_t count;
    StText *text; // __metadata__
    size_t text_count;
    bool has_text; // is there an entry __metadata__, even an empty one?
    Json *json;    // owns the names, keys and values; NULL in a header that will be written
} StHeader;

int st_type_bytes(StType type);
const char *st_shape_text(const StTensor *t); // "(32, 3)", from text_of (format.h)

// The length of the header, from a file's first 8 bytes and its size. 0 if it has no valid header; error says why.
size_t st_header_length(const unsigned char first[8], uint64_t file_bytes, char error[ST_ERROR]);

// Reads `length` bytes of JSON, which in the file are followed by data_bytes of data. Returns false if it refuses them:
// error says why, and there is nothing to free.
bool st_header_parse(StHeader *header, const char *text, size_t length, uint64_t data_bytes, char error[ST_ERROR]);
void st_header_free(StHeader *header);

// The beginning of a file: 8 bytes of length, then JSON, padded with spaces to a multiple of 8 bytes. In memory from
// malloc.
char *st_header_text(const StHeader *header, size_t *bytes);

// Converts n numbers to F64, F32 or I64: floats and whole numbers into floats (rounded to the nearest), whole numbers
// into whole numbers. (safetensors_numbers.c)
bool st_converts(StType from, StType to); // is there such a conversion?
void st_convert(StType from, StType to, size_t n, const void *in, void *out);

// n numbers as F64, F32, F16 or BF16, each the nearest that there is, of two the even one. False: one of them is too large
// for the type (an infinity, and it was none).
bool st_narrow(StType to, size_t n, const real *in, void *out);

#endif

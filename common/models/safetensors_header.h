/*
 * The header of a safetensors file: which tensors there are, and where their bytes lie. Here is the text
 * alone, without files: read and checked (safetensors_header.c), and written (safetensors_write.c).
 * safetensors.h has the format's drawing, and is what programs use.
 *
 * The header comes from outside, so nothing in it is believed: whatever st_header_parse accepts has
 * types that are known, shapes whose sizes do not overflow, and tensors that follow one another from
 * byte 0 to the last without a hole. What it refuses, it refuses with a sentence and without a leak.
 *
 * Beyond what is not JSON (json.h), it refuses a header that does not begin with '{', and an entry that lacks
 * something or has something that is not known.
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
    bool has_text; // is there an entry __metadata__, empty or not?
    Json *json;    // where names, keys and values point to; NULL in a header that is to be written
} StHeader;

int st_type_bytes(StType type);
const char *st_shape_text(const StTensor *t); // "(32, 3)": text_of (format.h)

// How long the header of a file of this size is, by its first 8 bytes. 0: none, and error says why.
size_t st_header_length(const unsigned char first[8], uint64_t file_bytes, char error[ST_ERROR]);

// Reads length bytes of JSON, followed in the file by data_bytes of data. False: they are refused, error says why, and
// there is nothing to free.
bool st_header_parse(StHeader *header, const char *text, size_t length, uint64_t data_bytes, char error[ST_ERROR]);
void st_header_free(StHeader *header);

// The header as a file begins with it: 8 bytes of length, then JSON, padded with spaces to a multiple of
// 8 bytes; from malloc.
char *st_header_text(const StHeader *header, size_t *bytes);

// n numbers of one type turned into F64, F32 or I64: floats and whole numbers into floats (rounded to the nearest), whole
// numbers into whole numbers. (safetensors_numbers.c)
bool st_converts(StType from, StType to); // can they be?
void st_convert(StType from, StType to, size_t n, const void *in, void *out);

// n numbers as F64, F32, F16 or BF16, each the nearest that there is, of two the even one. False: one of them is too large
// for the type (an infinity, and it was none).
bool st_narrow(StType to, size_t n, const real *in, void *out);

#endif

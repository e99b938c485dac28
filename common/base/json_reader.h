/* For json_read.c and json_string.c only: where a reader is in its text. */
#ifndef JSON_READER_H
#define JSON_READER_H

#include "json.h"

typedef struct JsonReader {
    const char *text;      // the text as it was given
    char *copy, *at, *end; // a copy of it; at: the next byte to read
    Json *stack;           // the children of containers that are still open
    size_t count, values;  // how many these are; how many values there have been so far
    int depth;
    char *error;
} JsonReader;

// Writes the error, with its place. Always returns false, for the caller to return.
__attribute__((format(printf, 3, 4))) bool json_fail(JsonReader *r, const char *at, const char *format, ...);
// The same for "WHAT is expected, not ...", at the next byte.
bool json_expected(JsonReader *r, const char *what);

// Reads the string that begins at the next byte, a quote.
bool json_string(JsonReader *r, Json *out);

#endif

/*
 * A reader of the JSON that headers of safetensors files are written in, and no more of it: objects,
 * strings with all their escapes, arrays of whole numbers from 0; white space wherever JSON allows it.
 * No other values, and no zero byte in a string. That the text is UTF-8 is a question of its own: json_utf8_end.
 *
 * Every function reads one thing and moves `at` behind it. False: it is not there, and error says what
 * is wrong at which byte; then reading ends. Source: RFC 8259.
 */
#ifndef SAFETENSORS_JSON_H
#define SAFETENSORS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Json {
    const char *start, *end; // the text, not ended by a zero
    char *at;                // the next byte to read
    char *error;             // room for a message,
    size_t room;             // of this size
} Json;

// "...": decoded in place and ended by a zero; *out points into the text.
bool json_string(Json *r, char **out);

// [1, 2, 3]: at most `most` numbers below 2^63 go to out.
bool json_numbers(Json *r, uint64_t out[], int most, int *count);

// {"key": value, ...}: member is called behind each colon, to read the value.
bool json_object(Json *r, bool (*member)(Json *r, char *key, void *of), void *of);

// Nothing but white space is left.
bool json_end(Json *r);

// Where the UTF-8 in text[0 .. length-1] ends or goes wrong; a zero byte is wrong here. (RFC 3629)
const char *json_utf8_end(const char *text, size_t length);

// Writes error, and returns false for its caller to return.
__attribute__((format(printf, 2, 3))) bool json_fail(Json *r, const char *format, ...);

#endif

/*
 * Reading and writing JSON: the format of config.json, of vocabularies, of the headers of safetensors files and of
 * requests to a server. json_read turns a text into a tree:
 *
 *     char error[JSON_ERROR];
 *     Json *config = json_read(text, length, error);
 *     int layers = (int)json_whole(config, "n_layer", 1, 1000, error);
 *     double eps = json_get(config, "eps") ? json_number(config, "eps", 0, 1, error) : 1e-5;
 *     if (*error)
 *         data_error("%s: %s", path, error);
 *
 * The tree is plain data, so walk it directly:
 *
 *     for (size_t i = 0; i < vocabulary->count; i++)
 *         add_token(vocabulary->child[i].key, &vocabulary->child[i]);
 *
 * It reads all of RFC 8259, including escapes and surrogate pairs. Where the RFC leaves a choice it is strict: the text
 * must be UTF-8; half a surrogate pair, a zero byte (\u0000) and a repeated key in an object are errors (RFC 7493
 * forbids repeated keys: which of the two would count?). A byte order mark is skipped.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// Limits of a text: bytes, values and depth of nesting. A tree needs about 40 bytes a value.
enum { JSON_BYTES = 100000000, JSON_VALUES = 1 << 24, JSON_DEPTH = 100, JSON_ERROR = 256 };

typedef enum JsonType { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonType;

typedef struct Json {
    JsonType type;
    unsigned count; // the number of children, or of bytes of text
    union {
        const struct Json *child; // an array's or object's children, in the order of the text
        const char *text;         // a string: decoded, with a zero at its end; a number: as it is written
    };
    const char *key; // the key of an object's member, else NULL
} Json;

// Reads text[0 .. length-1]; no zero is needed at its end. Returns NULL if it is not JSON, and error says what is wrong
// and where, in one line without control characters: "byte 17, line 2: ',' or '}' is expected, not ']'". On success
// error is "".
Json *json_read(const char *text, size_t length, char error[JSON_ERROR]);
void json_free(Json *json); // frees what json_read returned; NULL is allowed

// The member with this key (binary search); NULL if there is none, or if object is NULL or not an object.
const Json *json_get(const Json *object, const char *key);

// Is it a whole number that fits into 64 bits, written without a fraction or an exponent? If so, *number is set.
bool json_is_whole(const Json *value, int64_t *number);

// The member with this key, which must exist and have the right type and range. If not, they return low (or false, or
// NULL), and error says why: "temperature" is 7, and should be a number from 0 to 2. The first error is kept, so read
// all members and then look at error once. error must be "" before the first call, as json_read leaves it; if json_read
// failed, its error stays.
double json_number(const Json *object, const char *key, double low, double high, char error[JSON_ERROR]);
int64_t json_whole(const Json *object, const char *key, int64_t low, int64_t high, char error[JSON_ERROR]);
bool json_flag(const Json *object, const char *key, char error[JSON_ERROR]);
const char *json_text(const Json *object, const char *key, char error[JSON_ERROR]);
const Json *json_list(const Json *object, const char *key, char error[JSON_ERROR]); // an array

// Writes a text as a JSON string, with quotes and escapes. Bytes that are not UTF-8 become U+FFFD.
void json_write(FILE *f, const char *text);

#endif

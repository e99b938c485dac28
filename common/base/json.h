/*
 * JSON, read and written: the language of config.json, of vocabularies, of the headers of safetensors files and of
 * requests to a server. A text becomes a tree,
 *
 *     char error[JSON_ERROR];
 *     Json *config = json_read(text, length, error);
 *     int layers = (int)json_whole(config, "n_layer", 1, 1000, error);
 *     double eps = json_get(config, "eps") ? json_number(config, "eps", 0, 1, error) : 1e-5;
 *     if (*error)
 *         data_error("%s: %s", path, error);
 *
 * which is walked as it lies there:
 *
 *     for (size_t i = 0; i < vocabulary->count; i++)
 *         add_token(vocabulary->child[i].key, &vocabulary->child[i]);
 *
 * All of RFC 8259 is read, escapes and pairs of surrogates too. Where the RFC leaves it to the reader, this one is
 * strict: text must be UTF-8, half of a surrogate pair and a zero byte (\u0000) are refused, and so is a key that is
 * there twice in an object (as RFC 7493 asks: which of the two would count?). A byte order mark is skipped.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// Limits of a text: its bytes, its values, and how deep they may be nested. A tree needs about 40 bytes a value.
enum { JSON_BYTES = 100000000, JSON_VALUES = 1 << 24, JSON_DEPTH = 100, JSON_ERROR = 256 };

typedef enum JsonType { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonType;

typedef struct Json {
    JsonType type;
    unsigned count; // of children, or of bytes of the text
    union {
        const struct Json *child; // of an array or an object, in the order of the text
        const char *text;         // of a string, decoded, with a zero at its end; of a number, where it is written
    };
    const char *key; // of a member of an object, else NULL
} Json;

// Reads a text, which need not end with a zero. NULL: it is not JSON, and error says what is wrong and where, in one
// line without control characters: "byte 17, line 2: ',' or '}' is expected, not ']'". Else error is "".
Json *json_read(const char *text, size_t length, char error[JSON_ERROR]);
void json_free(Json *json); // what json_read returned; NULL is allowed

// The member with that key (binary search); NULL if there is none, or if json is not an object.
const Json *json_get(const Json *object, const char *key);

// Is it a whole number that fits, written without a fraction or an exponent?
bool json_is_whole(const Json *value, int64_t *number);

// The member of that key, which must be there and be what is asked for. If not, they return low (false, NULL), and
// error says why: "temperature" is 7, and should be a number from 0 to 2. The first error is kept: ask for everything,
// then look. error must have been "" before, as json_read leaves it; if json_read failed, its error stays.
double json_number(const Json *object, const char *key, double low, double high, char error[JSON_ERROR]);
int64_t json_whole(const Json *object, const char *key, int64_t low, int64_t high, char error[JSON_ERROR]);
bool json_flag(const Json *object, const char *key, char error[JSON_ERROR]);
const char *json_text(const Json *object, const char *key, char error[JSON_ERROR]);
const Json *json_list(const Json *object, const char *key, char error[JSON_ERROR]); // an array

// Writes a text as a string, with its quotes and escapes. What is not UTF-8 becomes U+FFFD.
void json_write(FILE *f, const char *text);

#endif

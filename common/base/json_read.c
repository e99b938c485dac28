/*
 * JSON, read: see json.h. A function for each rule of the grammar. The text is copied once, and its strings are decoded
 * within the copy, since no escape is shorter than what it stands for. Children are collected on a stack; when their
 * container is closed they become an array, and behind it lie pointers to them in the order of their keys.
 */
#include "json.h"
#include "check.h"
#include "format.h"
#include "memory.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct Tree { // json_read returns its root
    Json root;
    char copy[]; // of the text, with a zero at its end
} Tree;

typedef struct Reader {
    const char *text;      // as it was given
    char *copy, *at, *end; // at: the next byte to read
    Json *stack;           // children of what is not closed yet,
    size_t count, values;  // how many they are, and how many values there were so far
    int depth;
    char *error;
} Reader;

static bool value(Reader *r, Json *out);

/* ---- Errors --------------------------------------------------------------------------------- */

// Always false, for its caller to return.
__attribute__((format(printf, 3, 4))) static bool fail(Reader *r, const char *at, const char *format, ...)
{
    size_t byte = (size_t)(at - r->copy);
    int line = 1;
    for (size_t i = 0; i < byte; i++)
        line += r->text[i] == '\n';
    const char *where = line > 1 ? text_of("byte %zu, line %d", byte, line) : text_of("byte %zu", byte);
    int length = snprintf(r->error, JSON_ERROR, "%s: ", where);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->error + length, JSON_ERROR - (size_t)length, format, arguments);
    va_end(arguments);
    text_printable(r->error);
    return false;
}

static bool expected(Reader *r, const char *what)
{
    unsigned char c = (unsigned char)*r->at;
    if (r->at == r->end)
        return fail(r, r->at, "%s is expected, and the text ends", what);
    return fail(r, r->at, c > ' ' && c < 0x7f ? "%s is expected, not '%c'" : "%s is expected, not the byte 0x%02x",
                what, c);
}

/* ---- Strings -------------------------------------------------------------------------------- */

// Four hexadecimal digits, or -1.
static long hex4(Reader *r)
{
    char four[5] = "";
    if (strspn(r->at, "0123456789abcdefABCDEF") < 4)
        return -1;
    memcpy(four, r->at, 4);
    r->at += 4;
    return strtol(four, NULL, 16);
}

// The letter of \uXXXX, or of \uXXXX\uXXXX if it lies beyond 0xffff; -1 for half of such a pair.
static long escaped_letter(Reader *r)
{
    long high = hex4(r);
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || r->at[0] != '\\' || r->at[1] != 'u')
        return -1;
    r->at += 2;
    long low = hex4(r);
    return low < 0xdc00 || low > 0xdfff ? -1 : 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

// Starts at the backslash. NULL if this is not a valid escape, or if it stands for a zero byte.
static char *unescape(Reader *r, char *to)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = *++r->at;
    const char *simple = c ? strchr(names, c) : NULL;
    r->at += c != '\0';
    if (c == 'u') {
        long letter = escaped_letter(r);
        return letter > 0 ? utf8_put(to, (uint32_t)letter) : NULL;
    }
    if (!simple)
        return NULL;
    *to = values[simple - names];
    return to + 1;
}

// Decoded where it lies; the zero at its end fits where the quote or an escape was.
static bool string(Reader *r, Json *out)
{
    char *from = ++r->at, *to = from;
    while (*r->at != '"') {
        const char *before = r->at;
        size_t n = utf8_letter(r->at, (size_t)(r->end - r->at));
        if (*r->at == '\\') {
            if (!(to = unescape(r, to)))
                return fail(r, before,
                            "this is not an escape such as \\n or \\u00e9 (\\u0000 and half a pair are refused)");
        } else if (r->at == r->end) {
            return expected(r, "a closing quote");
        } else if ((unsigned char)*r->at < ' ') {
            return expected(r, "an escape, as a string has no control characters");
        } else if (n == 0) {
            return fail(r, r->at, "this is not UTF-8 text");
        } else {
            memmove(to, r->at, n);
            to += n;
            r->at += n;
        }
    }
    r->at++;
    *to = '\0';
    *out = (Json){.type = JSON_STRING, .count = (unsigned)(to - from), .text = from};
    return true;
}

/* ---- Values --------------------------------------------------------------------------------- */

static void skip_space(Reader *r)
{
    while (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')
        r->at++;
}

static bool next_is(Reader *r, char c)
{
    skip_space(r);
    bool is = *r->at == c;
    r->at += is;
    return is;
}

static bool digits(Reader *r)
{
    size_t n = strspn(r->at, "0123456789");
    r->at += n;
    return n > 0 || expected(r, "a digit");
}

// -? (0 | 1-9 digits) (. digits)? (e (+ | -)? digits)?
static bool number(Reader *r, Json *out)
{
    const char *first = r->at;
    r->at += *r->at == '-';
    const char *leading = r->at;
    if (!digits(r))
        return false;
    if (*leading == '0' && r->at > leading + 1)
        return fail(r, leading, "a number does not begin with 0");
    if (*r->at == '.' && (r->at++, !digits(r)))
        return false;
    if (*r->at == 'e' || *r->at == 'E') {
        r->at += r->at[1] == '+' || r->at[1] == '-' ? 2 : 1;
        if (!digits(r))
            return false;
    }
    *out = (Json){.type = JSON_NUMBER, .count = (unsigned)(r->at - first), .text = first};
    return true;
}

static void free_children(const Json *json)
{
    if (json->type != JSON_ARRAY && json->type != JSON_OBJECT)
        return;
    for (size_t i = 0; i < json->count; i++)
        free_children(&json->child[i]);
    free((void *)json->child);
}

static int by_key(const void *a, const void *b)
{
    const Json *x = *(const Json *const *)a, *y = *(const Json *const *)b;
    int order = strcmp(x->key, y->key);
    return order ? order : x < y ? -1 : 1;
}

// The children from `first` on leave the stack.
static bool close_container(Reader *r, size_t first, Json *out)
{
    size_t n = r->count - first, bytes = n * (sizeof(Json) + (out->type == JSON_OBJECT ? sizeof(Json *) : 0));
    r->depth--;
    if (n == 0)
        return true;
    Json *children = malloc(bytes);
    CHECK(children, "out of memory: %zu bytes more are needed", bytes);
    out->child = memcpy(children, r->stack + first, n * sizeof(Json));
    out->count = (unsigned)n;
    r->count = first;
    if (out->type == JSON_ARRAY)
        return true;
    const Json **order = (const Json **)(out->child + n);
    for (size_t i = 0; i < n; i++)
        order[i] = &out->child[i];
    qsort(order, n, sizeof *order, by_key);
    for (size_t i = 1; i < n; i++)
        if (strcmp(order[i - 1]->key, order[i]->key) == 0)
            return fail(r, order[i]->key - 1, "the key \"%.64s\" is there twice, here and at byte %zu", order[i]->key,
                        (size_t)(order[i - 1]->key - 1 - r->copy));
    return true;
}

static bool key(Reader *r, const char **out)
{
    Json text;
    skip_space(r);
    if (*r->at != '"')
        return expected(r, "a key in quotes");
    if (!string(r, &text))
        return false;
    *out = text.text;
    return next_is(r, ':') || expected(r, "':'");
}

static bool container(Reader *r, JsonType type, Json *out)
{
    size_t first = r->count;
    bool is_object = type == JSON_OBJECT;
    *out = (Json){.type = type};
    if (++r->depth > JSON_DEPTH)
        return fail(r, r->at, "this is nested more than %d deep", JSON_DEPTH);
    r->at++;
    if (next_is(r, is_object ? '}' : ']'))
        return close_container(r, first, out);
    do {
        Json child = {.type = JSON_NULL};
        const char *name = NULL;
        if ((is_object && !key(r, &name)) || !value(r, &child)) {
            free_children(&child);
            return false;
        }
        child.key = name;
        r->stack = memory_grow(r->stack, r->count, sizeof *r->stack);
        r->stack[r->count++] = child;
    } while (next_is(r, ','));
    if (!next_is(r, is_object ? '}' : ']'))
        return expected(r, is_object ? "',' or '}'" : "',' or ']'");
    return close_container(r, first, out);
}

static bool word(Reader *r, const char *text, JsonType type, Json *out)
{
    *out = (Json){.type = type};
    if (strncmp(r->at, text, strlen(text)) != 0)
        return expected(r, "a value");
    r->at += strlen(text);
    return true;
}

static bool value(Reader *r, Json *out)
{
    skip_space(r);
    if (++r->values > JSON_VALUES)
        return fail(r, r->at, "there are more than %d values", JSON_VALUES);
    switch (*r->at) {
    case '{':
        return container(r, JSON_OBJECT, out);
    case '[':
        return container(r, JSON_ARRAY, out);
    case '"':
        return string(r, out);
    case 't':
        return word(r, "true", JSON_TRUE, out);
    case 'f':
        return word(r, "false", JSON_FALSE, out);
    case 'n':
        return word(r, "null", JSON_NULL, out);
    default:
        return (*r->at != '-' && (*r->at < '0' || *r->at > '9')) ? expected(r, "a value") : number(r, out);
    }
}

// Nothing but white space is left.
static bool at_end(Reader *r)
{
    skip_space(r);
    const char *zeros = r->at;
    while (zeros < r->end && !*zeros)
        zeros++;
    if (r->at < r->end && zeros == r->end)
        return fail(r, r->at, "zero bytes follow the JSON; only spaces and line ends may");
    return r->at == r->end || expected(r, "the end of the text");
}

/* ---- The whole ------------------------------------------------------------------------------ */

void json_free(Json *json)
{
    if (json)
        free_children(json);
    free(json);
}

Json *json_read(const char *text, size_t length, char error[JSON_ERROR])
{
    *error = '\0';
    if (length > JSON_BYTES) {
        snprintf(error, JSON_ERROR, "it has %zu bytes, and %d is the most", length, JSON_BYTES);
        return NULL;
    }
    Tree *tree = memory_new(sizeof *tree + length + 1);
    memcpy(tree->copy, text, length);
    tree->copy[length] = '\0';
    Reader r = {.text = text, .copy = tree->copy, .at = tree->copy, .end = tree->copy + length, .error = error};
    tree->root = (Json){.type = JSON_NULL};
    if (strncmp(r.at, "\xef\xbb\xbf", 3) == 0) // the mark that some editors put first
        r.at += 3;
    bool good = value(&r, &tree->root) && at_end(&r);
    for (size_t i = 0; i < r.count; i++)
        free_children(&r.stack[i]);
    free(r.stack);
    if (good)
        return &tree->root;
    json_free(&tree->root);
    return NULL;
}

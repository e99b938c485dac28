/*
 * Reads JSON: see json.h. There is one function for each rule of the grammar; json_string.c has the rules of strings. The
 * text is copied once, and its strings are decoded in the copy. Children are collected on a stack. When their container is
 * closed they are moved to an array, followed by pointers to them in the order of their keys.
 */
#include "json_reader.h"
#include "check.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct Tree { // json_read returns its root
    Json root;
    char copy[]; // of the text, with a zero at its end
} Tree;

static bool value(JsonReader *r, Json *out);

/* ---- Values --------------------------------------------------------------------------------- */

static void skip_space(JsonReader *r)
{
    while (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')
        r->at++;
}

static bool next_is(JsonReader *r, char c)
{
    skip_space(r);
    bool is = *r->at == c;
    r->at += is;
    return is;
}

static bool digits(JsonReader *r)
{
    size_t n = strspn(r->at, "0123456789");
    r->at += n;
    return n > 0 || json_expected(r, "a digit");
}

// -? (0 | 1-9 digits) (. digits)? (e (+ | -)? digits)?
static bool number(JsonReader *r, Json *out)
{
    const char *first = r->at;
    r->at += *r->at == '-';
    const char *leading = r->at;
    if (!digits(r))
        return false;
    if (*leading == '0' && r->at > leading + 1)
        return json_fail(r, leading, "a number does not begin with 0");
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
static bool close_container(JsonReader *r, size_t first, Json *out)
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
            return json_fail(r, order[i]->key - 1, "the key \"%.64s\" is there twice, here and at byte %zu",
                             order[i]->key, (size_t)(order[i - 1]->key - 1 - r->copy));
    return true;
}

static bool key(JsonReader *r, const char **out)
{
    Json text;
    skip_space(r);
    if (*r->at != '"')
        return json_expected(r, "a key in quotes");
    if (!json_string(r, &text))
        return false;
    *out = text.text;
    return next_is(r, ':') || json_expected(r, "':'");
}

static bool container(JsonReader *r, JsonType type, Json *out)
{
    size_t first = r->count;
    bool is_object = type == JSON_OBJECT;
    *out = (Json){.type = type};
    if (++r->depth > JSON_DEPTH)
        return json_fail(r, r->at, "this is nested more than %d deep", JSON_DEPTH);
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
        return json_expected(r, is_object ? "',' or '}'" : "',' or ']'");
    return close_container(r, first, out);
}

static bool word(JsonReader *r, const char *text, JsonType type, Json *out)
{
    *out = (Json){.type = type};
    if (strncmp(r->at, text, strlen(text)) != 0)
        return json_expected(r, "a value");
    r->at += strlen(text);
    return true;
}

static bool value(JsonReader *r, Json *out)
{
    skip_space(r);
    if (++r->values > JSON_VALUES)
        return json_fail(r, r->at, "there are more than %d values", JSON_VALUES);
    switch (*r->at) {
    case '{':
        return container(r, JSON_OBJECT, out);
    case '[':
        return container(r, JSON_ARRAY, out);
    case '"':
        return json_string(r, out);
    case 't':
        return word(r, "true", JSON_TRUE, out);
    case 'f':
        return word(r, "false", JSON_FALSE, out);
    case 'n':
        return word(r, "null", JSON_NULL, out);
    default:
        return (*r->at != '-' && (*r->at < '0' || *r->at > '9')) ? json_expected(r, "a value") : number(r, out);
    }
}

// Nothing but white space is left.
static bool at_end(JsonReader *r)
{
    skip_space(r);
    const char *zeros = r->at;
    while (zeros < r->end && !*zeros)
        zeros++;
    if (r->at < r->end && zeros == r->end)
        return json_fail(r, r->at, "zero bytes follow the JSON; only spaces and line ends may");
    return r->at == r->end || json_expected(r, "the end of the text");
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
    JsonReader r = {.text = text, .copy = tree->copy, .at = tree->copy, .end = tree->copy + length, .error = error};
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

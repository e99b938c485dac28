/* Reads and checks the header of a safetensors file: see safetensors_header.h. */
#include "safetensors_header.h"
#include "format.h"
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int bytes;
} TYPES[ST_TYPES] = {
    [ST_F64] = {"F64", 8},   [ST_F32] = {"F32", 4},         [ST_F16] = {"F16", 2},         [ST_BF16] = {"BF16", 2},
    [ST_I64] = {"I64", 8},   [ST_I32] = {"I32", 4},         [ST_I16] = {"I16", 2},         [ST_I8] = {"I8", 1},
    [ST_U64] = {"U64", 8},   [ST_U32] = {"U32", 4},         [ST_U16] = {"U16", 2},         [ST_U8] = {"U8", 1},
    [ST_BOOL] = {"BOOL", 1}, [ST_F8_E4M3] = {"F8_E4M3", 1}, [ST_F8_E5M2] = {"F8_E5M2", 1},
};

int st_type_bytes(StType type)
{
    return TYPES[type].bytes;
}

const char *st_type_name(StType type)
{
    return TYPES[type].name;
}

const char *st_shape_text(const StTensor *t)
{
    char sizes[ST_MAX_DIMS * 22] = "", *end = sizes;
    for (int i = 0; i < t->ndim; i++)
        end += sprintf(end, i ? ", %llu" : "%llu", (unsigned long long)t->dim[i]);
    return text_of("(%s)", sizes);
}

// Always false, for its caller to return. Names come from the file.
__attribute__((format(printf, 2, 3))) static bool fail(char error[ST_ERROR], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, ST_ERROR, format, arguments);
    va_end(arguments);
    text_printable(error);
    return false;
}

/* ---- What is in it -------------------------------------------------------------------------- */

static bool read_metadata(StHeader *h, const Json *metadata, char error[ST_ERROR])
{
    if (metadata->type != JSON_OBJECT)
        return fail(error, "its __metadata__ is not an object");
    h->has_text = true;
    h->text = memory_new(sizeof *h->text * metadata->count);
    for (size_t i = 0; i < metadata->count; i++) {
        const Json *text = &metadata->child[i];
        if (text->type != JSON_STRING)
            return fail(error, "its metadata has \"%.64s\", which is not a text", text->key);
        h->text[h->text_count++] = (StText){text->key, text->text};
    }
    return true;
}

static bool read_type(StTensor *t, const char *name, char error[ST_ERROR])
{
    for (int i = 0; i < ST_TYPES; i++)
        if (strcmp(name, TYPES[i].name) == 0) {
            t->type = (StType)i;
            return true;
        }
    return fail(error, "its tensor \"%.64s\" has numbers of the unknown type \"%.32s\": save it as F32", t->name, name);
}

// Reads a list such as [1, 2, 3]: `least` to `most` whole numbers, each at least 0.
static bool read_numbers(const StTensor *t, const Json *list, unsigned least, unsigned most, uint64_t out[],
                         char error[ST_ERROR])
{
    if (list->type != JSON_ARRAY || list->count < least || list->count > most)
        return fail(error, "its tensor \"%.64s\" has a %s that is not a list of %s%u numbers", t->name, list->key,
                    least < most ? "at most " : "", most);
    for (size_t i = 0; i < list->count; i++) {
        const Json *value = &list->child[i];
        int64_t number;
        if (!json_is_whole(value, &number) || number < 0)
            return fail(error,
                        "its tensor \"%.64s\" has a %s with %.*s, where only whole numbers from 0 to 2^63 - 1 can be",
                        t->name, list->key, value->type == JSON_NUMBER ? (int)value->count : 14,
                        value->type == JSON_NUMBER ? value->text : "something else");
        out[i] = (uint64_t)number;
    }
    return true;
}

static bool read_entry(StTensor *t, const Json *entry, char error[ST_ERROR])
{
    static const char *const keys[] = {"dtype", "shape", "data_offsets"};
    const Json *member[COUNT(keys)];
    uint64_t offsets[2] = {0};
    *t = (StTensor){.name = entry->key};
    if (entry->type != JSON_OBJECT)
        return fail(error, "its entry \"%.64s\" is not an object, as a tensor's is", t->name);
    for (int i = 0; i < COUNT(keys); i++)
        if (!(member[i] = json_get(entry, keys[i])))
            return fail(error, "its tensor \"%.64s\" has no %s", t->name, keys[i]);
    for (size_t i = 0; i < entry->count; i++)
        if (&entry->child[i] != member[0] && &entry->child[i] != member[1] && &entry->child[i] != member[2])
            return fail(error, "its tensor \"%.64s\" has an entry \"%.64s\", and dtype, shape and data_offsets are all",
                        t->name, entry->child[i].key);
    if (member[0]->type != JSON_STRING)
        return fail(error, "its tensor \"%.64s\" has a dtype that is not a text", t->name);
    bool good = read_type(t, member[0]->text, error) && read_numbers(t, member[1], 0, ST_MAX_DIMS, t->dim, error) &&
                read_numbers(t, member[2], 2, 2, offsets, error);
    t->ndim = (int)member[1]->count;
    t->begin = offsets[0];
    t->end = offsets[1];
    return good;
}

static bool read_header(StHeader *h, char error[ST_ERROR])
{
    h->tensor = memory_new(sizeof *h->tensor * h->json->count);
    for (size_t i = 0; i < h->json->count; i++) {
        const Json *entry = &h->json->child[i];
        if (strcmp(entry->key, "__metadata__") == 0 ? !read_metadata(h, entry, error)
                                                    : !read_entry(&h->tensor[h->count++], entry, error))
            return false;
    }
    return true;
}

/* ---- Does it fit together? ------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    const StTensor *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return strcmp(x->name, y->name);
}

// The size that follows from type and shape must be the number of its bytes.
static bool right_size(const StTensor *t, char error[ST_ERROR])
{
    uint64_t bytes = (uint64_t)TYPES[t->type].bytes;
    for (int i = 0; i < t->ndim; i++)
        if (__builtin_mul_overflow(bytes, t->dim[i], &bytes))
            return fail(error, "its tensor \"%.64s\" has a shape too large for any memory", t->name);
    if (t->begin > t->end || t->end - t->begin != bytes)
        return fail(error, "its tensor \"%.64s\" is %s %s, %llu bytes, but its offsets are %llu to %llu", t->name,
                    TYPES[t->type].name, st_shape_text(t), (unsigned long long)bytes, (unsigned long long)t->begin,
                    (unsigned long long)t->end);
    return true;
}

// Tensors must follow one another from byte 0 to the last.
static bool laid_out(StHeader *h, uint64_t data_bytes, char error[ST_ERROR])
{
    uint64_t end = 0;
    if (h->count) // qsort must not be given NULL
        qsort(h->tensor, h->count, sizeof *h->tensor, by_place);
    for (size_t i = 0; i < h->count; end = h->tensor[i++].end) {
        const StTensor *t = &h->tensor[i];
        if (!right_size(t, error))
            return false;
        if (t->begin != end)
            return fail(error, "its tensor \"%.64s\" begins at byte %llu, %s; it should begin at %llu", t->name,
                        (unsigned long long)t->begin, t->begin < end ? "inside the one before" : "after a gap",
                        (unsigned long long)end);
    }
    if (end > data_bytes)
        return fail(error, "it is cut short: it should have %llu bytes of numbers, and has %llu; copy it again",
                    (unsigned long long)end, (unsigned long long)data_bytes);
    if (end < data_bytes)
        return fail(error, "it has %llu bytes too many at its end: it is damaged; copy it again",
                    (unsigned long long)(data_bytes - end));
    return true;
}

/* ---- The whole header ----------------------------------------------------------------------- */

void st_header_free(StHeader *header)
{
    free(header->tensor);
    free(header->text);
    json_free(header->json);
    *header = (StHeader){0};
}

bool st_header_parse(StHeader *header, const char *text, size_t length, uint64_t data_bytes, char error[ST_ERROR])
{
    char wrong[JSON_ERROR];
    *header = (StHeader){0};
    if (length == 0 || *text != '{')
        return fail(error, "its header does not begin with '{': it is damaged, or not a safetensors file");
    header->json = json_read(text, length, wrong);
    if (!header->json)
        return fail(error, "its header is not JSON, %s. It is damaged, or not a safetensors file", wrong);
    bool good = read_header(header, error) && laid_out(header, data_bytes, error);
    if (!good)
        st_header_free(header);
    return good;
}

// How other kinds of files begin, and what to do about them.
static const struct {
    const char *start, *advice;
} FOREIGN[] = {
    {"PK\3\4", "it is a zip archive, perhaps PyTorch's .pt: load it there and save it with safetensors.torch"},
    {"\x80", "it is a pickle, perhaps PyTorch's old .pt: load it there and save it with safetensors.torch"},
    {"version ", "it is a pointer of Git LFS, not the file itself: run git lfs pull"},
    {"<", "it is a web page, not the file itself: download it again"},
    {"GGUF", "it is a GGUF file of llama.cpp: take the safetensors file of the same model"},
};

size_t st_header_length(const unsigned char first[8], uint64_t file_bytes, char error[ST_ERROR])
{
    uint64_t length = 0;
    for (int i = 7; i >= 0; i--)
        length = length << 8 | first[i];
    if (length <= ST_HEADER_BYTES && length >= 2 && length <= file_bytes - 8)
        return (size_t)length;
    if (length < 2)
        return fail(error, "it has no header: it is damaged, or not a safetensors file");
    if (length <= ST_HEADER_BYTES)
        return fail(error,
                    "it ends within its header, which should have %llu bytes and has %llu. It is cut short, or not a "
                    "safetensors file",
                    (unsigned long long)length, (unsigned long long)file_bytes - 8);
    for (int i = 0; i < COUNT(FOREIGN); i++)
        if (memcmp(first, FOREIGN[i].start, strlen(FOREIGN[i].start)) == 0)
            return fail(error, "%s", FOREIGN[i].advice);
    return fail(error,
                "its header would have %llu bytes, and 100 MB is the most: it is damaged, or not a "
                "safetensors file",
                (unsigned long long)length);
}

/* The header of a safetensors file, read and checked: see safetensors_header.h. */
#include "safetensors_header.h"
#include "safetensors_json.h"

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
    static char texts[3][ST_MAX_DIMS * 22 + 3];
    static int turn;
    char *text = texts[turn = (turn + 1) % 3], *at = text;
    at += sprintf(at, "(");
    for (int i = 0; i < t->ndim; i++)
        at += sprintf(at, i ? ", %llu" : "%llu", (unsigned long long)t->dim[i]);
    sprintf(at, ")");
    return text;
}

// Room for one more at the end of a list that is full at every power of two.
static void *grown(void *list, size_t count, size_t size)
{
    if (count & (count - 1))
        return list;
    list = realloc(list, size * (count ? 2 * count : 1));
    CHECK(list, "out of memory for a header");
    return list;
}

static bool metadata_member(Json *r, char *key, void *of)
{
    StHeader *h = of;
    h->text = grown(h->text, h->text_count, sizeof *h->text);
    StText *text = &h->text[h->text_count++];
    text->key = key;
    return json_string(r, &text->value);
}

typedef struct Entry {
    StTensor tensor;
    bool has_type, has_shape, has_offsets;
} Entry;

static bool read_type(Json *r, Entry *e)
{
    char *name;
    if (!json_string(r, &name))
        return false;
    for (int i = 0; i < ST_TYPES; i++)
        if (strcmp(name, TYPES[i].name) == 0) {
            e->tensor.type = (StType)i;
            return e->has_type = true;
        }
    return json_fail(r,
                     "its tensor \"%.64s\" has numbers of the type \"%.32s\", which is not known here: "
                     "save it as F32",
                     e->tensor.name, name);
}

static bool read_offsets(Json *r, Entry *e)
{
    uint64_t pair[2];
    int count;
    if (!json_numbers(r, pair, 2, &count))
        return false;
    if (count != 2)
        return json_fail(r, "its tensor \"%.64s\" has no two data_offsets", e->tensor.name);
    e->tensor.begin = pair[0];
    e->tensor.end = pair[1];
    return e->has_offsets = true;
}

static bool entry_member(Json *r, char *key, void *of)
{
    Entry *e = of;
    if (strcmp(key, "dtype") == 0 && !e->has_type)
        return read_type(r, e);
    if (strcmp(key, "shape") == 0 && !e->has_shape)
        return e->has_shape = json_numbers(r, e->tensor.dim, ST_MAX_DIMS, &e->tensor.ndim);
    if (strcmp(key, "data_offsets") == 0 && !e->has_offsets)
        return read_offsets(r, e);
    return json_fail(r,
                     "its tensor \"%.64s\" has an entry \"%.64s\" that is unknown or there twice; dtype, "
                     "shape and data_offsets are all",
                     e->tensor.name, key);
}

static bool header_member(Json *r, char *key, void *of)
{
    StHeader *h = of;
    if (strcmp(key, "__metadata__") == 0) {
        if (h->has_text)
            return json_fail(r, "its header has __metadata__ twice");
        h->has_text = true;
        return json_object(r, metadata_member, h);
    }
    Entry e = {.tensor.name = key};
    if (!json_object(r, entry_member, &e))
        return false;
    if (!e.has_type || !e.has_shape || !e.has_offsets)
        return json_fail(r, "its tensor \"%.64s\" has no %s", key,
                         !e.has_type    ? "dtype"
                         : !e.has_shape ? "shape"
                                        : "data_offsets");
    h->tensor = grown(h->tensor, h->count, sizeof *h->tensor);
    h->tensor[h->count++] = e.tensor;
    return true;
}

/* ---- Does it fit together? ------------------------------------------------------------------ */

static int by_key(const void *a, const void *b)
{
    return strcmp(((const StText *)a)->key, ((const StText *)b)->key);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const StTensor *)a)->name, ((const StTensor *)b)->name);
}

static int by_place(const void *a, const void *b)
{
    const StTensor *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return by_name(a, b);
}

static bool unique(Json *r, StHeader *h)
{
    if (h->text_count) // qsort must not be given NULL
        qsort(h->text, h->text_count, sizeof *h->text, by_key);
    if (h->count)
        qsort(h->tensor, h->count, sizeof *h->tensor, by_name);
    for (size_t i = 1; i < h->text_count; i++)
        if (by_key(&h->text[i - 1], &h->text[i]) == 0)
            return json_fail(r, "its metadata has \"%.64s\" twice", h->text[i].key);
    for (size_t i = 1; i < h->count; i++)
        if (by_name(&h->tensor[i - 1], &h->tensor[i]) == 0)
            return json_fail(r, "its tensor \"%.64s\" is there twice", h->tensor[i].name);
    return true;
}

// Its size by type and shape must be that of its bytes.
static bool right_size(Json *r, const StTensor *t)
{
    uint64_t bytes = (uint64_t)TYPES[t->type].bytes;
    for (int i = 0; i < t->ndim; i++)
        if (__builtin_mul_overflow(bytes, t->dim[i], &bytes))
            return json_fail(r, "its tensor \"%.64s\" has a shape beyond all memory", t->name);
    if (t->begin > t->end || t->end - t->begin != bytes)
        return json_fail(r, "its tensor \"%.64s\" is %s %s, %llu bytes, and has the bytes %llu to %llu", t->name,
                         TYPES[t->type].name, st_shape_text(t), (unsigned long long)bytes, (unsigned long long)t->begin,
                         (unsigned long long)t->end);
    return true;
}

// One after the other from byte 0 to the last.
static bool laid_out(Json *r, StHeader *h, uint64_t data_bytes)
{
    uint64_t end = 0;
    if (h->count)
        qsort(h->tensor, h->count, sizeof *h->tensor, by_place);
    for (size_t i = 0; i < h->count; end = h->tensor[i++].end) {
        const StTensor *t = &h->tensor[i];
        if (!right_size(r, t))
            return false;
        if (t->begin != end)
            return json_fail(r, "its tensor \"%.64s\" begins at byte %llu, %s, where %llu is due", t->name,
                             (unsigned long long)t->begin, t->begin < end ? "over the one before" : "after a hole",
                             (unsigned long long)end);
    }
    if (end > data_bytes)
        return json_fail(r, "it is cut short: of %llu bytes of numbers it has %llu; copy it again",
                         (unsigned long long)end, (unsigned long long)data_bytes);
    if (end < data_bytes)
        return json_fail(r, "it has %llu bytes too many at its end: it is damaged; copy it again",
                         (unsigned long long)(data_bytes - end));
    return true;
}

/* ---- The whole header ----------------------------------------------------------------------- */

void st_header_free(StHeader *header)
{
    free(header->tensor);
    free(header->text);
    free(header->strings);
    *header = (StHeader){0};
}

bool st_header_parse(StHeader *header, char *text, size_t length, uint64_t data_bytes, char error[ST_ERROR])
{
    *header = (StHeader){.strings = text};
    Json r = {.start = text, .end = text + length, .at = text, .error = error, .room = ST_ERROR};
    const char *bad = json_utf8_end(text, length);
    bool good = bad == r.end || json_fail(&r,
                                          "its header is no UTF-8 text at byte %zu: it is damaged, or no "
                                          "safetensors file",
                                          (size_t)(bad - text));
    good = good && (*text == '{' || json_fail(&r, "its header does not begin with '{': it is damaged, or no "
                                                  "safetensors file"));
    good = good && json_object(&r, header_member, header) && json_end(&r) && unique(&r, header) &&
           laid_out(&r, header, data_bytes);
    if (!good)
        st_header_free(header);
    return good;
}

// What other files begin with, and what to do about it.
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
    Json r = {.error = error, .room = ST_ERROR};
    uint64_t length = 0;
    for (int i = 7; i >= 0; i--)
        length = length << 8 | first[i];
    if (length <= ST_MOST_HEADER && length >= 2 && length <= file_bytes - 8)
        return (size_t)length;
    if (length < 2)
        return json_fail(&r, "it has no header: it is damaged, or no safetensors file");
    if (length <= ST_MOST_HEADER)
        return json_fail(&r,
                         "it ends within its header: of %llu bytes %llu are there. It is cut short, or no "
                         "safetensors file",
                         (unsigned long long)length, (unsigned long long)file_bytes - 8);
    for (int i = 0; i < COUNT(FOREIGN); i++)
        if (memcmp(first, FOREIGN[i].start, strlen(FOREIGN[i].start)) == 0)
            return json_fail(&r, "%s", FOREIGN[i].advice);
    return json_fail(&r,
                     "its header would have %llu bytes, and 100 MB is the most: it is damaged, or no "
                     "safetensors file",
                     (unsigned long long)length);
}

/* Writes safetensors files: see safetensors.h. */
#include "memory.h"
#include "safetensors_header.h"
#include "utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Room {
    struct Room *next;
    _Alignas(16) char bytes[];
} Room;

// The numbers of header.tensor[i] are at data[i]. st_save decides where they go in the file.
struct StWriter {
    char *path, *part;
    StHeader header;
    const void **data;
    Room *rooms;
};

/* ---- Collecting ----------------------------------------------------------------------------- */

void *st_room(StWriter *w, size_t bytes)
{
    Room *room = memory_zeros(sizeof *room + bytes);
    room->next = w->rooms;
    w->rooms = room;
    return room->bytes;
}

static char *copied(StWriter *w, const char *text)
{
    return memcpy(st_room(w, strlen(text) + 1), text, strlen(text) + 1);
}

StWriter *st_create(const char *path)
{
    StWriter *w = memory_zeros(sizeof *w);
    w->path = copied(w, path);
    w->part = st_room(w, strlen(path) + sizeof ".part");
    sprintf(w->part, "%s.part", path);
    return w;
}

static void check_utf8(const StWriter *w, const char *what, const char *text)
{
    size_t good = utf8_length(text, strlen(text));
    if (text[good])
        data_error("cannot write %s: %s is not UTF-8 at its byte %zu (0x%02x), and the format allows nothing else",
                   w->path, what, good, (unsigned char)text[good]);
}

void st_add_text(StWriter *w, const char *key, const char *value)
{
    StHeader *h = &w->header;
    check_utf8(w, "a key of the metadata", key);
    check_utf8(w, key, value);
    for (size_t i = 0; i < h->text_count; i++)
        CHECK(strcmp(h->text[i].key, key) != 0, "safetensors: the text %s is added twice", key);
    h->text = memory_grow(h->text, h->text_count, sizeof *h->text);
    h->text[h->text_count++] = (StText){copied(w, key), copied(w, value)};
    h->has_text = true;
}

void st_add_as(StWriter *w, const char *name, Shape shape, StType type, const void *data)
{
    StHeader *h = &w->header;
    check_utf8(w, "a tensor's name", name);
    CHECK(strcmp(name, "__metadata__") != 0, "safetensors: __metadata__ cannot be a tensor's name");
    for (size_t i = 0; i < h->count; i++)
        CHECK(strcmp(h->tensor[i].name, name) != 0, "safetensors: the tensor %s is added twice", name);
    StTensor t = {.name = copied(w, name), .type = type, .ndim = shape.ndim};
    for (int i = 0; i < shape.ndim; i++)
        t.dim[i] = (uint64_t)shape.dim[i];
    t.end = shape_size(shape) * (size_t)st_type_bytes(type); // only its size, until place() sets begin and end
    h->tensor = memory_grow(h->tensor, h->count, sizeof *h->tensor);
    w->data = memory_grow(w->data, h->count, sizeof *w->data);
    w->data[h->count] = data;
    h->tensor[h->count++] = t;
}

void st_add(StWriter *w, const char *name, Shape shape, const real *data)
{
    st_add_as(w, name, shape, ST_REAL, data);
}

/* ---- The header's text ---------------------------------------------------------------------- */

static void write_metadata(FILE *f, const StHeader *h)
{
    fputs("\"__metadata__\":{", f);
    for (size_t i = 0; i < h->text_count; i++) {
        fputs(i ? "," : "", f);
        json_write(f, h->text[i].key);
        fputc(':', f);
        json_write(f, h->text[i].value);
    }
    fputs(h->count ? "}," : "}", f);
}

static void write_entry(FILE *f, const StTensor *t)
{
    json_write(f, t->name);
    fprintf(f, ":{\"dtype\":\"%s\",\"shape\":[", st_type_name(t->type));
    for (int i = 0; i < t->ndim; i++)
        fprintf(f, i ? ",%llu" : "%llu", (unsigned long long)t->dim[i]);
    fprintf(f, "],\"data_offsets\":[%llu,%llu]}", (unsigned long long)t->begin, (unsigned long long)t->end);
}

char *st_header_text(const StHeader *h, size_t *bytes)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, bytes);
    CHECK(f, "out of memory for a header");
    fputs("        {", f); // eight bytes for the length
    if (h->has_text)
        write_metadata(f, h);
    for (size_t i = 0; i < h->count; i++) {
        fputs(i ? "," : "", f);
        write_entry(f, &h->tensor[i]);
    }
    fputc('}', f);
    fflush(f);
    while (*bytes % 8) {
        fputc(' ', f);
        fflush(f);
    }
    CHECK(fclose(f) == 0, "out of memory for a header");
    for (int i = 0; i < 8; i++)
        text[i] = (char)((uint64_t)(*bytes - 8) >> 8 * i);
    return text;
}

/* ---- Writing -------------------------------------------------------------------------------- */

// Decides the order: by the size of the type, largest first; those of equal size as they were added.
static void place(StWriter *w)
{
    StHeader *h = &w->header;
    StTensor *tensor = memory_new(sizeof *tensor * h->count);
    const void **data = memory_new(sizeof *data * h->count);
    size_t n = 0;
    uint64_t end = 0;
    for (int bytes = 8; bytes > 0; bytes /= 2)
        for (size_t i = 0; i < h->count; i++)
            if (st_type_bytes(h->tensor[i].type) == bytes) {
                data[n] = w->data[i];
                tensor[n] = h->tensor[i];
                tensor[n].begin = end;
                end = tensor[n++].end += end;
            }
    free(h->tensor);
    free(w->data);
    h->tensor = tensor;
    w->data = data;
}

// Writes the whole file under its temporary name. Returns false if it cannot; errno says why.
static bool write_part(StWriter *w)
{
    size_t bytes;
    char *text = st_header_text(&w->header, &bytes);
    CHECK(bytes - 8 <= ST_HEADER_BYTES, "safetensors: the header has %zu bytes, and 100 MB is the most", bytes);
    FILE *f = fopen(w->part, "wb");
    bool good = f && fwrite(text, 1, bytes, f) == bytes;
    for (size_t i = 0; good && i < w->header.count; i++) {
        size_t size = (size_t)(w->header.tensor[i].end - w->header.tensor[i].begin);
        good = fwrite(w->data[i], 1, size, f) == size;
    }
    good = good && fflush(f) == 0 && fsync(fileno(f)) == 0;
    int reason = errno;
    if (f && fclose(f) != 0 && good) {
        good = false;
        reason = errno;
    }
    free(text);
    errno = reason;
    return good;
}

void st_save(StWriter *w)
{
    place(w);
    if (!write_part(w) || rename(w->part, w->path) != 0) {
        int reason = errno;
        remove(w->part);
        data_error("cannot write %s: %s; the old file, if there was one, is unchanged", w->path, strerror(reason));
    }
    free(w->header.tensor);
    free(w->header.text);
    free(w->data);
    for (Room *room = w->rooms, *next; room; room = next) {
        next = room->next;
        free(room);
    }
    free(w);
}

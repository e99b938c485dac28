/* Reading safetensors files: see safetensors.h. */
#include "memory.h"
#include "safetensors_header.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(off_t) == 8, "files may have more than 2 GB");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are copied as they lie in the file");

enum { AT_ONCE = 1 << 15 }; // how many bytes to read at a time when a type has to be converted

struct SafeTensors {
    char *path;
    int fd;
    uint64_t data, bytes; // where the numbers begin, and where the file ends
    char *map;            // the whole file, mapped into memory by the first st_map; NULL before
    StHeader header;
};

/* ---- Opening -------------------------------------------------------------------------------- */

// Reads exactly these bytes of the file.
static void read_bytes(const SafeTensors *file, void *to, uint64_t bytes, uint64_t at)
{
    for (char *p = to; bytes > 0;) {
        size_t some = bytes < 1 << 30 ? (size_t)bytes : 1 << 30; // macOS reads 2 GB at most
        ssize_t n = pread(file->fd, p, some, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            data_error("cannot read %s: %s", file->path,
                       n < 0 ? strerror(errno) : "it has become shorter since it was opened");
        p += n;
        at += (uint64_t)n;
        bytes -= (uint64_t)n;
    }
}

static uint64_t file_bytes(const SafeTensors *file)
{
    struct stat status;
    if (fstat(file->fd, &status) != 0)
        data_error("cannot read %s: %s", file->path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        data_error("%s is %s: a safetensors file is needed", file->path,
                   S_ISDIR(status.st_mode) ? "a folder" : "not an ordinary file");
    return (uint64_t)status.st_size;
}

SafeTensors *st_open(const char *path)
{
    SafeTensors *file = memory_zeros(sizeof *file);
    file->path = memory_text(path);
    file->fd = open(path, O_RDONLY | O_NONBLOCK); // does not wait for a pipe
    if (file->fd < 0)
        data_error("cannot read %s: %s", path, strerror(errno));
    uint64_t bytes = file->bytes = file_bytes(file);
    unsigned char first[8];
    char error[ST_ERROR];
    if (bytes < 8)
        data_error("%s has only %d bytes: it is cut short, or not a safetensors file", path, (int)bytes);
    read_bytes(file, first, 8, 0);
    size_t length = st_header_length(first, bytes, error);
    if (!length)
        data_error("%s cannot be used: %s", path, error);
    char *text = memory_new(length);
    read_bytes(file, text, length, 8);
    file->data = 8 + length;
    if (!st_header_parse(&file->header, text, length, bytes - file->data, error))
        data_error("%s cannot be used: %s", path, error);
    free(text);
    return file;
}

void st_close(SafeTensors *file)
{
    if (file->map)
        munmap(file->map, file->bytes);
    close(file->fd);
    st_header_free(&file->header);
    free(file->path);
    free(file);
}

/* ---- What is in it -------------------------------------------------------------------------- */

const char *st_path(const SafeTensors *file)
{
    return file->path;
}

size_t st_count(const SafeTensors *file)
{
    return file->header.count;
}

const StTensor *st_at(const SafeTensors *file, size_t i)
{
    CHECK(i < file->header.count, "%s has %zu tensors, none with the number %zu", file->path, file->header.count, i);
    return &file->header.tensor[i];
}

const StTensor *st_find(const SafeTensors *file, const char *name)
{
    for (size_t i = 0; i < file->header.count; i++)
        if (strcmp(file->header.tensor[i].name, name) == 0)
            return &file->header.tensor[i];
    return NULL;
}

const char *st_text(const SafeTensors *file, const char *key)
{
    for (size_t i = 0; i < file->header.text_count; i++)
        if (strcmp(file->header.text[i].key, key) == 0)
            return file->header.text[i].value;
    return NULL;
}

static bool fits_one(const char *name, va_list patterns)
{
    for (const char *pattern; (pattern = va_arg(patterns, const char *));)
        if (fnmatch(pattern, name, 0) == 0)
            return true;
    return false;
}

void st_all_read(const SafeTensors *file, ...)
{
    for (size_t i = 0; i < file->header.count; i++) {
        const StTensor *t = &file->header.tensor[i];
        va_list patterns;
        va_start(patterns, file);
        bool fits = t->seen || fits_one(t->name, patterns);
        va_end(patterns);
        if (!fits)
            data_error("%s has a tensor \"%s\" %s, which this model does not have: the file belongs to another "
                       "model",
                       file->path, t->name, st_shape_text(t));
    }
}

/* ---- Numbers -------------------------------------------------------------------------------- */

// The tensor of this name; data_error unless it has the wanted shape.
static StTensor *wanted(const SafeTensors *file, const char *name, Shape shape)
{
    const StTensor *t = st_find(file, name);
    if (!t)
        data_error("%s has no tensor \"%s\", which this model needs: the file belongs to another model", file->path,
                   name);
    bool same = t->ndim == shape.ndim;
    for (int i = 0; same && i < t->ndim; i++)
        same = t->dim[i] == (uint64_t)shape.dim[i];
    if (!same)
        data_error("%s: \"%s\" has the shape %s, and %s is needed: the file belongs to another model, or to one with "
                   "other sizes",
                   file->path, name, st_shape_text(t), shape_text(shape));
    return (StTensor *)t;
}

static void read_as(SafeTensors *file, const char *name, Shape shape, StType type, void *data)
{
    StTensor *t = wanted(file, name, shape);
    t->seen = true;
    if (t->type == type) {
        read_bytes(file, data, t->end - t->begin, file->data + t->begin);
        return;
    }
    if (!st_converts(t->type, type))
        data_error("%s: \"%s\" has numbers of the type %s, which cannot be read as %s", file->path, name,
                   st_type_name(t->type), st_type_name(type));
    unsigned char some[AT_ONCE];
    size_t from = (size_t)st_type_bytes(t->type), to = (size_t)st_type_bytes(type);
    char *out = data;
    for (uint64_t at = t->begin; at < t->end; at += AT_ONCE) {
        size_t bytes = t->end - at < AT_ONCE ? (size_t)(t->end - at) : AT_ONCE;
        read_bytes(file, some, bytes, file->data + at);
        st_convert(t->type, type, bytes / from, some, out);
        out += bytes / from * to;
    }
}

void st_read(SafeTensors *file, const char *name, Shape shape, real *data)
{
    read_as(file, name, shape, ST_REAL, data);
}

real *st_map(SafeTensors *file, const char *name, Shape shape)
{
    StTensor *t = wanted(file, name, shape);
    uint64_t at = file->data + t->begin;
    if (t->type != ST_REAL || at % sizeof(real) != 0)
        return NULL;
    if (!file->map) {
        void *map = mmap(NULL, file->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file->fd, 0);
        if (map == MAP_FAILED)
            return NULL;
        file->map = map;
    }
    t->seen = true;
    return (real *)(void *)(file->map + at);
}

void st_read_f64(SafeTensors *file, const char *name, Shape shape, double *data)
{
    read_as(file, name, shape, ST_F64, data);
}

void st_read_i64(SafeTensors *file, const char *name, Shape shape, int64_t *data)
{
    read_as(file, name, shape, ST_I64, data);
}

/* Files of texts that a language model has compressed: see compress.h. */
#include "compress.h"
#include "bytes.h"
#include "data.h"
#include "memory.h"
#include "rows.h"
#include "stretch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 15, PROBE = 512, MOST_BYTES = 1 << 30 };
enum { STORED, BY_BYTES, BY_MODEL };
static const char MAGIC[8] = "ZTH12\r\n"; // the line's end shows whether somebody has "converted" it

// ---- numbers in a file ----

static void put_number(uint8_t *at, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(number >> 8 * i);
}

static uint64_t number_at(const uint8_t *at, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint64_t)at[i] << 8 * i;
    return number;
}

static void append(Packed *p, const void *bytes, size_t n)
{
    p->bytes = realloc(p->bytes, p->size + n + 1);
    CHECK(p->bytes, "no memory for %zu bytes", p->size + n + 1);
    if (n > 0)
        memcpy(p->bytes + p->size, bytes, n);
    p->size += n;
}

// ---- which way is shortest? ----

// Bits a byte of a piece by the language model; infinite if it has a character that the model does not know.
static double model_rate(const Voice *v, const uint8_t *text, size_t n)
{
    int count, block = v->served->config.block, V = v->vocab, all = v->served->config.vocab;
    int *ids = voice_try(v, (const char *)text, n, &count);
    if (!ids)
        return INFINITY;
    count = count < block ? count : block;
    float *logits = memory_new(sizeof *logits * (size_t)count * (size_t)all);
    Row *rows = memory_new(sizeof *rows * (size_t)count);
    Sequence *s = sequence_new(v->served);
    for (int i = 0; i < count; i++)
        rows[i] = (Row){s, i ? ids[i - 1] : v->begin};
    serve(v->served, count, rows, count, logits);
    double nats = 0;
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        const float *row = logits + (size_t)i * (size_t)all;
        nats += log_sum_exp_row(V, row) - (double)row[ids[i]];
        bytes += (size_t)v->tokenizer->token[ids[i]].length;
    }
    sequence_free(s);
    free(rows);
    free(logits);
    free(ids);
    return nats / log(2) / (double)(bytes ? bytes : 1);
}

// A kind for each block. The model of bytes reads the whole file once, to say what it would need.
static uint8_t *choose(const Voice *v, const uint8_t *text, size_t n)
{
    size_t blocks = (n + BLOCK - 1) / BLOCK;
    uint8_t *kind = memory_new(blocks + 1);
    ByteModel *model = bytes_new();
    for (size_t k = 0; k < blocks; k++) {
        size_t from = k * BLOCK, size = n - from < BLOCK ? n - from : BLOCK;
        size_t probe = size < PROBE ? size : PROBE, middle = from + (size - probe) / 2;
        double bits = 0;
        for (size_t i = 0; i < size; i++)
            bits += bytes_learn(model, text[from + i]);
        kind[k] = model_rate(v, text + middle, probe) < bits / (double)size ? BY_MODEL : BY_BYTES;
    }
    bytes_free(model);
    return kind;
}

// ---- a stretch ----

static bool stretch_by_model(const Voice *v, const uint8_t *text, size_t n, Packed *p, uint8_t **coded, size_t *size)
{
    int count;
    int *ids = voice_try(v, (const char *)text, n, &count);
    if (!ids)
        return false;
    Coder *out = coder_to_write();
    uint8_t begin[4];
    put_number(begin, (uint64_t)count, 4);
    for (int i = 0; i < 4; i++)
        coder_put(out, begin[i], begin[i] + 1u, 256);
    p->ideal += 32 + stretch_put(v, count, ids, out);
    *coded = coder_end(out, size);
    free(ids);
    return true;
}

static void stretch_by_bytes(const uint8_t *text, size_t n, Packed *p, uint8_t **coded, size_t *size)
{
    ByteModel *model = bytes_new();
    Coder *out = coder_to_write();
    for (size_t i = 0; i < n; i++)
        bytes_put(model, text[i], out);
    *coded = coder_end(out, size);
    p->ideal += 8.0 * (double)*size;
    bytes_free(model);
}

static void put_stretch(const Voice *v, int kind, const uint8_t *text, size_t n, Packed *p)
{
    uint8_t *coded = NULL, header[STRETCH_HEADER];
    size_t size = n;
    double ideal = p->ideal;
    if (kind == BY_MODEL && !stretch_by_model(v, text, n, p, &coded, &size))
        kind = BY_BYTES;
    if (kind == BY_BYTES)
        stretch_by_bytes(text, n, p, &coded, &size);
    if (size >= n) {
        kind = STORED;
        size = n;
        p->ideal = ideal + 8.0 * (double)n;
    }
    header[0] = (uint8_t)kind;
    put_number(header + 1, n, 4);
    put_number(header + 5, size, 4);
    append(p, header, sizeof header);
    append(p, kind == STORED ? text : coded, size);
    *(kind == BY_MODEL ? &p->by_model : kind == BY_BYTES ? &p->by_bytes : &p->as_it_is) += n;
    free(coded);
}

Packed compress(const Voice *v, const uint8_t *text, size_t n)
{
    Packed p = {0};
    uint8_t header[HEADER], *kind = choose(v, text, n);
    memcpy(header, MAGIC, sizeof MAGIC);
    put_number(header + 8, stretch_model(v), 8);
    put_number(header + 16, stretch_arithmetic(v), 4);
    put_number(header + 20, n, 8);
    put_number(header + 28, checksum(FIRST_SUM, text, n), 8);
    put_number(header + 36, checksum(FIRST_SUM, header, 36), 4);
    append(&p, header, HEADER);
    for (size_t from = 0, to; from < n; from = to) { // neighbours of one kind are one stretch
        size_t k = from / BLOCK, last = k;
        while ((last + 1) * BLOCK < n && kind[last + 1] == kind[k])
            last++;
        to = (last + 1) * BLOCK < n ? (last + 1) * BLOCK : n;
        put_stretch(v, kind[k], text + from, to - from, &p);
    }
    free(kind);
    return p;
}

// ---- back ----

static void check_header(const Voice *v, const char *name, const uint8_t *packed, size_t size)
{
    if (size < sizeof MAGIC || memcmp(packed, MAGIC, 5) != 0)
        data_error("%s was not written by --compress: it does not begin with ZTH12", name);
    if (memcmp(packed, MAGIC, sizeof MAGIC) != 0)
        data_error("%s has been changed on its way: its line ends were converted. Copy it as a binary file", name);
    if (size < HEADER)
        data_error("%s is cut short: it has %zu bytes, and its header alone has %d", name, size, HEADER);
    if (number_at(packed + 36, 4) != (uint32_t)checksum(FIRST_SUM, packed, 36))
        data_error("%s is damaged: its header does not have the checksum that it should", name);
    if (number_at(packed + 8, 8) != stretch_model(v))
        data_error(
            "%s was written with another model than %s%s: give --model the one it was written with, and --int8 if "
            "it was given then",
            name, v->path, v->served->int8 ? " as int8" : "");
    if (number_at(packed + 16, 4) != stretch_arithmetic(v))
        data_error("%s was written by a program that rounds differently, built by another compiler or for another "
                   "processor: only that one can read it",
                   name);
    if (number_at(packed + 20, 8) > MOST_BYTES)
        data_error("%s says that its text has more than a gigabyte: it is damaged", name);
}

static void take_by_model(const Voice *v, const char *name, const uint8_t *coded, size_t size, uint8_t *text, size_t n)
{
    Coder *in = coder_to_read(coded, size);
    uint32_t count = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t byte = coder_ask(in, 256);
        coder_take(in, byte, byte + 1, 256);
        count |= byte << 8 * i;
    }
    if (count > n)
        data_error("%s is damaged: a stretch of %zu bytes has %u tokens", name, n, count);
    int *ids = memory_new(sizeof *ids * ((size_t)count + 1));
    stretch_take(v, (int)count, ids, in);
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        const Token *t = &v->tokenizer->token[ids[i]];
        if (at + (size_t)t->length > n)
            data_error("%s is damaged: its tokens stand for more than the %zu bytes they should", name, n);
        memcpy(text + at, t->bytes, (size_t)t->length);
        at += (size_t)t->length;
    }
    if (at != n)
        data_error("%s is damaged: its tokens make %zu bytes, not %zu", name, at, n);
    free(ids);
    coder_free(in);
}

static void take_by_bytes(const uint8_t *coded, size_t size, uint8_t *text, size_t n)
{
    ByteModel *model = bytes_new();
    Coder *in = coder_to_read(coded, size);
    for (size_t i = 0; i < n; i++)
        text[i] = bytes_take(model, in);
    coder_free(in);
    bytes_free(model);
}

uint8_t *decompress(const Voice *v, const char *name, const uint8_t *packed, size_t size, size_t *n)
{
    check_header(v, name, packed, size);
    *n = (size_t)number_at(packed + 20, 8);
    uint8_t *text = memory_new(*n + 1);
    size_t at = HEADER, done = 0;
    while (done < *n) {
        if (size - at < STRETCH_HEADER)
            data_error("%s is cut short: %zu of the text's %zu bytes are in it", name, done, *n);
        int kind = packed[at];
        size_t raw = number_at(packed + at + 1, 4), coded = number_at(packed + at + 5, 4);
        at += STRETCH_HEADER;
        if (kind > BY_MODEL || raw == 0 || raw > *n - done || (kind == STORED && coded != raw))
            data_error("%s is damaged: after %zu bytes of text comes nothing that --compress writes", name, done);
        if (coded > size - at)
            data_error("%s is cut short: %zu bytes are missing at its end, at least", name, coded - (size - at));
        if (kind == BY_MODEL)
            take_by_model(v, name, packed + at, coded, text + done, raw);
        else if (kind == BY_BYTES)
            take_by_bytes(packed + at, coded, text + done, raw);
        else
            memcpy(text + done, packed + at, raw);
        at += coded;
        done += raw;
    }
    if (at != size)
        data_error("%s goes on after its end, for %zu bytes: two files in one?", name, size - at);
    if (checksum(FIRST_SUM, text, *n) != number_at(packed + 28, 8))
        data_error("%s is damaged: the text that comes out does not have the checksum of the one that went in", name);
    return text;
}

// ---- files ----

static void write_file(const char *path, const uint8_t *bytes, size_t n, bool replace)
{
    char part[PATH_MAX];
    if (!replace && access(path, F_OK) == 0)
        data_error("%s exists already: --to NAME writes to another file, or replaces the one it names", path);
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
        data_error("%s: the name is too long", path);
    FILE *f = fopen(part, "wb");
    bool good = f && fwrite(bytes, 1, n, f) == n && fflush(f) == 0 && fsync(fileno(f)) == 0;
    int why = errno;
    if (f && fclose(f) != 0 && good) {
        good = false;
        why = errno;
    }
    if (good && rename(part, path) == 0)
        return;
    why = good ? errno : why;
    if (f)
        unlink(part);
    data_error("cannot write %s: %s", path, strerror(why));
}

static const char *with_ending(const char *file, bool add, char path[PATH_MAX])
{
    size_t n = strlen(file);
    bool has = n > 3 && strcmp(file + n - 3, ".lm") == 0;
    if (!add && !has)
        usage_error("--decompress %s: the name does not end in .lm, so say --to NAME", file);
    if (snprintf(path, PATH_MAX, "%.*s%s", (int)(add ? n : n - 3), file, add ? ".lm" : "") >= PATH_MAX)
        data_error("%s: the name is too long", file);
    return path;
}

static uint8_t *read_file(const char *file, size_t *n)
{
    char found[PATH_MAX];
    uint8_t *bytes = (uint8_t *)data_bytes(file, found, n);
    if (*n > MOST_BYTES)
        data_error("%s has %zu bytes; a gigabyte is the most", file, *n);
    return bytes;
}

void compress_file(const Voice *v, const char *file, const char *to)
{
    char path[PATH_MAX];
    size_t n;
    uint8_t *text = read_file(file, &n);
    const char *name = to ? to : with_ending(file, true, path);
    if (!to && access(name, F_OK) == 0) // before the work, not after it
        data_error("%s exists already: --to NAME writes to another file, or replaces the one it names", name);
    Packed p = compress(v, text, n);
    write_file(name, p.bytes, p.size, to != NULL);
    printf("%s: %zu bytes, from %zu: %.3f bits a byte. By the model %zu, by a model of bytes %zu, as it is %zu\n", name,
           p.size, n, 8.0 * (double)p.size / (double)(n ? n : 1), p.by_model, p.by_bytes, p.as_it_is);
    free(p.bytes);
    free(text);
}

void decompress_file(const Voice *v, const char *file, const char *to)
{
    char path[PATH_MAX];
    size_t size, n;
    const char *name = to ? to : with_ending(file, false, path);
    uint8_t *packed = read_file(file, &size);
    uint8_t *text = decompress(v, file, packed, size, &n);
    write_file(name, text, n, to != NULL);
    printf("%s: %zu bytes\n", name, n);
    free(text);
    free(packed);
}

/*
 * A language model is a compressor. A file is cut into stretches, and each is written in the way that is shortest for it:
 * by the language model, by a model of bytes that learns on the way (bytes.h), or as it is.
 *
 *     | ZTH12\r\n\0 | model 8 | arithmetic 4 | size 8 | sum 8 | header's own sum 4 | stretches                        |
 *     stretch: | kind 1 | size 4 | size coded 4 | coded |             numbers begin with their lowest byte
 *
 * `model` is a checksum of weights and tokens, `arithmetic` one of the probabilities that this program computes on this
 * processor for a fixed text: other instructions round differently, and a single bit that differs would make the rest of
 * the file unreadable. `sum` is the checksum of the text. data_error says which of them is wrong.
 */
#ifndef COMPRESS_H
#define COMPRESS_H

#include "voice.h"

typedef struct Packed {
    uint8_t *bytes; // from malloc
    size_t size;
    double ideal;                        // bits that an ideal coder would need with the same probabilities
    size_t by_model, by_bytes, as_it_is; // how many bytes of the text were written in which way
} Packed;

enum { HEADER = 40, STRETCH_HEADER = 9 };

Packed compress(const Voice *v, const uint8_t *text, size_t n);
// name is for messages. The text, from malloc; *n its size.
uint8_t *decompress(const Voice *v, const char *name, const uint8_t *packed, size_t size, size_t *n);

// FILE to FILE.lm, or to `to`, and back. An existing file is replaced only if `to` names it.
void compress_file(const Voice *v, const char *file, const char *to);
void decompress_file(const Voice *v, const char *file, const char *to);

#endif

/*
 * Arithmetic coding: a list of symbols becomes one number between 0 and 1, written in as many bits as it needs. Each
 * symbol narrows an interval to its own share, so a symbol of probability p costs -log2 p bits, and fractions of bits
 * add up.
 *
 *     Coder *c = coder_to_write();                     Coder *c = coder_to_read(bytes, n);
 *     coder_put(c, from, to, total);                   uint32_t f = coder_ask(c, total);    // whose is f?
 *     uint8_t *bytes = coder_end(c, &n);               coder_take(c, from, to, total);      // that symbol's from and to
 *
 * All arithmetic is with whole numbers, so what is written on one machine is read on another.
 * Source: Witten, Neal and Cleary, "Arithmetic coding for data compression", 1987.
 */
#ifndef CODE_H
#define CODE_H

#include <stddef.h>
#include <stdint.h>

enum { MOST_TOTAL = 1 << 28 }; // of frequencies

typedef struct Coder Coder;

Coder *coder_to_write(void);
void coder_put(Coder *c, uint32_t from, uint32_t to, uint32_t total); // 0 <= from < to <= total
uint8_t *coder_end(Coder *c, size_t *n);                              // from malloc; frees c

Coder *coder_to_read(const uint8_t *bytes, size_t n); // the bytes must stay
uint32_t coder_ask(const Coder *c, uint32_t total);
void coder_take(Coder *c, uint32_t from, uint32_t to, uint32_t total);
void coder_free(Coder *c);

#endif

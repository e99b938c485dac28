/*
 * Arithmetic coding with 32-bit whole numbers: see code.h. The interval is low .. high. When its ends agree in their
 * first bit, that bit is certain and is written. When it lies around the middle, 01... to 10..., the next bit is not
 * known yet, but the one after it will be its opposite: such bits are counted (`pending`) and written later.
 */
#include "code.h"
#include "12-inference.h"
#include "memory.h"

#include <stdbool.h>
#include <stdlib.h>

struct Coder {
    uint32_t low, high;
    uint32_t code; // reading: 32 bits of the number, from where the interval is
    long pending;  // writing: bits opposite to the next one
    uint8_t *out;
    const uint8_t *in;
    size_t bits, bytes; // how many bits are written or read; how many bytes there are to read
};

static const uint32_t HALF = 1u << 31, QUARTER = 1u << 30;

static Coder *coder_new(void)
{
    Coder *c = memory_zeros(sizeof *c);
    c->high = UINT32_MAX;
    return c;
}

// Doubles the interval, from `cut` on: 0, a quarter or a half of all numbers.
static void widen(Coder *c, uint32_t cut)
{
    c->low = (c->low - cut) << 1;
    c->high = (c->high - cut) << 1 | 1;
}

// Where the interval can be doubled: *cut. False if it is more than a quarter wide and in two halves.
static bool can_widen(const Coder *c, uint32_t *cut)
{
    if (c->high < HALF)
        *cut = 0;
    else if (c->low >= HALF)
        *cut = HALF;
    else if (c->low >= QUARTER && c->high < HALF + QUARTER)
        *cut = QUARTER;
    else
        return false;
    return true;
}

// ---- writing ----

Coder *coder_to_write(void)
{
    return coder_new();
}

static void put_bit(Coder *c, int bit)
{
    if (c->bits % 8 == 0) {
        c->out = memory_grow(c->out, c->bits / 8, 1);
        c->out[c->bits / 8] = 0;
    }
    c->out[c->bits / 8] |= (uint8_t)(bit << (7 - c->bits % 8));
    c->bits++;
}

static void put_bits(Coder *c, int bit) // and those that were pending
{
    put_bit(c, bit);
    for (; c->pending > 0; c->pending--)
        put_bit(c, !bit);
}

void coder_put(Coder *c, uint32_t from, uint32_t to, uint32_t total)
{
    narrow(&c->low, &c->high, from, to, total);
    for (uint32_t cut; can_widen(c, &cut); widen(c, cut))
        if (cut == QUARTER)
            c->pending++;
        else
            put_bits(c, cut == HALF);
}

// Two bits more say in which of the two quarters beside the middle the number is; zeros may follow.
uint8_t *coder_end(Coder *c, size_t *n)
{
    c->pending++;
    put_bits(c, c->low >= QUARTER);
    uint8_t *out = c->out;
    *n = (c->bits + 7) / 8;
    free(c);
    return out;
}

// ---- reading ----

static uint32_t next_bit(Coder *c) // after the end: zeros
{
    size_t byte = c->bits / 8, place = 7 - c->bits % 8;
    c->bits++;
    return byte < c->bytes ? c->in[byte] >> place & 1u : 0;
}

Coder *coder_to_read(const uint8_t *bytes, size_t n)
{
    Coder *c = coder_new();
    c->in = bytes;
    c->bytes = n;
    for (int i = 0; i < 32; i++)
        c->code = c->code << 1 | next_bit(c);
    return c;
}

uint32_t coder_ask(const Coder *c, uint32_t total)
{
    return frequency_at(c->low, c->high, c->code, total);
}

void coder_take(Coder *c, uint32_t from, uint32_t to, uint32_t total)
{
    narrow(&c->low, &c->high, from, to, total);
    for (uint32_t cut; can_widen(c, &cut); widen(c, cut))
        c->code = (c->code - cut) << 1 | next_bit(c);
}

void coder_free(Coder *c)
{
    free(c);
}

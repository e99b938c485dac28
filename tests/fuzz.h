/*
 * Random changes to good input, for the tests that fuzz: unit-json.c and unit-safetensors-fuzz.c. For a longer run, or
 * other cases:
 *
 *     FUZZ_CASES=1000000 FUZZ_SEED=7 make test-unit SAN=1
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "rng.h"

#include <stdlib.h>
#include <string.h>

enum { FUZZ_BYTES = 4096, FUZZ_CASES = 20000 };

typedef struct Bytes {
    size_t size;
    char bytes[FUZZ_BYTES];
} Bytes;

static Rng fuzz_rng;

// Seeds the generator; returns how many cases to try.
static inline long fuzz_begin(void)
{
    const char *cases = getenv("FUZZ_CASES"), *seed = getenv("FUZZ_SEED");
    rng_seed(&fuzz_rng, seed ? (uint64_t)atoll(seed) : 42);
    return cases ? atol(cases) : FUZZ_CASES;
}

// How many seconds the test may take.
static inline int fuzz_seconds(void)
{
    return getenv("FUZZ_CASES") ? 36000 : 60;
}

static inline size_t below(size_t n)
{
    return (size_t)rng_randint(&fuzz_rng, 0, (int64_t)n);
}

// Replaces bytes[at .. at+old-1] by the given bytes, if there is room.
static inline void replace(Bytes *b, size_t at, size_t old, const char *with, size_t length)
{
    if (b->size - old + length > FUZZ_BYTES)
        return;
    memmove(b->bytes + at + length, b->bytes + at + old, b->size - at - old);
    memcpy(b->bytes + at, with, length);
    b->size = b->size - old + length;
}

static inline void flip_bit(Bytes *b)
{
    if (b->size)
        b->bytes[below(b->size)] ^= (char)(1 << below(8));
}

static inline void insert_text(Bytes *b, const char *text)
{
    replace(b, below(b->size + 1), 0, text, strlen(text));
}

static inline void insert_byte(Bytes *b)
{
    char c = (char)below(256);
    replace(b, below(b->size + 1), 0, &c, 1);
}

static inline void delete_some(Bytes *b)
{
    if (b->size) {
        size_t at = below(b->size), most = b->size - at;
        replace(b, at, 1 + below(most < 8 ? most : 8), "", 0);
    }
}

static inline void repeat_some(Bytes *b)
{
    if (b->size) {
        char copy[FUZZ_BYTES];
        size_t at = below(b->size), most = b->size - at, length = 1 + below(most < 80 ? most : 80);
        memcpy(copy, b->bytes + at, length);
        replace(b, below(b->size + 1), 0, copy, length);
    }
}

#endif

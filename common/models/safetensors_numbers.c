/* Converts numbers from one type to another, as they are read: see safetensors_header.h. */
#include "safetensors_header.h"

#include <math.h>
#include <string.h>

// 1 bit of sign, 5 of exponent, 10 of mantissa (IEEE 754 binary16).
static float half(uint16_t bits)
{
    uint32_t word = (bits & 0x7fffu) << 13; // exponent and mantissa moved into a float, which is 2^112 too small
    float x;
    memcpy(&x, &word, sizeof x);
    x *= 0x1p112f;
    memcpy(&word, &x, sizeof word);
    word |= ((bits & 0x7c00) == 0x7c00 ? 0x7f800000u : 0) | (bits & 0x8000u) << 16; // infinity and NaN; the sign
    memcpy(&x, &word, sizeof x);
    return x;
}

// The upper half of a float.
static float bfloat(uint16_t bits)
{
    uint32_t word = (uint32_t)bits << 16;
    float x;
    memcpy(&x, &word, sizeof x);
    return x;
}

typedef union Number { // one number as it lies in the file
    double f64;
    float f32;
    int64_t i64;
    int32_t i32;
    int16_t i16;
    int8_t i8;
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;
    uint8_t u8;
} Number;

static bool is_floating(StType type)
{
    return type == ST_F64 || type == ST_F32 || type == ST_F16 || type == ST_BF16;
}

static double floating(StType type, Number n)
{
    return type == ST_F64 ? n.f64 : type == ST_F32 ? n.f32 : type == ST_F16 ? half(n.u16) : bfloat(n.u16);
}

// Is it a type of whole numbers that an int64_t holds?
static bool is_whole(StType type)
{
    return !is_floating(type) && type != ST_U64 && type != ST_F8_E4M3 && type != ST_F8_E5M2;
}

static int64_t whole(StType type, Number n)
{
    switch (type) {
    case ST_I64:
        return n.i64;
    case ST_I32:
        return n.i32;
    case ST_I16:
        return n.i16;
    case ST_I8:
        return n.i8;
    case ST_U32:
        return n.u32;
    case ST_U16:
        return n.u16;
    default:
        return n.u8; // and BOOL
    }
}

static void convert_one(StType from, Number n, StType to, void *out)
{
    if (to == ST_I64)
        *(int64_t *)out = whole(from, n);
    else if (to == ST_F64)
        *(double *)out = is_whole(from) ? (double)whole(from, n) : floating(from, n);
    else
        *(float *)out = is_whole(from) ? (float)whole(from, n) : (float)floating(from, n);
}

bool st_converts(StType from, StType to)
{
    return is_whole(from) || (to != ST_I64 && is_floating(from));
}

// From 16 bits to floats: a loop that the compiler vectorises.
static void widen(StType from, size_t n, const unsigned char in[], unsigned char out[])
{
    for (size_t i = 0; i < n; i++) {
        uint16_t bits;
        memcpy(&bits, in + sizeof bits * i, sizeof bits);
        float x = from == ST_F16 ? half(bits) : bfloat(bits);
        memcpy(out + sizeof x * i, &x, sizeof x);
    }
}

void st_convert(StType from, StType to, size_t n, const void *in, void *out)
{
    size_t size = (size_t)st_type_bytes(from), step = (size_t)st_type_bytes(to);
    if (to == ST_F32 && (from == ST_F16 || from == ST_BF16))
        widen(from, n, in, out);
    else
        for (size_t i = 0; i < n; i++) {
            Number number = {0};
            memcpy(&number, (const char *)in + size * i, size);
            convert_one(from, number, to, (char *)out + step * i);
        }
}

/* ---- the other way ---- */

// The nearest number of 16 bits; of two equally near, the even one.
static uint16_t to_half(float x)
{
    uint32_t word;
    memcpy(&word, &x, sizeof word);
    uint32_t sign = word >> 16 & 0x8000u, size = word & 0x7fffffffu;
    if (size >= 0x47800000u) // 65536 and more, infinity, NaN
        return (uint16_t)(sign | (size > 0x7f800000u ? 0x7e00u : 0x7c00u));
    if (size < 0x38800000u) { // below 2^-14 the steps are 2^-24 wide: adding 0.5 rounds to them
        float y;
        memcpy(&y, &size, sizeof y);
        y += 0.5f;
        memcpy(&size, &y, sizeof size);
        return (uint16_t)(sign | (size - 0x3f000000u));
    }
    size += 0xc8000fffu + (size >> 13 & 1); // another exponent, and half a step
    return (uint16_t)(sign | size >> 13);
}

static uint16_t to_bfloat(float x)
{
    uint32_t word;
    memcpy(&word, &x, sizeof word);
    if ((word & 0x7fffffffu) > 0x7f800000u)
        return (uint16_t)(word >> 16 | 0x40);
    return (uint16_t)((word + 0x7fff + (word >> 16 & 1)) >> 16);
}

bool st_narrow(StType to, size_t n, const real *in, void *out)
{
    CHECK(is_floating(to), "safetensors: numbers are written as floats, not as %s", st_type_name(to));
    bool fits = true;
    for (size_t i = 0; i < n; i++) {
        double wide = (double)in[i];
        float x = (float)wide;
        uint16_t bits = to == ST_F16 ? to_half(x) : to == ST_BF16 ? to_bfloat(x) : 0;
        bool infinite = to == ST_F16 ? (bits & 0x7fff) == 0x7c00 : to == ST_BF16 ? (bits & 0x7fff) == 0x7f80 : isinf(x);
        fits = fits && (!infinite || isinf(wide) || to == ST_F64);
        if (to == ST_F64)
            memcpy((double *)out + i, &wide, sizeof wide);
        else if (to == ST_F32)
            memcpy((float *)out + i, &x, sizeof x);
        else
            memcpy((uint16_t *)out + i, &bits, sizeof bits);
    }
    return fits;
}

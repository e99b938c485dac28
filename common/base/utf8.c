/* UTF-8: see utf8.h. */
#include "utf8.h"

#include <stdbool.h>
#include <stdio.h>

size_t utf8_read(const char *text, size_t length, int32_t *point)
{
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; // what fits in fewer bytes must be written so
    const unsigned char *s = (const unsigned char *)text;
    size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf8 ? 4 : 0;
    bool good = n > 0 && n <= length;
    *point = n == 1 ? s[0] : s[0] & (0x7f >> n);
    for (size_t i = 1; good && i < n; i++) {
        good = (s[i] & 0xc0) == 0x80;
        *point = *point << 6 | (s[i] & 0x3f);
    }
    bool half = *point >= 0xd800 && *point <= 0xdfff; // of a pair in UTF-16
    if (good && *point >= least[n] && *point <= UTF8_MAX && !half)
        return n;
    *point = UTF8_BYTE + s[0];
    return 1;
}

size_t utf8_write(int32_t point, char bytes[5])
{
    static const int first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    bool is_byte = point >= UTF8_BYTE && point <= UTF8_BYTE + 0xff;
    size_t n = point < 0x80 || is_byte ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    bytes[n] = '\0';
    for (size_t i = n - 1; i > 0; i--, point >>= 6)
        bytes[i] = (char)(0x80 | (point & 0x3f));
    bytes[0] = (char)(first[n] | point);
    return n;
}

const char *utf8_symbol(int32_t point, char symbol[UTF8_SYMBOL])
{
    bool is_byte = point >= UTF8_BYTE && point <= UTF8_BYTE + 0xff;
    if (point == '\n' || point == '\t')
        snprintf(symbol, UTF8_SYMBOL, point == '\n' ? "\\n" : "\\t");
    else if (point < ' ' || point == 0x7f || is_byte)
        snprintf(symbol, UTF8_SYMBOL, "\\x%02x", (unsigned)point & 0xff);
    else if (point >= 0x80 && point < 0xa0)
        snprintf(symbol, UTF8_SYMBOL, "\\u%04x", (unsigned)point);
    else
        utf8_write(point, symbol);
    return symbol;
}

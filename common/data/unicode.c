/* UTF-8 and the classes of characters: see unicode.h. */
#include "unicode.h"

#include <stdint.h>
#include <string.h>

#include "unicode_table.h"

Class unicode_class(int code)
{
    int low = 0, high = (int)(sizeof run_starts / sizeof *run_starts);
    while (high - low > 1) { // finds the last run that begins at code or before it
        int middle = (low + high) / 2;
        if ((int)(run_starts[middle] / 4) <= code)
            low = middle;
        else
            high = middle;
    }
    return (Class)(run_starts[low] % 4);
}

int utf8_next(const char *text, size_t n, int *code)
{
    const unsigned char *s = (const unsigned char *)text;
    unsigned first = s[0];
    *code = -1;
    if (first < 0x80) {
        *code = (int)first;
        return 1;
    }
    int length = first >= 0xC2 && first <= 0xDF   ? 2
                 : first >= 0xE0 && first <= 0xEF ? 3
                 : first >= 0xF0 && first <= 0xF4 ? 4
                                                  : 1;
    // the second byte's range excludes overlong forms, surrogates and numbers beyond 0x10FFFF
    unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    int value = (int)(first & (0x7Fu >> length));
    for (int i = 1; i < length; i++, low = 0x80, high = 0xBF) {
        if ((size_t)i >= n || s[i] < low || s[i] > high)
            return i;
        value = value << 6 | (s[i] & 0x3F);
    }
    *code = length == 1 ? -1 : value;
    return length;
}

size_t utf8_mend(const char *text, size_t n, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < n;) {
        int code, length = utf8_next(text + i, n - i, &code);
        memcpy(out + size, code < 0 ? "\xEF\xBF\xBD" : text + i, code < 0 ? 3 : (size_t)length);
        size += code < 0 ? 3 : (size_t)length;
        i += (size_t)length;
    }
    return size;
}

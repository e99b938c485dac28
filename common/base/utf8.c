/* UTF-8: see utf8.h. */
#include "utf8.h"

#include <stdbool.h>

size_t utf8_letter(const char *text, size_t left)
{
    static const uint32_t least[] = {0, 1, 0x80, 0x800, 0x10000}; // smaller numbers have a shorter form; 0 is refused
    const unsigned char *s = (const unsigned char *)text;
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf8 ? 4 : 0;
    if (length == 0 || length > left)
        return 0;
    uint32_t letter = length == 1 ? s[0] : s[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        letter = letter << 6 | (s[i] & 0x3f);
    }
    bool half = letter >= 0xd800 && letter <= 0xdfff; // of a pair of UTF-16
    return letter < least[length] || letter > 0x10ffff || half ? 0 : length;
}

size_t utf8_length(const char *text, size_t length)
{
    size_t at = 0;
    for (size_t n; at < length && (n = utf8_letter(text + at, length - at)) > 0;)
        at += n;
    return at;
}

char *utf8_put(char *to, uint32_t c)
{
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; // bytes after the first
    static const uint32_t first[] = {0, 0xc0, 0xe0, 0xf0};
    *to++ = (char)(first[more] | c >> 6 * more);
    while (more-- > 0)
        *to++ = (char)(0x80 | (c >> 6 * more & 0x3f));
    return to;
}

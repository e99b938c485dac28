/* Splits a text into characters: see characters.h. */
#include "characters.h"
#include "format.h"
#include "utf8.h"

#include <stdbool.h>

size_t character_read(const char *text, size_t length, int32_t *character)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t n = utf8_letter(text, length);
    if (n == 0) {
        *character = s[0] == 0 ? 0 : STRAY_BYTE + s[0];
        return 1;
    }
    *character = n == 1 ? s[0] : s[0] & (0x7f >> n);
    for (size_t i = 1; i < n; i++)
        *character = *character << 6 | (s[i] & 0x3f);
    return n;
}

static bool is_stray(int32_t character)
{
    return character >= STRAY_BYTE && character <= STRAY_BYTE + 0xff;
}

size_t character_write(int32_t character, char bytes[5])
{
    char *end = bytes;
    if (is_stray(character))
        *end++ = (char)character;
    else
        end = utf8_put(end, (uint32_t)character);
    *end = '\0';
    return (size_t)(end - bytes);
}

const char *character_symbol(int32_t character)
{
    char bytes[5];
    if (character == '\n' || character == '\t')
        return character == '\n' ? "\\n" : "\\t";
    if (character < ' ' || character == 0x7f || is_stray(character))
        return text_of("\\x%02x", (unsigned)character & 0xff);
    if (character >= 0x80 && character < 0xa0) // control characters, too
        return text_of("\\u%04x", (unsigned)character);
    character_write(character, bytes);
    return text_of("%s", bytes);
}

/* The strings in JSON, and the messages of errors: see json_reader.h. */
#include "json_reader.h"
#include "format.h"
#include "utf8.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- Errors --------------------------------------------------------------------------------- */

bool json_fail(JsonReader *r, const char *at, const char *format, ...)
{
    size_t byte = (size_t)(at - r->copy);
    int line = 1;
    for (size_t i = 0; i < byte; i++)
        line += r->text[i] == '\n';
    const char *where = line > 1 ? text_of("byte %zu, line %d", byte, line) : text_of("byte %zu", byte);
    int length = snprintf(r->error, JSON_ERROR, "%s: ", where);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->error + length, JSON_ERROR - (size_t)length, format, arguments);
    va_end(arguments);
    text_printable(r->error);
    return false;
}

bool json_expected(JsonReader *r, const char *what)
{
    unsigned char c = (unsigned char)*r->at;
    if (r->at == r->end)
        return json_fail(r, r->at, "%s is expected, and the text ends", what);
    return json_fail(r, r->at, c > ' ' && c < 0x7f ? "%s is expected, not '%c'" : "%s is expected, not the byte 0x%02x",
                     what, c);
}

/* ---- Strings -------------------------------------------------------------------------------- */

// Four hexadecimal digits, or -1.
static long hex4(JsonReader *r)
{
    char four[5] = "";
    if (strspn(r->at, "0123456789abcdefABCDEF") < 4)
        return -1;
    memcpy(four, r->at, 4);
    r->at += 4;
    return strtol(four, NULL, 16);
}

// The character of \uXXXX, or of \uXXXX\uXXXX if it is beyond 0xffff; -1 for half of such a pair.
static long escaped_letter(JsonReader *r)
{
    long high = hex4(r);
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || r->at[0] != '\\' || r->at[1] != 'u')
        return -1;
    r->at += 2;
    long low = hex4(r);
    return low < 0xdc00 || low > 0xdfff ? -1 : 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

// Decodes an escape, from its backslash on, to `to`. NULL if it is not valid, or stands for a zero byte.
static char *unescape(JsonReader *r, char *to)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = *++r->at;
    const char *simple = c ? strchr(names, c) : NULL;
    r->at += c != '\0';
    if (c == 'u') {
        long letter = escaped_letter(r);
        return letter > 0 ? utf8_put(to, (uint32_t)letter) : NULL;
    }
    if (!simple)
        return NULL;
    *to = values[simple - names];
    return to + 1;
}

// Decodes the string in place, because no escape is shorter than the text it stands for. The zero at its end fits where the
// quote or an escape was.
bool json_string(JsonReader *r, Json *out)
{
    char *from = ++r->at, *to = from;
    while (*r->at != '"') {
        const char *before = r->at;
        size_t n = utf8_letter(r->at, (size_t)(r->end - r->at));
        if (*r->at == '\\') {
            if (!(to = unescape(r, to)))
                return json_fail(r, before,
                                 "this is not an escape such as \\n or \\u00e9 (\\u0000 and half a pair are refused)");
        } else if (r->at == r->end) {
            return json_expected(r, "a closing quote");
        } else if ((unsigned char)*r->at < ' ') {
            return json_expected(r, "an escape, as a string has no control characters");
        } else if (n == 0) {
            return json_fail(r, r->at, "this is not UTF-8 text");
        } else {
            memmove(to, r->at, n);
            to += n;
            r->at += n;
        }
    }
    r->at++;
    *to = '\0';
    *out = (Json){.type = JSON_STRING, .count = (unsigned)(to - from), .text = from};
    return true;
}

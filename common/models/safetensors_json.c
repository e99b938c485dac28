/* The JSON of headers: see safetensors_json.h. */
#include "safetensors_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Names come from the file, and a terminal obeys control characters: they become question marks.
bool json_fail(Json *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(r->error, r->room, format, arguments);
    va_end(arguments);
    for (char *c = r->error; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    return false;
}

static bool expected(Json *r, const char *what)
{
    return json_fail(r,
                     "its header has %s at byte %zu, where %s is expected: it is damaged, or no "
                     "safetensors file",
                     r->at < r->end ? "something else" : "its end", (size_t)(r->at - r->start), what);
}

static void skip_space(Json *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
        r->at++;
}

static bool next_is(Json *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

// Four hexadecimal digits, or -1.
static long hex4(Json *r)
{
    long value = 0;
    for (int i = 0; i < 4; i++, r->at++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *digit = r->at < r->end && *r->at ? strchr(digits, *r->at) : NULL;
        if (!digit)
            return -1;
        value = value * 16 + (digit - digits) % 16;
    }
    return value;
}

// The letter of \uXXXX, or of \uXXXX\uXXXX if it lies beyond 0xffff; -1 for half of such a pair.
static long escaped_letter(Json *r)
{
    long high = hex4(r);
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || r->end - r->at < 2 || memcmp(r->at, "\\u", 2) != 0)
        return -1;
    r->at += 2;
    long low = hex4(r);
    return low < 0xdc00 || low > 0xdfff ? -1 : 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

static char *put_utf8(char *to, long c)
{
    int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3; // bytes after the first
    static const int first[] = {0, 0xc0, 0xe0, 0xf0};
    *to++ = (char)(first[more] | c >> 6 * more);
    while (more-- > 0)
        *to++ = (char)(0x80 | (c >> 6 * more & 0x3f));
    return to;
}

// After the backslash. What an escape stands for is never longer than the escape: `to` stays behind r->at.
static char *unescape(Json *r, char *to)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    char c = r->at < r->end ? *r->at : '\0';
    const char *simple = c ? strchr(names, c) : NULL;
    if (!simple && c != 'u')
        return NULL;
    r->at++;
    if (simple) {
        *to++ = values[simple - names];
        return to;
    }
    long letter = escaped_letter(r);
    return letter <= 0 ? NULL : put_utf8(to, letter);
}

// The zero at the end fits where the quote or an escape was.
bool json_string(Json *r, char **out)
{
    if (!next_is(r, '"'))
        return expected(r, "a string");
    char *to = *out = r->at;
    while (r->at < r->end && *r->at != '"') {
        if ((unsigned char)*r->at < ' ')
            return expected(r, "a string without control characters");
        if (*r->at == '\\') {
            r->at++;
            if (!(to = unescape(r, to)))
                return expected(r, "an escape such as \\n or \\u00e9");
        } else {
            *to++ = *r->at++;
        }
    }
    if (r->at == r->end)
        return expected(r, "a string's closing quote");
    r->at++;
    *to = '\0';
    return true;
}

static bool number(Json *r, uint64_t *out)
{
    skip_space(r);
    const char *first = r->at;
    for (*out = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
        if (*out > (uint64_t)(INT64_MAX - 9) / 10)
            return expected(r, "a number below 2^63");
        *out = *out * 10 + (uint64_t)(*r->at - '0');
    }
    if (r->at == first || (*first == '0' && r->at - first > 1))
        return expected(r, "a whole number from 0, without leading zeros,");
    return true;
}

bool json_numbers(Json *r, uint64_t out[], int most, int *count)
{
    *count = 0;
    if (!next_is(r, '['))
        return expected(r, "'['");
    if (next_is(r, ']'))
        return true;
    do {
        if (*count == most)
            return json_fail(r, "its header has more than %d numbers in a list at byte %zu", most,
                             (size_t)(r->at - r->start));
        if (!number(r, &out[*count]))
            return false;
        ++*count;
    } while (next_is(r, ','));
    return next_is(r, ']') || expected(r, "',' or ']'");
}

bool json_object(Json *r, bool (*member)(Json *r, char *key, void *of), void *of)
{
    if (!next_is(r, '{'))
        return expected(r, "'{'");
    if (next_is(r, '}'))
        return true;
    do {
        char *key;
        if (!json_string(r, &key))
            return false;
        if (!next_is(r, ':'))
            return expected(r, "':'");
        if (!member(r, key, of))
            return false;
    } while (next_is(r, ','));
    return next_is(r, '}') || expected(r, "',' or '}'");
}

bool json_end(Json *r)
{
    skip_space(r);
    return r->at == r->end || expected(r, "its end");
}

// How many bytes the letter at s has, of which `left` are there; 0 if it is none.
static size_t utf8_letter(const unsigned char *s, size_t left)
{
    static const uint32_t least[] = {0, 1, 0x80, 0x800, 0x10000}; // shorter is possible below that
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

const char *json_utf8_end(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t at = 0;
    for (size_t n; at < length && (n = utf8_letter(s + at, length - at)) > 0;)
        at += n;
    return text + at;
}

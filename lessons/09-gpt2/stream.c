/* Text that comes in pieces: see stream.h. */
#include "stream.h"
#include "unicode.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

// Could these bytes become a letter, if more came?
static bool is_begun(const char *bytes, size_t n)
{
    unsigned char first = (unsigned char)bytes[0];
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    int code;
    return first >= 0xc2 && first <= 0xf4 && n < length && utf8_next(bytes, n, &code) == (int)n;
}

// Prints letters up to one that is only begun; returns how many bytes that took.
static size_t print_letters(const char *bytes, size_t n, bool more_to_come)
{
    size_t at = 0;
    while (at < n) {
        int code, length = utf8_next(bytes + at, n - at, &code);
        if (code < 0 && more_to_come && is_begun(bytes + at, n - at))
            break;
        bool command = (code < ' ' && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0); // C0, DEL, C1
        if (command)
            fputs("\xef\xbf\xbd", stdout);
        else
            fwrite(bytes + at, 1, (size_t)length, stdout);
        at += (size_t)length;
    }
    return at;
}

void stream_put(Stream *s, const char *bytes, size_t n)
{
    while (s->count > 0 && n > 0) { // byte by byte, until the letter that was begun is whole or broken
        s->held[s->count++] = *bytes++;
        n--;
        size_t done = print_letters(s->held, (size_t)s->count, true);
        s->count -= (int)done;
        memmove(s->held, s->held + done, (size_t)s->count);
    }
    size_t done = print_letters(bytes, n, true);
    if (n > done)
        memcpy(s->held, bytes + done, n - done);
    s->count += (int)(n - done);
    fflush(stdout);
}

void stream_end(Stream *s)
{
    print_letters(s->held, (size_t)s->count, false);
    s->count = 0;
    fflush(stdout);
}

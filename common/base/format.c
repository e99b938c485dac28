/* Texts for messages: see format.h. */
#include "format.h"

#include <stdarg.h>
#include <stdio.h>

const char *text_of(const char *format, ...)
{
    static _Thread_local char texts[TEXTS][TEXT_BYTES];
    static _Thread_local unsigned turn;
    char *text = texts[turn++ % TEXTS];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, TEXT_BYTES, format, arguments);
    va_end(arguments);
    return text;
}

char *text_printable(char *text)
{
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    return text;
}

/* When something is wrong: see check.h. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { SENTENCE = 4096 };

void (*todo_handler)(const char *exercise, const char *file) = NULL;
void (*data_error_handler)(const char *sentence) = NULL;

// Flushes stdout first, so that the message appears after everything printed before it.
static void say(const char *format, va_list arguments)
{
    fflush(stdout);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void check_failed(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s:%d: CHECK(%s) failed: ", file, line, condition);
    say(format, arguments);
    va_end(arguments);
    abort();
}

void data_error(const char *format, ...)
{
    char sentence[SENTENCE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (data_error_handler)
        data_error_handler(sentence);
    fflush(stdout);
    fprintf(stderr, "%s\n", sentence);
    exit(1);
}

void usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    exit(2);
}

void todo_reached(const char *exercise, const char *file)
{
    if (todo_handler)
        todo_handler(exercise, file);
    data_error("needs exercise %s: %s", exercise, file);
}

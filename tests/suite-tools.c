/*
 * What the checker's runner and the grader's hand have in common: what a suite works its expectations out with, and where an
 * endless loop is.
 */
#include "suite.h"

#include "check.h"
#include "suite-says.h"

#include <execinfo.h>
#include <sanitizer/common_interface_defs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void reference(const char *file, const char *name, int count, double values[])
{
    static char line[1 << 15];
    char *at = NULL;
    FILE *f = fopen(file, "r");
    ck_assert_msg(f != NULL, "cannot open %s", file);
    while (!at && fgets(line, sizeof line, f))
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ' ')
            at = line + strlen(name);
    fclose(f);
    for (int i = 0; i < count; i++) {
        char *end = at;
        values[i] = at ? strtod(at, &end) : 0;
        ck_assert_msg(end != at, "%s: %s has fewer than %d numbers", file, name, count);
        at = end;
    }
}

void expect_essay(const char *input, const char *text)
{
    enum { LEAST = 60, MOST = 2000 };
    static const char between[] = " \n\t.,;:!?\"()";
    const char *word[MOST];
    int words = 0, different = 0;
    if (!text)
        wrong(input, "the result is NULL, and should be your text");
    for (const char *c = text + strspn(text, between); *c && words < MOST; c += strspn(c, between)) {
        size_t length = strcspn(c, between);
        bool again = false;
        for (int i = 0; i < words && !again; i++)
            again = strcspn(word[i], between) == length && strncmp(word[i], c, length) == 0;
        different += !again;
        word[words++] = c;
        c += length;
    }
    if (words < LEAST)
        wrong(input, "%d words: at least %d are wanted, a page is better", words, LEAST);
    if (different < LEAST / 2)
        wrong(input, "%d words, but only %d different ones", words, different);
}

double slope(double (*f)(void), double *x, double h)
{
    double middle = *x;
    *x = middle + h;
    double above = f();
    *x = middle - h;
    double below = f();
    *x = middle;
    return (above - below) / (2 * h);
}

// Writes which lines of a file are at work, as a sanitizer does. It looks one byte before each address, where
// a call is; the function that was interrupted may be at its first byte, so the byte after is tried, too.
void print_frames_of(const char *file)
{
    void *frame[64];
    char line[1024];
    int count = backtrace(frame, COUNT(frame));
    for (int i = 0; i < 2 * count; i++) {
        __sanitizer_symbolize_pc((char *)frame[i / 2] + i % 2, "    #0 %p in %f %S", line, sizeof line - 1);
        if (!strstr(line, file))
            continue;
        strcat(line, "\n");
        if (write(STDERR_FILENO, line, strlen(line)) < 0)
            return;
    }
}

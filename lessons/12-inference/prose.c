/* A novel, a paragraph on a line: see prose.h. */
#include "prose.h"
#include "check.h"
#include "data.h"
#include "memory.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST = 20000 }; // bytes

static bool is_heading(const char *line)
{
    bool small = false;
    for (const char *c = line; *c; c++)
        small |= islower((unsigned char)*c) != 0;
    return strncmp(line, "Chapter ", 8) == 0 || !small;
}

static char *trimmed(char *line)
{
    while (isspace((unsigned char)*line))
        line++;
    for (char *end = line + strlen(line); end > line && isspace((unsigned char)end[-1]);)
        *--end = '\0';
    return line;
}

Novel novel_load(const char *file)
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text;
    Novel n = {.text = memory_new(strlen(text) + 2)};
    bool inside = false; // a paragraph
    for (char *line; (line = data_line(&rest));) {
        line = trimmed(line);
        if (*line && !inside && is_heading(line))
            continue;
        if (*line ? inside : !inside)
            n.text[n.size] = ' ', n.size += *line != '\0';
        else if (!*line)
            n.text[n.size++] = '\n';
        inside = *line != '\0';
        for (; *line; line++)
            if (*line != '_')
                n.text[n.size++] = *line;
    }
    n.text[n.size] = '\0';
    free(text);
    if (n.size < LEAST)
        data_error("%s has %zu bytes of prose; this lesson needs %d", path, n.size, LEAST);
    n.held = n.size - n.size / 10;
    while (n.held < n.size && n.text[n.held - 1] != '\n')
        n.held++;
    if (n.held == n.size) // one paragraph
        n.held = n.size - n.size / 10;
    return n;
}

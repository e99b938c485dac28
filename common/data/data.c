/* Reads and checks the course's data files: see data.h. */
#include "data.h"
#include "check.h"
#include "memory.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MIN_NAMES = 10 }; // fewer cannot be split 80/10/10

static FILE *open_data(const char *file, char path[PATH_MAX])
{
    const char *folder = getenv("DATASETS");
    snprintf(path, PATH_MAX, "%s", file);
    FILE *f = fopen(path, "rb");
    if (!f && folder) {
        snprintf(path, PATH_MAX, "%s/%s", folder, file);
        f = fopen(path, "rb");
    }
    if (!f) {
        snprintf(path, PATH_MAX, "datasets/%s", file);
        f = fopen(path, "rb");
    }
    if (!f && errno != ENOENT)
        data_error("cannot read %s: %s", path, strerror(errno));
    if (!f)
        data_error("cannot find %s: it is not a path, and it is not in $DATASETS or in datasets/. "
                   "Run from the course's folder; make datasets gets the lecture's files.",
                   file);
    return f;
}

char *data_bytes(const char *file, char path[PATH_MAX], size_t *size)
{
    FILE *f = open_data(file, path);
    struct stat status;
    if (fstat(fileno(f), &status) == 0 && S_ISDIR(status.st_mode))
        data_error("%s is a folder: --data needs a file", path);
    size_t room = 1 << 16;
    char *text = malloc(room);
    *size = 0;
    for (size_t n; text && (n = fread(text + *size, 1, room - *size - 1, f)) > 0;) {
        *size += n;
        if (room - *size < 2)
            text = realloc(text, room *= 2);
    }
    if (!text)
        data_error("%s: not enough memory to read it", path);
    if (ferror(f))
        data_error("cannot read %s: %s", path, strerror(errno));
    fclose(f);
    text[*size] = '\0';
    return text;
}

char *data_text(const char *file, char path[PATH_MAX])
{
    size_t size;
    char *text = data_bytes(file, path, &size);
    if (size == 0)
        data_error("%s is empty: it needs one entry a line", path);
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) // the mark some editors put first
        memmove(text, text + 3, size -= 3);
    if (memchr(text, '\0', size))
        data_error("%s is not a text file: byte %zu is zero", path,
                   (size_t)((char *)memchr(text, '\0', size) - text) + 1);
    text[size] = '\0';
    return text;
}

char *data_line(char **rest)
{
    char *line = strsep(rest, "\n");
    size_t length = line ? strlen(line) : 0;
    if (length > 0 && line[length - 1] == '\r')
        line[length - 1] = '\0';
    return line;
}

static void check_name(const char *name, const char *path, int line)
{
    size_t good = strspn(name, "abcdefghijklmnopqrstuvwxyz");
    unsigned char bad = (unsigned char)name[good];
    if (bad >= 0x80)
        data_error(
            "%s line %d: '%.64s' has a letter outside a to z; this model knows only these 26 letters and the dot "
            "(lesson 07 reads letters of any language)",
            path, line, name);
    if (bad >= 'A' && bad <= 'Z')
        data_error("%s line %d: '%.64s' has a capital letter; make the file lower case with "
                   "tr A-Z a-z",
                   path, line, name);
    if (bad)
        data_error("%s line %d has the character '%c'; a line is one name, letters a to z only", path, line,
                   bad < ' ' ? '?' : bad);
    if (strlen(name) > NAME_MAX_LENGTH)
        data_error("%s line %d: this name has %zu letters, and %d is the most; is it one name a line?", path, line,
                   strlen(name), NAME_MAX_LENGTH);
}

static void add_name(Names *names, const char *name)
{
    names->name = memory_grow(names->name, (size_t)names->count, sizeof *names->name);
    names->name[names->count++] = memory_text(name);
}

Names *names_load(const char *file)
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text, *line;
    Names *names = memory_zeros(sizeof *names);
    for (int number = 1; (line = data_line(&rest)); number++) {
        check_name(line, path, number);
        if (*line)
            add_name(names, line);
    }
    free(text);
    if (names->count < MIN_NAMES)
        data_error("%s has %d name%s; at least %d are needed, one a line", path, names->count,
                   names->count == 1 ? "" : "s", MIN_NAMES);
    return names;
}

void names_free(Names *names)
{
    for (int i = 0; i < names->count; i++)
        free(names->name[i]);
    free(names->name);
    free(names);
}

Points *points_load(const char *file)
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text, *line;
    Points *points = memory_zeros(sizeof *points);
    for (int number = 1; (line = data_line(&rest)); number++) {
        Point p;
        char more;
        if (line[strspn(line, " \t")] == '\0')
            continue;
        if (sscanf(line, "%lf %lf %lf %c", &p.x, &p.y, &p.label, &more) != 3 || !isfinite(p.x) || !isfinite(p.y) ||
            fabs(p.label) != 1)
            data_error("%s line %d: '%.64s' is not a point; a line is x, y and a label, -1 or 1", path, number, line);
        points->point = memory_grow(points->point, (size_t)points->count, sizeof p);
        points->point[points->count++] = p;
    }
    free(text);
    if (points->count < 2)
        data_error("%s has %d point%s; at least 2 are needed", path, points->count, points->count == 1 ? "" : "s");
    return points;
}

void points_free(Points *points)
{
    free(points->point);
    free(points);
}

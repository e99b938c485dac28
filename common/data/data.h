/*
 * Reads and checks the course's data files: lists of names, and labelled points. (Tales: tales.h.)
 *
 * A file is looked for first under the path given, then in the folder $DATASETS, then in datasets/. If
 * it cannot be used, data_error prints a sentence that says what to do, and exits with status 1.
 */
#ifndef DATA_H
#define DATA_H

#include <limits.h>
#include <stddef.h>

// The whole file as a string, which the caller frees. `path` gets the path where it was found, for messages. An error
// if the file has zero bytes; a byte order mark is removed.
char *data_text(const char *file, char path[PATH_MAX]);
// The whole file with any bytes at all, followed by a zero that *size does not count.
char *data_bytes(const char *file, char path[PATH_MAX], size_t *size);
// Cuts the next line off *rest, without its end (LF or CRLF); NULL after the last one.
char *data_line(char **rest);

enum { NAME_MAX_LENGTH = 64 };

// One name a line, letters a to z only. Empty lines are skipped, CRLF is read as LF.
typedef struct Names {
    int count;
    char **name; // (count) strings
} Names;

Names *names_load(const char *file);
void names_free(Names *names);

// A point in the plane with its class, -1 or 1.
typedef struct Point {
    double x, y, label;
} Point;

typedef struct Points {
    int count;
    Point *point; // (count)
} Points;

Points *points_load(const char *file); // lines of x, y, label, separated by tabs or spaces
void points_free(Points *points);

#endif

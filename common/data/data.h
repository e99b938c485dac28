/*
 * The course's data files, read and checked: lists of names, and labelled points. (Tales: tales.h.)
 *
 * A file is looked for as the path given, then in the folder $DATASETS, then in datasets/. A file
 * that cannot be used ends the program with status 1 and a sentence on what to do about it.
 */
#ifndef DATA_H
#define DATA_H

#include <limits.h>
#include <stddef.h>

// The whole file as a string, for the caller to free; its path is left in `path`, for messages.
char *data_text(const char *file, char path[PATH_MAX]);
// The whole file, whatever its bytes are, and a zero after them that *size does not count.
char *data_bytes(const char *file, char path[PATH_MAX], size_t *size);
// The next line of *rest without its end (LF or CRLF), or NULL after the last one.
char *data_line(char **rest);

enum { NAME_MAX_LENGTH = 64 };

// One name a line, letters a to z only; empty lines are passed over, CRLF is read as LF.
typedef struct Names {
    int count;
    char **name; // (count) strings
} Names;

Names *names_load(const char *file);
void names_free(Names *names);

// A point of the plane with its class, -1 or 1.
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

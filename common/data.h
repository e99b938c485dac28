/*
 * The course's data files, read and checked: lists of names, and labelled points.
 *
 * A file is looked for as the path given, then in the folder $DATASETS, then in datasets/. A file
 * that cannot be used ends the program with status 1 and a sentence on what to do about it.
 */
#ifndef DATA_H
#define DATA_H

#include <stddef.h>

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

// A whole file as one string, to be freed; where it was found is left in path[PATH_MAX], for messages.
char *data_text(const char *file, char path[]);

Points *points_load(const char *file); // lines of x, y, label, separated by tabs or spaces
void points_free(Points *points);

#endif

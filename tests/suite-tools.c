/*
 * What a suite works its expectations out with: the same in the checker's runner and in the grader's hand.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

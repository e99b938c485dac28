/*
 * For the notebook's own files: the functions of options.c, output.c, draw.c and progress.c that notebook.c calls.
 * Lessons include notebook.h.
 */
#ifndef NOTEBOOK_INTERNAL_H
#define NOTEBOOK_INTERNAL_H

#include "notebook.h"

void options_parse(const Lesson *lesson, int argc, char **argv);
void output_open(const char *folder); // makes the folder, with its parents
int output_mark(void);                // how many tables are open
void output_discard_since(int mark);  // removes the tables opened after output_mark() returned mark
void output_close(void);              // gives every table its final name
void output_show_curves(void);        // draws small plots of the curves in the terminal
void draw_curve(const char *title, FILE *points);
void progress_abandon(void); // a TODO has ended a loop early: Ctrl-C ends the program again

#endif

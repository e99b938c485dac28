/*
 * Between the files of the notebook: what notebook.c asks of options.c, output.c, draw.c and progress.c.
 * Lessons include notebook.h.
 */
#ifndef NOTEBOOK_INTERNAL_H
#define NOTEBOOK_INTERNAL_H

#include "notebook.h"

void options_parse(const Lesson *lesson, int argc, char **argv);
void output_open(const char *folder); // makes the folder, parents too
void output_discard_since(int mark);  // removes the tables opened after output_mark()
int output_mark(void);
void output_close(void);       // renames what is complete
void output_show_curves(void); // small plots of the curves in the terminal
void draw_curve(const char *title, FILE *points);
void progress_abandon(void); // a loop was left by a TODO: Ctrl-C works as before it

#endif

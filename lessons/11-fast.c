/*
# 11 fast: what it is about, in one line

Say here what the reader wonders about, and what will be built.
*/
#include "11-fast.h"
#include "notebook.h"

#include <stdio.h>

/*
What this cell shows, and why. Its function prints what the page will show.
*/
static void a_first_cell(void)
{
    metric("mean", "%.1f", mean(4, (double[]){1, 2, 3, 4}));
}

int main(int argc, char **argv)
{
    const Lesson lesson = {.name = "11-fast", .about = "what it is about, in one line", .data = "names.txt", .steps = 1, .quick_steps = 1};
    notebook_begin(&lesson, argc, argv);
    cell("A first cell", a_first_cell);
    return notebook_end();
}

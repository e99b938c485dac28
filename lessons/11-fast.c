/*
# 11 fast: x
*/
#include "11-fast.h"
#include "notebook.h"
static void a(void){}
int main(int argc, char **argv)
{
    const Lesson lesson = {.name = "11-fast", .about = "x", .data = "names.txt",.video_data="names.txt", .steps = 1, .quick_steps = 1};
    notebook_begin(&lesson, argc, argv);
    cell("A", a);
    return notebook_end();
}

/* The notebook: runs the cells, and prints what comes before and after them. See notebook.h. */
#include "internal.h"
#include "check.h"

#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

const char *whose_functions;

static const Lesson *lesson;
static jmp_buf cell_end;
static int unwritten;        // how many cells ended at a TODO
static bool lecture_differs; // did some result differ from the lecture's?

static void end_cell(const char *exercise, const char *file)
{
    fflush(stdout);
    printf("needs exercise %s: %s\n", exercise, file);
    unwritten++;
    progress_abandon();
    longjmp(cell_end, 1);
}

static void use_threads(void)
{
#ifdef _OPENMP
    if (options.threads)
        omp_set_num_threads(options.threads);
#else
    if (options.threads > 1)
        fprintf(stderr, "built without OpenMP, so it runs on one thread (make doctor tells you how to install it)\n");
#endif
}

void notebook_begin(const Lesson *l, int argc, char **argv)
{
    lesson = l;
    options_parse(lesson, argc, argv);
    use_threads();
    todo_handler = end_cell;
    if (whose_functions)
        printf("%s: %s\n", lesson->name, whose_functions);
}

// The folder is made at the first cell, after main() has read and checked its data.
static void open_output_once(void)
{
    static bool open;
    if (!open) {
        output_open(options.out);
        table("metrics.tsv"); // even without results, this file shows that the run came to its end
    }
    open = true;
}

void cell(const char *title, void (*run)(void))
{
    open_output_once();
    int width = printf("\n── %s ", title) - 5; // columns: each ─ counts as three bytes, and there is a \n
    for (; width < 80; width++)
        fputs("─", stdout);
    fputs("\n\n", stdout);
    int mark = output_mark();
    if (setjmp(cell_end) == 0)
        run();
    else
        output_discard_since(mark);
    fflush(stdout);
}

static const char *lecture_shows(const char *name)
{
    for (const Shown *s = lesson->lecture; s && s->metric; s++)
        if (strcmp(s->metric, name) == 0)
            return s->value;
    return NULL;
}

static void print_metric(const char *name, const char *text)
{
    const char *shown = lecture_shows(name);
    bool differs = shown && strcmp(shown, text) != 0;
    printf("%s = %s", name, text);
    if (differs && !options.quick) // a short run cannot reach it
        printf("   (the lecture: %s)", shown);
    puts(shown && !differs ? "   (as in the lecture)" : "");
    lecture_differs |= differs;
}

void metric(const char *name, const char *format, double value)
{
    char text[64];
    snprintf(text, sizeof text, format, value);
    print_metric(name, text);
    fprintf(table("metrics.tsv"), "%s\t%.9g\n", name, value);
}

void measured(const char *name, const char *format, double value)
{
    char text[64];
    snprintf(text, sizeof text, format, value);
    printf("%s ≈ %s\n", name, text);
    fprintf(table("metrics.tsv"), "%s\t%.9g\tmeasured\n", name, value);
}

void metric_text(const char *name, const char *text)
{
    print_metric(name, text);
    fprintf(table("metrics.tsv"), "%s\t%s\n", name, text);
}

static bool installed(const char *program)
{
    char *path = strdup(getenv("PATH") ? getenv("PATH") : ""), file[4096];
    bool found = false;
    for (char *rest = path, *folder; !found && (folder = strsep(&rest, ":"));) {
        snprintf(file, sizeof file, "%s/%s", folder, program);
        found = access(file, X_OK) == 0;
    }
    free(path);
    return found;
}

int notebook_end(void)
{
    if (!installed("gnuplot")) {
        printf("\ngnuplot is not installed (make doctor tells you how to install it), so the curves are drawn here:\n");
        output_show_curves();
    }
    output_close();
    if (fflush(stdout) != 0 || ferror(stdout))
        data_error("cannot write the output: %s", strerror(errno ? errno : EIO));
    if (lecture_differs && !options.video)
        printf("\nThe lecture's own numbers come with its data: make datasets, then\n"
               "make lesson-%.2s ARGS=--video\n",
               lesson->name);
    if (unwritten)
        printf("\n%d cell%s ended early: an exercise is not written yet. make where-%.2s lists "
               "them.\n",
               unwritten, unwritten == 1 ? "" : "s", lesson->name);
    fprintf(stderr, "\nresults and curves: %s\n", options.out);
    return 0;
}

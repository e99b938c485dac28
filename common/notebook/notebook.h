/*
 * The notebook: what every lesson program shares. A lesson's main() is its table of contents,
 *
 *     notebook_begin(&lesson, argc, argv);
 *     cell("Counting", counting);
 *     cell("Sampling", sampling);
 *     return notebook_end();
 *
 * and a cell uses printf, metric(), curve(), table() and progress(). To stdout a cell prints only what
 * is the same on every machine, or marks it with ≈, see measured(); time and paths go to stderr. Files are written to options.out
 * (default build/<lesson>/) under temporary names and get their real names in notebook_end(), so an
 * interrupted run leaves no half-written file.
 */
#ifndef NOTEBOOK_H
#define NOTEBOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// A number or text that the lecture shows, and the name of our metric for it.
typedef struct Shown {
    const char *metric, *value;
} Shown;

// An option of a single lesson, --name. Its value is stored through one of the four pointers; what they point to at the
// start is the default. A number must lie between low and high.
typedef struct Extra {
    const char *name, *help;
    int *whole;
    double *number;
    const char **text;
    bool *flag;
    double low, high;
    const char *value; // the name for a text value in --help; NULL for TEXT
    bool *given;       // set to true if the option was given; may be NULL
} Extra;

typedef struct Lesson {
    const char *name;       // "02-bigram"
    const char *about;      // one line for --help
    const char *data;       // the default of --data
    const char *video_data; // the same with --video
    uint64_t seed;          // the default of --seed: the lecture's seed
    int steps, quick_steps; // the default of --steps, without and with --quick
    int video_steps;        // the same with --video: the lecture's; 0 means `steps`
    const Shown *lecture;   // the lecture's results, ended by {0}; NULL for none
    const Extra *extras;    // the lesson's own options, ended by {0}; NULL for none
} Lesson;

// The parsed command line. Options that were not given have the lesson's defaults.
typedef struct Options {
    uint64_t seed;
    int steps, threads;
    bool quick, video;
    const char *data, *out;
} Options;

extern Options options;

// Whose functions this program was linked with ("yours: 4-nll; the rest from solutions/"), printed as the first line.
// A source file written by tools/whose sets it before main(). If it is NULL, as in a test, nothing is printed.
extern const char *whose_functions;

// Parses the command line into `options`. Exits with status 2 for a bad option, and with 0 for --help.
void notebook_begin(const Lesson *lesson, int argc, char **argv);

// Prints the title and runs the cell. If the cell reaches a TODO, only this cell ends: it prints the
// exercise's file, and the tables that the cell opened are removed. The first call opens the output
// folder, and exits with status 1 if that cannot be written.
void cell(const char *title, void (*run)(void));

// Gives every output file its real name, and prints what to do next. Returns main's exit status.
int notebook_end(void);

// Prints a named result, with the lecture's beside it (with --quick only if it is the same), and writes it to
// metrics.tsv (name, value).
void metric(const char *name, const char *format, double value);
void metric_text(const char *name, const char *text);

// A result that depends on the machine, such as a speed: printed with ≈ instead of =, and marked as measured in
// metrics.tsv (name, value, measured). A line of a cell with ≈ in it is a measurement: tests/pages.sh does not compare it
// with the page.
void measured(const char *name, const char *format, double value);

// Adds a point to <name>.tsv (columns x and y), which the plots read.
void curve(const char *name, double x, double y);

// The file <name> in the output folder; the first call opens it for writing.
FILE *table(const char *name);

// The condition of a training loop: for (int step = 0; progress("moons", step, steps, loss); step++)
// Shows step, loss, speed and remaining time on stderr. Ctrl-C ends the loop early. loss is the latest
// loss, or NAN if there is none yet.
bool progress(const char *what, int step, int steps, double loss);

#endif

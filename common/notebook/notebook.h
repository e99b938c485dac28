/*
 * The notebook: what every lesson program shares. A lesson's main() is its table of contents,
 *
 *     notebook_begin(&lesson, argc, argv);
 *     cell("Counting", counting);
 *     cell("Sampling", sampling);
 *     return notebook_end();
 *
 * and inside a cell there are printf, metric(), curve(), table() and progress(). A cell prints to
 * stdout only what is the same on every machine; time, speed and paths go to stderr.
 * What a lesson writes lands in options.out (default build/<lesson>/) under a temporary name and
 * gets its real one in notebook_end(): a run that is cut short leaves nothing half-written.
 */
#ifndef NOTEBOOK_H
#define NOTEBOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// A number or a text that the lecture shows, under the name of our metric.
typedef struct Shown {
    const char *metric, *value;
} Shown;

// An option of one lesson alone, --name: where its value goes (one of four) and, for numbers, from where to
// where. What stands there before is the default.
typedef struct Extra {
    const char *name, *help;
    int *whole;
    double *number;
    const char **text;
    bool *flag;
    double low, high;
    const char *value; // what --help calls a text's value; NULL for TEXT
    bool *given;       // becomes true if the option is there; may be NULL
} Extra;

typedef struct Lesson {
    const char *name;       // "02-bigram"
    const char *about;      // one line for --help
    const char *data;       // the default of --data
    const char *video_data; // ... and with --video
    uint64_t seed;          // the default of --seed: the lecture's
    int steps, quick_steps; // the default of --steps; and with --quick
    int video_steps;        // ... and with --video: the lecture's; 0 means as `steps`
    const Shown *lecture;   // what the lecture shows, ended by {0}; NULL for nothing
    const Extra *extras;    // its own options, ended by {0}; NULL for none
} Lesson;

// The command line, parsed; what was not given has the lesson's default.
typedef struct Options {
    uint64_t seed;
    int steps, threads;
    bool quick, video;
    const char *data, *out;
} Options;

extern Options options;

// Whose functions this program was linked with ("yours: 4-nll; the rest from solutions/"). The source that
// tools/whose writes sets it before main(); where it is NULL, as in a test, the first line is left out.
extern const char *whose_functions;

// Fills `options`. A bad option ends the program with status 2, --help with 0; a folder that cannot
// be written with 1.
void notebook_begin(const Lesson *lesson, int argc, char **argv);

// Prints the title and runs the cell. A TODO reached inside ends this cell only, with a pointer to
// the exercise's file, and takes back the tables that the cell opened.
void cell(const char *title, void (*run)(void));

// Gives every output file its real name, says what to do next; returns main's exit status.
int notebook_end(void);

// Prints a named result, the lecture's beside it (with --quick only if it is the same), and keeps it in metrics.tsv (name, value).
void metric(const char *name, const char *format, double value);
void metric_text(const char *name, const char *text);

// Adds a point to <name>.tsv (columns x and y), for the plots.
void curve(const char *name, double x, double y);

// The file <name> in the output folder, opened for writing at its first mention.
FILE *table(const char *name);

// The condition of a training loop: for (int step = 0; progress("moons", step, steps, loss); step++)
// Shows step, loss, speed and time left on stderr, and ends the loop early at Ctrl-C. loss is the
// latest one, or NAN when there is none yet.
bool progress(const char *what, int step, int steps, double loss);

#endif

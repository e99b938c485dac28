#include "suite-says.h"

#include "check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- numbers ----

static bool close_to(double a, double b, double tolerance)
{
    return a == b || (isnan(a) && isnan(b)) || (isfinite(b) && fabs(a - b) <= tolerance * fmax(1, fabs(b)));
}

bool same(int count, const double *a, const double *b, double tolerance)
{
    for (int i = 0; i < count; i++)
        if (!close_to(a[i], b[i], tolerance))
            return false;
    return true;
}

void append(char message[MESSAGE], const char *format, ...)
{
    size_t used = strlen(message);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message + used, MESSAGE - used, format, arguments);
    va_end(arguments);
}

// Prints a row of numbers around column `middle`.
static void append_values(char message[MESSAGE], const char *title, int count, const double *values, int middle,
                          int digits)
{
    enum { SHOWN = 6 };
    int from = middle < SHOWN ? 0 : middle < count - SHOWN / 2 ? middle - SHOWN / 2 : count - SHOWN;
    append(message, from > 0 ? "\n%-9s ..." : "\n%-9s", title);
    for (int i = from; i < count && i < from + SHOWN; i++)
        append(message, " %.*g", digits, values[i]);
    if (count > from + SHOWN)
        append(message, " ...");
}

Places places(const char *names, ...)
{
    Places axes = {names, 0, {0}};
    va_list sizes;
    va_start(sizes, names);
    for (const char *c = names; *c; c++)
        if (c == names || c[-1] == ' ') // a name begins
            axes.size[axes.count++] = va_arg(sizes, int);
    va_end(sizes);
    return axes;
}

int size_of(Places axes)
{
    int size = 1;
    for (int i = 0; i < axes.count; i++)
        size *= axes.size[i];
    return size;
}

// A number's place in the first `count` axes: [b=1][t=0]
static void append_place(char message[MESSAGE], Places axes, int place, int count)
{
    const char *name = axes.names;
    int below = size_of(axes);
    for (int i = 0; i < count; i++) {
        int length = (int)strcspn(name, " ");
        below /= axes.size[i];
        append(message, "[%.*s=%d]", length, name, place / below % axes.size[i]);
        name += length + (name[length] == ' ');
    }
}

static const char *diagnosis(int count, const double *yours, const double *expected, double tolerance,
                             const Guess *guesses)
{
    for (const Guess *g = guesses; g && g->values; g++)
        if (same(count, yours, g->values, tolerance) && !same(count, expected, g->values, tolerance))
            return g->sentence;
    for (int i = 0; i < count; i++)
        if (!isfinite(yours[i]) && isfinite(expected[i]))
            return "a value that is not finite: a division by zero, an overflow in exp, the "
                   "logarithm of zero, or the root of a negative number?";
    return NULL;
}

// The place where yours is farthest off, or -1 if it is right everywhere.
static int worst_place(int count, const double *yours, const double *expected, double tolerance)
{
    int worst = -1;
    for (int i = 0; i < count; i++) {
        double error = fabs(yours[i] - expected[i]);
        if (!close_to(yours[i], expected[i], tolerance) &&
            (worst < 0 || isnan(error) || error > fabs(yours[worst] - expected[worst])))
            worst = i;
    }
    return worst;
}

Nearness compare(const Expectation *e)
{
    int worst = worst_place(size_of(e->axes), e->yours, e->expected, e->tolerance);
    bool near = e->tolerance > 0 && worst >= 0 && close_to(e->yours[worst], e->expected[worst], 1e-4);
    return worst < 0 ? RIGHT : near ? NEARLY : WRONG;
}

static void describe_whole_number(const Expectation *e, char message[MESSAGE])
{
    append(message, "input     %s\nexpected  %.0f\nyours     %.0f", e->input, e->expected[0], e->yours[0]);
    if (e->sentence)
        append(message, "\nlikely    %s", e->sentence);
}

void describe(const Expectation *e, char message[MESSAGE])
{
    if (e->whole_number) {
        describe_whole_number(e, message);
        return;
    }
    int count = size_of(e->axes), columns = e->axes.count ? e->axes.size[e->axes.count - 1] : 1;
    int worst = worst_place(count, e->yours, e->expected, e->tolerance);
    int column = worst % columns, row = worst - column;
    append(message, "input     %s", e->input);
    bool nearly = close_to(e->yours[worst], e->expected[worst], 1e-4); // then seven digits do not show the difference
    append_values(message, "expected", columns, e->expected + row, column, nearly ? 15 : 7);
    append_values(message, "yours", columns, e->yours + row, column, nearly ? 15 : 7);
    if (e->axes.count > 1) {
        append(message, "   at ");
        append_place(message, e->axes, worst, e->axes.count - 1);
    }
    if (count > 1) {
        append(message, "\nworst     ");
        append_place(message, e->axes, worst, e->axes.count);
        append(message, ": %.9g, expected %.9g", e->yours[worst], e->expected[worst]);
    }
    const char *likely = diagnosis(count, e->yours, e->expected, e->tolerance, e->guesses);
    if (!likely)
        likely = e->sentence;
    if (!likely && nearly)
        likely = "nearly right: is something computed in float, approximated, or a small number added?";
    if (likely)
        append(message, "\nlikely    %s", likely);
}

// ---- a process that broke off ----

void add_reason(Left *left, const char *part, const char *sentence)
{
    if (!*part) // fits any CHECK: no earlier one counts any more
        left->reasons = 0;
    CHECK(left->reasons < REASONS, "if_a_check_says: more than %d at a time", REASONS);
    struct Reason *reason = &left->reason[left->reasons++];
    snprintf(reason->part, sizeof reason->part, "%s", part);
    snprintf(reason->sentence, sizeof reason->sentence, "%s", sentence ? sentence : "");
}

// The first line of `said` that contains `what`, from there to its end.
static bool line_with(const char *said, const char *what, char line[512])
{
    const char *at = strstr(said, what);
    snprintf(line, 512, "%.*s", at ? (int)strcspn(at, "\n") : 0, at ? at : "");
    return at != NULL;
}

// The sentence of the last if_a_check_says whose part is in what the CHECK said; "" if there is none.
static const char *known_reason(const Left *left, const char *check_says)
{
    for (int i = left->reasons - 1; i >= 0; i--)
        if (strstr(check_says, left->reason[i].part))
            return left->reason[i].sentence;
    return "";
}

// Where the learner's code was, in a sanitizer's stack of lines "#1 0x5581 in nll exercises/02-bigram/4-nll.c:21:5"
static void learners_place(const char *file, const char *said, char function[128], char place[512])
{
    char line[512];
    function[0] = place[0] = '\0';
    if (!line_with(said, file, line))
        return;
    snprintf(place, 512, "%.*s", (int)strcspn(line, " "), line);
    if (place[0] && place[strlen(place) - 1] == ':')
        place[strlen(place) - 1] = '\0';
    for (const char *at = said; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        if (strstr(line, file) && sscanf(line, " #%*d %*s in %127s", function) == 1)
            break;
    }
}

void explain_crash(const char *file, const char *how, const char *said, int seconds, const Left *left,
                   char message[MESSAGE])
{
    char line[512], place[512], function[128];
    learners_place(file, said, function, place);
    if (left->out_of_time)
        append(message, "likely    it did not end within %d seconds: an endless loop%s%s%s?", seconds,
               function[0] ? " in " : "", function, function[0] ? "()" : "");
    else if (left->out_of_memory)
        append(message, "likely    more memory was used than any right answer needs");
    else if (line_with(said, "CHECK(", line)) {
        const char *known = known_reason(left, line), *says = strstr(line, " failed: ");
        append(message, "likely    %.400s", known[0] ? known : line);
        if (known[0] && says)
            append(message, "\nsaid      %.400s", says + strlen(" failed: "));
    } else if (line_with(said, "LeakSanitizer", line))
        append(message, "likely    memory is leaked: free what you allocate");
    else if (line_with(said, "AddressSanitizer: ", line)) {
        const char *kind = line + strlen("AddressSanitizer: ");
        append(message, "likely    memory error: %.*s", (int)strcspn(kind, " "), kind);
        if (strncmp(kind, "SEGV", 4) == 0)
            append(message, " (an index far outside its array, or a pointer that points nowhere)");
        if (strstr(kind, "overflow"))
            append(message, strstr(kind, "stack-overflow") ? " (a recursion that is too deep?)"
                                                           : " (beyond an end of an array)");
    } else if (line_with(said, "runtime error: ", line)) {
        const char *what = line + strlen("runtime error: ");
        if (strstr(what, "null pointer"))
            append(message, "likely    a NULL pointer is used: was it ever set? (%.160s)", what);
        else if (strstr(what, "insufficient space"))
            append(message, "likely    memory error: beyond an end of an array (%.160s)", what);
        else
            append(message, "likely    %.200s", what);
    } else if (strstr(how, "signal 9") || strstr(how, "timeout"))
        append(message, "likely    it was killed, or it did not end: an endless loop?");
    else if (strstr(how, "signal 25"))
        append(message, "likely    it printed more than a megabyte: a printf in an endless loop?");
    else if (strstr(how, "signal 6"))
        append(message, "likely    abort() was called");
    else
        append(message, "likely    the program broke off (%s)", how);
    if (place[0])
        append(message, "\nat        %s", place);
}

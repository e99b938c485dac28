/*
 * The runner behind `make check-NN`: runs the tests of one exercise and reports for people (stdout)
 * and for machines (a JSON object in a file). tools/check-one calls it as
 *     program EXERCISE FILE POINTS JSON STDERR
 */
#include "suite.h"
#include "check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

enum { MAX_TESTS = 32, MESSAGE = 2048 };

static struct {
    const char *name, *file, *json, *stderr_file;
    int points, count;
    const TTest *test[MAX_TESTS];
    bool follows[MAX_TESTS]; // a THEN stood before this test
} graded;

const TTest THEN[1];

void exercise(const char *name, ...)
{
    va_list tests;
    if (strcmp(name, graded.name) != 0)
        return;
    va_start(tests, name);
    for (const TTest *t; (t = va_arg(tests, const TTest *));)
        if (t == THEN)
            graded.follows[graded.count] = true;
        else
            graded.test[graded.count++] = t;
    va_end(tests);
}

// ---- comparisons ----

void wrong(const char *input, const char *format, ...)
{
    char sentence[MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    ck_abort_msg("input     %s\nlikely    %s", input, sentence);
}

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

static void append(char message[MESSAGE], const char *format, ...)
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

static int size_of(Places axes)
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
            return "a value that is not finite: a division by zero, an overflow in exp, or the "
                   "logarithm of zero?";
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

// If two mistakes gave the same result, both would get the first one's sentence, which would be false for the other.
// The meta-test checks this with the solution, whose results are right.
static void no_two_alike(const char *input, int count, const double *expected, double tolerance, const Guess *guesses)
{
    for (const Guess *a = guesses; a && a->values && getenv("CHECK_GUESSES"); a++)
        for (const Guess *b = a + 1; b->values; b++)
            if (a->sentence && b->sentence && strcmp(a->sentence, b->sentence) != 0 &&
                same(count, a->values, b->values, tolerance) && !same(count, a->values, expected, tolerance))
                ck_abort_msg("input     %s\ntwo guesses are alike: %s\nand: %s", input, a->sentence, b->sentence);
}

void expect_table(const char *input, Places axes, const double *yours, const double *expected, double tolerance,
                  const Guess *guesses)
{
    int count = size_of(axes), columns = axes.count ? axes.size[axes.count - 1] : 1;
    int worst = worst_place(count, yours, expected, tolerance);
    no_two_alike(input, count, expected, tolerance, guesses);
    if (worst < 0)
        return;
    int column = worst % columns, row = worst - column;
    char message[MESSAGE] = "";
    append(message, "input     %s", input);
    bool nearly = close_to(yours[worst], expected[worst], 1e-4); // then seven digits do not show the difference
    append_values(message, "expected", columns, expected + row, column, nearly ? 15 : 7);
    append_values(message, "yours", columns, yours + row, column, nearly ? 15 : 7);
    if (axes.count > 1) {
        append(message, "   at ");
        append_place(message, axes, worst, axes.count - 1);
    }
    if (count > 1) {
        append(message, "\nworst     ");
        append_place(message, axes, worst, axes.count);
        append(message, ": %.9g, expected %.9g", yours[worst], expected[worst]);
    }
    const char *likely = diagnosis(count, yours, expected, tolerance, guesses);
    if (!likely && nearly)
        likely = "nearly right: is something computed in float, approximated, or a small number added?";
    if (likely)
        append(message, "\nlikely    %s", likely);
    ck_abort_msg("%s", message);
}

void expect_number(const char *input, double yours, double expected, double tolerance, const Guess *guesses)
{
    expect_table(input, places(""), &yours, &expected, tolerance, guesses);
}

void expect_int(const char *input, long yours, long expected, const char *sentence)
{
    if (yours != expected)
        ck_abort_msg("input     %s\nexpected  %ld\nyours     %ld%s%s", input, expected, yours,
                     sentence ? "\nlikely    " : "", sentence ? sentence : "");
}

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

void if_a_check_says(const char *part,
                     const char *sentence) // stderr is what the runner reads when this process is gone
{
    fprintf(stderr, "known reason: %s\t%s\n", part, sentence ? sentence : "");
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

// ---- one test in its own process ----

// What a test may use: CHECK_SECONDS of CPU time and CHECK_MEGABYTES, which tools/check-one takes from the exercise's
// header.
static long allowed(const char *what, long usually)
{
    const char *said = getenv(what);
    return said && atol(said) > 0 ? atol(said) : usually;
}

static int seconds_allowed(void)
{
    return (int)allowed("CHECK_SECONDS", 5);
}

static void todo_fails_the_test(const char *id, const char *file)
{
    if (strcmp(file, graded.file) != 0)
        ck_abort_msg(
            "likely    it calls the function of exercise %s: each file is checked on its own and stands alone, so "
            "write that code here again",
            id);
    ck_abort_msg("TODO %s", id);
}

// In memory shared by the runner and a test's process: did the test come to its end? A test whose process ends
// earlier (exit(0), _exit(0)) has not passed, whatever its status is.
static volatile bool *came_to_its_end;

static void the_end(void)
{
    *came_to_its_end = true;
}

static long megabytes_allowed;

static void too_much_memory(int signal_number)
{
    (void)signal_number;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    usage.ru_maxrss /= 1024; // bytes there, kilobytes elsewhere
#endif
    if (usage.ru_maxrss > megabytes_allowed * 1024) {
        static const char text[] = "rss limit\n";
        if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
            _exit(5);
        _exit(4);
    }
}

// Runs in the test's process: sends a sanitizer's output to a file that the runner reads.
static void limits(void)
{
    rlim_t seconds = (rlim_t)seconds_allowed();
    struct rlimit cpu = {seconds, seconds + 2};
    setrlimit(RLIMIT_CPU, &cpu);
    if (!freopen(graded.stderr_file, "w", stderr))
        exit(3);
    struct rlimit printed = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_FSIZE, &printed);
    setvbuf(stderr, NULL, _IONBF, 0); // abort() does not flush, and the last line is the reason
    megabytes_allowed = allowed("CHECK_MEGABYTES", 1024);
    signal(SIGPROF, too_much_memory);
    struct itimerval often = {{0, 20000}, {0, 20000}};
    setitimer(ITIMER_PROF, &often, NULL);
    todo_handler = todo_fails_the_test;
}

typedef struct Verdict {
    bool passed, todo;
    char message[MESSAGE];
} Verdict;

// The first line of the captured stderr that contains `what`, from there to its end.
static bool line_with(const char *what, char line[512])
{
    FILE *f = fopen(graded.stderr_file, "r");
    bool found = false;
    char text[512];
    while (f && !found && fgets(text, sizeof text, f))
        if (strstr(text, what)) {
            found = true;
            snprintf(line, 512, "%s", strstr(text, what));
            line[strcspn(line, "\n")] = '\0';
        }
    if (f)
        fclose(f);
    return found;
}

// The sentence of the last if_a_check_says that matches the CHECK's message; "" if there is none.
static void known_reason(const char *check_says, char sentence[512])
{
    static const char begin[] = "known reason: ";
    FILE *f = fopen(graded.stderr_file, "r");
    char text[512];
    sentence[0] = '\0';
    while (f && fgets(text, sizeof text, f)) {
        char *part = text + strlen(begin), *tab = strchr(text, '\t');
        if (strncmp(text, begin, strlen(begin)) != 0 || !tab)
            continue;
        *tab = '\0';
        if (strstr(check_says, part))
            snprintf(sentence, 512, "%.*s", (int)strcspn(tab + 1, "\n"), tab + 1);
    }
    if (f)
        fclose(f);
}

static void explain_crash(const char *check_says, char message[MESSAGE])
{
    char line[512], place[512] = "";
    if (line_with(graded.file, place))
        place[strcspn(place, " ")] = '\0';
    if (place[0] && place[strlen(place) - 1] == ':')
        place[strlen(place) - 1] = '\0';
    if (line_with("CHECK(", line)) {
        char known[512];
        known_reason(line, known);
        const char *says = strstr(line, " failed: ");
        append(message, "likely    %.400s", known[0] ? known : line);
        if (known[0] && says)
            append(message, "\nsaid      %.400s", says + strlen(" failed: "));
    } else if (line_with("LeakSanitizer", line))
        append(message, "likely    memory is leaked: free what you allocate");
    else if (line_with("AddressSanitizer: ", line)) {
        const char *kind = line + strlen("AddressSanitizer: ");
        append(message, "likely    memory error: %.*s", (int)strcspn(kind, " "), kind);
        if (strncmp(kind, "SEGV", 4) == 0)
            append(message, " (an index far outside its array, or a pointer that points nowhere)");
        if (strstr(kind, "overflow"))
            append(message, strstr(kind, "stack-overflow") ? " (a recursion that is too deep?)"
                                                           : " (beyond an end of an array)");
    } else if (line_with("runtime error: ", line)) {
        const char *what = line + strlen("runtime error: ");
        if (strstr(what, "null pointer"))
            append(message, "likely    a NULL pointer is used: was it ever set? (%.160s)", what);
        else
            append(message, "likely    %.200s", what);
    } else if (line_with("rss limit", line))
        append(message, "likely    more memory was used than any right answer needs");
    else if (strstr(check_says, "signal 24") || strstr(check_says, "signal 9") || strstr(check_says, "timeout"))
        append(message, "likely    it did not end within %d seconds: an endless loop?", seconds_allowed());
    else if (strstr(check_says, "signal 25"))
        append(message, "likely    it printed more than a megabyte: a printf in a loop?");
    else if (strstr(check_says, "signal 6"))
        append(message, "likely    abort() was called");
    else
        append(message, "likely    the program broke off (%s)", check_says);
    if (place[0])
        append(message, "\nat        %s", place);
}

static Verdict run(const TTest *test)
{
    Verdict verdict = {0};
    Suite *suite = suite_create(graded.name);
    TCase *tcase = tcase_create(graded.name);
    tcase_add_checked_fixture(tcase, limits, the_end);
    *came_to_its_end = false;
    tcase_set_timeout(tcase, 6 * seconds_allowed()); // a busy machine is slow
    tcase_add_test(tcase, test);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_SILENT);
    TestResult **results = srunner_results(runner);
    const char *says = tr_msg(results[0]);
    verdict.passed = tr_rtype(results[0]) == CK_PASS;
    verdict.todo = strncmp(says, "TODO", 4) == 0;
    if (verdict.passed && !*came_to_its_end) {
        verdict.passed = false;
        append(verdict.message, "likely    your function ended the whole program (exit?): return instead");
    } else if (tr_rtype(results[0]) == CK_FAILURE)
        append(verdict.message, "%s", says);
    else if (!verdict.passed)
        explain_crash(says, verdict.message);
    free(results);
    srunner_free(runner);
    return verdict;
}

// ---- the report ----

static void json_text(FILE *f, const char *text)
{
    fputc('"', f);
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            fprintf(f, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            fprintf(f, "\\u%04x", (unsigned)*text);
        else
            fputc(*text, f);
    fputc('"', f);
}

// Prints a failed test. A mistake that was named for the previous test is not named again.
static void print_message(const char *message, const char *before)
{
    const char *likely = strstr(message, "likely "), *known = strstr(before, "likely ");
    if (likely && known && strcmp(likely, known) == 0) {
        printf("      likely    the same\n");
        return;
    }
    for (const char *line = message; *line;) {
        int length = (int)strcspn(line, "\n");
        printf("      %.*s\n", length, line);
        line += length + (line[length] == '\n');
    }
}

// After a mistake has been named, the wrong numbers that follow from it are left out: they would only hide it.
static void shorten_what_follows(Verdict verdicts[])
{
    bool named = false; // a mistake, in this test or in one that it follows
    for (int i = 0; i < graded.count; i++) {
        named &= graded.follows[i];
        if (verdicts[i].passed || verdicts[i].todo)
            continue;
        if (named)
            snprintf(verdicts[i].message, MESSAGE, "follows from the above");
        named |= strstr(verdicts[i].message, "likely ") != NULL;
    }
}

static void report(const Verdict verdicts[], int passed, int earned)
{
    FILE *f = fopen(graded.json, "w");
    CHECK(f, "cannot write %s", graded.json);
    bool todo = false;
    for (int i = 0; i < graded.count; i++)
        todo |= verdicts[i].todo;
    const char *verdict = passed == graded.count ? "right" : todo && !passed ? "todo" : "wrong";
    fprintf(f, "{\"exercise\": \"%s\", \"file\": ", graded.name);
    json_text(f, graded.file);
    fprintf(f, ", \"verdict\": \"%s\", \"points\": %d, \"of\": %d, \"tests\": [", verdict, earned, graded.points);
    for (int i = 0; i < graded.count; i++) {
        fprintf(f, "%s\n  {\"name\": \"%s\", \"passed\": %s, \"message\": ", i ? "," : "", graded.test[i]->name,
                verdicts[i].passed ? "true" : "false");
        json_text(f, verdicts[i].message);
        fputc('}', f);
    }
    fprintf(f, "]}\n");
    fclose(f);

    const char *says = strcmp(verdict, "todo") == 0 ? "not written yet" : verdict;
    if (graded.points)
        printf("%-40s %2d of %2d points  %s\n", graded.file, earned, graded.points, says);
    else // an essay
        printf("%-40s      no points  %s\n", graded.file,
               passed == graded.count ? "written; a person grades it, by the rubric in the file" : says);
    const char *before = "";
    for (int i = 0; i < graded.count; i++)
        if (!verdicts[i].passed && strcmp(verdict, "todo") != 0) {
            printf("    %s\n", graded.test[i]->name);
            print_message(verdicts[i].todo ? "not written yet" : verdicts[i].message, before);
            before = verdicts[i].message;
        }
}

int main(int argc, char **argv)
{
    if (argc != 6)
        usage_error("usage: %s EXERCISE FILE POINTS JSON STDERR", argv[0]);
    graded.name = argv[1];
    graded.file = argv[2];
    graded.points = atoi(argv[3]);
    graded.json = argv[4];
    graded.stderr_file = argv[5];
    lesson_suite();
    if (graded.count == 0)
        usage_error("no tests for %s: lesson_suite() must name them", graded.name);
    came_to_its_end = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(came_to_its_end != MAP_FAILED, "no shared memory");
    static Verdict verdicts[MAX_TESTS];
    int passed = 0;
    const char *until = getenv("CHECK_UNTIL"); // the meta-test has seen enough when a failed test says this
    for (int i = 0; i < graded.count; i++) {
        verdicts[i] = run(graded.test[i]);
        passed += verdicts[i].passed;
        if (until && !verdicts[i].passed && strstr(verdicts[i].message, until)) {
            graded.count = i + 1;
            break;
        }
    }
    shorten_what_follows(verdicts);
    report(verdicts, passed, graded.points * passed / graded.count);
    return passed != graded.count;
}

/*
 * The runner behind `make check-NN`: runs the tests of one exercise and reports for people (stdout)
 * and for machines (a JSON object in a file). tools/check-one calls it as
 *     program EXERCISE FILE POINTS JSON OUT
 * What a test's process prints lands in OUT.TEST.printed and is shown if the test fails; with CK_FORK=no (a debugger)
 * nothing is redirected or limited.
 */
#include "suite-says.h"

#include "check.h"
#include "utf8.h"

#include <fcntl.h>
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

enum { MAX_TESTS = 32, PRINTED_LINES = 20 };

static struct {
    const char *name, *file, *json, *out;
    char printed[4096]; // the file that the test at work prints to
    int points, count;
    const TTest *test[MAX_TESTS];
    int weight[MAX_TESTS];   // of its points: 1, or 2 after TWICE
    bool follows[MAX_TESTS]; // a THEN stood before this test
} graded;

const TTest THEN[1], TWICE[1];

static Left *left; // in memory that the runner and a test's process share

void exercise(const char *name, ...)
{
    va_list tests;
    if (strcmp(name, graded.name) != 0)
        return;
    va_start(tests, name);
    int weight = 1;
    for (const TTest *t; (t = va_arg(tests, const TTest *));)
        if (t == THEN)
            graded.follows[graded.count] = true;
        else if (t == TWICE)
            weight *= 2;
        else {
            graded.weight[graded.count] = weight;
            graded.test[graded.count++] = t;
            weight = 1;
        }
    va_end(tests);
}

// ---- an experiment's costly part ----

static struct {
    void (*ask)(void), (*work)(void);
    void *memory;
    size_t bytes;
    bool *done; // and the bytes after it are in memory that the tests' processes share
} costly;

static void *shared_memory(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED, "no shared memory");
    return memory;
}

void experiment(const char *name, void (*ask)(void), void (*work)(void), void *memory, size_t bytes)
{
    if (strcmp(name, graded.name) != 0)
        return;
    costly.ask = ask, costly.work = work;
    costly.memory = memory, costly.bytes = bytes;
    costly.done = shared_memory(bytes + 1);
}

void experiment_is_done(void)
{
    if (*costly.done) {
        memcpy(costly.memory, costly.done + 1, costly.bytes);
        return;
    }
    costly.ask();
    costly.work();
    memcpy(costly.done + 1, costly.memory, costly.bytes);
    *costly.done = true;
}

// Only the grader draws.
void drawn(const char *name, ...)
{
    (void)name;
}

uint64_t drawn_seed(int variant)
{
    return (uint64_t)variant;
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

static void expect(const Expectation *e)
{
    char message[MESSAGE] = "";
    if (compare(e) == RIGHT)
        return;
    describe(e, message);
    ck_abort_msg("%s", message);
}

void expect_table(const char *input, Places axes, const double *yours, const double *expected, double tolerance,
                  const Guess *guesses)
{
    no_two_alike(input, size_of(axes), expected, tolerance, guesses);
    expect(&(Expectation){input, axes, yours, expected, tolerance, guesses, false, NULL});
}

void expect_number(const char *input, double yours, double expected, double tolerance, const Guess *guesses)
{
    expect_table(input, places(""), &yours, &expected, tolerance, guesses);
}

void expect_int(const char *input, long yours, long expected, const char *sentence)
{
    double y = (double)yours, e = (double)expected;
    expect(&(Expectation){input, places(""), &y, &e, 0, NULL, true, sentence});
}

void saw(const char *input, size_t bytes, const void *yours) // the checker's tests say themselves what is wrong
{
    (void)input, (void)bytes, (void)yours;
}

void if_a_check_says(const char *part, const char *sentence)
{
    add_reason(left, part, sentence);
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

static void the_end(void)
{
    left->the_end = true;
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
        left->out_of_memory = true;
        _exit(4);
    }
}

// No signal handler may call what this calls: if it hangs, because malloc was at work, the alarm ends it.
static void too_much_time(int signal_number)
{
    (void)signal_number;
    left->out_of_time = true;
    signal(SIGALRM, SIG_DFL);
    alarm(5);
    print_frames_of(graded.file);
    _exit(4);
}

static void print_to(const char *file) // unbuffered: nothing is lost in a crash, and stdout and stderr keep their order
{
    int to = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
    if (to < 0 || dup2(to, STDOUT_FILENO) < 0 || dup2(to, STDERR_FILENO) < 0)
        exit(3);
    close(to);
    setvbuf(stdout, NULL, _IONBF, 0);
    setvbuf(stderr, NULL, _IONBF, 0);
}

static bool forks(void)
{
    const char *fork = getenv("CK_FORK");
    return !fork || strcmp(fork, "no") != 0;
}

// Runs in the test's process: sends its output, and a sanitizer's, to files that the runner reads.
static void limits(void)
{
    todo_handler = todo_fails_the_test;
    if (!forks())
        return;
    print_to(graded.printed);
    int seconds = seconds_allowed();
    struct rlimit cpu = {(rlim_t)seconds, (rlim_t)seconds + 5}, printed = {1 << 20, 1 << 20};
    struct sigaction over = {.sa_handler = too_much_time, .sa_flags = SA_NODEFER};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_FSIZE, &printed);
    sigaction(SIGXCPU, &over, NULL);
    sigaction(SIGALRM, &over, NULL);
    alarm(6 * (unsigned)seconds); // a busy machine is slow
    megabytes_allowed = allowed("CHECK_MEGABYTES", 1024);
    signal(SIGPROF, too_much_memory);
    struct itimerval often = {{0, 20000}, {0, 20000}};
    setitimer(ITIMER_PROF, &often, NULL);
}

typedef struct Verdict {
    bool passed, todo, endless, skipped;
    char message[MESSAGE];
} Verdict;

// What the test printed, with every byte a character of a string.
static char *all_printed(void)
{
    enum { MOST = 1 << 20 };
    static char said[MOST + 1];
    FILE *f = fopen(graded.printed, "r");
    size_t length = f ? fread(said, 1, MOST, f) : 0;
    for (size_t i = 0; i < length; i++)
        if (said[i] == '\0')
            said[i] = '?';
    said[length] = '\0';
    if (f)
        fclose(f);
    return said;
}

static void name_printed(const TTest *test)
{
    snprintf(graded.printed, sizeof graded.printed, "%s.%s.printed", graded.out, test->name);
}

static Verdict run(const TTest *test)
{
    Verdict verdict = {0};
    Suite *suite = suite_create(graded.name);
    TCase *tcase = tcase_create(graded.name);
    tcase_add_checked_fixture(tcase, limits, the_end);
    memset(left, 0, sizeof *left);
    name_printed(test);
    tcase_set_timeout(tcase, 7 * seconds_allowed() + 7); // its own limits come first
    tcase_add_test(tcase, test);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_SILENT);
    TestResult **results = srunner_results(runner);
    const char *says = tr_msg(results[0]);
    verdict.passed = tr_rtype(results[0]) == CK_PASS;
    verdict.todo = strncmp(says, "TODO", 4) == 0;
    verdict.endless = left->out_of_time || strstr(says, "signal 25");
    if (verdict.passed && !left->the_end) {
        verdict.passed = false;
        append(verdict.message, "likely    your function ended the whole program (exit?): return instead");
    } else if (tr_rtype(results[0]) == CK_FAILURE)
        append(verdict.message, "%s", says);
    else if (!verdict.passed)
        explain_crash(graded.file, says, all_printed(), seconds_allowed(), left, verdict.message);
    free(results);
    srunner_free(runner);
    return verdict;
}

// ---- the report ----

static void json_text(FILE *f, const char *text)
{
    fputc('"', f);
    for (size_t length; *text; text += length ? length : 1) {
        length = utf8_letter(text, strlen(text));
        if (*text == '"' || *text == '\\')
            fprintf(f, "\\%c", *text);
        else if (length == 0 || (unsigned char)*text < 0x20)
            fprintf(f, "\\u%04x", length ? (unsigned)*text : 0xfffd);
        else
            fwrite(text, 1, length, f);
    }
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

// How much of a line is the learner's: what a sanitizer or a CHECK says may follow text without a newline.
static int learners_part(const char *line)
{
    static const char *const report[] = {": runtime error: ", ": CHECK(", "==================", "    #0 ",
                                         "AddressSanitizer:"};
    const char *const begins[] = {graded.file, "common/", "lessons/", "tests/"};
    const char *end = line + strcspn(line, "\n");
    for (int i = 0; i < COUNT(report); i++) {
        const char *at = strstr(line, report[i]);
        for (int j = 0; at && j < COUNT(begins); j++) {
            const char *file = strstr(line, begins[j]);
            at = file && file < at ? file : at;
        }
        end = at && at < end ? at : end;
    }
    return (int)(end - line);
}

static void print_line(const char *title, const char *line, int length)
{
    enum { WIDTH = 160 };
    bool cut = length > WIDTH;
    length = cut ? WIDTH : length;
    printf("      %-9s ", title);
    for (int i = 0, bytes; i < length; i += bytes) {
        int letter = (int)utf8_letter(line + i, (size_t)(length - i));
        bool shown = letter > 0 && ((unsigned char)line[i] >= ' ' || line[i] == '\t');
        bytes = letter > 0 ? letter : 1;
        printf("%.*s", shown ? bytes : 1, shown ? line + i : "?");
    }
    puts(cut ? " ..." : "");
}

// The first lines of what a failed test printed. A file that holds no more than these is removed.
static void show_printed(const TTest *test)
{
    char line[4096];
    int count = 0;
    name_printed(test);
    FILE *f = fopen(graded.printed, "r");
    for (bool whole = true; f && whole && fgets(line, sizeof line, f);) {
        int length = learners_part(line);
        whole = length == (int)strcspn(line, "\n");
        if ((whole || length > 0) && count++ < PRINTED_LINES)
            print_line(count == 1 ? "printed" : "", line, length);
    }
    if (f)
        fclose(f);
    if (count > PRINTED_LINES)
        printf("      %-9s ... and %d more lines in %s\n", "", count - PRINTED_LINES, graded.printed);
    else
        remove(graded.printed);
}

// After a named mistake, numbers that are wrong because of it would only hide it.
static void shorten_what_follows(Verdict verdicts[])
{
    bool named = false; // a mistake, in this test or in one that it follows
    for (int i = 0; i < graded.count; i++) {
        named &= graded.follows[i];
        if (verdicts[i].passed || verdicts[i].todo || verdicts[i].skipped)
            continue;
        if (named)
            snprintf(verdicts[i].message, MESSAGE, "follows from the above");
        named |= strstr(verdicts[i].message, "likely ") != NULL;
    }
}

// 7 or 6.67
static const char *points_text(double points)
{
    static char text[32];
    snprintf(text, sizeof text, "%.2f", points);
    char *end = text + strlen(text) - 3;
    if (strcmp(end, ".00") == 0)
        *end = '\0';
    return text;
}

static double points_earned(const Verdict verdicts[])
{
    int all = 0, mine = 0;
    for (int i = 0; i < graded.count; i++) {
        all += graded.weight[i];
        mine += verdicts[i].passed ? graded.weight[i] : 0;
    }
    return (double)graded.points * mine / all;
}

static void report(const Verdict verdicts[], int passed)
{
    const char *earned = points_text(points_earned(verdicts));
    FILE *f = fopen(graded.json, "w");
    CHECK(f, "cannot write %s", graded.json);
    int todo = 0;
    for (int i = 0; i < graded.count; i++)
        todo += verdicts[i].todo;
    const char *verdict = passed == graded.count ? "right" : todo == 0 ? "wrong" : "half written";
    if (todo == graded.count)
        verdict = "todo";
    fprintf(f, "{\"exercise\": \"%s\", \"file\": ", graded.name);
    json_text(f, graded.file);
    fprintf(f, ", \"verdict\": \"%s\", \"points\": %s, \"of\": %d, \"tests\": [", verdict, earned, graded.points);
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
        printf("%-40s %5s of %2d points  %s\n", graded.file, earned, graded.points, says);
    else // an essay
        printf("%-40s         no points  %s\n", graded.file,
               passed == graded.count ? "written; a person grades it, by the rubric in the file" : says);
    const char *before = "";
    for (int i = 0; i < graded.count; i++)
        if (verdicts[i].passed || strcmp(verdict, "todo") == 0) {
            name_printed(graded.test[i]);
            remove(graded.printed);
        } else if (verdicts[i].skipped) { // and so are all after it
            int left_out = graded.count - i;
            printf("    %d test%s not tried\n", left_out, left_out == 1 ? " after it was" : "s after it were");
            break;
        } else {
            printf("    %s\n", graded.test[i]->name);
            print_message(verdicts[i].todo ? "not written yet" : verdicts[i].message, before);
            show_printed(graded.test[i]);
            before = verdicts[i].message;
        }
}

// How many pass. After an endless loop no more are tried: each would take as long.
static int run_all(Verdict verdicts[])
{
    const char *until = getenv("CHECK_UNTIL"); // the meta-test has seen enough when a failed test says this
    int passed = 0;
    for (int i = 0; i < graded.count; i++) {
        verdicts[i].skipped = i > 0 && (verdicts[i - 1].endless || verdicts[i - 1].skipped);
        if (verdicts[i].skipped) {
            append(verdicts[i].message, "not tried: a test before it did not end");
            continue;
        }
        verdicts[i] = run(graded.test[i]);
        passed += verdicts[i].passed;
        if (until && !verdicts[i].passed && strstr(verdicts[i].message, until))
            graded.count = i + 1;
    }
    return passed;
}

int main(int argc, char **argv)
{
    if (argc != 6)
        usage_error("usage: %s EXERCISE FILE POINTS JSON OUT", argv[0]);
    graded.name = argv[1];
    graded.file = argv[2];
    graded.points = atoi(argv[3]);
    graded.json = argv[4];
    graded.out = argv[5];
    lesson_suite();
    if (graded.count == 0)
        usage_error("no tests for %s: lesson_suite() must name them", graded.name);
    left = shared_memory(sizeof *left);
    fflush(stdout); // or each test's process has it, too
    static Verdict verdicts[MAX_TESTS];
    int passed = run_all(verdicts);
    shorten_what_follows(verdicts);
    report(verdicts, passed);
    return passed != graded.count;
}

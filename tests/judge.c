/*
 * The grader's judge: no function of a learner's is in this program. It reads what a hand saw with the solution's functions
 * and what the same hand saw with a learner's (tests/records.h), compares number by number, and writes the verdicts:
 *     judge SOLUTIONS.blocks YOURS.blocks  >verdicts.json
 * A test earns all of its points, four fifths of them (a leak, too much output, an error below 1e-4) or none.
 */
#include "check.h"
#include "records.h"
#include "suite-says.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { MAX_GUESSES = 64, MOST_PRINTED = 1 << 20 };

const TTest THEN[1], TWICE[1];

typedef struct Text {
    const char *at;
    uint32_t length;
} Text;

typedef struct Block {
    Text exercise, test, said, records;
    bool follows;
    int weight, seconds;
    uint64_t token;
    Ending ending;
} Block;

typedef struct Reader {
    const char *at, *end;
    bool broken; // it ended in the middle, or says what cannot be
} Reader;

// ---- reading ----

static const void *get(Reader *r, size_t bytes)
{
    static const char nothing[1 << 12];
    if (r->broken || bytes > (size_t)(r->end - r->at)) {
        r->broken = true;
        CHECK(bytes <= sizeof nothing, "a record of %zu bytes", bytes);
        return nothing;
    }
    r->at += bytes;
    return r->at - bytes;
}

static void get_into(Reader *r, void *to, size_t bytes)
{
    memcpy(to, get(r, bytes), bytes);
}

static Text get_text(Reader *r)
{
    Text text = {NULL, 0};
    get_into(r, &text.length, sizeof text.length);
    if (text.length > (size_t)(r->end - r->at)) {
        r->broken = true;
        text.length = 0;
    }
    text.at = get(r, text.length);
    return text;
}

static bool same_text(Text a, Text b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

static char *copy(Text text)
{
    char *whole = malloc(text.length + 1);
    CHECK(whole, "no memory");
    memcpy(whole, text.at, text.length);
    whole[text.length] = '\0';
    return whole;
}

static bool get_block(Reader *r, Block *b)
{
    if (r->at == r->end)
        return false;
    b->exercise = get_text(r);
    b->test = get_text(r);
    get_into(r, &b->follows, sizeof b->follows);
    get_into(r, &b->weight, sizeof b->weight);
    get_into(r, &b->seconds, sizeof b->seconds);
    get_into(r, &b->token, sizeof b->token);
    get_into(r, &b->ending, sizeof b->ending);
    b->said = get_text(r);
    b->records = get_text(r);
    return !r->broken;
}

static double *get_numbers(Reader *r, int count)
{
    size_t bytes = sizeof(double) * (size_t)count;
    double *values = malloc(bytes + 1);
    CHECK(values, "no memory");
    if (bytes > (size_t)(r->end - r->at)) {
        r->broken = true;
        memset(values, 0, bytes);
    } else
        get_into(r, values, bytes);
    return values;
}

// One expectation as a hand saw it; memory stays until the program ends, which is soon.
typedef struct Seen {
    Expectation e;
    bool held; // in the process that saw it; the judge has its own opinion
    Text message, input, sentence;
    double *yours;
} Seen;

static Seen get_seen(Reader *r)
{
    Seen s;
    memset(&s, 0, sizeof s);
    get_into(r, &s.e.whole_number, sizeof s.e.whole_number);
    get_into(r, &s.held, sizeof s.held);
    s.message = get_text(r);
    s.input = get_text(r);
    Text names = get_text(r);
    get_into(r, &s.e.axes.count, sizeof s.e.axes.count);
    get_into(r, s.e.axes.size, sizeof s.e.axes.size);
    get_into(r, &s.e.tolerance, sizeof s.e.tolerance);
    s.sentence = get_text(r);
    double size = 1;
    for (int i = 0; i < s.e.axes.count && i < 4; i++)
        size *= s.e.axes.size[i];
    if (s.e.axes.count < 0 || s.e.axes.count > 4 || !(size >= 0 && size <= 1e7)) {
        r->broken = true;
        s.e.axes.count = 0;
    }
    s.e.axes.names = copy(names);
    s.e.input = copy(s.input);
    s.e.yours = s.yours = get_numbers(r, size_of(s.e.axes));
    char knew = 0;
    get_into(r, &knew, 1);
    if (knew != RECORD_KNEW)
        return s;
    int32_t guesses = 0;
    s.e.expected = get_numbers(r, size_of(s.e.axes));
    get_into(r, &guesses, sizeof guesses);
    Guess *known = calloc((size_t)guesses + 1, sizeof *known);
    CHECK(known, "no memory");
    for (int i = 0; i < guesses; i++) {
        known[i].values = get_numbers(r, size_of(s.e.axes));
        known[i].sentence = copy(get_text(r));
    }
    s.e.guesses = known;
    return s;
}

// ---- judging one test ----

typedef struct Verdict {
    double credit; // of the test's points
    bool todo;
    char message[MESSAGE];
} Verdict;

static void how_it_ended(const Ending *e, char how[64])
{
    if (e->out_of_time)
        snprintf(how, 64, "timeout");
    else if (WIFSIGNALED(e->status))
        snprintf(how, 64, "signal %d", WTERMSIG(e->status));
    else
        snprintf(how, 64, "exit status %d", WEXITSTATUS(e->status));
}

static void explain_ending(const Block *yours, Left *left, char message[MESSAGE])
{
    char how[64], file[160];
    char *said = copy(yours->said);
    snprintf(file, sizeof file, "%.*s.c", (int)yours->exercise.length, yours->exercise.at);
    how_it_ended(&yours->ending, how);
    left->out_of_time = yours->ending.out_of_time;
    left->out_of_memory = yours->ending.out_of_memory;
    if (yours->ending.too_much)
        append(message, "likely    it printed without end: a printf in a loop?");
    else
        explain_crash(file, how, said, yours->seconds, left, message);
    free(said);
}

// The records that come before the next expectation, or the end. False, with a message, if the test ended with one.
static bool next_seen(Reader *r, Left *left, Verdict *v, char *kind)
{
    for (;;) {
        *kind = 0;
        if (r->at == r->end)
            return true;
        get_into(r, kind, 1);
        if (*kind == RECORD_SAW || *kind == RECORD_END)
            return true;
        Text text = get_text(r);
        if (*kind == RECORD_REASON) {
            char *part = copy(text), *sentence = copy(get_text(r));
            if (!*part || left->reasons < REASONS)
                add_reason(left, part, sentence);
            continue;
        }
        v->todo = *kind == RECORD_TODO;
        append(v->message, "%.*s", (int)text.length, text.at);
        return false;
    }
}

static const char *likely_of(Text message)
{
    static const char begin[] = "\nlikely    ";
    const char *at = strstr(copy(message), begin);
    return at ? at + strlen(begin) : NULL;
}

// Some expectations stand behind an if: a right answer does not come there.
static void say_another_way(const Seen *yours, Verdict *v)
{
    if (yours->message.length)
        append(v->message, "%.*s", (int)yours->message.length, yours->message.at);
    else
        append(v->message, "likely    the test took another way than with a right answer");
}

// Puts the learner's numbers where the solution's were.
static bool compare_seen(Seen *right, const Seen *yours, Verdict *v)
{
    if (!same_text(right->input, yours->input) || right->e.whole_number != yours->e.whole_number ||
        size_of(right->e.axes) != size_of(yours->e.axes)) {
        say_another_way(yours, v);
        return false;
    }
    Expectation e = right->e;
    e.yours = yours->yours;
    e.sentence = yours->sentence.length ? copy(yours->sentence) : likely_of(yours->message);
    Nearness near = compare(&e);
    if (near == WRONG || (near == NEARLY && v->credit == 1)) { // of several that are nearly right, the first is shown
        v->message[0] = '\0';
        describe(&e, v->message);
    } else if (!yours->held) // it expected something else, and went no further
        append(v->message, "%.*s", (int)yours->message.length, yours->message.at);
    if (near != RIGHT)
        v->credit = near == NEARLY ? 0.8 : 0;
    return near != WRONG && yours->held;
}

// Where a test expected what hung on the learner's own numbers, the mistake is named further on.
static void find_a_name(Reader *learner, Verdict *v)
{
    char kind = RECORD_SAW;
    Verdict last = {0};
    static Left unused;
    while (kind == RECORD_SAW && !learner->broken && next_seen(learner, &unused, &last, &kind))
        if (kind == RECORD_SAW) {
            Seen seen = get_seen(learner);
            if (!seen.held)
                append(last.message, "%.*s", (int)seen.message.length, seen.message.at);
        }
    if (strstr(last.message, "likely  "))
        memcpy(v->message, last.message, MESSAGE);
}

static bool is_the_end(Reader *r, uint64_t token)
{
    uint64_t told = 0;
    get_into(r, &told, sizeof told);
    return !r->broken && told == token && r->at == r->end;
}

static bool ended_well(const Ending *e)
{
    return !e->out_of_time && !e->out_of_memory && !e->too_much && WIFEXITED(e->status) && WEXITSTATUS(e->status) == 0;
}

static void judge(const Block *right, const Block *yours, Verdict *v)
{
    Reader solution = {right->records.at, right->records.at + right->records.length, false};
    Reader learner = {yours->records.at, yours->records.at + yours->records.length, false};
    static Left left, unused;
    Verdict none;
    memset(v, 0, sizeof *v);
    memset(&left, 0, sizeof left);
    memset(&unused, 0, sizeof unused);
    v->credit = 1;
    for (char of_solution, of_learner;;) {
        CHECK(next_seen(&solution, &unused, &none, &of_solution) && of_solution, "%.*s: the solution is wrong",
              (int)right->test.length, right->test.at);
        if (!next_seen(&learner, &left, v, &of_learner)) {
            v->credit = 0;
            return;
        }
        bool the_end = of_solution == RECORD_END && of_learner == RECORD_END;
        if (the_end && is_the_end(&learner, yours->token))
            break;
        if (the_end || of_solution != of_learner) {
            v->credit = 0;
            v->message[0] = '\0';
            if (of_learner == 0) {
                explain_ending(yours, &left, v->message);
                return;
            }
            Seen further = {0};
            if (of_learner == RECORD_SAW)
                further = get_seen(&learner);
            say_another_way(&further, v);
            if (!further.message.length)
                find_a_name(&learner, v);
            return;
        }
        Seen a = get_seen(&solution), b = get_seen(&learner);
        if (learner.broken || !compare_seen(&a, &b, v)) {
            v->credit = 0;
            if (!learner.broken && b.held)
                find_a_name(&learner, v);
            else if (!v->message[0])
                explain_ending(yours, &left, v->message);
            return;
        }
    }
    if (!ended_well(&yours->ending)) { // all was right, up to the end
        char *said = copy(yours->said);
        bool leak = strstr(said, "LeakSanitizer") != NULL;
        v->credit = leak ? 0.8 : 0;
        v->message[0] = '\0';
        explain_ending(yours, &left, v->message);
    } else if (yours->ending.printed > MOST_PRINTED) {
        v->credit = 0.8;
        v->message[0] = '\0';
        append(v->message, "likely    it printed more than a megabyte: a printf in a loop?");
    }
}

// ---- all of them ----

static void json_text(const char *text, size_t length)
{
    putchar('"');
    for (size_t i = 0; i < length; i++)
        if (text[i] == '"' || text[i] == '\\')
            printf("\\%c", text[i]);
        else if ((unsigned char)text[i] < 0x20)
            printf("\\u%04x", (unsigned)text[i]);
        else
            putchar(text[i]);
    putchar('"');
}

static void write_verdict(const Block *right, const Verdict *v, bool first)
{
    printf("%s\n{\"exercise\": ", first ? "[" : ",");
    json_text(right->exercise.at, right->exercise.length);
    printf(", \"test\": ");
    json_text(right->test.at, right->test.length);
    printf(", \"weight\": %d, \"credit\": %.1f, \"todo\": %s, \"message\": ", right->weight, v->credit,
           v->todo ? "true" : "false");
    json_text(v->message, strlen(v->message));
    printf("}");
}

static Reader read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    CHECK(f, "cannot read %s", path);
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    rewind(f);
    char *data = malloc(size + 1);
    CHECK(data && fread(data, 1, size, f) == size, "cannot read %s", path);
    fclose(f);
    return (Reader){data, data + size, false};
}

int main(int argc, char **argv)
{
    if (argc != 3)
        usage_error("usage: %s SOLUTIONS.blocks YOURS.blocks", argv[0]);
    Reader solutions = read_file(argv[1]), learners = read_file(argv[2]);
    Block right, yours;
    Text exercise = {"", 0};
    bool have = get_block(&learners, &yours), named = false, endless = false, first = true;
    while (get_block(&solutions, &right)) {
        Verdict v;
        if (!same_text(right.exercise, exercise))
            named = endless = false;
        exercise = right.exercise;
        if (have && same_text(right.exercise, yours.exercise) && same_text(right.test, yours.test)) {
            judge(&right, &yours, &v);
            endless = yours.ending.out_of_time || yours.ending.out_of_memory || yours.ending.too_much;
            have = get_block(&learners, &yours);
        } else {
            memset(&v, 0, sizeof v);
            append(v.message, endless ? "not tried, because the test before had to be stopped"
                                      : "likely    the program ended before its tests did");
        }
        named &= right.follows; // a mistake was named, in this test or in one that it follows
        if (v.credit == 0 && !v.todo) {
            if (named)
                snprintf(v.message, sizeof v.message, "follows from the above");
            named |= strstr(v.message, "likely ") != NULL;
        }
        write_verdict(&right, &v, first);
        first = false;
    }
    puts(first ? "[]" : "\n]");
    return 0;
}

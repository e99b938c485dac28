/*
 * The grader's hand: a lesson's suite with functions that nobody knows. It runs each test in a process of its own and writes
 * what the test saw (tests/records.h), never a verdict: tests/judge.c compares that with what the same hand saw when it was
 * linked with the solution. See tools/grade/README.md.
 *     hand SEED known|unknown EXERCISE:SECONDS:MEGABYTES...  >blocks
 * known: the functions are the solution's, so what was expected is written, too.
 */
#include "check.h"
#include "drawn.h"
#include "records.h"
#include "suite-says.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TESTS = 64, KEPT = 1 << 14, MOST_RECORDS = 32 << 20, MOST_PRINTED = 1 << 20 };

typedef struct Test {
    const TTest *test;
    int variant; // which of a drawn test's cases
    bool follows, drawn;
    int weight;
} Test;

static struct {
    char name[64], file[80];
    int seconds, megabytes, count;
    uint64_t seed;
    bool known;     // the solution's functions
    uint64_t token; // drawn for each test: its end is only the end with that
    Test test[MAX_TESTS];
    struct { // an experiment's costly part
        void (*ask)(void), (*work)(void);
        void *memory;
        size_t bytes;
        bool done;
        char broke[MESSAGE]; // why it is not done, if a process for it broke off
    } costly;
} now;

const TTest THEN[1], TWICE[1];

void exercise(const char *name, ...)
{
    va_list tests;
    if (strcmp(name, now.name) != 0)
        return;
    va_start(tests, name);
    int weight = 1;
    for (const TTest *t; (t = va_arg(tests, const TTest *));)
        if (t == THEN)
            now.test[now.count].follows = true;
        else if (t == TWICE)
            weight *= 2;
        else {
            now.test[now.count].weight = weight;
            now.test[now.count++].test = t;
            weight = 1;
        }
    va_end(tests);
}

void drawn(const char *name, ...)
{
    va_list tests;
    if (strcmp(name, now.name) != 0)
        return;
    va_start(tests, name);
    for (const TTest *t; (t = va_arg(tests, const TTest *));)
        for (int variant = 0; variant < 2; variant++)
            now.test[now.count++] = (Test){.test = t, .variant = variant, .drawn = true, .follows = true, .weight = 1};
    va_end(tests);
}

void experiment(const char *name, void (*ask)(void), void (*work)(void), void *memory, size_t bytes)
{
    if (strcmp(name, now.name) != 0)
        return;
    now.costly.ask = ask, now.costly.work = work;
    now.costly.memory = memory, now.costly.bytes = bytes;
}

uint64_t drawn_seed(int variant)
{
    return now.seed * 1000003 + (uint64_t)variant;
}

// ---- in a test's process: records ----

static int records = -1; // the pipe, under a number that is drawn
static struct {
    char *data;
    size_t used, room;
} record; // what is written next

static void put(const void *data, size_t bytes)
{
    if (record.used + bytes > record.room) {
        record.room = 2 * (record.used + bytes);
        record.data = realloc(record.data, record.room);
        if (!record.data)
            _exit(9);
    }
    if (bytes)
        memcpy(record.data + record.used, data, bytes);
    record.used += bytes;
}

static void send_record(void)
{
    for (size_t at = 0; at < record.used;) {
        ssize_t written = write(records, record.data + at, record.used - at);
        if (written < 0 && errno != EINTR)
            _exit(9);
        at += written > 0 ? (size_t)written : 0;
    }
    record.used = 0;
}

static void put_text(const char *text)
{
    uint32_t length = text ? (uint32_t)strlen(text) : 0;
    put(&length, sizeof length);
    put(text, length);
}

static void put_kind(char kind)
{
    put(&kind, 1);
}

static void put_numbers(int count, const double *values)
{
    put(values, sizeof *values * (size_t)count);
}

static void put_known(const Expectation *e)
{
    int count = size_of(e->axes);
    int32_t guesses = 0;
    put_kind(now.known ? RECORD_KNEW : 'k');
    if (!now.known)
        return;
    put_numbers(count, e->expected);
    for (const Guess *g = e->guesses; g && g->values; g++)
        guesses++;
    put(&guesses, sizeof guesses);
    for (int i = 0; i < guesses; i++) {
        put_numbers(count, e->guesses[i].values);
        put_text(e->guesses[i].sentence);
    }
}

_Noreturn static void stop(void) // without the leak check: the test did not come to its end
{
    _exit(0);
}

static void write_down(const Expectation *e)
{
    char message[MESSAGE] = "";
    bool held = compare(e) != WRONG;
    if (!held) // the expectation may depend on what was seen; then only this process can name the mistake
        describe(e, message);
    put_kind(RECORD_SAW);
    put(&e->whole_number, sizeof e->whole_number);
    put(&held, sizeof held);
    put_text(message);
    put_text(e->input);
    put_text(e->axes.names);
    put(&e->axes.count, sizeof e->axes.count);
    put(e->axes.size, sizeof e->axes.size);
    put(&e->tolerance, sizeof e->tolerance);
    put_text(e->whole_number ? e->sentence : "");
    put_numbers(size_of(e->axes), e->yours);
    put_known(e);
    send_record();
    if (!held) // what comes after would be about numbers that are wrong already
        stop();
}

void expect_table(const char *input, Places axes, const double *yours, const double *expected, double tolerance,
                  const Guess *guesses)
{
    write_down(&(Expectation){input, axes, yours, expected, tolerance, guesses, false, NULL});
}

void expect_number(const char *input, double yours, double expected, double tolerance, const Guess *guesses)
{
    expect_table(input, places(""), &yours, &expected, tolerance, guesses);
}

void expect_int(const char *input, long yours, long expected, const char *sentence)
{
    double y = (double)yours, e = (double)expected;
    write_down(&(Expectation){input, places(""), &y, &e, 0, NULL, true, sentence});
}

void saw(const char *input, size_t bytes, const void *yours)
{
    double sum = (double)bytes;
    for (size_t i = 0; i < bytes; i++)
        sum = fmod(sum * 31 + ((const unsigned char *)yours)[i], 1e13);
    expect_number(input, sum, sum, 0, NULL);
}

_Noreturn static void end_with(char kind, const char *message)
{
    put_kind(kind);
    put_text(message);
    send_record();
    stop();
}

void wrong(const char *input, const char *format, ...)
{
    char sentence[MESSAGE], message[MESSAGE] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    append(message, "input     %s\nlikely    %s", input, sentence);
    end_with(RECORD_WRONG, message);
}

void experiment_is_done(void)
{
    if (now.costly.done)
        return;
    if (now.costly.broke[0])
        end_with(RECORD_WRONG, now.costly.broke);
    now.costly.ask(); // a TODO, or a sentence of the suite: that is soon said again
    now.costly.work();
    wrong("the experiment", "it came to another end when it was done before");
}

// What Check's macros call when they fail, and when a test begins: this program is not linked with Check.
void _ck_assert_failed(const char *file, int line, const char *expression, const char *format, ...)
{
    char message[MESSAGE];
    va_list arguments;
    (void)file, (void)line;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format ? format : expression, arguments);
    va_end(arguments);
    end_with(RECORD_WRONG, message);
}

void _mark_point(const char *file, int line)
{
    (void)file, (void)line;
}

void if_a_check_says(const char *part, const char *sentence)
{
    put_kind(RECORD_REASON);
    put_text(part);
    put_text(sentence);
    send_record();
}

static void todo(const char *id, const char *file)
{
    char message[MESSAGE] = "";
    if (strcmp(file, now.file) != 0) {
        append(message,
               "likely    it calls the function of exercise %s: each file is checked on its own and stands alone, so "
               "write that code here again",
               id);
        end_with(RECORD_WRONG, message);
    }
    append(message, "TODO %s", id);
    end_with(RECORD_TODO, message);
}

static void too_much_time(int signal_number)
{
    (void)signal_number;
    signal(SIGALRM, SIG_DFL);
    alarm(5);
    print_frames_of(now.file);
    _exit(4);
}

static void limits(void)
{
    struct rlimit cpu = {(rlim_t)now.seconds, (rlim_t)now.seconds + 3}, none = {0, 0}, written = {1 << 20, 1 << 20};
    struct sigaction over = {.sa_handler = too_much_time, .sa_flags = SA_NODEFER};
    sigaction(SIGXCPU, &over, NULL);
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &written);
    setvbuf(stdout, NULL, _IONBF, 0); // nothing is lost in a crash
    setvbuf(stderr, NULL, _IONBF, 0);
    todo_handler = todo;
}

size_t __sanitizer_get_current_allocated_bytes(void); // GCC 12 has the function and not its header

typedef void Part(const Test *test); // of the work: what a process is made for

_Noreturn static void run_in_here(Part *part, const Test *test, int output, int input_of_parent)
{
    unsigned char drawn_number;
    records = input_of_parent;
    if (getrandom(&drawn_number, 1, 0) == 1) { // a pipe that is not where one would guess it
        int moved = fcntl(records, F_DUPFD, 200 + drawn_number);
        close(records);
        records = moved;
    }
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close(output);
    limits();
    part(test);
    _exit(0);
}

static void run_test(const Test *test)
{
    size_t before = __sanitizer_get_current_allocated_bytes();
    test->test->fn(test->variant);
    bool may_leak = __sanitizer_get_current_allocated_bytes() > before;
    put_kind(RECORD_END);
    put(&now.token, sizeof now.token);
    send_record();
    if (may_leak)
        exit(0); // where leaks are looked for, which takes longer than most tests
}

static void run_ask(const Test *none)
{
    size_t before = __sanitizer_get_current_allocated_bytes();
    (void)none;
    now.costly.ask();
    bool may_leak = __sanitizer_get_current_allocated_bytes() > before;
    put(now.costly.memory, now.costly.bytes);
    send_record();
    if (may_leak)
        exit(0);
}

static void run_work(const Test *none)
{
    (void)none;
    now.costly.work();
    put(now.costly.memory, now.costly.bytes);
    send_record();
}

// ---- in the first process ----

typedef struct Buffer {
    char *data;
    size_t used, room;
} Buffer;

static void add(Buffer *b, const void *data, size_t bytes)
{
    if (bytes == 0)
        return;
    if (b->used + bytes > b->room) {
        b->room = 2 * (b->used + bytes);
        b->data = realloc(b->data, b->room);
        CHECK(b->data, "no memory for %zu bytes of records", b->room);
    }
    memcpy(b->data + b->used, data, bytes);
    b->used += bytes;
}

static void add_text(Buffer *b, const char *data, size_t bytes)
{
    uint32_t length = (uint32_t)bytes;
    add(b, &length, sizeof length);
    add(b, data, bytes);
}

static double now_in_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static long resident_megabytes(pid_t pid)
{
    char path[64];
    long total = 0, resident = 0;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    if (fscanf(f, "%ld %ld", &total, &resident) != 2)
        resident = 0;
    fclose(f);
    return resident * (sysconf(_SC_PAGESIZE) >> 10) >> 10;
}

// What a pipe has, up to `most`; the beginning is kept, and the rest counted. False at its end.
static bool take(int pipe, Buffer *b, size_t most, int64_t *seen)
{
    static char chunk[1 << 16];
    ssize_t got = read(pipe, chunk, sizeof chunk);
    if (got <= 0)
        return got < 0 && (errno == EINTR || errno == EAGAIN);
    *seen += got;
    size_t room = b->used < most ? most - b->used : 0;
    add(b, chunk, (size_t)got < room ? (size_t)got : room);
    return true;
}

// Reads both pipes until the process ends, or has had more than it may have.
static void attend(pid_t pid, int pipes[2], Buffer *saw_records, Buffer *said, Ending *ending)
{
    double begun = now_in_seconds(), wall = 3 * now.seconds + 5;
    int64_t written = 0;
    bool ended = false, killed = false;
    struct pollfd wait_for[2] = {{pipes[0], POLLIN, 0}, {pipes[1], POLLIN, 0}};
    while (!ended || wait_for[0].fd >= 0 || wait_for[1].fd >= 0) {
        poll(wait_for, 2, ended ? 0 : wait_for[0].fd < 0 && wait_for[1].fd < 0 ? 1 : 20);
        if (wait_for[0].revents && !take(pipes[0], saw_records, MOST_RECORDS, &written))
            wait_for[0].fd = -1;
        if (wait_for[1].revents && !take(pipes[1], said, KEPT, &ending->printed))
            wait_for[1].fd = -1;
        if (ended && !wait_for[0].revents && !wait_for[1].revents)
            break; // a child of its own may keep a pipe open: it is nobody's
        if (!ended && waitpid(pid, &ending->status, WNOHANG) == pid)
            ended = true;
        ending->out_of_time |= !ended && now_in_seconds() - begun > wall;
        ending->out_of_memory |= !ended && resident_megabytes(pid) > now.megabytes;
        ending->too_much |= written > MOST_RECORDS || ending->printed > 64 * (int64_t)MOST_PRINTED;
        if (!killed && !ended && (ending->out_of_time || ending->out_of_memory || ending->too_much)) {
            kill(pid, SIGKILL);
            killed = true;
        }
    }
}

static bool spent(const Ending *ending, const struct rusage *before, const struct rusage *after)
{
    double seconds = (double)(after->ru_utime.tv_sec - before->ru_utime.tv_sec) +
                     1e-6 * (double)(after->ru_utime.tv_usec - before->ru_utime.tv_usec);
    bool by_signal = WIFSIGNALED(ending->status) && WTERMSIG(ending->status) == SIGXCPU;
    bool by_handler = WIFEXITED(ending->status) && WEXITSTATUS(ending->status) == 4;
    return by_signal || (by_handler && seconds > 0.8 * now.seconds);
}

static void write_block(const Test *test, const Ending *ending, const Buffer *said, const Buffer *saw_records)
{
    Buffer block = {0};
    char title[160];
    int length = test->drawn ? snprintf(title, sizeof title, "%s, case %d", test->test->name, test->variant + 1)
                             : snprintf(title, sizeof title, "%s", test->test->name);
    add_text(&block, now.name, strlen(now.name));
    add_text(&block, title, (size_t)length);
    add(&block, &test->follows, sizeof test->follows);
    add(&block, &test->weight, sizeof test->weight);
    add(&block, &now.seconds, sizeof now.seconds);
    add(&block, &now.token, sizeof now.token);
    add(&block, ending, sizeof *ending);
    add_text(&block, said->data, said->used);
    add_text(&block, saw_records->data, saw_records->used);
    for (size_t at = 0; at < block.used;) {
        ssize_t written = write(STDOUT_FILENO, block.data + at, block.used - at);
        CHECK(written > 0 || errno == EINTR, "the judge does not read");
        at += written > 0 ? (size_t)written : 0;
    }
    free(block.data);
}

// Runs a part in a process of its own.
static Ending run_apart(Part *part, const Test *test, Buffer *saw_records, Buffer *said)
{
    int records_pipe[2], output_pipe[2];
    Ending ending;
    struct rusage before, after;
    memset(&ending, 0, sizeof ending);
    CHECK(getrandom(&now.token, sizeof now.token, 0) == sizeof now.token, "no random numbers");
    CHECK(pipe(records_pipe) == 0 && pipe(output_pipe) == 0, "no pipe: %s", strerror(errno));
    getrusage(RUSAGE_CHILDREN, &before);
    pid_t pid = fork();
    CHECK(pid >= 0, "no process: %s", strerror(errno));
    if (pid == 0) {
        close(records_pipe[0]), close(output_pipe[0]);
        run_in_here(part, test, output_pipe[1], records_pipe[1]);
    }
    close(records_pipe[1]), close(output_pipe[1]);
    attend(pid, (int[]){records_pipe[0], output_pipe[0]}, saw_records, said, &ending);
    close(records_pipe[0]), close(output_pipe[0]);
    getrusage(RUSAGE_CHILDREN, &after);
    ending.out_of_time |= spent(&ending, &before, &after);
    return ending;
}

// Whether it kept to its time, memory and output. An experiment was asked before; if it leaked, each test has leaked.
static bool run(const Test *test, const Ending *asking, const Buffer *asking_said)
{
    Buffer saw_records = {0}, said = {0};
    Ending ending = run_apart(run_test, test, &saw_records, &said);
    ending.printed += asking->printed;
    if (now.costly.done && ending.status == 0 && asking->status != 0) {
        ending.status = asking->status;
        add(&said, asking_said->data, asking_said->used);
    }
    write_block(test, &ending, &said, &saw_records);
    free(saw_records.data), free(said.data);
    return !ending.out_of_time && !ending.out_of_memory && !ending.too_much;
}

// Of an experiment: takes over the bytes that a process has for us, if it came to its end. What it leaked or printed too
// much is held against the tests.
static bool take_over(Part *part, Ending *ending, Buffer *said)
{
    Buffer bytes = {0};
    *ending = run_apart(part, NULL, &bytes, said);
    add(said, "", 1);
    bool leaks = strstr(said->data, "LeakSanitizer") != NULL;
    bool whole = (ending->status == 0 || leaks) && bytes.used == now.costly.bytes;
    if (whole)
        memcpy(now.costly.memory, bytes.data, bytes.used);
    else if (ending->out_of_time || ending->out_of_memory || ending->too_much || ending->status != 0) {
        static Left left;
        char how[64];
        left.out_of_time = ending->out_of_time, left.out_of_memory = ending->out_of_memory;
        snprintf(how, sizeof how, WIFSIGNALED(ending->status) ? "signal %d" : "status %d",
                 WIFSIGNALED(ending->status) ? WTERMSIG(ending->status) : WEXITSTATUS(ending->status));
        explain_crash(now.file, how, said->data, now.seconds, &left, now.costly.broke);
    }
    said->used--;
    free(bytes.data);
    return whole;
}

static void run_exercise(const char *asked)
{
    memset(now.test, 0, sizeof now.test);
    memset(&now.costly, 0, sizeof now.costly);
    now.count = 0;
    if (sscanf(asked, "%63[^:]:%d:%d", now.name, &now.seconds, &now.megabytes) != 3)
        usage_error("%s is not EXERCISE:SECONDS:MEGABYTES", asked);
    snprintf(now.file, sizeof now.file, "%s.c", now.name);
    lesson_suite();
    lesson_drawn();
    Ending asking, working;
    Buffer asking_said = {0}, working_said = {0};
    memset(&asking, 0, sizeof asking);
    now.costly.done = now.costly.ask && take_over(run_ask, &asking, &asking_said) &&
                      take_over(run_work, &working, &working_said);
    for (int i = 0; i < now.count; i++)
        if (!run(&now.test[i], &asking, &asking_said))
            break; // each further one would take as long
    free(asking_said.data), free(working_said.data);
}

int main(int argc, char **argv)
{
    if (argc < 4 || (strcmp(argv[2], "known") != 0 && strcmp(argv[2], "unknown") != 0))
        usage_error("usage: %s SEED known|unknown EXERCISE:SECONDS:MEGABYTES...", argv[0]);
    now.seed = strtoull(argv[1], NULL, 10);
    now.known = strcmp(argv[2], "known") == 0;
    signal(SIGPIPE, SIG_IGN);
    record.data = malloc(record.room = 1 << 20); // here, so that it is nobody's leak
    CHECK(record.data, "no memory");
    for (int i = 3; i < argc; i++)
        run_exercise(argv[i]);
    return 0;
}

/* The command line that all lessons share; --help explains it. */
#include "internal.h"
#include "check.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

Options options;

enum { SHARED = 8, MAX_EXTRAS = 48, EXTRA = 256 }; // the code of an extra option is EXTRA + its index

static struct option longopts[SHARED + MAX_EXTRAS + 1] = {
    {"help", no_argument, NULL, 'h'},          {"seed", required_argument, NULL, 's'},
    {"steps", required_argument, NULL, 'n'},   {"data", required_argument, NULL, 'd'},
    {"threads", required_argument, NULL, 't'}, {"quick", no_argument, NULL, 'q'},
    {"video", no_argument, NULL, 'v'},         {"out", required_argument, NULL, 'o'},
};

static void add_extras(const Extra *extras)
{
    int count = 0;
    for (const Extra *e = extras; e && e->name; e++, count++) {
        CHECK(count < MAX_EXTRAS, "this lesson has more than %d options of its own", MAX_EXTRAS);
        longopts[SHARED + count] = (struct option){e->name, e->flag ? no_argument : required_argument, NULL,
                                                   EXTRA + count};
    }
    longopts[SHARED + count] = (struct option){0};
}

static void help_extra(const Extra *e)
{
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", e->name, e->flag ? "" : " ",
             e->flag    ? ""
             : !e->text ? "N"
             : e->value ? e->value
                        : "TEXT");
    printf("  %-17s%s", left, e->help);
    if (e->whole)
        printf(" (default %d)", *e->whole);
    if (e->number)
        printf(" (default %g)", *e->number);
    if (e->text && *e->text)
        printf(" (default %s)", *e->text);
    printf("\n");
}

static int steps_of(const Lesson *lesson, bool quick, bool video)
{
    if (quick)
        return lesson->quick_steps;
    return video && lesson->video_steps ? lesson->video_steps : lesson->steps;
}

static void help(const Lesson *lesson)
{
    bool as_data = strcmp(lesson->data, lesson->video_data) == 0;
    printf("%s: %s\n\n"
           "  --help         this text\n"
           "  --seed N       seed of the random numbers (default %llu, the lecture's)\n"
           "  --steps N      steps of the longest training loop (default %d)\n"
           "  --data NAME    a path, or a file in $DATASETS or datasets/ (default %s)\n"
           "  --threads N    how many threads to use (default: all cores)\n"
           "  --quick        a short run, for a first look (%d steps)\n"
           "  --video        the lecture's data, seed and steps: prints the video's numbers\n"
           "                 (%d steps%s%s)\n"
           "  --out DIR      where results go (default build/%s)\n",
           lesson->name, lesson->about, (unsigned long long)lesson->seed, lesson->steps, lesson->data,
           steps_of(lesson, true, false), steps_of(lesson, false, true), as_data ? "" : " on ",
           as_data ? "" : lesson->video_data, lesson->name);
    if (lesson->extras)
        printf("\nonly in this lesson:\n");
    for (const Extra *e = lesson->extras; e && e->name; e++)
        help_extra(e);
    exit(0);
}

static unsigned long long number(const char *option, const char *text, unsigned long long low, unsigned long long high)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end || errno || value < low || value > high)
        usage_error("%s needs a whole number from %llu to %llu, not %s", option, low, high, text);
    return value;
}

static void set_extra(const Extra *e, const char *text)
{
    char option[64], *end;
    snprintf(option, sizeof option, "--%s", e->name);
    if (e->given)
        *e->given = true;
    if (e->flag)
        *e->flag = true;
    else if (e->text)
        *e->text = text;
    else if (e->whole)
        *e->whole = (int)number(option, text, (unsigned long long)e->low, (unsigned long long)e->high);
    else {
        double value = strtod(text, &end);
        if (end == text || *end || !(value >= e->low && value <= e->high))
            usage_error("%s needs a number from %g to %g, not %s", option, e->low, e->high, text);
        *e->number = value;
    }
}

// In a word of several short options, getopt stays at that word until it has seen the last letter.
static void unknown(char **argv)
{
    const char *next = argv[optind];
    bool in_a_word = optopt && next && next[0] == '-' && next[1] == optopt;
    usage_error("unknown option %s; --help lists them", in_a_word ? next : argv[optind - 1]);
}

void options_parse(const Lesson *lesson, int argc, char **argv)
{
    static char out[PATH_MAX];
    snprintf(out, sizeof out, "build/%s", lesson->name);
    options = (Options){.seed = lesson->seed, .out = out};
    opterr = 0;
    optind = 1;
    add_extras(lesson->extras);
    for (int c; (c = getopt_long(argc, argv, ":", longopts, NULL)) != -1;) {
        switch (c) {
        case 'h':
            help(lesson);
            break;
        case 's':
            options.seed = number("--seed", optarg, 0, ULLONG_MAX);
            break;
        case 'n':
            options.steps = (int)number("--steps", optarg, 1, 1000000000);
            break;
        case 'd':
            options.data = optarg;
            break;
        case 't':
            options.threads = (int)number("--threads", optarg, 1, 1024);
            break;
        case 'q':
            options.quick = true;
            break;
        case 'v':
            options.video = true;
            break;
        case 'o':
            options.out = optarg;
            break;
        case ':':
            usage_error("%s needs a value; --help lists the options", argv[optind - 1]);
        default:
            if (c < EXTRA)
                unknown(argv);
            set_extra(&lesson->extras[c - EXTRA], optarg);
        }
    }
    if (optind < argc)
        usage_error("%s is not an option; --help lists them", argv[optind]);
    if (options.quick && options.video)
        usage_error("--quick and --video exclude each other: the video's runs are full runs");
    if (!options.steps)
        options.steps = steps_of(lesson, options.quick, options.video);
    if (!options.data)
        options.data = options.video ? lesson->video_data : lesson->data;
}

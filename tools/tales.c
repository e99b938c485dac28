/* Writes tales (common/data/tales.h): `make tales ARGS=--help`. */
#include "check.h"
#include "tales.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] = "usage: tales [COUNT] [--seed N] [--grammar FILE] [--out FILE] [--forget] [--numbers]\n\n"
                           "Writes COUNT tales (10), one a line; the same from the same seed (1337) on every machine.\n"
                           "  --grammar FILE  another grammar than datasets/tales.txt, which says how to write one\n"
                           "  --out FILE      writes there\n"
                           "  --forget        nothing agrees: every mention draws a word of its own\n"
                           "  --numbers       prints, instead of tales, what is known of them\n";

static long number(const char *option, const char *text)
{
    char *end;
    long value = text ? strtol(text, &end, 10) : 0;
    if (!text || *text == '\0' || *end || value < 0)
        usage_error("tales: %s needs a number, 0 or more; --help says more", option);
    return value;
}

static void print_numbers(const Tales *tales)
{
    char characters[128];
    double entropy = tales_entropy(tales), length = tales_length(tales);
    int alphabet = tales_alphabet(tales, characters);
    printf("entropy of a tale    %.4f nats, as of %.0f million equally likely ones\n", entropy, exp(entropy) / 1e6);
    printf("mean length          %.4f characters with the end mark\n", length);
    printf("nats a character     %.4f uniform over %d characters\n", log(alphabet), alphabet);
    printf("                     %.4f unigram\n", tales_unigram(tales));
    printf("                     %.4f bigram\n", tales_bigram(tales));
    printf("                     %.4f the floor\n", entropy / length);
}

static void write_tales(const Tales *tales, long count, long seed, const char *path)
{
    FILE *f = path ? fopen(path, "w") : stdout;
    if (!f)
        data_error("tales: cannot write %s", path);
    Rng rng;
    rng_seed(&rng, (uint64_t)seed);
    char tale[TALE_MAX + 1];
    for (long i = 0; i < count; i++) {
        tale_draw(tales, &rng, tale);
        fputs(tale, f);
    }
    bool bad = ferror(f);
    if ((path ? fclose(f) : fflush(f)) != 0 || bad)
        data_error("tales: cannot write all of %s: is the disk full?", path ? path : "the output");
}

int main(int argc, char **argv)
{
    long count = 10, seed = 1337;
    const char *grammar = "tales.txt", *out = NULL;
    bool forget = false, numbers = false;
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i], *value = argv[i + 1];
        if (strcmp(a, "--help") == 0 || strcmp(a, "-h") == 0)
            return fputs(help, stdout) < 0;
        else if (strcmp(a, "--forget") == 0)
            forget = true;
        else if (strcmp(a, "--numbers") == 0)
            numbers = true;
        else if (strcmp(a, "--seed") == 0)
            seed = number(a, value), i++;
        else if ((strcmp(a, "--grammar") == 0 || strcmp(a, "--out") == 0) && value)
            *(a[2] == 'g' ? &grammar : &out) = value, i++;
        else if (a[0] != '-')
            count = number("COUNT", a);
        else
            usage_error("tales: unknown option %s, or nothing after it; --help says more", a);
    }
    Tales *tales = tales_load(grammar);
    if (forget)
        tales_forget(tales);
    if (numbers)
        print_numbers(tales);
    else
        write_tales(tales, count, seed, out);
    tales_free(tales);
    return 0;
}

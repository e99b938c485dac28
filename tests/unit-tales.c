/*
 * common/data/tales*.c: is the floor really the floor? All tales of a tiny grammar are listed here, and every
 * number is computed from that list. The course's grammar is too large for that: here tales are drawn, parsed by
 * an independent parser, and the choices are counted as they are made.
 */
#include "unit.h"
#include "tales.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Tales *course(bool forget)
{
    Tales *tales = tales_load("tales.txt");
    if (forget)
        tales_forget(tales);
    return tales;
}

static void write_grammar(char path[], const char *text)
{
    strcpy(path, "/tmp/z2h-tales-XXXXXX");
    FILE *f = fdopen(mkstemp(path), "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

static Tales *grammar(const char *text)
{
    char path[32];
    write_grammar(path, text);
    Tales *tales = tales_load(path);
    remove(path);
    return tales;
}

#define ck_close(value, expected, tolerance) ck_assert_double_eq_tol((value), (expected), (tolerance))

/* ---- A tiny grammar, in full ---------------------------------------------------------------- */

static const char tiny[] = "# a comment\r\n"
                           "child/he: Jo/she Jon/he\r\n"
                           "\tAnn/she \n"
                           "\n"
                           "n: one two ten\n"
                           "tale: {child} has {n},\n"
                           "      # a comment in between\n"
                           "      {he} has {n}.\n"
                           "tale: {child} has it.\n"
                           "tale:{n}{n} of {child}\n";

typedef struct Whole { // every tale there is
    int count;
    char tale[512][64];
    double p[512];
} Whole;

static Whole whole;

static void add(double p, const char *tale)
{
    int i = 0;
    while (i < whole.count && strcmp(whole.tale[i], tale) != 0)
        i++;
    if (i == whole.count)
        strcpy(whole.tale[whole.count++], tale);
    whole.p[i] += p;
}

// Of the rows a and b, a later mention has row a; in a forgetful grammar it has row b of its own.
static void enumerate(bool forget)
{
    static const char *const child[] = {"Jo", "Jon", "Ann"}, *const he[] = {"she", "he", "she"};
    static const char *const n[] = {"one", "two", "ten"};
    char tale[64];
    memset(&whole, 0, sizeof whole);
    for (int c = 0; c < 3; c++) {
        snprintf(tale, sizeof tale, "%s has it.\n", child[c]);
        add(1.0 / 9, tale);
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                snprintf(tale, sizeof tale, "%s%s of %s\n", n[a], n[forget ? b : a], child[c]);
                add(1.0 / 81, tale);
                for (int d = 0; d < 3; d++) {
                    snprintf(tale, sizeof tale, "%s has %s, %s has %s.\n", child[c], n[a], he[forget ? d : c],
                             n[forget ? b : a]);
                    add(1.0 / 243, tale);
                }
            }
    }
}

// P(a tale begins with the first t characters of this one)
static double begins(const char *tale, int t)
{
    double p = 0;
    for (int i = 0; i < whole.count; i++)
        p += strncmp(whole.tale[i], tale, (size_t)t) == 0 ? whole.p[i] : 0;
    return p;
}

static Tales *tiny_tales(bool forget)
{
    Tales *tales = grammar(tiny);
    if (forget)
        tales_forget(tales);
    enumerate(forget);
    return tales;
}

START_TEST(tiny_entropy_and_length)
{
    Tales *tales = tiny_tales(_i);
    double entropy = 0, length = 0, total = 0;
    for (int i = 0; i < whole.count; i++) {
        entropy -= whole.p[i] * log(whole.p[i]);
        length += whole.p[i] * (double)strlen(whole.tale[i]);
        total += whole.p[i];
    }
    ck_close(total, 1, 1e-12);
    ck_assert_int_eq(whole.count, _i ? 3 * 2 * 9 + 3 + 27 : 9 + 3 + 9);
    ck_close(tales_entropy(tales), entropy, 1e-12);
    ck_close(tales_length(tales), length, 1e-12);
    tales_free(tales);
}
END_TEST

START_TEST(tiny_by_position)
{
    Tales *tales = tiny_tales(_i);
    double entropy[TALE_MAX], alive[TALE_MAX];
    tales_by_position(tales, entropy, alive);
    for (int t = 0; t < TALE_MAX; t++) {
        double cost = 0, living = 0;
        for (int i = 0; i < whole.count; i++)
            if ((int)strlen(whole.tale[i]) > t) {
                living += whole.p[i];
                cost -= whole.p[i] * log(begins(whole.tale[i], t + 1) / begins(whole.tale[i], t));
            }
        ck_close(alive[t], living, 1e-12);
        ck_close(entropy[t], living > 0 ? cost / living : 0, 1e-12);
    }
    tales_free(tales);
}
END_TEST

START_TEST(tiny_nats_of_every_tale)
{
    Tales *tales = tiny_tales(_i);
    double nats[TALE_MAX];
    for (int i = 0; i < whole.count; i++) {
        const char *tale = whole.tale[i];
        ck_close(tale_nats(tales, tale, nats), -log(whole.p[i]), 1e-12);
        for (int t = 0; tale[t]; t++)
            ck_close(nats[t], -log(begins(tale, t + 1) / begins(tale, t)), 1e-12);
    }
    tales_free(tales);
}
END_TEST

START_TEST(tiny_unigram_and_bigram)
{
    Tales *tales = tiny_tales(_i);
    static double count[128], pair[128][128];
    double total = 0, unigram = 0, bigram = 0;
    for (int i = 0; i < whole.count; i++)
        for (int t = 0, before = '\n'; whole.tale[i][t]; before = whole.tale[i][t++]) {
            count[(int)whole.tale[i][t]] += whole.p[i];
            pair[before][(int)whole.tale[i][t]] += whole.p[i];
            total += whole.p[i];
        }
    char seen[128] = "", alphabet[128];
    int n = 0;
    for (int a = 0; a < 128; a++) {
        if (count[a] > 0)
            seen[n++] = (char)a;
        unigram -= count[a] > 0 ? count[a] * log(count[a] / total) : 0;
        for (int b = 0; b < 128; b++)
            bigram -= pair[a][b] > 0 ? pair[a][b] * log(pair[a][b] / count[a]) : 0;
    }
    ck_assert_int_eq(tales_alphabet(tales, alphabet), n);
    ck_assert_mem_eq(alphabet, seen, (size_t)n);
    ck_close(tales_unigram(tales), unigram / total, 1e-12);
    ck_close(tales_bigram(tales), bigram / total, 1e-12);
    tales_free(tales);
}
END_TEST

// Every tale of the tiny grammar is drawn, about as often as it should be: a chi-squared test.
START_TEST(tiny_draws)
{
    Tales *tales = tiny_tales(_i);
    enum { DRAWS = 50000 };
    int drawn[512] = {0};
    Rng rng;
    rng_seed(&rng, 1);
    for (int k = 0; k < DRAWS; k++) {
        char tale[TALE_MAX + 1];
        int i = 0, length = tale_draw(tales, &rng, tale);
        ck_assert_int_eq(length, (int)strlen(tale));
        while (i < whole.count && strcmp(whole.tale[i], tale) != 0)
            i++;
        ck_assert_msg(i < whole.count, "drew a text that is not a tale: %s", tale);
        drawn[i]++;
    }
    double chi2 = 0, freedom = whole.count - 1;
    for (int i = 0; i < whole.count; i++)
        chi2 += pow(drawn[i] - DRAWS * whole.p[i], 2) / (DRAWS * whole.p[i]);
    ck_assert_msg(fabs(chi2 - freedom) < 4 * sqrt(2 * freedom), "chi squared %g for %g", chi2, freedom);
    tales_free(tales);
}
END_TEST

START_TEST(the_same_tales_from_the_same_seed)
{
    Tales *tales = tiny_tales(false);
    char tale[TALE_MAX + 1], all[512] = "";
    Rng rng;
    rng_seed(&rng, 1337);
    for (int i = 0; i < 6; i++) {
        tale_draw(tales, &rng, tale);
        strcat(all, tale);
    }
    ck_assert_str_eq(all, "Jon has it.\ntwotwo of Ann\nAnn has it.\n"
                          "oneone of Ann\noneone of Jo\nJo has it.\n");
    tales_free(tales);
}
END_TEST

/* ---- The grammar of the course -------------------------------------------------------------- */

// datasets/README.md quotes these. If the grammar's lists change, change the README, too.
START_TEST(numbers_of_the_readme)
{
    Tales *tales = course(_i);
    char alphabet[128];
    ck_close(tales_entropy(tales), _i ? 27.1219 : 19.1699, 5e-5);
    ck_close(tales_length(tales), 105.6569, 5e-5);
    ck_close(tales_entropy(tales) / tales_length(tales), _i ? 0.2567 : 0.1814, 5e-5);
    ck_close(tales_unigram(tales), 2.9884, 5e-5);
    ck_close(tales_bigram(tales), 1.9665, 5e-5);
    ck_assert_int_eq(tales_alphabet(tales, alphabet), 42);
    tales_free(tales);
}
END_TEST

START_TEST(positions_add_up)
{
    Tales *tales = course(_i);
    double entropy[TALE_MAX], alive[TALE_MAX], length = 0, sum = 0;
    tales_by_position(tales, entropy, alive);
    ck_close(alive[0], 1, 1e-12);
    for (int t = 0; t < TALE_MAX; t++) {
        ck_assert(entropy[t] >= 0 && entropy[t] <= log(42));
        ck_assert(t == 0 || alive[t] <= alive[t - 1]);
        length += alive[t];
        sum += alive[t] * entropy[t];
    }
    ck_close(length, tales_length(tales), 1e-9);
    ck_close(sum, tales_entropy(tales), 1e-9);
    tales_free(tales);
}
END_TEST

// Repeats the generator's choices with a copy of its random numbers: how many alternatives were there?
static double nats_of_choices(const Tales *tales, Rng *rng)
{
    const TalePattern *p = &tales->pattern[rng_randint(rng, 0, tales->patterns)];
    double nats = log(tales->patterns);
    for (int j = 0; j < p->count; j++)
        if (p->token[j].list >= 0 && p->token[j].draws == j) {
            int n = tales->list[p->token[j].list].rows;
            rng_randint(rng, 0, n);
            nats += log(n);
        }
    return nats;
}

START_TEST(nats_are_the_choices)
{
    Tales *tales = course(false);
    Rng rng, copy;
    rng_seed(&rng, 1);
    for (int i = 0; i < 3000; i++) {
        char tale[TALE_MAX + 1];
        double nats[TALE_MAX], sum = 0;
        copy = rng;
        int length = tale_draw(tales, &rng, tale);
        ck_assert(length <= TALE_MAX && length == (int)strlen(tale));
        ck_assert_ptr_eq(strchr(tale, '\n'), tale + length - 1);
        double total = tale_nats(tales, tale, nats);
        for (int t = 0; t < length; t++)
            sum += nats[t];
        ck_close(total, nats_of_choices(tales, &copy), 1e-9);
        ck_close(total, sum, 1e-9);
        ck_assert_mem_eq(&rng, &copy, sizeof rng); // and there were no other choices
    }
    tales_free(tales);
}
END_TEST

// Means of drawn tales, each with its standard error, against the exact numbers.
typedef struct Mean {
    double n, sum, squares;
} Mean;

static void mean_add(Mean *m, double x)
{
    m->n++;
    m->sum += x;
    m->squares += x * x;
}

static void check_mean(const Mean *m, double expected, double errors, const char *what, int t)
{
    double mean = m->sum / m->n, variance = fmax(0, m->squares / m->n - mean * mean);
    double error = sqrt(variance / m->n);
    ck_assert_msg(fabs(mean - expected) <= errors * error + 1e-9,
                  "%s %d: %.6f in the mean of %.0f, exactly %.6f, standard error %.6f", what, t, mean, m->n, expected,
                  error);
}

START_TEST(drawn_tales_have_the_exact_means)
{
    Tales *tales = course(_i);
    enum { DRAWS = 10000 };
    static Mean at[TALE_MAX];
    Mean total = {0}, lengths = {0};
    double entropy[TALE_MAX], alive[TALE_MAX], nats[TALE_MAX];
    tales_by_position(tales, entropy, alive);
    Rng rng;
    rng_seed(&rng, 1);
    for (int i = 0; i < DRAWS; i++) {
        char tale[TALE_MAX + 1];
        int length = tale_draw(tales, &rng, tale);
        mean_add(&total, tale_nats(tales, tale, nats));
        mean_add(&lengths, length);
        for (int t = 0; t < length; t++)
            mean_add(&at[t], nats[t]);
    }
    check_mean(&total, tales_entropy(tales), 4, "nats of a tale", 0);
    check_mean(&lengths, tales_length(tales), 4, "length", 0);
    for (int t = 0; t < TALE_MAX; t++) {
        double error = sqrt(alive[t] * (1 - alive[t]) / DRAWS);
        if (fmin(alive[t], 1 - alive[t]) * DRAWS > 30) // else too rare for a standard error
            ck_assert_double_le(fabs(at[t].n / DRAWS - alive[t]), 4.5 * error);
        if (entropy[t] * at[t].n > 100)
            check_mean(&at[t], entropy[t], 4.5, "nats at position", t);
    }
    tales_free(tales);
}
END_TEST

START_TEST(drawn_tales_have_the_unigrams_and_bigrams)
{
    Tales *tales = course(false);
    static double count[128], pair[128][128];
    double total = 0, unigram = 0, bigram = 0;
    Rng rng;
    rng_seed(&rng, 2);
    for (int i = 0; i < 20000; i++) {
        char tale[TALE_MAX + 1];
        tale_draw(tales, &rng, tale);
        for (int t = 0, before = '\n'; tale[t]; before = tale[t++]) {
            count[(int)tale[t]]++;
            pair[before][(int)tale[t]]++;
            total++;
        }
    }
    for (int a = 0; a < 128; a++) {
        unigram -= count[a] > 0 ? count[a] / total * log(count[a] / total) : 0;
        for (int b = 0; b < 128; b++)
            bigram -= pair[a][b] > 0 ? pair[a][b] / total * log(pair[a][b] / count[a]) : 0;
    }
    ck_close(tales_unigram(tales), unigram, 0.002);
    ck_close(tales_bigram(tales), bigram, 0.002);
    tales_free(tales);
}
END_TEST

/* ---- One derivation: an independent parser, which tries everything -------------------------- */

static int derivations(const Tales *tales, const TalePattern *p, int j, int row[], const char *text)
{
    if (j == p->count)
        return *text == '\0';
    const TaleToken *token = &p->token[j];
    if (token->list < 0)
        return *text == token->letter[0] ? derivations(tales, p, j + 1, row, text + 1) : 0;
    const TaleList *list = &tales->list[token->list];
    int ways = 0, before = row[token->list];
    for (int i = 0; i < list->rows; i++) {
        const char *word = list->row[i][token->column];
        if ((before >= 0 && before != i) || strncmp(text, word, strlen(word)) != 0)
            continue;
        row[token->list] = i;
        ways += derivations(tales, p, j + 1, row, text + strlen(word));
    }
    row[token->list] = before;
    return ways;
}

static int all_derivations(const Tales *tales, const char *text)
{
    int ways = 0, row[TALE_LISTS];
    memset(row, -1, sizeof row);
    for (int i = 0; i < tales->patterns; i++)
        ways += derivations(tales, &tales->pattern[i], 0, row, text);
    return ways;
}

START_TEST(one_derivation)
{
    Tales *tales = course(false);
    char alphabet[128];
    int n = tales_alphabet(tales, alphabet);
    Rng rng;
    rng_seed(&rng, 3);
    for (int i = 0; i < 3000; i++) {
        char tale[TALE_MAX + 1];
        int length = tale_draw(tales, &rng, tale);
        ck_assert_msg(all_derivations(tales, tale) == 1, "not one derivation: %s", tale);
        tale[rng_randint(&rng, 0, length)] = alphabet[rng_randint(&rng, 0, n)]; // mostly a misprint
        int ways = all_derivations(tales, tale);
        ck_assert_int_le(ways, 1);
        ck_assert_int_eq(ways, isfinite(tale_nats(tales, tale, NULL)) != 0);
    }
    tales_free(tales);
}
END_TEST

// After any beginning of a tale, the probabilities of all characters add up to 1.
START_TEST(probabilities_add_up)
{
    Tales *tales = course(_i);
    Rng rng;
    rng_seed(&rng, 4);
    for (int i = 0; i < 4; i++) {
        char tale[TALE_MAX + 1];
        double nats[TALE_MAX];
        int length = tale_draw(tales, &rng, tale);
        for (int t = length - 1; t >= 0; t--) {
            double sum = 0;
            for (int c = 1; c < 128; c++) {
                tale[t] = (char)c;
                tale[t + 1] = '\0';
                tale_nats(tales, tale, nats);
                sum += exp(-nats[t]);
            }
            ck_close(sum, 1, 1e-12);
        }
    }
    tales_free(tales);
}
END_TEST

/* ---- Mistakes, and agreement ---------------------------------------------------------------- */

// The first impossible character is at `mistake` (-1: none), and had to agree with the one at `with`.
typedef struct Mistake {
    const char *text;
    int mistake, with;
    bool whole;
} Mistake;

static const Mistake mistakes[] = {
    {"Jo has ten, she has ten.\n", -1, -1, true},
    {"Jo has ten, she has two.\n", 21, 7, false}, // "t" still agrees
    {"Jo has ten, he has ten.\n", 12, 0, false},
    {"Jon has one, she has one.\n", 13, 0, false},
    {"Job has ten, she has ten.\n", 2, -1, false},
    {"Jo has tin, she has tin.\n", 8, -1, false},
    {"oneone of Ann\n", -1, -1, true},
    {"onetwo of Ann\n", 3, 0, false},
    {"oneone or Ann\n", 8, -1, false},
    {"oneone of Ann", -1, -1, false},     // unfinished
    {"oneone of Ann\n\n", 14, -1, false}, // more than one
    {"oneone of Ann\nJo has it.\n", 14, -1, false},
    {"\n", 0, -1, false},
    {"\xff", 0, -1, false},
    {"", -1, -1, false},
};

START_TEST(mistakes_are_found)
{
    Tales *tales = tiny_tales(false);
    const Mistake *m = &mistakes[_i];
    double nats[TALE_MAX];
    int place[TALE_MAX], first = -1, length = (int)strlen(m->text);
    double total = tale_nats(tales, m->text, nats);
    tale_agreement(tales, m->text, place);
    for (int t = length - 1; t >= 0; t--)
        first = isinf(nats[t]) ? t : first;
    ck_assert_int_eq(first, m->mistake);
    ck_assert_int_eq(isfinite(total) != 0, m->whole);
    ck_assert_msg(first < 0 || place[first] == m->with, "place %d", first < 0 ? 0 : place[first]);
    for (int t = first; t >= 0 && t < length; t++)
        ck_assert(isinf(nats[t]) && nats[t] > 0 && (t == first || place[t] == -1));
    tales_free(tales);
}
END_TEST

START_TEST(agreement)
{
    Tales *tales = tiny_tales(_i);
    const char *tale = "Jo has ten, she has ten.\n";
    int place[TALE_MAX];
    tale_agreement(tales, tale, place);
    for (int t = 0; tale[t]; t++) {
        int with = _i ? -1 : 12 <= t && t < 15 ? 0 : 20 <= t && t < 23 ? 7 : -1;
        ck_assert_msg(place[t] == with, "place[%d] is %d, expected %d", t, place[t], with);
    }
    tales_free(tales);
}
END_TEST

// A text that is much too long is not a tale, and nothing is read or written beyond the arrays' ends.
START_TEST(long_texts)
{
    Tales *tales = course(false);
    char *text = malloc(1000);
    double *nats = malloc(sizeof *nats * TALE_MAX);
    int *place = malloc(sizeof *place * TALE_MAX);
    memset(text, 'x', 999);
    text[999] = '\0';
    Rng rng;
    rng_seed(&rng, 5);
    for (int i = 0; i < 2; i++) {
        ck_assert(isinf(tale_nats(tales, text, nats)));
        tale_agreement(tales, text, place);
        ck_assert_int_eq(place[TALE_MAX - 1], -1);
        text[tale_draw(tales, &rng, text)] = 'x'; // a tale, and then many x
    }
    free(text);
    free(nats);
    free(place);
    tales_free(tales);
}
END_TEST

START_TEST(a_tale_may_have_128_characters)
{
    char text[200];
    snprintf(text, sizeof text, "a: x yyyyyyy\ntale: {a}%0*d{a}\n", 113, 0);
    Tales *tales = grammar(text);
    double entropy[TALE_MAX], alive[TALE_MAX], sum = 0;
    tales_by_position(tales, entropy, alive);
    for (int t = 0; t < TALE_MAX; t++)
        sum += alive[t] * entropy[t];
    ck_close(alive[TALE_MAX - 1], 0.5, 1e-12);
    ck_close(sum, log(2), 1e-12);
    ck_close(tales_length(tales), 122, 1e-12);
    memset(text, '0', sizeof text);
    memcpy(text, "yyyyyyy", 7);
    memcpy(text + TALE_MAX - 8, "yyyyyyy\n", 9);
    ck_close(tale_nats(tales, text, NULL), log(2), 1e-12);
    text[TALE_MAX] = 'x';
    text[TALE_MAX + 1] = '\0';
    ck_assert(isinf(tale_nats(tales, text, NULL)));
    tales_free(tales);
}
END_TEST

/* ---- Grammars that cannot be used ----------------------------------------------------------- */

typedef struct Bad {
    const char *grammar, *message; // what must be in the message; NULL: there is no such file
} Bad;

#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const Bad bad_grammars[] = {
    {NULL, "cannot find"},
    {"", "is empty"},
    {"# nothing\n", "has no tale"},
    {"a: b c\n", "has no tale"},
    {"a: b c\ntale: {a} {b}\n", "line 2: {b}: no list above"},
    {"tale: {a}\na: b c\n", "line 1: {a}: no list above"},
    {"a: b c\ntale: {} {a}\n", "line 2: {}: no list"},
    {"a:\ntale: {a}\n", "the list 'a' is empty"},
    {"a:\ntale: x\n", "the list 'a' is empty"},
    {"a: b c\ntale: x{a\n", "line 2: a '{' without"},
    {"a: b c\ntale: x\n a}\n", "line 3: a '}' without"},
    {"a: b {c}\ntale: {a}\n", "line 1: '{c}' cannot be a word"},
    {"a: b//c\ntale: {a}\n", "line 1: '' cannot be a word"},
    {"a: b\n   c/d\ntale: {a}\n", "line 2: 'c' stands for 2 words, and 'a' has 1"},
    {"a/b: b/c d\ntale: {a}\n", "line 1: 'd' stands for 1 words, and 'a' has 2"},
    {"a: b/c/d/e/f/g/h/i/j\ntale: {a}\n", "line 1: 'b' stands for 9 words, and 'a' has 1"},
    {"a: b c b\ntale: {a}\n", "line 1: 'b' is in 'a' twice"},
    {"a/b/: c/c\ntale: {a}\n", "line 1: '' cannot name a list"},
    {"a b: c\ntale: {a}\n", "line 1: 'a b' cannot name"},
    {"a/a: c/c\ntale: {a}\n", "line 1: the name 'a' is taken"},
    {"a: c\nb/a: c/c\ntale: {a}\n", "line 2: the name 'a' is taken"},
    {"tale/a: c/c\ntale: {a}\n", "line 1: the name 'tale' is taken"},
    {"a/b/c/d/e/f/g/h/i: b\ntale: x\n", "line 1: more than 8 names"},
    {"abcdefghijklmnop: b\ntale: x\n", "cannot name a list"},
    {"Once upon a time\n", "line 1: 'Once upon a time' is neither"},
    {"  a: b\ntale: {a}\n", "line 1: it begins with a blank"},
    {"a: b c\ntale: \xc3\xa9{a}\n", "line 2: byte 7 is not plain ASCII"},
    {"a: b c\ntale: x\ty\n", "line 2: a tab"},
    {"a: b \x7f\ntale: x\n", "line 1: byte 6 is not"},
    {"tale: " X40 X40 X40 "xxxxxxxx\n", "line 1: the tale has more than 127"},
    {"tale: " X40 X40 X40 X40 "\n", "line 1: the tale has more than 127"},
    {"a: x " X40 "\ntale: {a}{a}{a}12345678\n", "line 2: the longest of these tales has 129"},
    {"a: b c\ntale: {a}\ntale: {a}\n", "the tales of lines 2 and 3 are the same"},
    {"tale:\ntale:\n", "the tales of lines 1 and 2 are the same"},
    {"a: b c\ntale: {a}\ntale: cold\n", "lines 2 and 3 begin alike, and then both can continue with 'c'"},
    {"a: b c\nd: e b\ntale: x{a}\ntale: x{d}\n", "lines 3 and 4 begin alike, and then both can continue with 'b'"},
    {"a: b bc\ntale: {a}cd\n", "line 2: 'b' and what follows it could also be the word 'bc'"},
    {"a: b bc\nd: e c\ntale: {a}{d}\n", "'b' and what follows it could also be the word 'bc'"},
    {"a: b bc\ntale: {a}, x\ntale: {a}cd\n", "could also be the word 'bc'"},
    {"a: b bb\ntale: {a}{a}\n", "could also be the word 'bb'"},
    {"a/b: x/s y/s\ntale: {b} {a}\n", "{b} cannot be the first mention, because 's' goes with both 'x'"},
};

static const char *bad_path;

static void load(void)
{
    tales_free(tales_load(bad_path));
}

static int load_apart(const char *path, char said[SAID])
{
    bad_path = path;
    return run_apart(load, said);
}

START_TEST(bad_grammars_are_told)
{
    const Bad *bad = &bad_grammars[_i];
    char path[32] = "/tmp/z2h-no-such-tales", said[SAID];
    if (bad->grammar)
        write_grammar(path, bad->grammar);
    int status = load_apart(path, said);
    if (bad->grammar)
        remove(path);
    ck_assert_msg(status == 1, "exit status %d, said: %s", status, said);
    ck_assert_msg(strstr(said, bad->message) != NULL, "said: %s expected: %s", said, bad->message);
    ck_assert_msg(strstr(said, path) != NULL, "the message does not name the file: %s", said);
    ck_assert_ptr_eq(strchr(said, '\n'), said + strlen(said) - 1); // one line
}
END_TEST

START_TEST(too_many_lists)
{
    char path[32], said[SAID], text[1024] = "";
    for (int i = 0; i <= TALE_LISTS; i++)
        snprintf(text + strlen(text), 32, "a%c%c: b\n", 'a' + i / 26, 'a' + i % 26);
    strcat(text, "tale: x\n");
    write_grammar(path, text);
    ck_assert_int_eq(load_apart(path, said), 1);
    remove(path);
    ck_assert_msg(strstr(said, "line 33: more than 32 lists") != NULL, "said: %s", said);
}
END_TEST

Suite *tales_suite(void)
{
    Suite *suite = suite_create("tales");
    TCase *list = tcase_create("in full");
    tcase_add_loop_test(list, tiny_entropy_and_length, 0, 2); // _i: forgetful?
    tcase_add_loop_test(list, tiny_by_position, 0, 2);
    tcase_add_loop_test(list, tiny_nats_of_every_tale, 0, 2);
    tcase_add_loop_test(list, tiny_unigram_and_bigram, 0, 2);
    tcase_add_loop_test(list, tiny_draws, 0, 2);
    tcase_add_test(list, the_same_tales_from_the_same_seed);
    suite_add_tcase(suite, list);

    TCase *drawn = tcase_create("drawn");
    tcase_set_timeout(drawn, 60);
    tcase_add_loop_test(drawn, numbers_of_the_readme, 0, 2);
    tcase_add_loop_test(drawn, positions_add_up, 0, 2);
    tcase_add_test(drawn, nats_are_the_choices);
    tcase_add_loop_test(drawn, drawn_tales_have_the_exact_means, 0, 2);
    tcase_add_test(drawn, drawn_tales_have_the_unigrams_and_bigrams);
    tcase_add_test(drawn, one_derivation);
    tcase_add_loop_test(drawn, probabilities_add_up, 0, 2);
    suite_add_tcase(suite, drawn);

    TCase *wrong = tcase_create("mistakes");
    tcase_add_loop_test(wrong, mistakes_are_found, 0, sizeof mistakes / sizeof *mistakes);
    tcase_add_loop_test(wrong, agreement, 0, 2);
    tcase_add_test(wrong, long_texts);
    tcase_add_test(wrong, a_tale_may_have_128_characters);
    tcase_add_loop_test(wrong, bad_grammars_are_told, 0, sizeof bad_grammars / sizeof *bad_grammars);
    tcase_add_test(wrong, too_many_lists);
    suite_add_tcase(suite, wrong);
    return suite;
}

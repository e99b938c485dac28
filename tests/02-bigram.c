/*
 * The tests of lesson 02's exercises. Expectations are worked out by hand, by finite differences or
 * by PyTorch (02-bigram.txt, made by 02-bigram-reference.py), never by the solutions.
 */
#include "02-bigram.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Names two_names = {2, (char *[]){"ab", "b"}}; // .a ab b.   .b b.

static void fill(double *values, int count, double value)
{
    for (int i = 0; i < count; i++)
        values[i] = value;
}

static void to_doubles(int count, const int *from, double *to)
{
    for (int i = 0; i < count; i++)
        to[i] = from[i];
}

// ---- 2.1 count ----

enum { START, END, INNER, TRANSPOSED, SHIFTED, ONCE, RUN_ON, STAYS, FIRST, LAST, COUNT_MISTAKES };

static double N_right[V * V], N_yours[V * V], N_wrong[COUNT_MISTAKES][V * V];

static void add(double *N, int i, int j)
{
    N[i * V + j]++;
}

static void count_expectation(void)
{
    static const int right[][2] = {{0, 1}, {1, 2}, {2, 0}, {0, 2}, {2, 0}}; // .a ab b. and .b b.
    memset(N_right, 0, sizeof N_right);
    memset(N_wrong, 0, sizeof N_wrong);
    for (int b = 0; b < COUNT(right); b++) {
        int i = right[b][0], j = right[b][1];
        add(N_right, i, j);
        add(N_wrong[TRANSPOSED], j, i);
        add(N_wrong[SHIFTED], i ? i - 1 : 0, j ? j - 1 : 0); // 'a' is 0, and so is the dot
        N_wrong[ONCE][i * V + j] = 1;
        add(N_wrong[STAYS], 0, j);
        add(N_wrong[RUN_ON], b == 3 ? 2 : i, j); // the second name goes on from the b of the first
        if (i != 0)
            add(N_wrong[START], i, j);
        if (j != 0)
            add(N_wrong[END], i, j);
        if (i != 0 && j != 0)
            add(N_wrong[INNER], i, j);
        add(N_wrong[b < 3 ? FIRST : LAST], i, j);
    }
}

static const Guess count_guesses[] = {
    {N_wrong[END], "the bigrams that end a name are missing: after the last letter comes the dot"},
    {N_wrong[START], "the bigrams that begin a name are missing: before the first letter comes the dot"},
    {N_wrong[INNER], "the bigrams that begin and end a name are missing: .a and b. count too"},
    {N_wrong[TRANSPOSED], "your N is transposed: the row is the first character, the column the second"},
    {N_wrong[SHIFTED], "'a' is 1, not 0: 0 is the dot; stoi() gives the index of a character"},
    {N_wrong[ONCE], "count with ++: 'b.' comes twice in these names, and yours says 1"},
    {N_wrong[RUN_ON], "every name begins with the dot: set the previous character back to 0 for each name"},
    {N_wrong[STAYS], "everything lands in the dot's row: after each bigram, set the previous character to this one"},
    {N_wrong[FIRST], "only the first name is counted: loop over names->count names"},
    {N_wrong[LAST], "only the last name is counted: clear N once, before the loop over the names"},
    {0},
};

START_TEST(count_of_two_names)
{
    int N[V][V] = {{0}};
    count_expectation();
    bigram_count(&two_names, N);
    to_doubles(V * V, N[0], N_yours);
    expect_table("the names ab and b", places("i j", V, V), N_yours, N_right, 0, count_guesses);
}
END_TEST

START_TEST(count_clears_N)
{
    int N[V][V];
    memset(N, 1, sizeof N);
    count_expectation();
    bigram_count(&two_names, N);
    to_doubles(V * V, N[0], N_yours);
    if (N_yours[V * V - 1] == 0x01010101 && N_yours[0] == 0)
        wrong("an N that already holds something", "only the beginning of N is cleared: memset counts bytes, and N "
                                                   "has V * V * sizeof(int) of them (sizeof N is that of a pointer)");
    if (N_yours[V * V - 1] == 0x01010101)
        wrong("an N that already holds something", "clear N first: zz was never seen, and yours "
                                                   "still holds what was there before");
    expect_table("an N that already holds something", places("i j", V, V), N_yours, N_right, 0, count_guesses);
}
END_TEST

// All names, as names_load has them, but without a malloc for each, which takes long under the sanitizers.
static Names all_names(char **text)
{
    enum { MOST = 40000 };
    static char *name[MOST];
    Names names = {0, name};
    char path[PATH_MAX], *rest = *text = data_text("datasets/names.txt", path), *line;
    while (names.count < MOST && (line = data_line(&rest)) && *line)
        name[names.count++] = line;
    return names;
}

START_TEST(count_of_all_names)
{
    char *text;
    Names names = all_names(&text);
    int N[V][V], total = 0, letters = 0, *t = N[0];
    bigram_count(&names, N);
    for (int i = 0; i < V * V; i++)
        total += t[i];
    for (int i = 0; i < names.count; i++)
        letters += (int)strlen(names.name[i]);
    free(text);
    expect_int("how many bigrams all names have", total, letters + names.count,
               "a name of L letters has L + 1 bigrams");
    expect_int("how many names begin with a", N[0][1], 4438, NULL); // grep -c ^a datasets/names.txt
}
END_TEST

// ---- 2.2 normalise ----

// A row's sum, by the mistakes that a sum can have.
enum {
    UNSMOOTHED,
    K_ONCE,
    K_MORE,
    K_BELOW,
    SUM_CUT,
    TERMS_CUT,
    SUM_ON,
    WHOLE_TABLE,
    NO_SUM,
    COLUMNS,
    INTEGERS,
    SUM_MISTAKES
};

static void normalise_wrong(int rows, int N[][V], double k, double wrong_P[SUM_MISTAKES][3 * V])
{
    double on = 0, table = 0, cut = 0;
    for (int i = 0; i < rows * V; i++)
        table += N[i / V][i % V] + k;
    for (int i = 0; i < rows; i++) {
        double sum = 0;
        cut = 0;
        for (int j = 0; j < V; j++) {
            sum += N[i][j];
            on += N[i][j] + k;
            cut = floor(cut + N[i][j] + k); // an int that adds up
        }
        for (int j = 0; j < V; j++) {
            double column = 0, up = N[i][j] + k, right = sum + V * k;
            for (int r = 0; r < rows; r++)
                column += N[r][j] + k;
            const double by[SUM_MISTAKES] = {
                [UNSMOOTHED] = sum,       [K_ONCE] = sum + k, [K_MORE] = right + k, [K_BELOW] = right,
                [SUM_CUT] = floor(right), [TERMS_CUT] = cut,  [SUM_ON] = on,        [NO_SUM] = 1,
                [WHOLE_TABLE] = table,    [COLUMNS] = column, [INTEGERS] = right,
            };
            for (int m = 0; m < SUM_MISTAKES; m++) {
                double p = by[m] > 0 ? (m == K_BELOW ? N[i][j] : up) / by[m] : 0;
                wrong_P[m][i * V + j] = m == INTEGERS ? floor(p) : p;
            }
        }
    }
}

static void normalise_case(const char *input, int rows, int N[][V], double k)
{
    static double right[3 * V], yours[3 * V], known[SUM_MISTAKES][3 * V];
    for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int j = 0; j < V; j++)
            sum += N[i][j] + k;
        for (int j = 0; j < V; j++)
            right[i * V + j] = sum > 0 ? (N[i][j] + k) / sum : 0;
    }
    normalise_wrong(rows, N, k, known);
    fill(yours, 3 * V, 99);
    int before[3][V];
    memcpy(before, N, sizeof(int[V]) * (size_t)rows);
    normalise(rows, N, k, (double(*)[V])yours);
    if (memcmp(before, N, sizeof(int[V]) * (size_t)rows) != 0)
        wrong(input, "N was changed: smoothing belongs in P; leave the counts as they are");
    static const char integer_sum[] = "the sum is an int, which drops the half of k = 0.5: make it a double";
    Guess guesses[] = {
        {known[COLUMNS], "your columns sum to 1, not your rows: divide row i by the sum over its columns "
                         "(the lecture's keepdim trap)"},
        // a sum over N alone is found with k = 1 already; what passed that and fails with 0.5 has an int
        {known[UNSMOOTHED],
         k == floor(k) ? "the sum must be taken over N + k, not over N: your rows sum to more than 1" : integer_sum},
        {known[SUM_CUT], integer_sum},
        {known[TERMS_CUT], integer_sum},
        {known[K_ONCE], "k is added once for each of the V columns: the sum is the row's total plus V * k"},
        {known[K_MORE], "the sum has one k too many: start it at 0 and add N[i][j] + k for each column"},
        {known[K_BELOW], "k is missing in the numerator: P[i][j] is (N[i][j] + k) / sum"},
        {known[SUM_ON], "start the sum at 0 in every row: yours carries over from the row before"},
        {known[WHOLE_TABLE], "divide each row by its own sum: yours is the sum of the whole table"},
        {known[NO_SUM], "divide by the row's sum"},
        {known[INTEGERS], "that is integer division: 1 / 4 is 0 in C, make one of the two a double"},
        {0},
    };
    expect_table(input, places("i j", rows, V), yours, right, 1e-12, guesses);
}

START_TEST(normalise_without_smoothing)
{
    int N[3][V] = {{3, 1}, {2, 0, 2}, {1, 1, 1, 1}};
    normalise_case("rows 3 1 0..., 2 0 2 0..., 1 1 1 1 0..., k = 0", 3, N, 0);
}
END_TEST

START_TEST(normalise_with_smoothing)
{
    int N[3][V] = {{3, 1}, {2, 0, 2}, {0}};
    normalise_case("rows 3 1 0..., 2 0 2 0..., all zero, k = 1", 3, N, 1);
    normalise_case("rows 3 1 0..., 2 0 2 0..., all zero, k = 0.5", 3, N, 0.5);
}
END_TEST

START_TEST(normalise_an_empty_row)
{
    int N[2][V] = {{3, 1}, {0}};
    double yours[2][V], zeros[V] = {0};
    fill(yours[0], 2 * V, 99);
    normalise(2, N, 0, yours);
    if (isnan(yours[1][0]))
        wrong("a row of zeros, k = 0", "a row without counts is 0/0, which is not a number: write "
                                       "zeros instead");
    expect_table("a row of zeros, k = 0", places("j", V), yours[1], zeros, 0, NULL);
}
END_TEST

// ---- 2.3 sample ----

// The name that comes out from ix on when a row never changes (row0), or when each character is drawn by a race.
static void other_sample(double P[V][V], Rng rng, int ix, bool row0, bool race, char name[64])
{
    for (int n = 0; n < 63; n++) {
        float p[V];
        for (int j = 0; j < V; j++)
            p[j] = (float)P[row0 ? 0 : ix][j];
        ix = race ? rng_multinomial_race(&rng, p, V) : rng_multinomial(&rng, p, V);
        name[n] = itos(ix);
        name[n + 1] = '\0';
        if (ix == 0) {
            name[n] = '\0';
            return;
        }
    }
}

static const char most_likely[] = "the generator was not used; a name that takes the most likely "
                                  "character every time is always the same name";
static const char raced[] =
    "rng_multinomial_race draws from the same probabilities in another way, and gives other names: use "
    "rng_multinomial";

static void check_sample(const char *input, double P[V][V], Rng *rng, const char *before, const char *expected)
{
    char name[64] = "????????????????????", from_row0[64] = "", by_race[64] = "", from_a[64] = "";
    Rng first = *rng;
    int length = sample_name(P, rng, name, sizeof name);
    if (length == (int)strlen(expected) + 1 && name[length - 1] == '.')
        wrong(input, "'%s': the dot at the end is not part of the name", name);
    expect_int("the length of a name", length, (long)strlen(name),
               "return the number of letters, and end them with '\\0'");
    if (strcmp(name, expected) == 0)
        return;
    other_sample(P, first, 0, true, false, from_row0);
    other_sample(P, first, 0, false, true, by_race);
    other_sample(P, first, 1, false, false, from_a);
    bool shifted = length == (int)strlen(expected);
    for (int i = 0; i < length && shifted; i++)
        shifted = name[i] == expected[i] + 1;
    if (shifted)
        wrong(input, "'%s': index 1 is 'a', since 0 is the dot; itos() gives the character of an index", name);
    if (strcmp(name, from_a) == 0)
        wrong(input, "'%s': a name starts at the dot, index 0, and yours at 'a'", name);
    if (strcmp(name, from_row0) == 0)
        wrong(input, "'%s': you always draw from the row of the dot; set ix to what was drawn", name);
    if (before && strcmp(name, before) == 0)
        wrong(input, "'%s' again: do not seed the generator in here; it goes on from one name to the next", name);
    if (memcmp(rng, &first, sizeof first) == 0)
        wrong(input, "'%s': %s", name, most_likely);
    if (strcmp(name, by_race) == 0)
        wrong(input, "'%s': %s", name, raced);
    wrong(input,
          "the name is '%s', expected '%s': one rng_multinomial for each character, from the row of the one "
          "before",
          name, expected);
}

static void walk(double P[V][V], const char *path) // the model that can only say `path`
{
    memset(P, 0, sizeof(double[V][V]));
    for (; path[1]; path++)
        P[stoi(path[0])][stoi(path[1])] = 1;
}

START_TEST(sample_follows_the_rows)
{
    double P[V][V];
    Rng rng;
    rng_seed(&rng, 1);
    walk(P, ".ab.");
    check_sample("a P that always goes . a b .", P, &rng, NULL, "ab");
    walk(P, ".zeta.");
    P[stoi('a')][0] = 1;
    check_sample("a P that always goes . z e t a .", P, &rng, NULL, "zeta");
}
END_TEST

// The names that torch.multinomial draws: 02-bigram-reference.py prints them.
START_TEST(sample_draws_what_torch_draws)
{
    static const char *torch[] = {"bba", "abb", "baa", "babbba", "b"};
    double P[V][V] = {{0}};
    P[0][1] = 0.5, P[0][2] = 0.5;
    P[1][0] = 0.5, P[1][2] = 0.25, P[1][1] = 0.25;
    P[2][0] = 0.5, P[2][1] = 0.25, P[2][2] = 0.25;
    Rng rng;
    rng_seed(&rng, 2147483647);
    for (int i = 0; i < COUNT(torch); i++)
        check_sample("names of a and b, drawn with the seed 2147483647", P, &rng, i ? torch[0] : NULL, torch[i]);
}
END_TEST

// Where the generator must be after `letters` characters that were certain.
static void expect_draws(const char *input, Rng *rng, int letters)
{
    Rng drawn, none, race;
    float certain[V] = {0, 1};
    rng_seed(&drawn, 1);
    none = race = drawn;
    for (int i = 0; i < letters; i++) {
        rng_multinomial(&drawn, certain, V);
        rng_multinomial_race(&race, certain, V);
    }
    Rng one_more = drawn;
    rng_multinomial(&one_more, certain, V);
    uint32_t yours = rng_u32(rng);
    if (yours == rng_u32(&drawn))
        return;
    if (yours == rng_u32(&none))
        wrong(input, "%s", most_likely);
    if (yours == rng_u32(&race))
        wrong(input, "%s", raced);
    if (yours == rng_u32(&one_more))
        wrong(input,
              "%d letters take %d draws: check that there is room before you draw, or the next name "
              "changes",
              letters, letters);
    wrong(input, "%d letters take %d calls of rng_multinomial, and nothing else uses the generator", letters, letters);
}

START_TEST(sample_stops_at_the_buffer)
{
    double P[V][V];
    Rng rng;
    rng_seed(&rng, 1);
    walk(P, ".aa");
    char *name = malloc(8); // on the heap, where AddressSanitizer watches the end
    memset(name, '?', 8);
    int length = sample_name(P, &rng, name, 8);
    expect_int("a name that never ends, in a buffer of 8", length, 7, "size counts the '\\0' too");
    expect_draws("a name that never ends, in a buffer of 8", &rng, 7);
    char *one = malloc(1);
    expect_int("a name that never ends, in a buffer of 1", sample_name(P, &rng, one, 1), 0, NULL);
    free(one);
    if (strcmp(name, "aaaaaaa") != 0)
        wrong("a name that never ends, in a buffer of 8", "'%.8s' instead of 'aaaaaaa' and '\\0'", name);
    free(name);
}
END_TEST

// ---- 2.4 nll ----

static const char all_zero[] =
    "the result is 0: 1 / n of whole numbers is 0 in C (divide the sum by n, or write 1.0 / n), or "
    "nothing is added up";

static void nll_case(const char *input, int n, const int xs[], const int ys[], double P[][V])
{
    double sum = 0, mean_p = 0, last = 0, swapped = 0;
    for (int i = 0; i < n; i++) {
        sum -= last = log(P[xs[i]][ys[i]]);
        mean_p += P[xs[i]][ys[i]] / n;
        swapped -= log(P[ys[i]][xs[i] % V]) / n;
    }
    double right = sum / n, negative = -right, bits = right / log(2), of_mean = -log(mean_p);
    double negative_sum = -sum, decimal = right / log(10), by_V = sum / V, only_last = -last / n, of_p = mean_p,
           nothing = 0, one_less = sum / (n - 1);
    Guess guesses[] = {
        {&sum, "that is the sum, not the mean: divide by n, so that losses of different data "
               "can be compared"},
        {&negative, "the sign is wrong: logarithms of probabilities are negative, the loss is not"},
        {&negative_sum, "the sign is wrong, and it is the sum, not the mean"},
        {&bits, "that is in bits; the course counts in nats: use log, not log2"},
        {&decimal, "that is the logarithm to base 10; the course counts in nats: use log"},
        {&of_mean, "that is the logarithm of the mean, not the mean of the logarithms"},
        {&of_p, "the logarithm is missing: that is the mean of the probabilities"},
        {&swapped, "row and column are exchanged: the probability is P[xs[i]][ys[i]]"},
        {&only_last, "only the last example is left: add the logarithms up, with +="},
        {&by_V, "divide by n, the number of examples, not by V"},
        {&nothing, all_zero},
        {n > 1 ? &one_less : &nothing, "divide by n, the number of examples, not by n - 1: nothing is estimated here"},
        {0},
    };
    expect_number(input, nll(n, xs, ys, P), right, 1e-12, guesses);
}

START_TEST(nll_of_three_examples) // of two, a sum would be the same as dividing by n - 1
{
    double P[V][V] = {{0, 0.5, 0.5}, {0, 0, 0.25, 0.75}, {0, 0, 0, 0.25, 0.75}};
    expect_number("probabilities 0.5, 0.25 and 0.25", -(log(0.5) + 2 * log(0.25)) / 3, 1.1552453009, 1e-9, NULL);
    nll_case("three examples with probabilities 0.5, 0.25 and 0.25", 3, (int[]){0, 1, 2}, (int[]){1, 2, 3}, P);
}
END_TEST

START_TEST(nll_of_a_uniform_model)
{
    double P[V][V];
    fill(P[0], V * V, 1.0 / V);
    nll_case("a uniform model, 5 examples: log 27 = 3.2958", 5, (int[]){0, 5, 13, 13, 1}, (int[]){5, 13, 13, 1, 0}, P);
}
END_TEST

START_TEST(nll_of_many_examples)
{
    enum { MANY = 3000 };
    static double P[V * V][V];
    static int xs[MANY], ys[MANY];
    Rng rng;
    rng_seed(&rng, 4);
    for (int i = 0; i < V * V * V; i++)
        P[i / V][i % V] = 0.01 + rng_random(&rng);
    for (int i = 0; i < MANY; i++) {
        xs[i] = (int)rng_randint(&rng, 0, V * V);
        ys[i] = (int)rng_randint(&rng, 0, V);
    }
    if (isinf(nll(MANY, xs, ys, P)))
        wrong("3000 examples", "the product of 3000 probabilities is 0 for a double: add logarithms");
    nll_case("3000 examples in 729 rows", MANY, xs, ys, P);
    nll_case("the first 7 of them: a second call", 7, xs, ys, P);
}
END_TEST

START_TEST(nll_of_the_impossible)
{
    double P[V][V] = {{0, 1}};
    const char *input = "two examples, whose probabilities are 1 and 0";
    double yours = nll(2, (int[]){0, 0}, (int[]){1, 2}, P);
    if (isinf(yours) && yours < 0)
        wrong(input, "the sign is wrong: the logarithm of 0 is -infinity, and the loss is minus that");
    if (yours == 0)
        wrong(input, "the example of probability 0 was left out: it counts, and makes the loss infinite");
    if (isfinite(yours) && yours > 0)
        wrong(input,
              "the loss is %g and should be infinite: do not add to P or cap it here; making nothing impossible is the "
              "job of smoothing (2.2)",
              yours);
    expect_number(input, yours, INFINITY, 0, NULL);
}
END_TEST

// ---- 2.5 net_backward ----

enum { ROWS = 3, EXAMPLES = 7 };

static const int batch_x[EXAMPLES] = {0, 1, 2, 2, 0, 0, 2}, batch_y[EXAMPLES] = {1, 2, 0, 5, 1, 26, 0};
static double batch_W[ROWS][V];

static double batch_loss(void) // written from the formula, not from the functions of the lesson
{
    double loss = 0;
    for (int i = 0; i < EXAMPLES; i++) {
        double sum = 0, *w = batch_W[batch_x[i]];
        for (int c = 0; c < V; c++)
            sum += exp(w[c]);
        loss += log(sum) - w[batch_y[i]];
    }
    return loss / EXAMPLES;
}

static void batch_weights(void)
{
    Rng rng;
    float w[ROWS * V];
    rng_seed(&rng, 42);
    rng_randn(&rng, w, ROWS * V);
    for (int i = 0; i < ROWS * V; i++)
        batch_W[i / V][i % V] = w[i];
}

enum {
    SUM,
    NEGATED,
    NEGATED_SUM,
    NO_ONE,
    NO_P,
    OVERWRITTEN,
    P_ONCE,
    P_SUM,
    ONE_SUM,
    BY_ROWS,
    BY_V,
    TURNED,
    NOTHING,
    DW_MISTAKES
};

// What comes out by the known mistakes, and in the last row what is right.
static void backward_results(double P[][V], double out[DW_MISTAKES + 1][ROWS * V])
{
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < V; c++) {
            double seen = 0, hits = 0, last = 0, turned = 0, minus = 0, n = EXAMPLES;
            for (int i = 0; i < EXAMPLES; i++) {
                turned += batch_y[i] == r && batch_x[i] == c;
                minus += batch_y[i] == r;
                if (batch_x[i] == r) {
                    seen++;
                    hits += batch_y[i] == c;
                    last = batch_y[i] == c;
                }
            }
            double p = P[r][c], sum = seen * p - hits;
            const double is[DW_MISTAKES + 1] = {
                [SUM] = sum,
                [NEGATED] = -sum / n,
                [NEGATED_SUM] = -sum,
                [NO_ONE] = seen * p / n,
                [NO_P] = -hits / n,
                [OVERWRITTEN] = (p - last) / n,
                [P_ONCE] = (p - hits) / n,
                [P_SUM] = seen * p - hits / n,
                [ONE_SUM] = seen * p / n - hits,
                [BY_ROWS] = sum / ROWS,
                [BY_V] = sum / V,
                [TURNED] = (minus * p - turned) / n,
                [DW_MISTAKES] = sum / n,
            };
            for (int m = 0; m <= DW_MISTAKES; m++)
                out[m][r * V + c] = is[m];
        }
}

static void backward_case(const char *input)
{
    static double P[ROWS][V], right[ROWS * V], dW[ROWS][V], known[DW_MISTAKES + 1][ROWS * V];
    batch_weights();
    for (int i = 0; i < ROWS * V; i++)
        right[i] = slope(batch_loss, &batch_W[i / V][i % V], 1e-5);
    net_forward(ROWS, batch_W, P);
    fill(dW[0], ROWS * V, 0);
    net_backward(EXAMPLES, batch_x, batch_y, ROWS, P, dW);
    backward_results(P, known);
    Guess guesses[] = {
        {known[SUM], "yours is exactly 7 x the expected value: 7 is the number of examples, and the "
                     "loss is a mean; divide by n"},
        {known[NEGATED], "the sign is wrong: the gradient is probability minus truth, P - onehot(y)"},
        {known[NEGATED_SUM], "the sign is wrong, and the loss is a mean: divide by n"},
        {known[NO_ONE], "the 1 at the right answer is not subtracted: P - onehot(y)"},
        {known[NO_P], "the probabilities are missing: P - onehot(y)"},
        {known[OVERWRITTEN], "only the last example of each row is left: several examples share a row, use +="},
        {known[P_ONCE], "P[r] is added once per row: add it once for every example with x = r"},
        {known[P_SUM], "the probabilities must be divided by n as well"},
        {known[ONE_SUM], "the 1 must be divided by n as well"},
        {known[BY_ROWS], "divide by n, the number of examples, not by the number of rows"},
        {known[BY_V], "divide by n, the number of examples, not by V"},
        {known[TURNED], "row and column are exchanged: an example's row is xs[i], its column ys[i]"},
        {known[NOTHING], all_zero},
        {0},
    };
    expect_table(input, places("x c", ROWS, V), dW[0], right, 1e-8, guesses);
}

START_TEST(backward_is_the_slope)
{
    backward_case("7 examples in 3 rows, against (loss(W + h) - loss(W - h)) / 2h");
}
END_TEST

START_TEST(backward_clears_dW)
{
    double P[ROWS][V], dW[ROWS][V], again[ROWS][V];
    batch_weights();
    net_forward(ROWS, batch_W, P);
    fill(dW[0], ROWS * V, 0);
    fill(again[0], ROWS * V, 1000);
    net_backward(EXAMPLES, batch_x, batch_y, ROWS, P, dW);
    net_backward(EXAMPLES, batch_x, batch_y, ROWS, P, again);
    if (!same(ROWS * V, again[0], dW[0], 1e-6) && same(4, again[0], dW[0], 1e-6))
        wrong("a dW that already holds something",
              "only the beginning of dW is cleared: memset counts bytes, and dW has "
              "rows * V * sizeof(double) of them");
    if (!same(ROWS * V, again[0], dW[0], 1e-6))
        wrong("a dW that already holds something", "clear dW first: it still holds what was there");
    fill(P[0], V, 1.0 / V);
    net_backward(1, (int[]){0}, (int[]){2}, 1, P, dW);
    expect_number("one example, uniform P, y = 2: dW[0][2]", dW[0][2], 1.0 / 27 - 1, 1e-12, NULL);
    expect_number("one example, uniform P, y = 2: dW[0][1]", dW[0][1], 1.0 / 27, 1e-12, NULL);
}
END_TEST

START_TEST(backward_agrees_with_torch)
{
    FILE *f = fopen("tests/02-bigram.txt", "r");
    ck_assert_msg(f != NULL, "cannot open tests/02-bigram.txt");
    double P[ROWS][V], dW[ROWS][V] = {{0}}, torch[ROWS][V];
    char word[32];
    ck_assert_msg(fscanf(f, "%31s", word) == 1 && strcmp(word, "dW") == 0, "tests/02-bigram.txt");
    for (int i = 0; i < ROWS * V; i++)
        ck_assert_msg(fscanf(f, "%lf", &torch[i / V][i % V]) == 1, "tests/02-bigram.txt: too short");
    fclose(f);
    batch_weights();
    net_forward(ROWS, batch_W, P);
    net_backward(EXAMPLES, batch_x, batch_y, ROWS, P, dW);
    expect_table("the same 7 examples, against PyTorch", places("x c", ROWS, V), dW[0], torch[0], 1e-6, NULL);
}
END_TEST

// ---- 2.6 trigram ----

static Names three_names = {3, (char *[]){"emma", "ab", "z"}};
enum { TRIGRAMS = 5 + 3 + 2 };

START_TEST(trigram_examples_of_three_names)
{
    int xs[TRIGRAMS], ys[TRIGRAMS];
    double x[TRIGRAMS], y[TRIGRAMS], swapped[TRIGRAMS], uncropped[TRIGRAMS], run_on[TRIGRAMS], one[TRIGRAMS];
    static const double right_x[] = {0, 5, 5 * 27 + 13, 13 * 27 + 13, 13 * 27 + 1, 0, 1, 1 * 27 + 2, 0, 26};
    static const double right_y[] = {5, 13, 13, 1, 0, 1, 2, 0, 26, 0};
    int n = trigram_examples(&three_names, NULL, NULL);
    expect_int("how many trigrams emma, ab and z have", n, TRIGRAMS,
               n == TRIGRAMS - 3 ? "the first letter of a name is an example too: two dots predict it"
                                 : "a name of L letters has L + 1 trigrams");
    trigram_examples(&three_names, xs, ys);
    to_doubles(TRIGRAMS, xs, x);
    to_doubles(TRIGRAMS, ys, y);
    for (int i = 0; i < TRIGRAMS; i++) {
        bool begins = i == 0 || right_y[i - 1] == 0;
        swapped[i] = fmod(right_x[i], V) * V + floor(right_x[i] / V);
        uncropped[i] = begins ? 0 : uncropped[i - 1] * V + right_y[i - 1];
        run_on[i] = i ? fmod(run_on[i - 1], V) * V + right_y[i - 1] : 0;
        one[i] = fmod(right_x[i], V);
    }
    Guess guesses[] = {
        {swapped, "first and second are swapped: x = 27 * first + second"},
        {uncropped, "drop the older character from x: the next pair is x % V * V + y"},
        {run_on, "every name begins with two dots: set x to 0 again for each name"},
        {one, "that is one character of memory: x = 27 * first + second"},
        {0},
    };
    expect_table("x of emma, ab, z", places("i", TRIGRAMS), x, right_x, 0, guesses);
    expect_table("y of emma, ab, z", places("i", TRIGRAMS), y, right_y, 0, NULL);
}
END_TEST

START_TEST(trigram_counts_of_three_names)
{
    int(*N)[V] = malloc(sizeof(int[V * V][V])), total = 0;
    memset(N, 1, sizeof(int[V * V][V]));
    trigram_count(&three_names, N);
    if (N[V * V - 1][V - 1] != 0)
        wrong("an N that already holds something", "clear N first");
    for (int i = 0; i < V * V * V; i++)
        total += N[i / V][i % V];
    expect_int("emma, ab, z: the sum of all counts", total, TRIGRAMS,
               total == TRIGRAMS - 3 ? "the trigrams that end a name are missing" : NULL);
    int again = 0;
    static const int all[][2] = {{0, 5}, {5, 13}, {148, 13}, {364, 1}, {352, 0},
                                 {0, 1}, {1, 2},  {29, 0},   {0, 26},  {26, 0}};
    for (int i = 0; i < COUNT(all); i++)
        again += N[all[i][0]][all[i][1]];
    expect_int("emma, ab, z: the counts of its 10 trigrams", again, TRIGRAMS, "each name begins with two dots again");
    expect_int("emma, ab, z: ..e", N[0][5], 1, NULL);
    expect_int("emma, ab, z: emm", N[5 * V + 13][13], 1, NULL);
    expect_int("emma, ab, z: ma.", N[13 * V + 1][0], 1, NULL);
    expect_int("emma, ab, z: .z.", N[26][0], 1, NULL);
    free(N);
}
END_TEST

// ---- 2.7 split ----

START_TEST(split_has_the_lectures_sizes)
{
    static const int sizes[][3] = {{25, 20, 22}, {10, 8, 9}, {32033, 25626, 28829}, {19, 15, 17}};
    for (int i = 0; i < COUNT(sizes); i++) {
        int n = sizes[i][0], *order = malloc(sizeof *order * (size_t)n), dev = -1, test = -1;
        char input[64];
        Rng rng;
        rng_seed_python(&rng, 42);
        split_80_10_10(n, &rng, order, &dev, &test);
        snprintf(input, sizeof input, "n = %d: where the dev set begins", n);
        const char *rounded = "round down, as int() does in Python: n * 8 / 10 and n * 9 / 10 of whole numbers";
        const char *sizes_said = "that is how large the set is: *dev and *test are where the sets begin";
        expect_int(input, dev, sizes[i][1],
                   dev == n / 10 * 8           ? "multiply before dividing: n / 10 * 8 drops the rest"
                   : dev == n / 10             ? sizes_said
                   : dev == sizes[i][2]        ? "the dev set begins at 80 %, the test set at 90 %: they are exchanged"
                   : dev == (int)(0.8 * n + 1) ? rounded
                                               : NULL);
        snprintf(input, sizeof input, "n = %d: where the test set begins", n);
        expect_int(input, test, sizes[i][2],
                   test == dev                  ? "the dev set is empty"
                   : test == n / 10 * 9         ? "multiply before dividing: n / 10 * 9 drops the rest"
                   : test == n / 10             ? sizes_said
                   : test == n                  ? "the test set is empty: it begins at 90 %"
                   : test == (int)(0.9 * n + 1) ? rounded
                                                : NULL);
        free(order);
    }
}
END_TEST

START_TEST(split_keeps_every_index)
{
    enum { COUNT_OF = 1000 };
    int order[COUNT_OF], dev, test, moved = 0;
    bool seen[COUNT_OF] = {false};
    Rng rng;
    memset(order, -1, sizeof order);
    rng_seed_python(&rng, 42);
    split_80_10_10(COUNT_OF, &rng, order, &dev, &test);
    for (int i = 0; i < COUNT_OF; i++) {
        if (order[i] < 0 || order[i] >= COUNT_OF || seen[order[i]])
            wrong("n = 1000", "order[%d] is %d: every index 0 .. 999 must come once", i, order[i]);
        seen[order[i]] = true;
        moved += order[i] != i;
    }
    if (moved < 900)
        wrong("n = 1000", "the order is not shuffled: %d of 1000 indices are where they were", 1000 - moved);
    // Python: random.seed(42); a = list(range(1000)); random.shuffle(a); a[:3]
    expect_int("random.seed(42), n = 1000: order[0]", order[0], 776, "shuffle once, with rng_shuffle");
    expect_int("random.seed(42), n = 1000: order[1]", order[1], 507, "shuffle once, with rng_shuffle");
}
END_TEST

// ---- 2.8 smoothing ----

// The experiment's data: every tenth name is the dev set, the names after them the test set. Equal examples are counted, so
// that a loss takes a logarithm for each trigram and not for each example.
static struct {
    int N[3][V * V][V], row[V * V], n[3], asked;
    double lowest; // loss that dev() has told
} data;

static void count_example(int set, int x, int y)
{
    data.N[set][x][y]++;
    data.row[x] += set == 0;
    data.n[set]++;
}

static void load_experiment(void)
{
    char *text;
    Names names = all_names(&text);
    for (int i = 0; i < names.count; i++) {
        int x = 0, set = i % 10 == 8 ? 1 : i % 10 == 9 ? 2 : 0;
        for (const char *c = names.name[i]; *c; x = x % V * V + stoi(*c++))
            count_example(set, x, stoi(*c));
        count_example(set, x, 0);
    }
    free(text);
}

static double experiment_loss(int set, double k)
{
    double loss = 0;
    for (int x = 0; x < V * V; x++)
        for (int y = 0; y < V; y++)
            if (data.N[set][x][y])
                loss -= data.N[set][x][y] * log((data.N[0][x][y] + k) / (data.row[x] + V * k));
    return loss / data.n[set];
}

static double train_loss(double k)
{
    return experiment_loss(0, k);
}

static double dev_loss(double k)
{
    data.asked++;
    double loss = experiment_loss(1, k);
    data.lowest = data.asked == 1 ? loss : fmin(data.lowest, loss);
    return loss;
}

static double chosen(void)
{
    load_experiment();
    double k = choose_smoothing(train_loss, dev_loss);
    if (!(k > 0 && isfinite(k)))
        wrong("the trigram model", "k is %g: with k = 0 a name with a new trigram is impossible", k);
    if (data.asked && k == data.lowest)
        wrong("the trigram model", "%g is the lowest loss that dev returned: return its k instead", k);
    return k;
}

START_TEST(smoothing_beats_adding_one)
{
    double k = chosen(), plain = experiment_loss(2, 1), yours = experiment_loss(2, k);
    if (yours > plain + 0.001)
        wrong("the test set", "k = %g gives %.4f, worse than adding 1 (%.4f)%s", k, yours, plain,
              k < 0.01 ? ": was it chosen on the training set?" : "");
    if (yours > plain - 0.0005)
        wrong("the test set", "k = %g gives %.4f, no better than adding 1 (%.4f)", k, yours, plain);
    expect_int("whether k is better than 1", yours <= plain - 0.0005, true, NULL);
}
END_TEST

START_TEST(smoothing_keeps_the_budget)
{
    chosen();
    if (data.asked > 30)
        wrong("the dev set", "dev was called %d times; the budget is 30", data.asked);
    expect_int("whether the budget was kept", data.asked <= 30, true, NULL);
}
END_TEST

// The best k on the test set: in coarse steps first, then in fine ones around the best of those.
static double best_smoothing(double *loss)
{
    double best = 1, low = 1e-3, high = 100;
    *loss = INFINITY;
    for (double step = 1.3; step > 1.01; step = 1 + (step - 1) / 15) {
        for (double k = low; k < high; k *= step) {
            double other = experiment_loss(2, k);
            if (other < *loss)
                *loss = other, best = k;
        }
        low = best / step, high = best * step;
    }
    return best;
}

START_TEST(smoothing_is_the_best)
{
    double k = chosen(), best, best_k = best_smoothing(&best), yours = experiment_loss(2, k);
    if (yours > best + 0.001)
        wrong("the test set", "k = %g gives %.4f; %.4f is possible, with k near %.2g%s", k, yours, best, best_k,
              k < 0.01 ? " (was yours chosen on the training set?)" : "");
    expect_int("whether k is as good as the best", yours <= best + 0.001, true, NULL);
}
END_TEST

static int made_up_calls;

static double made_up_dev(double k) // lowest at k = 0.6, where the trigram model of the names is not
{
    made_up_calls++;
    return k > 0 ? 2 + pow(log(k / 0.6), 2) : INFINITY;
}

static double made_up_train(double k)
{
    return k;
}

START_TEST(smoothing_asks_the_dev_set)
{
    double k = choose_smoothing(made_up_train, made_up_dev);
    if (made_up_calls == 0)
        wrong("another dev set, whose best k is 0.6", "your function never asked dev: what is best for one "
                                                      "set of names need not be for another");
    if (!(k > 0.25 && k < 1.5))
        wrong("another dev set, whose best k is 0.6", "yours is %g", k);
    expect_int("another dev set: whether k is near its best", k > 0.25 && k < 1.5, true, NULL);
}
END_TEST

// ---- 2.9 select_rows ----

static void select_case(const char *input, int rows, int n, const int xs[])
{
    double *W = malloc(sizeof *W * (size_t)(rows * V)), *yours = malloc(sizeof *W * (size_t)(n * V));
    double *right = calloc((size_t)(n * V), sizeof *W), *column = calloc((size_t)(n * V), sizeof *W);
    double *in_order = calloc((size_t)(n * V), sizeof *W), *first = calloc((size_t)(n * V), sizeof *W);
    double *next = calloc((size_t)(n * V), sizeof *W), *before = calloc((size_t)(n * V), sizeof *W);
    for (int i = 0; i < rows * V; i++)
        W[i] = sin(i);
    for (int i = 0; i < n; i++)
        for (int c = 0; c < V; c++) {
            for (int r = 0; r < rows; r++) // onehot(xs) @ W, with all its zeros
                right[i * V + c] += (r == xs[i] ? 1.0 : 0.0) * W[r * V + c];
            column[i * V + c] = W[c * V + xs[i] % V];
            in_order[i * V + c] = W[i * V + c];
            first[i * V + c] = W[xs[0] * V + c];
            next[i * V + c] = sin((xs[i] + 1) * V + c);
            before[i * V + c] = sin((xs[i] - 1) * V + c);
        }
    fill(yours, n * V, 99);
    select_rows(n, xs, (double(*)[V])W, (double(*)[V])yours);
    for (int i = 0; i < rows * V; i++)
        if (W[i] != sin(i))
            wrong(input, "W was changed");
    if (yours[V - 1] == 99 && yours[0] != 99)
        wrong(input, "the end of logits[0] was not written: V bytes are not V doubles");
    Guess guesses[] = {
        {column, "that is a column of W: logits[i] is row xs[i]"},
        {in_order, "row i of W instead of row xs[i]"},
        {first, "every row is a copy of the first: logits[i] is row xs[i]"},
        {next, "that is the next row: logits[i] is row xs[i], counted from 0"},
        {before, "that is the row above: logits[i] is row xs[i], counted from 0"},
        {0},
    };
    expect_table(input, places("i c", n, V), yours, right, 0, guesses);
    free(W), free(yours), free(right), free(column), free(in_order), free(first), free(next), free(before);
}

START_TEST(select_rows_of_emma)
{
    select_case("xs = 0 5 13 13 1, W with 27 rows", V, 5, (int[]){0, 5, 13, 13, 1});
}
END_TEST

START_TEST(select_rows_of_a_large_table)
{
    select_case("xs = 728 1 28, W with 729 rows", V * V, 3, (int[]){728, 1, 28});
}
END_TEST

// ---- 2.10 cross_entropy ----

static void cross_entropy_case(const char *input, int n, double logits[][V], const int ys[], double right)
{
    double maxima = 0, sum = right * n, negative = -right, no_target = right, bits = 0, last = 0, carried = 0,
           first_target = 0;
    double carry = 0;
    for (int i = 0; i < n; i++) {
        double max = -INFINITY, total = 0;
        for (int c = 0; c < V; c++)
            max = fmax(max, logits[i][c]);
        for (int c = 0; c < V; c++)
            total += exp(logits[i][c] - max);
        carry += total;
        maxima += max / n;
        carried += (max + log(carry) - logits[i][ys[i]]) / n;
        first_target += (max + log(total) - logits[i][ys[0]]) / n;
        no_target += logits[i][ys[i]] / n;
        bits += (max + log2(total) - logits[i][ys[i]]) / n;
        last = (max + log(total) - logits[i][ys[i]]) / n;
    }
    double without_max = right - maxima, max_twice = fabs(maxima) < 700 ? right + maxima : NAN,
           yours = cross_entropy(n, logits, ys);
    if (!isfinite(yours) && maxima > 700)
        wrong(input,
              "the loss is %g: exp overflowed (subtract the row's largest logit before exp), or a "
              "probability became 0 before its logarithm (take max + log(sum) - logit, no quotient)",
              yours);
    if (!isfinite(yours) && n > 1)
        wrong(input, "the loss is %g: each row has a maximum of its own", yours);
    if (!isfinite(yours) && maxima < -700)
        wrong(input, "the loss is %g: every exp was 0; subtract the row's largest logit before exp", yours);
    Guess guesses[] = {
        {&without_max, "add the row's maximum back after the logarithm"},
        {&max_twice, "the maximum is added back, but it was not subtracted before exp"},
        {&no_target, "the logit of the right answer is not subtracted: for row i it is logits[i][ys[i]]"},
        {&bits, "that is a logarithm to base 2; the course counts in nats: use log"},
        {&last, "only the last row is left: add the rows' losses up, with +="},
        {&carried, "start the sum of exp at 0 in every row: yours carries over from the row before"},
        {&first_target, "each row has its own answer: logits[i][ys[i]]"},
        {&sum, "that is the sum, not the mean: divide by n"},
        {&negative, "the sign is wrong: log(sum) - logits[ys], which is never negative"},
        {0},
    };
    expect_number(input, yours, right, 1e-9, guesses);
}

START_TEST(cross_entropy_of_four_logits)
{
    double logits[1][V];
    fill(logits[0], V, -1e9);
    logits[0][0] = 0, logits[0][1] = 3, logits[0][2] = -2, logits[0][3] = 1;
    cross_entropy_case("logits 0 3 -2 1 (the rest -1e9), y = 3", 1, logits, (int[]){3}, 2.1755153626167147);
}
END_TEST

START_TEST(cross_entropy_is_a_mean)
{
    double logits[4][V] = {{0}, {0, 2}, {1, 1, 1}, {0, 0, 0, 5}};
    double right = (log(27) + log(26 + exp(2)) - 2 + log(24 + 3 * exp(1)) - 1 + log(26 + exp(5))) / 4;
    cross_entropy_case("four rows", 4, logits, (int[]){3, 1, 2, 0}, right);
}
END_TEST

START_TEST(cross_entropy_of_large_logits)
{
    double large[2][V] = {{0, 1000}, {0, 0, 800}}, small[1][V];
    cross_entropy_case("logits of 1000 and 800", 2, large, (int[]){1, 0}, 400);
    fill(small[0], V, -1000);
    cross_entropy_case("all logits -1000", 1, small, (int[]){1}, log(27));
    double both[2][V];
    fill(both[0], V, 1000), fill(both[1], V, -1000);
    cross_entropy_case("a row of 1000 and a row of -1000", 2, both, (int[]){1, 1}, log(27));
}
END_TEST

void lesson_suite(void)
{
    exercise("1-count", count_of_two_names, count_clears_N, count_of_all_names, NULL);
    exercise("2-normalise", normalise_without_smoothing, THEN, normalise_with_smoothing, normalise_an_empty_row, NULL);
    exercise("3-sample", sample_follows_the_rows, sample_draws_what_torch_draws, sample_stops_at_the_buffer, NULL);
    exercise("4-nll", nll_of_three_examples, THEN, nll_of_a_uniform_model, THEN, nll_of_many_examples, THEN,
             nll_of_the_impossible, NULL);
    exercise("5-net-backward", backward_is_the_slope, THEN, backward_agrees_with_torch, backward_clears_dW, NULL);
    exercise("6-trigram", trigram_examples_of_three_names, trigram_counts_of_three_names, NULL);
    exercise("7-split", split_has_the_lectures_sizes, split_keeps_every_index, NULL);
    exercise("8-smoothing", smoothing_beats_adding_one, smoothing_asks_the_dev_set, smoothing_keeps_the_budget,
             smoothing_is_the_best, NULL);
    exercise("9-select-rows", select_rows_of_emma, THEN, select_rows_of_a_large_table, NULL);
    exercise("10-cross-entropy", cross_entropy_of_four_logits, THEN, cross_entropy_is_a_mean, TWICE,
             cross_entropy_of_large_logits, NULL);
}

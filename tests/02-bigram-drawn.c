/*
 * Drawn cases for lesson 02's exercises (tests/drawn.h): the tests' fixed cases again, with other numbers. What is right is
 * written from the formulas, never from the solutions.
 */
#include "02-bigram.h"
#include "drawn-numbers.h"

enum { NAMES = 6, LONGEST = 9 };

static char letters[NAMES][LONGEST + 1], *pointers[NAMES];
static Names names;

static void draw_names(void)
{
    names = (Names){between(2, NAMES), pointers};
    for (int i = 0; i < names.count; i++) {
        int length = between(1, LONGEST);
        for (int c = 0; c < length; c++)
            letters[i][c] = (char)('a' + between(0, V - 2));
        letters[i][length] = '\0';
        pointers[i] = letters[i];
    }
    memmove(letters[names.count - 1], letters[0], sizeof letters[0]); // what is counted once may be counted twice
    name_case("names that were drawn: %s", letters[0]);
    for (int i = 1; i < names.count; i++)
        strcat(strcat(title, " "), letters[i]);
}

static void draw_table(int rows, double table[][V], double low)
{
    for (int i = 0; i < rows * V; i++)
        table[i / V][i % V] = low + rng_random(&rng);
}

// ---- 2.1 and 2.6 ----

START_TEST(count_of_drawn_names)
{
    static int N[V][V];
    static double yours[V * V], right[V * V];
    begin(_i);
    draw_names();
    memset(N, 1, sizeof N);
    bigram_count(&names, N);
    memset(right, 0, sizeof right);
    for (int i = 0; i < names.count; i++)
        for (int c = 0; c <= (int)strlen(letters[i]); c++)
            right[(c ? stoi(letters[i][c - 1]) : 0) * V + (letters[i][c] ? stoi(letters[i][c]) : 0)]++;
    for (int i = 0; i < V * V; i++)
        yours[i] = N[i / V][i % V];
    expect_table(title, places("i j", V, V), yours, right, 0, NULL);
}
END_TEST

START_TEST(trigrams_of_drawn_names)
{
    enum { MOST = NAMES * (LONGEST + 1) };
    static int N[V * V][V], xs[MOST], ys[MOST];
    static double x[MOST], y[MOST], right_x[MOST], right_y[MOST], counts[MOST], right_counts[MOST];
    int n = 0, total = 0;
    begin(_i);
    draw_names();
    int yours = trigram_examples(&names, NULL, NULL);
    trigram_examples(&names, xs, ys);
    memset(N, 1, sizeof N);
    trigram_count(&names, N);
    for (int i = 0; i < names.count; i++)
        for (int c = 0; c <= (int)strlen(letters[i]); c++, n++) {
            right_x[n] = (c > 1 ? stoi(letters[i][c - 2]) : 0) * V + (c ? stoi(letters[i][c - 1]) : 0);
            right_y[n] = letters[i][c] ? stoi(letters[i][c]) : 0;
        }
    for (int i = 0; i < n; i++) {
        x[i] = xs[i], y[i] = ys[i];
        counts[i] = N[(int)right_x[i]][(int)right_y[i]], right_counts[i] = 0;
        for (int j = 0; j < n; j++)
            right_counts[i] += right_x[j] == right_x[i] && right_y[j] == right_y[i];
    }
    for (int i = 0; i < V * V * V; i++)
        total += N[i / V][i % V];
    expect_int(title, yours, n, NULL);
    expect_table("their x", places("i", n), x, right_x, 0, NULL);
    expect_table("their y", places("i", n), y, right_y, 0, NULL);
    expect_table("how often each of their trigrams was counted", places("i", n), counts, right_counts, 0, NULL);
    expect_int("the sum of all counts", total, n, NULL);
}
END_TEST

// ---- 2.2 ----

START_TEST(normalise_drawn_counts)
{
    enum { ROWS = 4 };
    static int N[ROWS][V], before[ROWS][V];
    static double P[ROWS][V], right[ROWS][V];
    begin(_i);
    for (int i = 0; i < (ROWS - 1) * V; i++) // the last row has no counts
        N[i / V][i % V] = before[i / V][i % V] = between(0, 9);
    double k = _i ? between(1, 20) / 8.0 : 0;
    normalise(ROWS, N, k, P);
    for (int i = 0; i < ROWS; i++) {
        double sum = 0;
        for (int j = 0; j < V; j++)
            sum += before[i][j] + k;
        for (int j = 0; j < V; j++)
            right[i][j] = sum > 0 ? (before[i][j] + k) / sum : 0;
    }
    name_case("counts that were drawn, k = %g", k);
    expect_table(title, places("i j", ROWS, V), P[0], right[0], 1e-12, NULL);
}
END_TEST

// ---- 2.3 ----

static void sample_case(double P[V][V])
{
    enum { SIZE = 9 };
    double yours[SIZE], right[SIZE] = {0};
    char *name = malloc(SIZE); // on the heap, where AddressSanitizer watches its end
    memset(name, '?', SIZE);
    Rng first = rng;
    int length = sample_name(P, &rng, name, SIZE), n = 0;
    for (int ix = 0; n < SIZE - 1; right[n++] = itos(ix)) {
        float p[V];
        for (int j = 0; j < V; j++)
            p[j] = (float)P[ix][j];
        ix = rng_multinomial(&first, p, V);
        if (ix == 0)
            break;
    }
    for (int i = 0; i <= n; i++) // with the zero at its end
        yours[i] = name[i];
    expect_int("the length of a name from a model that was drawn", length, n, NULL);
    expect_table("its letters and the zero, as numbers", places("i", n + 1), yours, right, 0, NULL);
    expect_number("the generator's next number", rng_u32(&rng), rng_u32(&first), 0, NULL);
    free(name);
}

START_TEST(sample_from_a_drawn_model)
{
    static double P[V][V];
    begin(_i);
    draw_table(V, P, 0);
    for (int i = 0; i < V; i++)
        P[i][0] *= 4; // half of the names end before there is no room
    for (int i = 0; i < 12; i++)
        sample_case(P);
}
END_TEST

// ---- 2.4 and 2.5 ----

enum { EXAMPLES = 40, CONTEXTS = 5 };

static int drawn_x[EXAMPLES], drawn_y[EXAMPLES];

static int draw_examples(int contexts)
{
    int n = between(7, EXAMPLES);
    for (int i = 0; i < n; i++) {
        drawn_x[i] = between(0, contexts - 1);
        drawn_y[i] = between(0, V - 1);
    }
    return n;
}

START_TEST(nll_of_drawn_examples)
{
    static double P[CONTEXTS][V], before[CONTEXTS][V];
    double right = 0;
    begin(_i);
    draw_table(CONTEXTS, P, 0.01);
    memcpy(before, P, sizeof P);
    int n = draw_examples(CONTEXTS);
    double yours = nll(n, drawn_x, drawn_y, P);
    for (int i = 0; i < n; i++)
        right -= log(before[drawn_x[i]][drawn_y[i]]) / n;
    name_case("%d examples that were drawn", n);
    expect_number(title, yours, right, 1e-12, NULL);
    P[drawn_x[n - 1]][drawn_y[n - 1]] = 0;
    expect_number("the same, one of them impossible", nll(n, drawn_x, drawn_y, P), INFINITY, 1e-12, NULL);
}
END_TEST

START_TEST(backward_of_drawn_examples)
{
    static double P[CONTEXTS][V], before[CONTEXTS][V], dW[CONTEXTS][V], right[CONTEXTS][V];
    begin(_i);
    draw_table(CONTEXTS, P, 0);
    memcpy(before, P, sizeof P);
    int n = draw_examples(CONTEXTS);
    for (int i = 0; i < CONTEXTS * V; i++)
        dW[i / V][i % V] = 7;
    memset(right, 0, sizeof right);
    net_backward(n, drawn_x, drawn_y, CONTEXTS, P, dW);
    for (int i = 0; i < n; i++)
        for (int c = 0; c < V; c++)
            right[drawn_x[i]][c] += (before[drawn_x[i]][c] - (c == drawn_y[i])) / n;
    name_case("%d examples that were drawn, in %d rows", n, CONTEXTS);
    expect_table(title, places("x c", CONTEXTS, V), dW[0], right[0], 1e-8, NULL);
}
END_TEST

// ---- 2.7 ----

START_TEST(split_of_a_drawn_number)
{
    enum { MOST = 400 };
    int order[MOST], dev = -1, test = -1, right[MOST];
    double yours[MOST], expected[MOST];
    begin(_i);
    int n = between(11, MOST);
    Rng python;
    rng_seed_python(&python, (uint64_t)between(0, 1 << 20));
    Rng again = python;
    split_80_10_10(n, &python, order, &dev, &test);
    for (int i = 0; i < n; i++)
        right[i] = i;
    rng_shuffle(&again, right, n);
    for (int i = 0; i < n; i++)
        yours[i] = order[i], expected[i] = right[i];
    name_case("n = %d, which was drawn: ", n);
    char *end = title + strlen(title);
    strcpy(end, "where the dev set begins");
    expect_int(title, dev, n * 8 / 10, NULL);
    strcpy(end, "where the test set begins");
    expect_int(title, test, n * 9 / 10, NULL);
    strcpy(end, "the order");
    expect_table(title, places("i", n), yours, expected, 0, NULL);
}
END_TEST

// ---- 2.8 ----

static double best_k;
static int asked;

static double drawn_dev(double k)
{
    asked++;
    return k > 0 ? 2 + pow(log(k / best_k), 2) : INFINITY;
}

static double drawn_train(double k)
{
    return k;
}

START_TEST(smoothing_for_a_drawn_set)
{
    begin(_i);
    best_k = 0.05 * pow(2, 5 * rng_random(&rng)); // 0.05 to 1.6
    asked = 0;
    double k = choose_smoothing(drawn_train, drawn_dev);
    bool near = k > best_k / 2.4 && k < best_k * 2.4;
    name_case("a dev set whose best k is %.3g, drawn", best_k);
    saw("whether it is near, whatever was tried", 0, NULL);
    if (!near)
        expect_number(title, k, best_k, 1e-9, NULL);
    expect_int("whether the result was near it, and dev was asked at most 30 times", near && asked > 0 && asked <= 30,
               1, NULL);
}
END_TEST

// ---- 2.9 and 2.10 ----

START_TEST(select_drawn_rows)
{
    enum { ROWS = 50 };
    static double W[ROWS][V], before[ROWS][V], yours[EXAMPLES][V], right[EXAMPLES][V];
    begin(_i);
    draw_table(ROWS, W, -0.5);
    memcpy(before, W, sizeof W);
    int n = draw_examples(ROWS);
    select_rows(n, drawn_x, W, yours);
    for (int i = 0; i < n; i++)
        memcpy(right[i], before[drawn_x[i]], sizeof right[i]);
    name_case("%d rows that were drawn, of %d", n, ROWS);
    expect_table(title, places("i c", n, V), yours[0], right[0], 0, NULL);
}
END_TEST

static void cross_entropy_case(double size, double apart)
{
    static double logits[EXAMPLES][V], before[EXAMPLES][V];
    double right = 0;
    int n = draw_examples(V);
    for (int i = 0; i < n; i++) {
        double level = from_to(-apart, apart);
        for (int c = 0; c < V; c++)
            logits[i][c] = level + from_to(-size, size);
    }
    memcpy(before, logits, sizeof logits);
    double yours = cross_entropy(n, logits, drawn_y);
    for (int i = 0; i < n; i++) {
        double max = before[i][0], sum = 0;
        for (int c = 1; c < V; c++)
            max = fmax(max, before[i][c]);
        for (int c = 0; c < V; c++)
            sum += exp(before[i][c] - max);
        right += (max + log(sum) - before[i][drawn_y[i]]) / n;
    }
    name_case("%d rows of logits that were drawn, each %.0f wide, up to %.0f apart", n, 2 * size, 2 * apart);
    expect_number(title, yours, right, 1e-9, NULL);
}

START_TEST(cross_entropy_of_drawn_logits)
{
    begin(_i);
    cross_entropy_case(4, 0);
    cross_entropy_case(10, 2000);
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-count", count_of_drawn_names, NULL);
    drawn("2-normalise", normalise_drawn_counts, NULL);
    drawn("3-sample", sample_from_a_drawn_model, NULL);
    drawn("4-nll", nll_of_drawn_examples, NULL);
    drawn("5-net-backward", backward_of_drawn_examples, NULL);
    drawn("6-trigram", trigrams_of_drawn_names, NULL);
    drawn("7-split", split_of_a_drawn_number, NULL);
    drawn("8-smoothing", smoothing_for_a_drawn_set, NULL);
    drawn("9-select-rows", select_drawn_rows, NULL);
    drawn("10-cross-entropy", cross_entropy_of_drawn_logits, NULL);
}

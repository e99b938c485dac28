/* The tests of exercises 12.6 to 12.8: speculation, arithmetic coding, fewer bits. */
#include "12-inference.h"
#include "12-inference/prose.h"
#include "12-inference/quality.h"
#include "rng.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void suite_of_coding(void);

// ---- 12.6 accept or replace ----

typedef enum Rule { EXACT, ALWAYS, INVERTED, BY_P, FROM_P, NO_SUM, ABSOLUTE, RULES } Rule;
static const char *const rule_says[RULES] = {
    NULL,
    "accepted, although u is above p / q",
    "it is p / q, not q / p: what the large model likes better than the draft is always accepted",
    "u is compared with p alone: divide by q, from which the token was drawn",
    "the replacement is drawn from max(0, p - q), not from p",
    "max(0, p - q) does not add up to 1: the running sum must exceed v times their sum",
    "where q is larger, nothing is added: max(0, p - q)",
};

static double added(Rule rule, double p, double q)
{
    return rule == FROM_P ? p : rule == ABSOLUTE ? fabs(p - q) : fmax(0, p - q);
}

static int by_rule(Rule rule, int V, const float p[], const float q[], int token, double u, double v)
{
    double P = (double)p[token], Q = (double)q[token], sum = 0, running = 0;
    if (rule == ALWAYS || (rule == INVERTED ? u * P < Q : rule == BY_P ? u < P : u * Q < P))
        return token;
    int last = token;
    for (int i = 0; i < V; i++)
        sum += added(rule, (double)p[i], (double)q[i]);
    for (int i = 0; i < V; i++) {
        double more = added(rule, (double)p[i], (double)q[i]);
        last = more > 0 ? i : last;
        running += more;
        if (more > 0 && running > v * (rule == NO_SUM ? 1 : sum))
            break;
    }
    return last;
}

static void accept_case(int V, const float p[], const float q[], int token, double u, double v)
{
    char input[200];
    int at = 0, right = by_rule(EXACT, V, p, q, token, u, v), yours = accept_or_replace(V, p, q, token, u, v);
    const char *sentence = NULL;
    at += snprintf(input, sizeof input, "p");
    for (int i = 0; i < V && at < 80; i++)
        at += snprintf(input + at, sizeof input - (size_t)at, " %g", (double)p[i]);
    at += snprintf(input + at, sizeof input - (size_t)at, "; q");
    for (int i = 0; i < V && at < 150; i++)
        at += snprintf(input + at, sizeof input - (size_t)at, " %g", (double)q[i]);
    snprintf(input + at, sizeof input - (size_t)at, "; token %d, u %g, v %g", token, u, v);
    for (int rule = 1; rule < RULES; rule++)
        if (!sentence && by_rule((Rule)rule, V, p, q, token, u, v) == yours)
            sentence = rule_says[rule];
    expect_int(input, yours, right, sentence);
}

static const float P3[] = {0.2f, 0.5f, 0.3f}, Q3[] = {0.6f, 0.2f, 0.2f};

START_TEST(accept_what_is_likely)
{
    accept_case(3, P3, Q3, 1, 0.99, 0.5); // p / q is 2.5
    accept_case(3, P3, Q3, 0, 0.3, 0.5);  // 1/3
    accept_case(3, P3, Q3, 2, 0.7, 0.1);  // 1.5
}
END_TEST

START_TEST(replace_what_is_not)
{
    accept_case(3, P3, Q3, 0, 0.9, 0.5);
    accept_case(3, P3, Q3, 0, 0.4, 0.74);
    accept_case(3, P3, Q3, 0, 0.4, 0.76);
    accept_case(3, P3, Q3, 0, 0.99, 0.1);
}
END_TEST

START_TEST(replace_among_five)
{
    static const float p[] = {0.3f, 0.05f, 0.3f, 0.05f, 0.3f}, q[] = {0.1f, 0.4f, 0.25f, 0.15f, 0.1f};
    for (int i = 0; i < 8; i++) {
        accept_case(5, p, q, 1, 0.9, (i + 0.5) / 8);
        accept_case(5, p, q, 3, 0.5, (i + 0.5) / 8);
    }
    accept_case(2, (float[]){0, 1}, (float[]){1, 0}, 0, 0, 0.999999);
}
END_TEST

// Every token with its share q, every u and v of a grid: what comes out must be distributed as p.
START_TEST(result_is_the_large_models)
{
    enum { V = 6, GRID = 100 };
    static const float p[V] = {0.02f, 0.3f, 0.15f, 0.08f, 0.4f, 0.05f}, q[V] = {0.3f, 0.25f, 0.05f, 0.2f, 0.1f, 0.1f};
    double share[RULES][V] = {{0}}, yours[V] = {0}, right[V];
    Guess guesses[RULES] = {{0}};
    for (int token = 0; token < V; token++)
        for (int i = 0; i < GRID * GRID; i++) {
            double u = (i / GRID + 0.5) / GRID, v = (i % GRID + 0.5) / GRID, weight = (double)q[token] / GRID / GRID;
            int out = accept_or_replace(V, p, q, token, u, v);
            if (out < 0 || out >= V)
                wrong("six tokens", "the result is %d, and tokens are 0 .. %d", out, V - 1);
            yours[out] += weight;
            for (int rule = 0; rule < RULES; rule++)
                share[rule][by_rule((Rule)rule, V, p, q, token, u, v)] += weight;
        }
    for (int i = 0; i < V; i++)
        right[i] = (double)p[i];
    for (int rule = 1; rule < RULES; rule++)
        guesses[rule - 1] = (Guess){share[rule], rule_says[rule]};
    expect_table("how often each of six tokens comes out, over all tokens drawn from q and a grid of u and v",
                 places("token", V), yours, right, 0.006, guesses);
}
END_TEST

// ---- 12.7 the interval ----

static void narrow_case(uint32_t low, uint32_t high, uint32_t from, uint32_t to, uint32_t total)
{
    uint64_t range = (uint64_t)high - low + 1, less = range - 1;
    uint32_t l = (uint32_t)(low + range * from / total), h = (uint32_t)(low + range * to / total - 1), a = low,
             b = high;
    char input[120];
    snprintf(input, sizeof input, "low %u, high %u, %u .. %u of %u", low, high, from, to - 1, total);
    narrow(&a, &b, from, to, total);
    const double right[] = {l, h}, yours[] = {a, b};
    const double wrongs[][2] = {
        {(uint32_t)(low + less * from / total), (uint32_t)(low + less * to / total - 1)},
        {(uint32_t)(low + (uint32_t)(range * from) / total), (uint32_t)(low + (uint32_t)(range * to) / total - 1)},
        {l, (uint32_t)(l + range * to / total - 1)},
        {l, h + 1},
        {(uint32_t)(low + range / total * from), (uint32_t)(low + range / total * to - 1)},
        {(uint32_t)(range * from / total), (uint32_t)(range * to / total - 1)},
    };
    static const char *const says[] = {
        "high belongs to the interval: its size is high - low + 1",
        "range * to is more than 32 bits hold: multiply in 64 bits",
        "high is computed from the old low: change high first",
        "high is one too far: that number belongs to the next symbol",
        "multiply before you divide, or the rounding of range / total is multiplied",
        "the interval begins at low: add it",
    };
    Guess guesses[COUNT(says) + 1] = {{0}};
    for (int i = 0, k = 0; i < COUNT(says); i++)
        if (memcmp(wrongs[i], right, sizeof right) != 0)
            guesses[k++] = (Guess){wrongs[i], says[i]};
    expect_table(input, places("low_and_high", 2), yours, right, 1e-12, guesses);
}

START_TEST(narrow_a_hundred)
{
    narrow_case(0, 99, 2, 5, 10);
    narrow_case(1000, 1099, 2, 5, 10);
    narrow_case(7, 1006, 10, 33, 77);
}
END_TEST

START_TEST(narrow_everything)
{
    narrow_case(0, UINT32_MAX, 1, 3, 4);
    narrow_case(0, UINT32_MAX, 123456789, 200000000, 1u << 28);
    narrow_case(1u << 30, (3u << 30) + 12345, 99999, 100000, 100000);
}
END_TEST

static void frequency_case(uint32_t low, uint32_t high, uint32_t code, uint32_t total)
{
    uint64_t range = (uint64_t)high - low + 1;
    uint32_t right = 0, yours = frequency_at(low, high, code, total);
    char input[120];
    snprintf(input, sizeof input, "low %u, high %u, code %u, total %u", low, high, code, total);
    for (uint32_t first = 0, last = total; first < last;) { // the largest f with range * f / total <= code - low
        uint32_t middle = first + (last - first) / 2;
        if (range * middle / total <= code - low)
            right = middle, first = middle + 1;
        else
            last = middle;
    }
    const char *sentence = NULL;
    if (yours == (uint32_t)(((uint64_t)code - low) * total / range))
        sentence = "that rounds another way than narrow: ((code - low + 1) * total - 1) / range";
    else if (yours == (uint32_t)(((uint64_t)code + 1) * total - 1) / range)
        sentence = "the interval begins at low: subtract it from code";
    else if (yours == (uint32_t)((code - low + 1) * total - 1) / range)
        sentence = "(code - low + 1) * total is more than 32 bits hold: multiply in 64 bits";
    else if (yours == (uint32_t)((((uint64_t)code - low + 1) * total - 1) / (range - 1)))
        sentence = "high belongs to the interval: its size is high - low + 1";
    expect_int(input, yours, right, sentence);
}

START_TEST(frequency_is_found)
{
    frequency_case(0, 99, 37, 10);
    frequency_case(0, 99, 99, 10);
    frequency_case(500, 1499, 1117, 77);
    frequency_case(0, UINT32_MAX, 4000000000u, 1u << 28);
}
END_TEST

// What narrow writes, frequency_at must read: for every code of an interval.
START_TEST(frequency_is_narrows_inverse)
{
    static const uint32_t totals[] = {3, 7, 10, 64, 99};
    for (int t = 0; t < COUNT(totals); t++)
        for (uint32_t code = 100; code < 300; code++)
            frequency_case(100, 299, code, totals[t]);
    Rng rng;
    rng_seed(&rng, 3);
    for (int i = 0; i < 2000; i++) {
        uint32_t low = rng_u32(&rng) / 4, high = low + (1u << 30) + rng_u32(&rng) / 4, total = 1 + rng_u32(&rng) / 16;
        frequency_case(low, high, low + (uint32_t)(rng_u32(&rng) % (high - low + 1)), total);
    }
}
END_TEST

// ---- 12.8 fewer bits ----

static const double BUDGET = 0.03; // nats a token
static const int TOKENS = 4000;    // of the held-out tenth
static struct Reached {            // in memory that the tests' processes share
    bool measured;
    double before, after, bytes;
} * reached;

static void check_bits(const char *what, Bits b)
{
    if (b.bits != 32 && (b.bits < 2 || b.bits > 8))
        wrong(what, "%d bits: 2 to 8 bits, or 32", b.bits);
    if (b.group < 8 || b.group > 1024 || (b.group & (b.group - 1)))
        wrong(what, "groups of %d: a power of two from 8 to 1024", b.group);
}

static void check_plan(const Plan *plan, GPTConfig c)
{
    static const char *const kind[MATRICES] = {"ATTENTION_IN", "ATTENTION_OUT", "MLP_IN", "MLP_OUT"};
    char what[80];
    check_bits("table", plan->table);
    for (int layer = 0; layer < c.layers; layer++)
        for (int k = 0; k < MATRICES; k++) {
            snprintf(what, sizeof what, "matrix[%d][%s]", layer, kind[k]);
            check_bits(what, plan->matrix[layer][k]);
        }
}

// Plans may hold anything beyond the layers that there are.
static bool is_int8(const Plan *plan, GPTConfig c)
{
    bool alike = plan->table.bits == 8 && plan->table.group == GROUP;
    for (int layer = 0; layer < c.layers; layer++)
        for (int k = 0; k < MATRICES; k++)
            alike &= plan->matrix[layer][k].bits == 8 && plan->matrix[layer][k].group == GROUP;
    return alike;
}

static void measure(const Plan *plan, const Voice *v, GPT *gpt)
{
    int n;
    Novel novel = novel_load("pride.txt");
    int *ids = voice_tokens(v, novel.text + novel.held, novel.size - novel.held, &n);
    n = n < TOKENS ? n : TOKENS;
    Voice rounded = quality_rounded(v, gpt, plan);
    reached->before = quality_loss(v, gpt->config.block, n, ids);
    reached->after = quality_loss(&rounded, gpt->config.block, n, ids);
    reached->bytes = plan_bytes(plan, gpt->config);
    reached->measured = true;
    served_free(rounded.served);
    free(ids);
    free(novel.text);
}

static void plan_below(double megabytes)
{
    GPT *gpt;
    Voice v = voice_load("gpt2-austen", false, &gpt);
    Plan plan = your_plan();
    check_plan(&plan, gpt->config);
    if (is_int8(&plan, gpt->config))
        wrong("your_plan()", "that is the lesson's own int8: change the bits, then the groups");
    if (!reached->measured)
        measure(&plan, &v, gpt);
    char input[120];
    snprintf(input, sizeof input, "%.3f MB a token, loss %.4f, %.4f as float32", reached->bytes / 1e6, reached->after,
             reached->before);
    if (!(reached->after <= reached->before + BUDGET))
        wrong(input, "the loss rises by %.4f nats, and %g is the budget: more bits somewhere, or smaller groups",
              reached->after - reached->before, BUDGET);
    if (reached->bytes > megabytes * 1e6)
        wrong(input, "for these points at most %g MB: fewer bits where they cost least", megabytes);
    voice_free(&v);
    gpt_free(gpt);
}

START_TEST(plan_below_2_70)
{
    plan_below(2.70);
}
END_TEST

START_TEST(plan_below_1_80)
{
    plan_below(1.80);
}
END_TEST

START_TEST(plan_below_1_50)
{
    plan_below(1.50);
}
END_TEST

START_TEST(plan_below_1_45)
{
    plan_below(1.45);
}
END_TEST

void suite_of_coding(void)
{
    reached = mmap(NULL, sizeof *reached, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    exercise("6-speculate", accept_what_is_likely, replace_what_is_not, replace_among_five, result_is_the_large_models,
             NULL);
    exercise("7-narrow", narrow_a_hundred, narrow_everything, THEN, frequency_is_found, frequency_is_narrows_inverse,
             NULL);
    exercise("8-plan", plan_below_2_70, plan_below_1_80, plan_below_1_50, plan_below_1_45, NULL);
}

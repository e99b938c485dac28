/* common/models/sampler.c: which token comes next, and writing with a model whose logits are known. */
#include "unit.h"
#include "safetensors_header.h"
#include "sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// sampler.h's rule, in the plainest way.
static int plainly(int V, const real logits[], double temperature, int top_k, Rng *rng)
{
    float p[V];
    int best = 0;
    for (int v = 0; v < V; v++)
        best = logits[v] > logits[best] ? v : best;
    if (temperature == 0)
        return best;
    for (int v = 0; v < V; v++) {
        int before = 0;
        for (int u = 0; u < V; u++)
            before += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
        p[v] = top_k == 0 || before < top_k ? (float)exp((logits[v] - (double)logits[best]) / temperature) : 0;
    }
    return rng_multinomial_race(rng, p, V);
}

START_TEST(the_next_token)
{
    static const int sizes[] = {1, 2, 5, 65, 300}, keep[] = {0, 1, 2, 3, 4, 40, 299, 300, 1000};
    static const double temperatures[] = {0, 0.1, 1, 2.5};
    real logits[300];
    Rng rng, same;
    rng_seed(&rng, 1337 + (uint64_t)_i);
    int V = sizes[_i];
    for (int round = 0; round < 20; round++)
        for (int k = 0; k < COUNT(keep); k++)
            for (int t = 0; t < COUNT(temperatures); t++) {
                for (int v = 0; v < V; v++) // few different numbers: many are equal
                    logits[v] = (real)(round % 2 ? rng_randint(&rng, -3, 4) : rng_gauss(&rng, 0, 30));
                same = rng;
                int expected = plainly(V, logits, temperatures[t], keep[k], &same);
                int found = sampler_next(V, logits, temperatures[t], keep[k], &rng);
                ck_assert_msg(found == expected, "of %d, top %d at %g: %d, not %d", V, keep[k], temperatures[t], found,
                              expected);
                ck_assert_uint_eq(rng_u32(&rng), rng_u32(&same)); // the same draws were taken
            }
}
END_TEST

// The same as sampler_nucleus, by sorting everything.
static int nucleus_plainly(int V, const real logits[], double temperature, int top_k, double top_p, Rng *rng)
{
    float p[300] = {0};
    bool kept[300] = {false};
    double max = (double)logits[0], whole = 0, sum = 0;
    for (int v = 0; v < V; v++)
        max = fmax(max, (double)logits[v]);
    for (int v = 0; v < V; v++)
        p[v] = (float)exp(((double)logits[v] - max) / temperature);
    for (int v = 0; v < V; v++) {
        int before = 0;
        for (int u = 0; u < V; u++)
            before += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
        kept[v] = top_k == 0 || before < top_k;
    }
    for (int v = 0; v < V; v++)
        whole += (double)(p[v] = kept[v] ? p[v] : 0);
    memset(kept, 0, sizeof kept);
    do {
        int best = -1;
        for (int v = 0; v < V; v++)
            if (!kept[v] && (best < 0 || p[v] > p[best]))
                best = v;
        kept[best] = true;
        sum += (double)p[best];
    } while (sum < top_p * whole);
    for (int v = 0; v < V; v++)
        p[v] = kept[v] ? p[v] : 0;
    return rng_multinomial_race(rng, p, V);
}

START_TEST(a_nucleus)
{
    static const double shares[] = {0, 0.1, 0.5, 0.9, 0.99};
    static const int sizes[] = {1, 2, 5, 65, 300}, keep[] = {0, 1, 3, 40};
    real logits[300];
    Rng rng, same;
    rng_seed(&rng, 7 + (uint64_t)_i);
    int V = sizes[_i];
    for (int round = 0; round < 40; round++)
        for (int k = 0; k < COUNT(keep); k++)
            for (int s = 0; s < COUNT(shares); s++) {
                for (int v = 0; v < V; v++) // few different numbers: many are equal
                    logits[v] = (real)(round % 2 ? rng_randint(&rng, -3, 4) : rng_gauss(&rng, 0, 3));
                same = rng;
                int expected = nucleus_plainly(V, logits, 0.7, keep[k], shares[s], &same);
                int found = sampler_nucleus(V, logits, 0.7, keep[k], shares[s], &rng);
                ck_assert_msg(found == expected, "of %d, top %d, %g: %d, not %d", V, keep[k], shares[s], found,
                              expected);
            }
    same = rng;
    ck_assert_int_eq(sampler_nucleus(V, logits, 1, 0, 1, &rng), sampler_next(V, logits, 1, 0, &same));
    ck_assert_int_eq(sampler_nucleus(V, logits, 0, 0, 0.5, &rng), sampler_next(V, logits, 0, 0, &same));
}
END_TEST

// ---- 16-bit numbers ----

static uint16_t narrow(StType type, double x, bool *fits)
{
    real number = (real)x;
    uint16_t bits;
    *fits = st_narrow(type, 1, &number, &bits);
    return bits;
}

static double widened(StType type, unsigned bits)
{
    uint16_t word = (uint16_t)bits;
    double x;
    st_convert(type, ST_F64, 1, &word, &x);
    return x;
}

// Each of the 65536 numbers is itself, and what lies between two of them is the nearer, or the even one.
START_TEST(sixteen_bits)
{
    StType type = _i ? ST_BF16 : ST_F16;
    unsigned infinity = _i ? 0x7f80 : 0x7c00;
    bool fits;
    for (unsigned bits = 0; bits < infinity; bits++)
        for (unsigned sign = 0; sign <= 0x8000; sign += 0x8000) {
            double x = widened(type, sign | bits);
            ck_assert_uint_eq(narrow(type, x, &fits), sign | bits);
            ck_assert(fits);
            if (bits + 1 == infinity)
                continue;
            double next = widened(type, sign | (bits + 1)), half = (x + next) / 2, bit = (next - x) / 64;
            ck_assert_uint_eq(narrow(type, half, &fits), sign | (bits + (bits & 1)));
            ck_assert_uint_eq(narrow(type, half - bit, &fits), sign | bits);
            ck_assert_uint_eq(narrow(type, half + bit, &fits), sign | (bits + 1));
        }
    ck_assert_uint_eq(narrow(type, INFINITY, &fits), infinity);
    ck_assert(fits);
    ck_assert(isnan(widened(type, narrow(type, NAN, &fits))) && fits);
    ck_assert_uint_eq(narrow(type, _i ? 3.4e38 : 65519.9, &fits), _i ? 0x7f80 : 0x7bff);
    ck_assert(fits == !_i); // 3.4e38 is a float, and rounds to a number beyond bfloat16's
    narrow(type, _i ? -3.4e38 : -65520, &fits);
    ck_assert(!fits);
}
END_TEST

// ---- a model that counts: after token i comes i + 1, and it sees at most 4 tokens ----

enum { V = 300, BLOCK = 4 };

typedef struct Counter {
    int length; // tokens in the cache
    bool is_freed;
    real logits[V];
} Counter;

static void *counter_cache(const void *model)
{
    return (void *)model;
}

static const real *counter_feed(void *cache, const int ids[], int n)
{
    Counter *c = cache;
    ck_assert_int_ge(n, 1);
    c->length += n;
    ck_assert_int_le(c->length, BLOCK);
    memset(c->logits, 0, sizeof c->logits);
    c->logits[(ids[n - 1] + 1) % V] = 1;
    return c->logits;
}

static void counter_clear(void *cache)
{
    ((Counter *)cache)->length = 0;
}

static void counter_free(void *cache)
{
    ((Counter *)cache)->is_freed = true;
}

START_TEST(writing)
{
    static const ModelKind kind = {"counter", NULL, counter_cache, counter_feed, counter_clear, counter_free, NULL};
    Counter counter = {0};
    LanguageModel model = {&kind, &counter, NULL, V, BLOCK, NULL};
    Sampler s = {sampler_next, 0, 0, NULL};
    int out[12], prompt[3] = {7, 8, 280};
    ck_assert_int_eq(sampler_write(&s, &model, 0, NULL, 0, 5, 12, out), 5); // until the end: 1 2 3 4 5
    ck_assert_int_eq(out[4], 5);
    counter = (Counter){0};
    ck_assert_int_eq(sampler_write(&s, &model, 0, prompt, 3, -1, 12, out), 12); // beyond the block
    ck_assert(memcmp(out, prompt, sizeof prompt) == 0);
    for (int i = 3; i < 12; i++)
        ck_assert_int_eq(out[i], 280 + i - 2);
    ck_assert(counter.is_freed);
    model.block = 1; // half of the window is then empty
    counter = (Counter){0};
    ck_assert_int_eq(sampler_write(&s, &model, 0, prompt, 3, -1, 5, out), 5);
    ck_assert(out[3] == 281 && out[4] == 282);
    counter = (Counter){0};
    ck_assert_int_eq(sampler_write(&s, &model, 0, prompt, 3, -1, 2, out), 2); // a prompt longer than the room
}
END_TEST

Suite *models_suite(void)
{
    Suite *suite = suite_create("models");
    TCase *tcase = tcase_create("sampler");
    tcase_add_loop_test(tcase, the_next_token, 0, 5);
    tcase_add_loop_test(tcase, a_nucleus, 0, 5);
    tcase_add_loop_test(tcase, sixteen_bits, 0, 2);
    tcase_add_test(tcase, writing);
    suite_add_tcase(suite, tcase);
    return suite;
}

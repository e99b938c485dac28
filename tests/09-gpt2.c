/*
 * The tests of lesson 09's exercises: expectations by hand or from the library (gpt_new, tensor_cross_entropy), never
 * from the solutions.
 */
#include "09-gpt2.h"
#include "params.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void suite_of_training(void); // 09-gpt2-training.c has 9.6 to 9.8 and 9.10

// ---- 9.1 parameters ----

static const GPTConfig GPT2 = {50257, 1024, 12, 12, 768}, XL = {50257, 1024, 48, 25, 1600},
                       GPT3 = {50257, 2048, 96, 96, 12288}, SMALL = {65, 64, 4, 4, 128}, ODD = {7, 5, 3, 1, 2};

static void parameters_case(const char *input, GPTConfig c)
{
    long V = c.vocab, T = c.block, L = c.layers, C = c.embd, layer = 12 * C * C + 13 * C;
    long right = V * C + T * C + L * layer + 2 * C, yours = gpt2_parameters(c);
    const char *likely = NULL;
    if (yours == right)
        return;
    if (yours == right + V * C)
        likely = "the last product uses wte again: x @ wte^T";
    else if (yours == right - T * C)
        likely = "wpe is missing, (block, C)";
    else if (yours == right - L * 9 * C)
        likely = "each of the four products in a layer has a bias";
    else if (yours == right - L * 2 * C)
        likely = "a LayerNorm has two vectors, the gain and the bias, and a layer has two LayerNorms";
    else if (yours == right - 2 * C)
        likely = "ln_f is missing, at the end";
    else if (yours == right - (L - 1) * layer)
        likely = "the numbers of one layer only: there are c.layers of them";
    else if (yours == (long)(int)(unsigned)right && right > 2147483647)
        likely = "that is more than an int holds: multiply as long";
    wrong(input, "yours is %ld and should be %ld%s%s", yours, right, likely ? ": " : "", likely ? likely : "");
}

START_TEST(parameters_of_gpt2)
{
    parameters_case("{vocab 50257, block 1024, layers 12, heads 12, embd 768}", GPT2);
    parameters_case("{vocab 50257, block 1024, layers 48, heads 25, embd 1600}", XL);
}
END_TEST

START_TEST(parameters_of_small_ones)
{
    parameters_case("{vocab 65, block 64, layers 4, heads 4, embd 128}", SMALL);
    parameters_case("{vocab 7, block 5, layers 3, heads 1, embd 2}", ODD);
    GPT *gpt = gpt_new(ODD); // what they count is what there is
    ck_assert_int_eq(gpt2_parameters(ODD), params_total(&gpt->params));
    gpt_free(gpt);
}
END_TEST

START_TEST(parameters_of_gpt3)
{
    parameters_case("{vocab 50257, block 2048, layers 96, heads 96, embd 12288}", GPT3);
}
END_TEST

// ---- 9.2 names ----

static void name_case(const char *name, int layers, int right, const char *sentence)
{
    char input[128];
    snprintf(input, sizeof input, "parameter_number(\"%s\", %d)", name, layers);
    expect_int(input, parameter_number(name, layers), right, sentence);
}

START_TEST(names_of_the_tables)
{
    name_case("wte.weight", 12, 0, "wte and wpe come first");
    name_case("wpe.weight", 12, 1, "wte and wpe come first");
    name_case("ln_f.weight", 12, 146, "two tables and twelve layers of twelve come before it");
    name_case("ln_f.bias", 2, 27, "two tables, two layers of twelve and ln_f.weight come before it");
}
END_TEST

START_TEST(names_of_the_layers)
{
    GPT *gpt = gpt_new((GPTConfig){.vocab = 3, .block = 2, .layers = 12, .heads = 1, .embd = 1});
    name_case("h.0.ln_1.weight", 12, 2, "wte and wpe come first");
    name_case("h.11.ln_1.weight", 12, 134, "a layer's number may have two digits");
    for (int i = 0; i < gpt->params.count; i++)
        name_case(gpt->params.tensor[i]->name, 12, i, "2 + PARTS * layer + part");
    gpt_free(gpt);
}
END_TEST

START_TEST(names_with_the_prefix)
{
    name_case("transformer.wte.weight", 12, 0, "skip \"transformer.\"");
    name_case("transformer.h.7.mlp.c_fc.bias", 12, 95, "skip \"transformer.\"");
    name_case("transformer.ln_f.bias", 12, 147, "skip \"transformer.\"");
}
END_TEST

START_TEST(names_to_ignore)
{
    name_case("h.0.attn.bias", 12, IGNORED, "that is the mask, not a parameter");
    name_case("h.11.attn.masked_bias", 12, IGNORED, "that is the mask, not a parameter");
    name_case("transformer.h.3.attn.bias", 12, IGNORED, "that is the mask, not a parameter");
    name_case("lm_head.weight", 12, IGNORED, "lm_head.weight is wte again");
}
END_TEST

START_TEST(names_nobody_knows)
{
    name_case("h.12.ln_1.weight", 12, UNKNOWN, "the layers are 0 to 11");
    name_case("h.2.ln_1.weight", 2, UNKNOWN, "the layers are 0 to 1");
    name_case("h.1.ln_1.weights", 12, UNKNOWN, "the whole name must be equal");
    name_case("h.1.mlp.c_proj.bias2", 12, UNKNOWN, "the whole name must be equal");
    name_case("wte.weights", 12, UNKNOWN, "the whole name must be equal");
    name_case("h.-1.ln_1.bias", 12, UNKNOWN, "after \"h.\" a digit must follow");
    name_case("h.x.ln_1.bias", 12, UNKNOWN, "after \"h.\" a digit must follow");
    name_case("h..ln_1.bias", 12, UNKNOWN, "after \"h.\" a digit must follow");
    name_case("h.1", 12, UNKNOWN, "after the layer's number comes \".\" and a part");
    name_case("h.1ln_1.bias", 12, UNKNOWN, "after the layer's number comes \".\" and a part");
    name_case("model.layers.0.self_attn.q_proj.weight", 12, UNKNOWN, "that is another kind of model: UNKNOWN");
    name_case("", 12, UNKNOWN, "an empty name is UNKNOWN");
}
END_TEST

// ---- 9.3 top-k and top-p ----

enum { MANY = 8 };

typedef struct Way { // to get the probabilities: the right one, or a mistake
    bool times, drops, all, no_p, no_k, no_sum, raw, last, even, beyond;
} Way;

static void by_hand(int V, const real logits[], double temperature, int top_k, double top_p, Way how, double p[])
{
    double weight[MANY], total = 0, whole = 0, sum = 0, most = logits[0];
    int order[MANY], K = top_k == 0 || top_k > V || how.no_k ? V : top_k, kept = 0;
    for (int v = 0; v < V; v++) {
        order[v] = v;
        most = fmax(most, logits[v]);
        p[v] = 0;
    }
    for (int i = 0; i < V; i++) // sorts them: of equals the first, or the last, comes first
        for (int j = i + 1; j < V; j++) {
            bool before = logits[order[j]] > logits[order[i]] ||
                          (logits[order[j]] == logits[order[i]] &&
                           (how.last ? order[j] > order[i] : order[j] < order[i]));
            int other = order[i];
            order[i] = before ? order[j] : order[i];
            order[j] = before ? other : order[j];
        }
    if (temperature == 0) {
        p[order[0]] = 1;
        return;
    }
    for (int v = 0; v < V; v++) {
        double x = logits[v] - (how.raw ? 0 : most);
        weight[v] = how.raw ? (double)expf((float)(x / temperature))
                            : exp(how.times ? x * temperature : x / temperature);
        whole += weight[v];
    }
    for (int k = 0; k < K; k++)
        total += weight[order[k]];
    double aim = how.no_p ? 2 * total : top_p * (how.all ? whole : total);
    while (kept < K && (kept == 0 || sum < aim + (how.beyond ? 1e-9 : -1e-9)) &&
           !(how.drops && kept > 0 && sum + weight[order[kept]] > aim + (top_p == 1)))
        sum += weight[order[kept++]];
    for (int k = 0; k < kept; k++)
        p[order[k]] = how.even ? 1.0 / kept : weight[order[k]] / (how.no_sum ? total : sum);
}

static void top_case(const char *input, int V, const real logits[], double temperature, int top_k, double top_p)
{
    static const struct {
        Way how;
        const char *sentence;
    } mistakes[] = {
        {{.times = true}, "divide by the temperature: below 1 it makes the likely likelier"},
        {{.drops = true}, "the token that reaches top_p is kept: stop after it, not before"},
        {{.beyond = true}, "one token too many: stop as soon as the sum is at least top_p, not only above it"},
        {{.all = true}, "softmax comes after top_k: top_p is a share of what top_k has kept"},
        {{.no_p = true}, "top_p changes nothing: the others must have probability 0"},
        {{.no_k = true}, "top_k changes nothing: the others must have probability 0"},
        {{.no_sum = true}, "divide by the sum of what is kept: the probabilities must add up to 1"},
        {{.last = true}, "of equal tokens the first is kept, not the last"},
        {{.even = true}, "all that are kept are equally likely: the logits must count"},
    };
    double right[MANY], yours[MANY], known[COUNT(mistakes)][MANY];
    Guess guesses[COUNT(mistakes) + 1] = {{0}};
    float p[MANY], *exact = malloc(sizeof *exact * (size_t)V);
    int n = 0;
    by_hand(V, logits, temperature, top_k, top_p, (Way){0}, right);
    for (int i = 0; i < COUNT(mistakes); i++) {
        by_hand(V, logits, temperature, top_k, top_p, mistakes[i].how, known[n]);
        bool alike = same(V, known[n], right, 1e-5);
        for (int k = 0; k < n; k++)
            alike |= same(V, known[n], known[k], 1e-5);
        if (!alike) {
            guesses[n] = (Guess){known[n], mistakes[i].sentence};
            n++;
        }
    }
    for (int v = 0; v < V; v++)
        exact[v] = -1;
    next_probabilities(V, logits, temperature, top_k, top_p, exact);
    memcpy(p, exact, sizeof *p * (size_t)V);
    free(exact);
    for (int v = 0; v < V; v++) {
        yours[v] = (double)p[v];
        if (!isfinite(yours[v]))
            wrong(input, "p[%d] is %g: subtract the largest logit before exp", v, yours[v]);
        if (p[v] == -1)
            wrong(input, "p[%d] was not written: a token that is not kept gets 0", v);
    }
    expect_table(input, places("v", V), yours, right, 1e-5, guesses);
}

#define LN2 0.69314718056
static const real EIGHTHS[] = {(real)(1 * LN2), (real)(3 * LN2), (real)(2 * LN2), (real)(1 * LN2)}; // 1/8 1/2 1/4 1/8

START_TEST(top_p_of_four)
{
    top_case("probabilities 1/8 1/2 1/4 1/8, top_p 0.6", 4, EIGHTHS, 1, 0, 0.6);
    top_case("probabilities 1/8 1/2 1/4 1/8, top_p 0.8", 4, EIGHTHS, 1, 0, 0.8);
    top_case("probabilities 1/8 1/2 1/4 1/8, top_p 0.1", 4, EIGHTHS, 1, 0, 0.1);
    top_case("probabilities 1/8 1/2 1/4 1/8, top_p 1", 4, EIGHTHS, 1, 0, 1);
}
END_TEST

START_TEST(top_k_of_six)
{
    static const real logits[] = {0.5f, 2, -1, 1, 0.1f, 2.5f};
    top_case("logits 0.5 2 -1 1 0.1 2.5, top_k 3", 6, logits, 1, 3, 1);
    top_case("logits 0.5 2 -1 1 0.1 2.5, top_k 1", 6, logits, 1, 1, 1);
    top_case("logits 0.5 2 -1 1 0.1 2.5, top_k 100", 6, logits, 1, 100, 1);
    top_case("logits 0.5 2 -1 1 0.1 2.5, temperature 0.5, top_k 4", 6, logits, 0.5, 4, 1);
    top_case("logits 0.5 2 -1 1 0.1 2.5, temperature 2", 6, logits, 2, 0, 1);
}
END_TEST

START_TEST(top_k_and_top_p)
{
    static const real logits[] = {1, 0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f, 0.3f};
    top_case("logits 1 0.9 ... 0.3, top_k 4, top_p 0.7", 8, logits, 1, 4, 0.7);
    top_case("logits 1 0.9 ... 0.3, temperature 0.25, top_k 5, top_p 0.75", 8, logits, 0.25, 5, 0.75);
}
END_TEST

START_TEST(top_of_equals)
{
    static const real logits[] = {0, 3, 1, 3, 3};
    top_case("logits 0 3 1 3 3, top_k 2", 5, logits, 1, 2, 1);
    top_case("logits 0 3 1 3 3, top_p 0.5", 5, logits, 1, 0, 0.5);
    top_case("logits 3 3 3 3, top_p 0.5", 4, (real[]){3, 3, 3, 3}, 1, 0, 0.5); // two reach it exactly
}
END_TEST

START_TEST(top_at_the_edges)
{
    static const real large[] = {1000, 1001, 999}, few[] = {2, 5, 5, 1};
    top_case("logits 1000 1001 999", 3, large, 1, 0, 1);
    top_case("logits 2 5 5 1, temperature 0", 4, few, 0, 0, 1);
    top_case("logits 2 5 5 1, temperature 0, top_k 3, top_p 0.9", 4, few, 0, 3, 0.9);
    top_case("one logit, 7", 1, few, 1, 0, 0.5);
}
END_TEST

// ---- 9.4 perplexity ----

typedef struct Scored {
    double sum, bits, mean_of_exp, all; // of what counts; all: with the -1, too
    int count;
} Scored;

static Scored score(int n, const double nll[], const int targets[])
{
    Scored s = {0};
    for (int i = 0; i < n; i++) {
        s.all += nll[i];
        if (targets[i] < 0)
            continue;
        s.sum += nll[i];
        s.bits += nll[i] / LN2;
        s.mean_of_exp += exp(nll[i]);
        s.count++;
    }
    s.mean_of_exp /= s.count;
    return s;
}

static void perplexity_case(const char *input, int n, const double nll[], const int targets[], long bytes)
{
    Scored s = score(n, nll, targets);
    double mean = s.sum / s.count, nats = s.sum / (double)bytes;
    double of_ppl[] = {mean, exp2(mean), s.mean_of_exp, exp(s.all / n), exp(s.sum / n), exp(s.sum)};
    double of_bits[] = {nats, s.bits / s.count, s.sum * LN2 / (double)bytes, s.all / LN2 / (double)bytes};
    static const char *const says_ppl[] = {
        "exp is missing: that is the mean cost of a token in nats", "the costs are in nats, so e to the mean, not 2",
        "the mean comes before exp: yours is the mean of 1/p",      "where the target is -1, nothing counts",
        "divided by all n: divide by how many targets count",       "that is exp of the sum: exp of the mean is wanted",
    };
    static const char *const says_bits[] = {
        "that is in nats, not bits: divide by ln 2",
        "that is bits a token: divide by the bytes",
        "divide by ln 2: a bit is only 0.69 nats, so there are more bits than nats",
        "where the target is -1, nothing counts",
    };
    Guess ppl[COUNT(of_ppl) + 1] = {{0}}, bits[COUNT(of_bits) + 1] = {{0}};
    int p = 0, b = 0;
    double right = exp(mean), right_bits = s.bits / (double)bytes;
    for (int i = 0; i < COUNT(of_ppl); i++)
        if (isfinite(of_ppl[i]) && fabs(of_ppl[i] - right) > 1e-4)
            ppl[p++] = (Guess){&of_ppl[i], says_ppl[i]};
    for (int i = 0; i < COUNT(of_bits); i++)
        if (fabs(of_bits[i] - right_bits) > 1e-4)
            bits[b++] = (Guess){&of_bits[i], says_bits[i]};
    char where[160];
    snprintf(where, sizeof where, "perplexity: %s", input);
    expect_number(where, perplexity(n, nll, targets), right, 1e-6, ppl);
    snprintf(where, sizeof where, "bits_per_byte: %s, %ld bytes", input, bytes);
    expect_number(where, bits_per_byte(n, nll, targets, bytes), right_bits, 1e-6, bits);
}

START_TEST(perplexity_of_two)
{
    perplexity_case("probabilities 1/2 and 1/8", 2, (double[]){LN2, 3 * LN2}, (int[]){4, 7}, 4);
    perplexity_case("a die: 1/6 three times", 3, (double[]){1.791759, 1.791759, 1.791759}, (int[]){1, 2, 3}, 5);
}
END_TEST

START_TEST(perplexity_without_padding)
{
    perplexity_case("nll 1, 0.5, 9, 2.5, targets 3, 0, -1, 2", 4, (double[]){1, 0.5, 9, 2.5}, (int[]){3, 0, -1, 2}, 7);
    perplexity_case("nll 3.1, 0.2, 4, targets -1, 5, 1", 3, (double[]){3.1, 0.2, 4}, (int[]){-1, 5, 1}, 11);
}
END_TEST

START_TEST(perplexity_of_many)
{
    enum { N = 5000 };
    static double nll[N];
    static int targets[N];
    for (int i = 0; i < N; i++) {
        nll[i] = 2 + sin(i);
        targets[i] = i % 7;
    }
    perplexity_case("5000 tokens, nll 2 + sin i", N, nll, targets, 18000);
}
END_TEST

// ---- 9.9 FLOPs ----

static void flops_case(const char *input, GPTConfig c, int B, int T)
{
    double C = c.embd, L = c.layers, V = c.vocab, D = (double)B * T;
    double body = L * (12 * C * C + 13 * C) + 2 * C, attention = 12 * L * C * T, N = body + V * C;
    double right = D * (6 * N + attention);
    const double wrongs[] = {D * (2 * N + attention / 3),
                             D * (6 * (N + c.block * C) + attention),
                             D * 6 * N,
                             D * (6 * N + 12 * L * C * c.block),
                             6 * N + attention,
                             D * (6 * body + attention)};
    static const char *const says[] = {
        "that is the way forwards: going back costs twice as much again",
        "wpe is only added, it has no product: leave its block * embd numbers out",
        "attention is missing: 12 L C T a token",
        "the windows have T tokens: T, not c.block, in the attention",
        "that is one token: a step has B T tokens",
        "wte counts: it is the last product, too",
    };
    Guess guesses[COUNT(wrongs) + 1] = {{0}};
    int n = 0;
    for (int i = 0; i < COUNT(wrongs); i++)
        if (fabs(wrongs[i] / right - 1) > 1e-4)
            guesses[n++] = (Guess){&wrongs[i], says[i]};
    expect_number(input, step_flops(c, B, T), right, 1e-9, guesses);
}

START_TEST(flops_of_gpt2)
{
    flops_case("GPT-2 (124M), B 1, T 1024", GPT2, 1, 1024);
    flops_case("GPT-2 (124M), B 4, T 64", GPT2, 4, 64);
}
END_TEST

START_TEST(flops_of_the_small_run)
{
    flops_case("{vocab 65, block 64, layers 4, heads 4, embd 128}, B 12, T 64", SMALL, 12, 64);
    flops_case("{vocab 65, block 64, layers 4, heads 4, embd 128}, B 3, T 32", SMALL, 3, 32);
}
END_TEST

START_TEST(flops_of_gpt3)
{
    flops_case("GPT-3, B 1600, T 2048", GPT3, 1600, 2048);
}
END_TEST

// ---- 9.5 the essay ----

START_TEST(essay_is_written)
{
    expect_essay("likely_and_true()", likely_and_true());
}
END_TEST

void lesson_suite(void)
{
    exercise("1-parameters", parameters_of_gpt2, parameters_of_small_ones, parameters_of_gpt3, NULL);
    exercise("2-names", names_of_the_tables, names_of_the_layers, names_with_the_prefix, names_to_ignore,
             names_nobody_knows, NULL);
    exercise("3-top", top_p_of_four, top_k_of_six, top_k_and_top_p, top_of_equals, top_at_the_edges, NULL);
    exercise("4-perplexity", perplexity_of_two, perplexity_without_padding, perplexity_of_many, NULL);
    exercise("9-flops", flops_of_gpt2, flops_of_the_small_run, flops_of_gpt3, NULL);
    exercise("5-likely", essay_is_written, NULL);
    suite_of_training();
}

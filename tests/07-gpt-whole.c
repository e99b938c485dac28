/* The tests of lesson 07, continued: 7.6 the whole GPT, 7.7 AdamW, 7.9 writing. */
#define TORCH_SAYS "tests/07-gpt.txt"

#include "07-gpt.h"
#include "suite-torch.h"

void suite_of_whole(void); // 07-gpt.c calls it

// ---- a small GPT, as in 07-gpt-reference.py ----

enum { GV = 7, GB = 2, GT = 4, BLOCK = 5, GC = 6, GN = GB * GT * GV };

static GPT *small_gpt(void)
{
    GPT *gpt = gpt_new((GPTConfig){.vocab = GV, .block = BLOCK, .layers = 2, .heads = 2, .embd = GC});
    for (int k = 0; k < gpt->params.count; k++)
        for (size_t i = 0; i < gpt->params.tensor[k]->size; i++)
            gpt->params.tensor[k]->data[i] = (real)(0.5 * sin((0.7 + 0.13 * k) * (double)(i + 1)));
    tape_reset();
    return gpt;
}

static const int two_texts[GB * GT] = {3, 1, 4, 1, 0, 2, 4, 3};

// ---- 7.6 the whole GPT ----

// A way to put the pieces together. All but the default is a mistake.
typedef struct Assembly {
    bool no_places, from_1, place_0, by_id, times;       // of the embeddings,
    bool none, but_last, first_only, reversed, repeated; // of the layers,
    bool no_norm, norm_first, softmax, table_only;       // and of the end
} Assembly;

static Tensor *begin_with(const GPT *gpt, Assembly how)
{
    int places[GT];
    for (int t = 0; t < GT; t++)
        places[t] = how.place_0 ? 0 : t + how.from_1;
    Tensor *x = tensor_embed(gpt->wte, two_texts, SHAPE(GB, GT));
    Tensor *add = how.by_id ? tensor_embed(gpt->wpe, two_texts, SHAPE(GB, GT))
                            : tensor_embed(gpt->wpe, places, SHAPE(GT));
    return how.no_places ? x : how.times ? tensor_mul(x, add) : tensor_add(x, add);
}

static Tensor *assembled(const GPT *gpt, Assembly how)
{
    int n = how.none ? 0 : gpt->config.layers - how.but_last;
    Tensor *x = begin_with(gpt, how);
    if (how.norm_first)
        x = layernorm_forward(&gpt->ln_f, x);
    for (int i = 0; i < n; i++) {
        Tensor *y = layer(gpt, how.first_only ? 0 : how.reversed ? n - 1 - i : i, x);
        x = how.repeated ? tensor_add(x, y) : y;
    }
    if (!how.no_norm && !how.norm_first)
        x = layernorm_forward(&gpt->ln_f, x);
    Tensor *logits = tensor_unembed(x, gpt->wte);
    return how.softmax ? tensor_softmax(logits) : logits;
}

static const char a_gpt[] = "2 texts of 4 characters; 7 characters, 2 layers, 2 heads, 6 channels";

static Tensor *your_logits(GPT *gpt)
{
    static const char beyond[] = "a position beyond the block: positions start at 0 in every text of the batch, so the "
                                 "same T rows of wpe are added to each";
    if_a_check_says("embed: id", beyond);
    Tensor *yours = gpt_logits(gpt, two_texts, GB, GT);
    if_a_check_says("", NULL);
    expect_shape(a_gpt, yours, SHAPE(GB, GT, GV),
                 "if the result has C numbers for each position, the head is missing: tensor_unembed with wte");
    return yours;
}

START_TEST(gpt_agrees_with_torch)
{
    static const struct {
        Assembly how;
        const char *sentence;
    } known[] = {
        {{.no_places = true}, "the positions are missing: add the rows 0 ... T - 1 of wpe"},
        {{.from_1 = true}, "the first position is 0, not 1"},
        {{.place_0 = true}, "every character got position 0: position t gets row t of wpe"},
        {{.by_id = true}, "wpe is looked up with the positions 0 ... T - 1, not with the characters"},
        {{.times = true}, "add the embeddings of character and position, do not multiply them"},
        {{.none = true}, "x never goes through the layers"},
        {{.but_last = true}, "the last layer is left out: i goes from 0 to layers - 1"},
        {{.first_only = true}, "the first layer is used every time: layer(gpt, i, x)"},
        {{.reversed = true}, "the layers are in reverse order: the first is number 0"},
        {{.repeated = true}, "layer() adds to x already: x = layer(gpt, i, x)"},
        {{.no_norm = true}, "the last norm, ln_f, is missing between the layers and the head"},
        {{.norm_first = true}, "ln_f comes after the layers, not before them"},
        {{.softmax = true}, "those are probabilities: return the logits, without softmax"},
        {{.no_norm = true, .no_places = true}, "the positions are missing, and so is the last norm, ln_f"},
    };
    static double values[COUNT(known)][GN];
    Guess guesses[COUNT(known) + 1] = {{0}};
    GPT *gpt = small_gpt();
    for (int i = 0; i < COUNT(known); i++) {
        memcpy(values[i], doubles(assembled(gpt, known[i].how)->data, GN), sizeof values[i]);
        guesses[i] = (Guess){values[i], known[i].sentence};
    }
    Tensor *yours = your_logits(gpt);
    expect_table(a_gpt, places("b t v", GB, GT, GV), doubles(yours->data, GN), torch_says("gpt_out", GN), 2e-5,
                 guesses);
    gpt_free(gpt);
}
END_TEST

START_TEST(gpt_gradients)
{
    GPT *gpt = small_gpt();
    Tensor *w = sine(1, 1.3, SHAPE(GB, GT, GV));
    Tensor *yours = your_logits(gpt);
    if (!yours->needs_grad)
        wrong(a_gpt, "no gradient comes back: the logits must be made by the library's ops, not from ->data");
    tensor_backward(tensor_sum_all(tensor_mul(yours, w)));
    Guess half[] = {{torch_says("gpt_dwte_written", GV * GC),
                     "that is the gradient of the head alone: wte is used twice, and so it gets two gradients"},
                    {torch_says("gpt_dwte_read", GV * GC),
                     "that is the gradient of the embedding alone: wte is used twice, and so it gets two gradients"},
                    {0}};
    if (gpt->wte->grad)
        expect_table("the gradient by wte (7, 6)", places("v c", GV, GC), doubles(gpt->wte->grad, GV * GC),
                     torch_says("gpt_dwte", GV * GC), 5e-5, half);
    expect_grad("the gradient by wte (7, 6)", gpt->wte, "v c", "gpt_dwte");
    expect_grad("the gradient by wpe (5, 6)", gpt->wpe, "t c", "gpt_dwpe");
    expect_grad("the gradient by ln_f's gamma (6)", gpt->ln_f.gamma, "c", "gpt_dgamma");
    expect_grad("the gradient by ln_f's beta (6)", gpt->ln_f.beta, "c", "gpt_dbeta");
    gpt_free(gpt);
    params_free(&params);
}
END_TEST

// ---- 7.7 AdamW ----

enum { AW = 6, STEPS = 3 };

// AdamW in double. Every field is a mistake.
typedef struct Step {
    bool no_correction, m_only, from_0, first_step, kept;                   // of the bias correction,
    bool l2, no_decay, decay_alone, decay_late;                             // of the decay,
    bool eps_inside, no_eps, no_root, climbs, raw, no_rate;                 // of the step,
    bool distances, exchanged, exchanged2, sum, uncounted, square_of_m, v2; // and of the means
} Step;

typedef struct Weights {
    double w[AW], m[AW], v[AW];
} Weights;

static double gradient(int step, int i) // as in 07-gpt-reference.py
{
    static const double size[AW] = {1, 100, 0.01, 1e-4, 1e-8, 3};
    return size[i] * cos(1.3 * step + i);
}

static void plain_step(Step how, AdamW a, int step, double g, double *w, double *m, double *v)
{
    double b1 = how.exchanged ? 1 - a.beta1 : a.beta1, b2 = how.exchanged2 ? 1 - a.beta2 : a.beta2;
    int t = how.first_step ? 1 : how.uncounted ? step - 1 : step + how.from_0;
    g += how.l2 ? a.decay * *w : 0;
    *m = b1 * *m + (how.sum ? 1 : 1 - b1) * g;
    double by = how.square_of_m ? *m : g;
    *v = b2 * *v + (how.v2 ? 1 : 1 - b2) * (how.distances ? fabs(g) : by * by);
    double mhat = *m / (how.no_correction ? 1 : 1 - pow(a.beta1, t));
    double vhat = *v / (how.no_correction || how.m_only ? 1 : 1 - pow(a.beta2, t));
    double divide = how.no_root      ? vhat + a.eps
                    : how.eps_inside ? sqrt(vhat + a.eps)
                                     : sqrt(vhat) + (how.no_eps ? 0 : a.eps);
    double move = (how.no_rate ? 1 : a.rate) * (how.raw ? g : mhat) / divide * (how.climbs ? -1 : 1);
    double decay = how.l2 || how.no_decay ? 0 : how.decay_alone ? a.decay : a.rate * a.decay;
    *w = how.decay_late ? (*w - move) * (1 - decay) : *w - decay * *w - move;
    if (how.kept) {
        *m = mhat;
        *v = vhat;
    }
}

static const struct {
    Step how;
    const char *sentence;
} slips[] = {
    {{.no_correction = true}, "the bias correction is missing: divide m by 1 - beta1^step and v by 1 - beta2^step"},
    {{.m_only = true}, "v is not corrected: divide it by 1 - beta2^step"},
    {{.from_0 = true}, "step counts from 1 already: beta^step, not beta^(step + 1)"},
    {{.first_step = true}, "the correction shrinks from step to step: 1 - beta^step"},
    {{.kept = true}, "m keeps its uncorrected value, and so does v: only the step uses the corrected ones"},
    {{.l2 = true},
     "the decay was added to the gradient, as Adam with an L2 penalty does; AdamW shrinks the weight itself"},
    {{.no_decay = true}, "the weight decay is missing: w -= rate * decay * w"},
    {{.decay_alone = true}, "the decay is multiplied by the rate: w -= rate * decay * w"},
    {{.decay_late = true}, "the decay takes its share of the old w, before the step"},
    {{.eps_inside = true}, "eps is added after the root: sqrt(vhat) + eps"},
    {{.no_eps = true}, "eps is missing: it shows where the gradient is tiny"},
    {{.no_root = true}, "divide by the root of vhat: sqrt(vhat) + eps"},
    {{.climbs = true}, "subtract the step: yours climbs"},
    {{.raw = true}, "the step follows the running mean m, not this step's gradient alone"},
    {{.no_rate = true}, "the rate is missing in the step"},
    {{.distances = true}, "v is the mean of g^2, not of the size of g"},
    {{.square_of_m = true}, "v is the mean of g^2, not of m^2"},
    {{.exchanged = true}, "beta1 is the share of the old mean: beta1 m + (1 - beta1) g"},
    {{.exchanged2 = true}, "beta2 is the share of the old mean: beta2 v + (1 - beta2) g^2"},
    {{.sum = true}, "the factor 1 - beta1 is missing: m is a mean, not a sum"},
    {{.v2 = true}, "the factor 1 - beta2 is missing: v is a mean, not a sum"},
};

static const AdamW settings = {.rate = 0.05, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .decay = 0.1};

START_TEST(adamw_agrees_with_torch)
{
    static Weights by[COUNT(slips)];
    Guess w_by[COUNT(slips) + 1] = {{0}}, m_by[COUNT(slips) + 1] = {{0}}, v_by[COUNT(slips) + 1] = {{0}};
    real w[AW], m[AW] = {0}, v[AW] = {0}, grad[AW];
    for (int i = 0; i < AW; i++)
        w[i] = (real)sin(0.7 * (i + 1));
    for (int k = 0; k < COUNT(slips); k++) {
        for (int i = 0; i < AW; i++) {
            by[k].w[i] = sin(0.7 * (i + 1));
            for (int step = 1; step <= STEPS; step++)
                plain_step(slips[k].how, settings, step, gradient(step, i), &by[k].w[i], &by[k].m[i], &by[k].v[i]);
        }
        w_by[k] = (Guess){by[k].w, slips[k].sentence};
        m_by[k] = (Guess){by[k].m, slips[k].sentence};
        v_by[k] = (Guess){by[k].v, slips[k].sentence};
    }
    for (int step = 1; step <= STEPS; step++) {
        for (int i = 0; i < AW; i++)
            grad[i] = (real)gradient(step, i);
        adamw_step(AW, settings, step, grad, m, v, w);
    }
    static const char input[] = "6 weights after 3 steps, rate 0.05, decay 0.1, against PyTorch";
    expect_table(input, places("i", AW), doubles(w, AW), torch_says("adamw_w", AW), 2e-5, w_by);
    expect_table("m of the same", places("i", AW), doubles(m, AW), torch_says("adamw_m", AW), 2e-5, m_by);
    expect_table("v of the same", places("i", AW), doubles(v, AW), torch_says("adamw_v", AW), 2e-5, v_by);
}
END_TEST

START_TEST(adamw_first_step)
{
    real w = 1, m = 0, v = 0, grad = 0.5;
    AdamW faster = settings;
    faster.rate = 0.1;
    adamw_step(1, faster, 1, &grad, &m, &v, &w);
    expect_number("w = 1, g = 0.5, rate 0.1, decay 0.1, step 1: w", (double)w, 0.89, 1e-6, NULL);
    expect_number("w = 1, g = 0.5, rate 0.1, decay 0.1, step 1: m", (double)m, 0.05, 1e-6, NULL);
    expect_number("w = 1, g = 0.5, rate 0.1, decay 0.1, step 1: v", (double)v, 0.00025, 1e-8, NULL);
}
END_TEST

// ---- 7.9 writing ----

enum { MOST_IDS = 9, WAYS = 6 };

// What the logits should be each time a character is drawn, and what they would be by known mistakes.
static struct {
    const char *input;
    int drawn, tape;
    bool cached;
    double right[MOST_IDS][GV], by[WAYS][MOST_IDS][GV];
    const char *sentence[WAYS];
    Rng *rng;
} pen;

static int chosen(int draw) // what is "drawn"
{
    return (5 * draw + 3) % GV;
}

static int pick(int V, const real logits[], double temperature, int top_k, Rng *rng)
{
    char input[128];
    int draw = pen.drawn++;
    Guess guesses[WAYS + 1] = {{0}};
    for (int k = 0; k < WAYS && pen.sentence[k]; k++)
        guesses[k] = (Guess){pen.by[k][draw], pen.sentence[k]};
    expect_int(pen.input, V, GV, "the first argument of s->next is the size of the vocabulary");
    if (draw >= MOST_IDS)
        wrong(pen.input, "more characters are drawn than there is room for");
    if (temperature != 0.75 || top_k != 4 || rng != pen.rng)
        wrong(pen.input, "pass s->temperature, s->top_k and s->rng on to s->next, as they are");
    if (pen.cached && tape_count() > 0)
        wrong(pen.input, "that is a forward pass: it wrote on the tape; the logits come from gpt_cache_feed");
    if (!pen.cached && draw > 0 && tape_count() > pen.tape + 4)
        wrong(pen.input, "the tape grows with every character: reset the tape before each forward");
    pen.tape = tape_count();
    snprintf(input, sizeof input, "%s: the logits when character %d is drawn", pen.input, draw + 1);
    expect_table(input, places("v", GV), doubles(logits, GV), pen.right[draw], 2e-5, guesses);
    return chosen(draw);
}

static void logits_of(GPT *gpt, const int ids[], int T, int row, double to[GV])
{
    tape_reset();
    Tensor *logits = gpt_forward(gpt, ids, 1, T);
    for (int v = 0; v < GV; v++)
        to[v] = (double)logits->data[row * GV + v];
}

static void cached(GPT *gpt, GPTCache *cache, const int ids[], int n, double to[GV])
{
    int left = gpt->config.block - gpt_cache_length(cache);
    const real *logits = left >= n ? gpt_cache_feed(cache, ids, n) : NULL;
    for (int v = 0; v < GV; v++)
        to[v] = logits ? (double)logits[v] : -1000 * left - n; // or it would have aborted
}

// The text as it should become, and the logits for each of its new characters.
static void dip_pen(GPT *gpt, const char *input, bool with_cache, int length, int most, int right[])
{
    static Rng rng;
    memset(&pen, 0, sizeof pen);
    pen.input = input, pen.cached = with_cache, pen.rng = &rng;
    for (int n = length; n < most; n++) {
        int T = n < BLOCK ? n : BLOCK;
        right[n] = chosen(n - length);
        logits_of(gpt, right + n - T, T, T - 1, pen.right[n - length]);
    }
}

static void know(int way, const char *sentence)
{
    pen.sentence[way] = sentence;
}

static void guess_windows(GPT *gpt, int length, int most, const int right[])
{
    know(0, "those are the logits of the first position: the next character is in the last row, T - 1");
    know(1, "the model reads the first characters, not the last: the window begins at ids + n - T");
    know(2, "the window is one character too short: the block has room for more");
    know(3, "the model sees the last character only: the window is as long as the block");
    know(4, "the newest character is left out: the window ends with the last one written");
    for (int n = length; n < most; n++) {
        int T = n < BLOCK ? n : BLOCK, draw = n - length, less = n < BLOCK ? n : BLOCK - 1, without = T - (n <= BLOCK);
        logits_of(gpt, right + n - T, T, 0, pen.by[0][draw]);
        logits_of(gpt, right, T, T - 1, pen.by[1][draw]);
        logits_of(gpt, right + n - less, less, less - 1, pen.by[2][draw]);
        logits_of(gpt, right + n - 1, 1, 0, pen.by[3][draw]);
        logits_of(gpt, right + n - 1 - without, without, without - 1, pen.by[4][draw]);
        pen.by[4][draw][0] = n == BLOCK + 1 ? NAN : pen.by[4][draw][0]; // there it is the beginning too
    }
}

static void expect_text(const int yours[], const int right[], int length, int most)
{
    double is[MOST_IDS], should[MOST_IDS];
    for (int i = 0; i < most; i++) {
        is[i] = yours[i];
        should[i] = right[i];
    }
    expect_int(pen.input, pen.drawn, most - length, "as many characters are drawn as there is room for");
    expect_table(pen.input, places("n", most), is, should, 0, NULL);
}

static const Sampler sampler = {.next = pick, .temperature = 0.75, .top_k = 4};

START_TEST(writes_with_a_window)
{
    int right[MOST_IDS] = {5, 1, 6}, yours[MOST_IDS] = {5, 1, 6};
    GPT *gpt = small_gpt();
    Sampler s = sampler;
    dip_pen(gpt, "ids 5 1 6, block 5, up to 9 characters", false, 3, MOST_IDS, right);
    guess_windows(gpt, 3, MOST_IDS, right);
    s.rng = pen.rng;
    tape_reset();
    if_a_check_says("the block has room", "more characters than the block has room for: crop the text to its last "
                                          "gpt->config.block characters");
    write_window(gpt, gpt_forward, &s, 3, MOST_IDS, yours);
    expect_text(yours, right, 3, MOST_IDS);
    gpt_free(gpt);
}
END_TEST

// Does it call the forward that it is given?
static Tensor *flat(GPT *gpt, const int ids[], int B, int T)
{
    (void)gpt;
    (void)ids;
    return tensor_zeros(SHAPE(B, T, GV));
}

START_TEST(writes_with_any_forward)
{
    int yours[4] = {2, 2, 2, 99};
    GPT *gpt = small_gpt();
    Sampler s = sampler;
    int right[MOST_IDS] = {2, 2, 2};
    dip_pen(gpt, "a forward that returns zeros, ids 2 2 2, one more", false, 3, 4, right);
    memset(pen.right, 0, sizeof pen.right);
    s.rng = pen.rng;
    tape_reset();
    write_window(gpt, flat, &s, 3, 4, yours);
    expect_text(yours, right, 3, 4);
    gpt_free(gpt);
}
END_TEST

static void guess_caches(GPT *gpt, int length, int most, const int right[])
{
    GPTCache *again = gpt_cache_new(gpt), *tail = gpt_cache_new(gpt), *twice = gpt_cache_new(gpt);
    know(0, "the cache has read these before: feed only what is new");
    know(1, "the new character was never fed: the logits are those of before");
    know(2, "feed the whole prompt, not its last character alone");
    know(3, "a character is fed twice: feed each exactly once");
    know(4, "the cache has forgotten the text: one cache serves from beginning to end");
    for (int n = length; n < most; n++) {
        int draw = n - length;
        GPTCache *fresh = gpt_cache_new(gpt);
        cached(gpt, again, right, n, pen.by[0][draw]);
        memcpy(pen.by[1][draw], pen.right[0], sizeof pen.right[0]);
        cached(gpt, tail, right + n - 1, 1, pen.by[2][draw]);
        cached(gpt, twice, draw ? right + n - 2 : right, draw ? 2 : n, pen.by[3][draw]);
        cached(gpt, fresh, draw ? right + n - 1 : right, draw ? 1 : n, pen.by[4][draw]);
        gpt_cache_free(fresh);
    }
    gpt_cache_free(again);
    gpt_cache_free(tail);
    gpt_cache_free(twice);
}

START_TEST(writes_with_a_cache)
{
    int right[BLOCK + 1] = {5, 1}, yours[BLOCK + 1] = {5, 1};
    GPT *gpt = small_gpt();
    Sampler s = sampler;
    dip_pen(gpt, "ids 5 1, block 5, up to 6 characters, with a cache", true, 2, BLOCK + 1, right);
    guess_caches(gpt, 2, BLOCK + 1, right);
    s.rng = pen.rng;
    tape_reset();
    if_a_check_says("has room for", "the cache is full: feed only what is new, each character once");
    write_cached(gpt, &s, 2, BLOCK + 1, yours);
    expect_text(yours, right, 2, BLOCK + 1);
    gpt_free(gpt);
}
END_TEST

START_TEST(writes_one_with_a_full_cache)
{
    int right[BLOCK + 1] = {0, 6, 2, 2, 4}, yours[BLOCK + 1] = {0, 6, 2, 2, 4};
    GPT *gpt = small_gpt();
    Sampler s = sampler;
    dip_pen(gpt, "ids 0 6 2 2 4, block 5, one more", true, BLOCK, BLOCK + 1, right);
    s.rng = pen.rng;
    tape_reset();
    write_cached(gpt, &s, BLOCK, BLOCK + 1, yours);
    expect_text(yours, right, BLOCK, BLOCK + 1);
    gpt_free(gpt);
}
END_TEST

void suite_of_whole(void)
{
    exercise("6-gpt", gpt_agrees_with_torch, THEN, gpt_gradients, NULL);
    exercise("7-adamw", adamw_agrees_with_torch, THEN, adamw_first_step, NULL);
    exercise("9-write", writes_with_a_window, THEN, writes_with_any_forward, writes_with_a_cache, THEN,
             writes_one_with_a_full_cache, NULL);
}

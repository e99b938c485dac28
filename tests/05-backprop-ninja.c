/*
 * The tests of lesson 05's exercises. Expectations come from the tape (tensor_backward, proven in the
 * library's own tests), from PyTorch in double (05-backprop-ninja.txt, made by
 * 05-backprop-ninja-reference.py), from a scalar engine, or by hand; never from the solutions.
 * A learner's function sees values without a tape behind them, so that it cannot ask the oracle.
 */
#include "05-backprop-ninja.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VARS = sizeof(Vars) / sizeof(Tensor *), N = 8, CONTEXT = 3 };

static const char *const variable[VARS] = {
    "C",      "W1",          "b1",          "W2",      "b2",         "bngain",         "bnbias", "emb",      "embcat",
    "hprebn", "bnmeani",     "bndiff",      "bndiff2", "bnvar",      "bnvar_inv",      "bnraw",  "hpreact",  "h",
    "logits", "logit_maxes", "norm_logits", "counts",  "counts_sum", "counts_sum_inv", "probs",  "logprobs", "loss",
};

// What their dimensions count; one of size 1 has no name.
static const char *const axes[VARS] = {
    "id k", "k h", "h",   "h v", "v",   "h", "h",   "i place k", "i k", "i h", "h",   "i h", "i h", "h",
    "h",    "i h", "i h", "i h", "i v", "i", "i v", "i v",       "i",   "i",   "i v", "i v", "",
};

static const char any[] = "8 examples, 9 characters, embeddings of 4, 6 hidden units, any d->hprebn; against the tape";
static const char toy[] = "8 examples, 9 characters, embeddings of 4, 6 hidden units; against the tape";
static const char tiny[] = "5 examples, 4 characters, embeddings of 2, 2 hidden units; against PyTorch";

static struct {
    Net net;
    Batch batch;
    int Xb[N * CONTEXT], Yb[N];
    Vars v;     // the values, without a tape behind them
    Vars right; // the gradients
} t;

static Tensor **at(Vars *vars, const char *name)
{
    for (int i = 0; i < VARS; i++)
        if (strcmp(name, variable[i]) == 0)
            return (Tensor **)((char *)vars + (size_t)i * sizeof(Tensor *));
    ck_abort_msg("no variable %s", name);
}

static Places places_of(const char *name, Shape shape)
{
    int k = 0;
    while (strcmp(name, variable[k]) != 0)
        k++;
    Places p = {axes[k], 0, {0}};
    for (const char *c = axes[k]; *c; c++)
        if (c == axes[k] || c[-1] == ' ')
            p.count++;
    for (int i = 0; i < p.count; i++)
        p.size[i] = p.count == 1 ? (int)shape_size(shape) : shape.dim[i];
    return p;
}

static Vars without_tape(Vars v)
{
    for (int i = 0; i < VARS; i++) {
        Tensor **one = at(&v, variable[i]);
        *one = *one ? tensor_detach(*one) : NULL;
    }
    return v;
}

// ---- the networks ----

typedef void Forward(const Vars *parameters, const Batch *batch, Vars *v);

static void toy_network(Forward *forward_pass)
{
    Rng g, second;
    setvbuf(stderr, NULL, _IOLBF, 0); // what a CHECK says reaches the runner before abort()
    rng_seed(&g, 7);
    rng_seed(&second, 8);
    if (t.net.params.count > 0) // a test's second network
        params_free(&t.net.params);
    t.net = net_new(9, 4, CONTEXT, 6, &g, &second);
    for (int i = 0; i < N * CONTEXT; i++)
        t.Xb[i] = (int)rng_randint(&g, 0, 9);
    for (int i = 0; i < N; i++)
        t.Yb[i] = (int)rng_randint(&g, 0, 9);
    t.batch = (Batch){N, CONTEXT, t.Xb, t.Yb};
    Vars v;
    forward_pass(&t.net.v, &t.batch, &v);
    tensor_backward(v.loss);
    for (int i = 0; i < VARS; i++) {
        Tensor *one = *at(&v, variable[i]);
        if (one)
            *at(&t.right, variable[i]) = tensor_from(one->shape, one->grad);
    }
    t.v = without_tape(v);
}

static void tiny_network(Forward *forward_pass)
{
    FILE *f = fopen("tests/05-backprop-ninja.txt", "r");
    ck_assert_msg(f != NULL, "cannot open tests/05-backprop-ninja.txt");
    t.net = net_tiny();
    t.batch = tiny_batch;
    Vars v;
    char name[32];
    double number;
    forward_pass(&t.net.v, &t.batch, &v);
    t.v = without_tape(v);
    ck_assert_msg(fscanf(f, "%31s %lf", name, &number) == 2, "tests/05-backprop-ninja.txt");
    expect_number("the loss of the tiny network", tensor_item(v.loss), number, 1e-6, NULL);
    while (fscanf(f, "%31s", name) == 1) {
        Tensor *value = *at(&v, name), *grad = value ? tensor_zeros(value->shape) : NULL;
        for (int c; (c = fgetc(f)) != '\n' && c != EOF;)
            if (c != ' ') // a number begins here
                for (size_t k = (ungetc(c, f), 0); fscanf(f, "%lf", &number) == 1; k++) {
                    if (grad)
                        grad->data[k] = (real)number;
                    if ((c = fgetc(f)) == '\n' || c == EOF) {
                        ungetc('\n', f);
                        ck_assert_msg(!grad || k + 1 == grad->size, "%s has %zu numbers", name, k + 1);
                        break;
                    }
                }
        *at(&t.right, name) = grad;
    }
    fclose(f);
}

// ---- comparing ----

static struct {
    const char *name;
    const Tensor *values;
    const char *sentence;
} known[32];
static int known_count;

// A wrong gradient of `name` that is known.
static void guess(const char *name, const Tensor *values, const char *sentence)
{
    known[known_count].name = name;
    known[known_count].values = values;
    known[known_count++].sentence = sentence;
}

static double *doubles(const Tensor *a)
{
    double *d = tape_alloc(sizeof *d * a->size);
    for (size_t i = 0; i < a->size; i++)
        d[i] = a->data[i];
    return d;
}

// Float's rounding: 2e-5 of the largest number of the table.
static double tolerance_of(const Tensor *right)
{
    double most = 0;
    for (size_t i = 0; i < right->size; i++)
        most = fmax(most, fabs((double)right->data[i]));
    return fmax(5e-7, 2e-5 * fmin(1, most));
}

// Would the first stretch to the second? And are they the sums of one table over its two axes?
static bool along(Shape small, Shape large)
{
    bool fits = small.ndim == large.ndim;
    for (int i = 0; i < small.ndim && fits; i++)
        fits = small.dim[i] == 1 || small.dim[i] == large.dim[i];
    return fits;
}

static bool other_axis(Shape a, Shape b)
{
    return a.ndim == 2 && b.ndim == 2 && (a.dim[0] == 1) != (b.dim[0] == 1) && (a.dim[1] == 1) != (b.dim[1] == 1);
}

static void expect_shape(const char *input, const char *name, const Tensor *yours, const Tensor *right)
{
    if (!yours)
        wrong(input, "d->%s is not written: it is still NULL", name);
    if (!shape_equal(yours->shape, right->shape))
        wrong(input, "d->%s is %s, but %s is %s: a gradient has the shape of its variable.%s", name,
              shape_text(yours->shape), name, shape_text(right->shape),
              other_axis(yours->shape, right->shape) ? " The sum is over the wrong axis: 0 is the batch, 1 is the row"
              : yours->size > right->size && along(right->shape, yours->shape)
                  ? " What is stretched on the way forward is summed on the way back"
              : yours->size < right->size && along(yours->shape, right->shape)
                  ? " What is summed on the way forward is stretched on the way back"
              : yours->size == right->size && yours->shape.ndim == right->shape.ndim ? " Yours is transposed"
                                                                                     : "");
}

static void expect_tensor(const char *input, const char *name, const Tensor *yours, const Tensor *right)
{
    char text[256];
    snprintf(text, sizeof text, "d->%s of %s", name, input);
    expect_shape(text, name, yours, right);
    Guess guesses[COUNT(known) + 1] = {0};
    for (int i = 0, n = 0; i < known_count; i++)
        if (strcmp(known[i].name, name) == 0 && known[i].values->size == right->size)
            guesses[n++] = (Guess){doubles(known[i].values), known[i].sentence};
    expect_table(text, places_of(name, right->shape), doubles(yours), doubles(right), tolerance_of(right), guesses);
}

// The same where `right` is made of the learner's own numbers. There is more than one right way to them, so the grader
// must not compare them with another's.
static void expect_own(const char *input, const char *name, const Tensor *yours, const Tensor *right)
{
    expect_shape(input, name, yours, right);
    if (same((int)right->size, doubles(yours), doubles(right), tolerance_of(right)))
        saw(name, 0, NULL);
    else
        expect_tensor(input, name, yours, right);
}

static bool next_name(const char **names, char name[32])
{
    int used = 0;
    bool found = sscanf(*names, "%31s%n", name, &used) == 1;
    *names += used;
    return found;
}

// The gradients `names` must be right; those `before` them in the chain must be right already.
static void expect_gradients(const char *input, Vars *yours, const char *before, const char *names)
{
    char name[32];
    while (next_name(&before, name)) {
        const Tensor *a = *at(yours, name), *b = *at(&t.right, name);
        if (!a || !shape_equal(a->shape, b->shape) || !same((int)b->size, doubles(a), doubles(b), tolerance_of(b)))
            wrong(input, "d->%s comes first and is not right yet; everything after it is made from it", name);
    }
    while (next_name(&names, name))
        expect_tensor(input, name, *at(yours, name), *at(&t.right, name));
}

// A backward reads the values; they may be needed again.
static void expect_unchanged(const Vars *now, const Vars *before)
{
    for (int i = 0; i < VARS; i++) {
        Tensor *const *a = (Tensor *const *)(const void *)now + i, *const *b = (Tensor *const *)(const void *)before +
                                                                               i;
        if (*a && memcmp((*a)->data, (*b)->data, sizeof(real) * (*a)->size) != 0)
            wrong("the values", "v->%s was changed: values are for reading, make new tensors for gradients",
                  variable[i]);
    }
}

static Tensor *times(Tensor *a, double k)
{
    return tensor_scale(a, k);
}

// ---- 5.1 from the loss to the logits ----

// -1 / n at other places than [i][Yb[i]]: data[Yb[i] * V + i] for data[i * V + Yb[i]], where it fits.
static Tensor *misplaced(const Tensor *like, const int Yb[], double value)
{
    int n = like->shape.dim[0], V = like->shape.dim[1];
    Tensor *out = tensor_zeros(like->shape);
    for (int i = 0; i < n; i++)
        if (Yb[i] * V + i < n * V)
            out->data[Yb[i] * V + i] += (real)value;
    return out;
}

static void loss_guesses(void)
{
    Vars *v = &t.v, *r = &t.right;
    int n = t.batch.n, V = v->logits->shape.dim[1];
    Tensor *ones = tensor_full(v->counts->shape, 1);
    guess("logprobs", times(r->logprobs, n), "yours is n x the expected value: the loss is a mean, divide by n");
    guess("logprobs", times(r->logprobs, -1), "the sign is wrong: the loss is minus the mean");
    guess("logprobs", times(r->logprobs, -n), "the sign is wrong, and the loss is a mean: divide by n");
    guess("logprobs", times(r->logprobs, 1.0 / V), "the mean is over the n examples, not over all n * V numbers");
    guess("logprobs", tensor_zeros(v->logprobs->shape),
          "all zeros: -1 / n of whole numbers is 0 in C, write -1.0 / n (or nothing was written at [i][Yb[i]])");
    guess("logprobs", misplaced(v->logprobs, t.batch.Yb, -1.0 / n),
          "row and column are exchanged: example i and character Yb[i] are at data[i * V + Yb[i]]");
    guess("probs", tensor_mul(v->probs, r->logprobs), "the slope of ln x is 1/x: divide by probs");
    guess("probs", tensor_div(ones, v->probs), "the slope must be multiplied by what arrives: d->logprobs");
    guess("probs", times(tensor_div(ones, v->probs), -1.0 / n),
          "only the probability of the right answer is in the loss: d->logprobs is 0 at the others");
    guess("counts_sum_inv", tensor_sum(v->counts, 1), "the slope must be multiplied by what arrives: d->probs");
    guess("counts_sum_inv", tensor_sum(r->probs, 1), "a product gives each factor the other one: times counts");
    guess("counts_sum", times(r->counts_sum, -1), "the slope of 1/x is -1/x^2: the minus is missing");
    guess("counts_sum", times(tensor_mul(v->counts_sum_inv, r->counts_sum_inv), -1),
          "the slope of x^-1 is -x^-2: the power falls by one");
    guess("counts_sum", tensor_mul(v->counts_sum_inv, r->counts_sum_inv),
          "the slope of x^-1 is -x^-2: the power falls by one, and the minus is missing");
    guess("counts_sum", times(tensor_pow(v->counts_sum, -2), -1),
          "the slope must be multiplied by what arrives: d->counts_sum_inv");
    guess("counts", tensor_mul(v->counts_sum_inv, r->probs),
          "the branch through counts_sum and counts_sum_inv is missing: counts is used twice, add both");
    guess("counts", tensor_add(tensor_zeros(v->counts->shape), r->counts_sum),
          "the branch through probs is missing: the second use must be added to the first, not replace it");
    guess("counts", tensor_add(tensor_div(r->probs, v->counts_sum_inv), r->counts_sum),
          "a product gives each factor the other one: times counts_sum_inv, not divided by it");
    guess("norm_logits", r->counts, "the slope of e^x is e^x: times counts");
    guess("norm_logits", v->counts, "the slope must be multiplied by what arrives: d->counts");
    guess("norm_logits", tensor_mul(v->norm_logits, r->counts), "the slope of e^x is e^x, not x: times counts");
}

static Vars loss_case(Forward *forward_pass, void network(Forward *))
{
    Vars d = {0};
    network(forward_pass);
    loss_guesses();
    Vars before = without_tape(t.v);
    loss_steps_backward(&t.v, &t.batch, &d);
    if (network == tiny_network) // once is enough
        expect_unchanged(&t.v, &before);
    return d;
}

// d->logit_maxes is zero whatever a function does, as long as 1 / counts_sum is what counts_sum_inv says. Here it
// is not, and each of the last two rules must hold for the gradient that came before.
static void logits_of_a_changed_inverse(void)
{
    static const char changed[] = "8 examples, 9 characters, with counts_sum_inv changed so that it shows";
    Vars d = {0};
    toy_network(forward_in_pieces);
    int n = t.batch.n, V = t.v.logits->shape.dim[1];
    for (int i = 0; i < n; i++)
        t.v.counts_sum_inv->data[i] *= (real)(1.5 + 0.25 * i);
    loss_steps_backward(&t.v, &t.batch, &d);
    expect_shape(changed, "norm_logits", d.norm_logits, t.v.norm_logits);
    expect_shape(changed, "logits", d.logits, t.v.logits);
    if (d.logits->data == d.norm_logits->data)
        wrong(changed, "d->logits and d->norm_logits are one tensor: adding to one changes both; take a copy, "
                       "tensor_detach(d->norm_logits)");
    Tensor *sum = tensor_sum(d.norm_logits, 1), *second = tensor_zeros(t.v.logits->shape);
    Tensor *smallest = tensor_zeros(t.v.logits->shape);
    guess("logit_maxes", sum, "the sign is wrong: norm_logits is logits minus logit_maxes");
    guess("logit_maxes", tensor_zeros(sum->shape),
          "it is nearly zero for a real batch, but that is not the rule: minus the sum of d->norm_logits over the row");
    guess("logit_maxes", times(sum, -1.0 / V), "the sum over the row, not the mean");
    expect_own(changed, "logit_maxes", d.logit_maxes, times(sum, -1));
    for (int i = 0; i < n; i++) {
        int best = i * V, least = i * V;
        for (int c = i * V; c < i * V + V; c++) {
            best = t.v.logits->data[c] > t.v.logits->data[best] ? c : best;
            least = t.v.logits->data[c] < t.v.logits->data[least] ? c : least;
        }
        second->data[best] = d.logit_maxes->data[i];
        smallest->data[least] = d.logit_maxes->data[i];
    }
    Tensor *right = tensor_add(d.norm_logits, second);
    guess("logits", d.norm_logits,
          "the branch through logit_maxes is missing: add it where the row's largest logit was taken from");
    guess("logits", second, "the branch through norm_logits is missing: logits is used twice, add both");
    guess("logits", tensor_add(d.norm_logits, d.logit_maxes),
          "d->logit_maxes goes to the row's largest logit only: the others did not make the maximum");
    guess("logits", tensor_add(d.norm_logits, smallest), "the row's largest logit made the maximum, not the smallest");
    guess("logits", tensor_sub(d.norm_logits, second), "add d->logit_maxes: its minus sign is in it already");
    expect_own(changed, "logits", d.logits, right);
}

START_TEST(loss_steps_logprobs_and_probs)
{
    Vars d = loss_case(forward_in_pieces, toy_network);
    expect_gradients(toy, &d, "", "logprobs probs");
}
END_TEST

START_TEST(loss_steps_counts)
{
    Vars d = loss_case(forward_in_pieces, toy_network);
    expect_gradients(toy, &d, "logprobs probs", "counts_sum_inv counts_sum counts");
}
END_TEST

START_TEST(loss_steps_logits)
{
    Vars d = loss_case(forward_in_pieces, toy_network);
    expect_gradients(toy, &d, "logprobs probs counts_sum_inv counts_sum counts", "norm_logits logit_maxes logits");
    logits_of_a_changed_inverse();
}
END_TEST

START_TEST(loss_steps_agree_with_torch)
{
    Vars d = loss_case(forward_in_pieces, tiny_network);
    expect_gradients(tiny, &d, "", "logprobs probs counts_sum_inv counts_sum counts norm_logits logit_maxes logits");
}
END_TEST

// ---- 5.2 through a linear layer and tanh ----

static void layer2_guesses(void)
{
    Vars *v = &t.v, *r = &t.right;
    Tensor *ones = tensor_full(v->h->shape, 1), *squared = tensor_mul(v->h, v->h);
    double n = v->h->shape.dim[0];
    static const char once_more[] = "the slope of tanh is 1 - h^2 as it stands: do not differentiate the h^2";
    guess("W2", times(r->W2, 1 / n), "the sum over the batch, not the mean: 1/n is in d->logits already");
    guess("W2", tensor_matmul(tensor_transpose(v->hpreact), r->logits), "W2 is multiplied with h, not with hpreact");
    guess("b2", times(r->b2, 1 / n), "the sum over the batch, not the mean: 1/n is in d->logits already");
    guess("hpreact", tensor_mul(tensor_sub(ones, tensor_mul(v->hpreact, v->hpreact)), r->h),
          "h is the output of tanh: the slope is 1 - h^2, with h and not with hpreact");
    guess("hpreact", tensor_mul(tensor_sub(ones, v->h), r->h), "the slope of tanh is 1 - h^2, not 1 - h");
    guess("hpreact", tensor_sub(ones, squared), "the slope must be multiplied by what arrives: d->h");
    guess("hpreact", r->h, "the slope of tanh, 1 - h^2, is missing");
    guess("hpreact", tensor_mul(times(v->h, 2), r->h), once_more);
    guess("hpreact", tensor_mul(times(v->h, -2), r->h), once_more);
    guess("hpreact", tensor_mul(tensor_sub(ones, times(v->h, 2)), r->h), once_more);
    guess("hpreact", tensor_mul(squared, r->h), "the slope of tanh is 1 - h^2, not h^2");
    guess("hpreact", tensor_mul(tensor_sub(squared, ones), r->h), "the sign is wrong: the slope of tanh is 1 - h^2");
    guess("hpreact", tensor_mul(tensor_add(ones, squared), r->h), "the slope of tanh is 1 - h^2, not 1 + h^2");
    guess("hpreact", tensor_mul(tensor_sub(v->h, squared), r->h),
          "h (1 - h) is the slope of the sigmoid; tanh has 1 - h^2");
}

static Vars layer2_case(void network(Forward *))
{
    network(forward_in_pieces);
    Vars *r = &t.right, d = {.logits = tensor_detach(r->logits)};
    layer2_guesses();
    Vars before = without_tape(t.v);
    layer2_steps_backward(&t.v, &d);
    if (network == tiny_network) // once is enough
        expect_unchanged(&t.v, &before);
    return d;
}

START_TEST(layer2_of_one_example)
{
    t.v = (Vars){.h = tensor_full(SHAPE(1, 1), 0.5),
                 .W2 = tensor_from(SHAPE(1, 2), (real[]){2, 3}),
                 .b2 = tensor_zeros(SHAPE(1, 2)),
                 .hpreact = tensor_full(SHAPE(1, 1), 0.549306)};
    t.right = (Vars){.h = tensor_full(SHAPE(1, 1), 23),
                     .W2 = tensor_from(SHAPE(1, 2), (real[]){5, 0.5}),
                     .b2 = tensor_from(SHAPE(1, 2), (real[]){10, 1}),
                     .hpreact = tensor_full(SHAPE(1, 1), 17.25)};
    Vars d = {.logits = tensor_from(SHAPE(1, 2), (real[]){10, 1})};
    layer2_steps_backward(&t.v, &d);
    expect_gradients("h = 0.5, W2 = 2 3, d->logits = 10 1", &d, "", "h W2 b2 hpreact");
}
END_TEST

START_TEST(layer2_agrees_with_the_tape)
{
    Vars d = layer2_case(toy_network);
    expect_gradients(toy, &d, "", "h W2 b2 hpreact");
}
END_TEST

START_TEST(layer2_agrees_with_torch)
{
    Vars d = layer2_case(tiny_network);
    expect_gradients(tiny, &d, "", "h W2 b2 hpreact");
}
END_TEST

// ---- 5.3 through BatchNorm, step by step ----

static Vars batchnorm_case(void network(Forward *))
{
    network(forward_in_pieces);
    Vars *v = &t.v, *r = &t.right, d = {.hpreact = tensor_detach(r->hpreact)};
    double n = t.batch.n;
    Tensor *in_bnraw = tensor_mul(v->bnvar_inv, r->bnraw);
    Tensor *in_bndiff2 = tensor_sub(r->bndiff, in_bnraw);
    static const char sums[] = "the sum over the batch, not the mean: 1/n is in d->hpreact already";
    guess("bngain", r->bnbias, "a product gives each factor the other one: times bnraw");
    guess("bngain", times(r->bngain, 1 / n), sums);
    guess("bngain", tensor_sum(tensor_mul(v->hpreact, r->hpreact), 0),
          "bngain is multiplied with bnraw, not with hpreact");
    guess("bnbias", times(r->bnbias, 1 / n), sums);
    guess("bnraw", r->hpreact, "a product gives each factor the other one: times bngain");
    guess("bnvar_inv", tensor_sum(r->bnraw, 0), "a product gives each factor the other one: times bndiff");
    guess("bnvar", tensor_mul(times(v->bnvar_inv, -0.5), r->bnvar_inv),
          "the slope of x^-0.5 is -0.5 * x^-1.5: the power falls by one");
    Tensor *no_eps = times(tensor_pow(v->bnvar, -1.5), -0.5);
    guess("bnvar", tensor_mul(no_eps, r->bnvar_inv), "1e-5 is missing: bnvar_inv is (bnvar + 1e-5)^-0.5");
    guess("bnvar", tensor_mul(times(v->bnvar_inv, -1.5), r->bnvar_inv),
          "the slope of x^-0.5 is -0.5 * x^-1.5: factor and power are exchanged");
    guess("bnvar", times(r->bnvar, -1), "the sign is wrong: the slope of x^-0.5 is -0.5 * x^-1.5");
    guess("bnvar", times(r->bnvar, -2), "the factor of the slope is missing: that of x^-0.5 is -0.5 * x^-1.5");
    guess("bndiff2", times(r->bndiff2, (n - 1) / n), "the variance divides by n - 1 (Bessel's correction), not by n");
    guess("bndiff2", times(r->bndiff2, n - 1), "the 1/(n - 1) of the variance is missing");
    guess("bndiff2", tensor_zeros(r->bndiff2->shape),
          "all zeros: 1 / (n - 1) of whole numbers is 0 in C, write 1.0 / (n - 1)");
    guess("bndiff", in_bnraw, "the branch through bndiff2 is missing: bndiff is used twice, add both");
    guess("bndiff", in_bndiff2, "the branch through bnraw is missing: the second use must be added to the first");
    guess("bndiff", tensor_add(in_bnraw, times(in_bndiff2, 0.5)), "the slope of x^2 is 2x: the 2 is missing");
    guess("bndiff", tensor_add(in_bnraw, r->bndiff2), "the slope of x^2 is 2x: times bndiff, times 2");
    guess("bnmeani", times(r->bnmeani, -1), "the sign is wrong: the mean is subtracted");
    guess("bnmeani", times(r->bnmeani, 1 / n), "the sum over the batch: the 1/n of the mean belongs into d->hprebn");
    guess("hprebn", r->bndiff, "the branch through bnmeani is missing: the mean is made of hprebn, too");
    guess("hprebn", tensor_add(r->bndiff, r->bnmeani), "bnmeani is 1/n of the sum: its branch needs the 1/n");
    guess("hprebn", tensor_add(r->bndiff, times(r->bnmeani, 1 / (n - 1))),
          "the mean divides by n; only the variance divides by n - 1");
    guess("hprebn", tensor_sub(r->bndiff, times(r->bnmeani, 1 / n)),
          "add the branch through bnmeani: its minus sign is in it already");
    Vars before = without_tape(t.v);
    batchnorm_steps_backward(v, &t.batch, &d);
    if (network == tiny_network) // once is enough
        expect_unchanged(&t.v, &before);
    return d;
}

START_TEST(batchnorm_steps_gain_and_bias)
{
    Vars d = batchnorm_case(toy_network);
    expect_gradients(toy, &d, "", "bngain bnbias bnraw");
}
END_TEST

START_TEST(batchnorm_steps_variance)
{
    Vars d = batchnorm_case(toy_network);
    expect_gradients(toy, &d, "bnraw", "bnvar_inv bnvar bndiff2");
}
END_TEST

START_TEST(batchnorm_steps_mean)
{
    Vars d = batchnorm_case(toy_network);
    expect_gradients(toy, &d, "bnraw bnvar_inv bnvar bndiff2", "bndiff bnmeani hprebn");
}
END_TEST

START_TEST(batchnorm_steps_agree_with_torch)
{
    Vars d = batchnorm_case(tiny_network);
    expect_gradients(tiny, &d, "", "bngain bnbias bnraw bnvar_inv bnvar bndiff2 bndiff bnmeani hprebn");
}
END_TEST

// ---- 5.4 to the letters ----

// What C gets when only some of the places are counted, or when a row is overwritten.
static Tensor *embedding_wrong(const Tensor *demb, int places, bool overwritten)
{
    Tensor *C = tensor_zeros(t.v.C->shape);
    int width = C->shape.dim[1];
    for (int i = 0; i < places; i++)
        for (int k = 0; k < width; k++) {
            real *to = &C->data[t.batch.Xb[i] * width + k];
            *to = (overwritten ? 0 : *to) + demb->data[i * width + k];
        }
    return C;
}

static const char overwritten[] = "only the last occurrence of each letter is left: use +=";

// Row i of C for the i-th letter of the batch, whatever letter it is.
static Tensor *embedding_in_order(const Tensor *demb)
{
    Tensor *C = tensor_zeros(t.v.C->shape);
    for (size_t i = 0; i < C->size && i < demb->size; i++)
        C->data[i] = demb->data[i];
    return C;
}

static void embedding_guesses(const Tensor *demb)
{
    int n = t.batch.n, context = t.batch.context;
    guess("C", embedding_wrong(demb, n * context, true), overwritten);
    guess("C", embedding_wrong(demb, n, false), "a batch looks up n * context characters, not n");
    if (t.v.emb)
        guess("C", embedding_wrong(t.v.emb, n * context, false),
              "those are the embeddings themselves: add up their gradients, d->emb");
    guess("C", embedding_in_order(demb), "the row of C is the letter's, Xb[i], not i");
}

// The toy network's first layer, with any numbers for d->hprebn: behind a BatchNorm they would sum to zero over
// the batch, and whatever is done with that sum would be right. The tape makes the rest.
static void any_dhprebn(void)
{
    int n = t.batch.n, K = t.v.embcat->shape.dim[1], H = t.v.W1->shape.dim[1];
    Vars *p = &t.net.v;
    Tensor *dhprebn = tensor_zeros(SHAPE(n, H));
    for (size_t i = 0; i < dhprebn->size; i++)
        dhprebn->data[i] = (real)(0.1 + 0.3 * sin(1.7 * (double)i));
    params_zero_grad(&t.net.params);
    Tensor *emb = tensor_embed(p->C, t.batch.Xb, SHAPE(n, CONTEXT));  // (n, 3, 4)
    Tensor *embcat = tensor_view(emb, SHAPE(n, K));                   // (n, K)
    Tensor *hprebn = tensor_add(tensor_matmul(embcat, p->W1), p->b1); // (n, H)
    tensor_backward(tensor_sum_all(tensor_mul(hprebn, dhprebn)));
    t.right = (Vars){
        .hprebn = dhprebn,
        .embcat = tensor_matmul(dhprebn, tensor_transpose(tensor_detach(p->W1))),
        .W1 = tensor_from(p->W1->shape, p->W1->grad),
        .b1 = tensor_from(p->b1->shape, p->b1->grad),
        .C = tensor_from(p->C->shape, p->C->grad),
    };
    t.right.emb = tensor_view(t.right.embcat, t.v.emb->shape);
}

static Vars layer1_case(void network(Forward *))
{
    network(forward_in_pieces);
    if (network == toy_network)
        any_dhprebn();
    Vars *r = &t.right, d = {.hprebn = tensor_detach(r->hprebn)};
    double n = t.batch.n;
    static const char sums[] = "the sum over the batch, not the mean: 1/n is in d->hprebn already";
    if (network == toy_network) { // behind PyTorch's BatchNorm, d->b1 is nearly 0 whatever one does
        guess("b1", times(r->b1, 1 / n), sums);
        guess("b1", times(r->b1, -1), "the sign is wrong: b1 is added");
        guess("b1", tensor_zeros(r->b1->shape),
              "it is nearly zero behind a BatchNorm, but that is not the rule: b1 is added to "
              "every row, so sum d->hprebn over the batch");
    }
    guess("W1", times(r->W1, 1 / n), sums);
    embedding_guesses(r->emb);
    Vars before = without_tape(t.v);
    layer1_steps_backward(&t.v, &t.batch, &d);
    if (network == tiny_network) // once is enough
        expect_unchanged(&t.v, &before);
    return d;
}

START_TEST(layer1_linear)
{
    Vars d = layer1_case(toy_network);
    expect_gradients(any, &d, "", "embcat W1 b1");
}
END_TEST

START_TEST(layer1_embedding)
{
    Vars d = layer1_case(toy_network);
    expect_gradients(any, &d, "embcat", "emb C");
}
END_TEST

START_TEST(layer1_of_the_same_letter_twice)
{
    static const int five_five[] = {5, 5}, zero[] = {0};
    real identity[16] = {[0] = 1, [5] = 1, [10] = 1, [15] = 1};
    t.batch = (Batch){1, 2, five_five, zero};
    t.v = (Vars){.C = tensor_zeros(SHAPE(7, 2)),
                 .W1 = tensor_from(SHAPE(4, 4), identity),
                 .b1 = tensor_zeros(SHAPE(1, 4)),
                 .emb = tensor_zeros(SHAPE(1, 2, 2)),
                 .embcat = tensor_zeros(SHAPE(1, 4)),
                 .hprebn = tensor_zeros(SHAPE(1, 4))};
    Vars d = {.hprebn = tensor_from(SHAPE(1, 4), (real[]){1, 2, 10, 20})};
    t.right.C = tensor_zeros(SHAPE(7, 2));
    t.right.C->data[10] = 11, t.right.C->data[11] = 22;
    embedding_guesses(d.hprebn);
    layer1_steps_backward(&t.v, &t.batch, &d);
    expect_gradients("the context 5 5 with d->emb = 1 2, 10 20", &d, "", "C");
}
END_TEST

START_TEST(layer1_agrees_with_torch)
{
    Vars d = layer1_case(tiny_network);
    expect_gradients(tiny, &d, "", "embcat W1 b1 emb C");
}
END_TEST

// ---- 5.5 cross_entropy in one expression ----

static void cross_entropy_guesses(Tensor *logits, const int Yb[], Tensor *right)
{
    int n = logits->shape.dim[0], V = logits->shape.dim[1];
    Tensor *p = tensor_softmax(logits), *ones_only = tensor_zeros(logits->shape);
    Tensor *columns = tensor_transpose(tensor_softmax(tensor_transpose(logits)));
    for (int i = 0; i < n; i++)
        ones_only->data[i * V + Yb[i]] = 1;
    Tensor *share = times(p, 1.0 / n), *ones = times(ones_only, 1.0 / n);
    guess("logits", times(right, n), "yours is n x the expected value: the loss is a mean over the batch, divide by n");
    guess("logits", times(right, -1), "the sign is wrong: softmax minus one-hot, not the other way round");
    guess("logits", share, "the 1 at the right answer is not subtracted: for row i that is at data[i * V + Yb[i]]");
    if (n > 1)
        guess("logits", tensor_sub(share, misplaced(logits, Yb, 1.0 / n)),
              "row and column are exchanged: the right answer of row i is at data[i * V + Yb[i]]");
    guess("logits", tensor_sub(share, ones_only), "the 1 must be divided by n as well");
    guess("logits", times(ones, -1), "the softmax is missing: the wrong letters are pushed down, too");
    guess("logits", tensor_add(share, ones), "subtract 1 at the right answer, do not add it");
    guess("logits", tensor_zeros(logits->shape), "all zeros: 1 / n of whole numbers is 0 in C, write 1.0 / n");
    if (n > 1) {
        guess("logits", times(right, n / (double)V), "divide by n, the number of rows, not by V");
        guess("logits", times(right, 1.0 / V),
              "divide by n only: the mean is over the rows, not over all n * V numbers");
    }
    guess("logits", tensor_sub(times(tensor_log(p), 1.0 / n), ones),
          "the softmax itself, not its logarithm, minus one-hot");
    guess("logits", tensor_sub(times(columns, 1.0 / n), ones),
          "softmax goes along each row of logits, over the characters: yours goes down the columns");
    if (n > 1)
        guess("logits", tensor_sub(times(logits, 1.0 / n), ones),
              "the softmax is missing: those are the logits themselves");
}

static void cross_entropy_case(const char *input, Tensor *logits, const int Yb[], Tensor *right)
{
    cross_entropy_guesses(logits, Yb, right);
    Tensor *given = tensor_detach(logits), *yours = cross_entropy_backward(given, Yb);
    if (input == tiny && memcmp(given->data, logits->data, sizeof(real) * logits->size) != 0)
        wrong(input, "logits was changed: values are for reading, make a new tensor for the gradient");
    expect_shape(input, "logits", yours, logits);
    for (size_t i = 0; i < logits->size; i++)
        if (!isfinite(yours->data[i]) && fabs((double)logits->data[i]) > 80)
            wrong(input, "a gradient of %g: exp overflowed; tensor_softmax subtracts the row's maximum first",
                  (double)yours->data[i]);
    expect_tensor(input, "logits", yours, right);
}

START_TEST(cross_entropy_of_four_equal_logits)
{
    cross_entropy_case("logits 0 0 0 0, y = 2", tensor_zeros(SHAPE(1, 4)), (int[]){2},
                       tensor_from(SHAPE(1, 4), (real[]){0.25, 0.25, -0.75, 0.25}));
}
END_TEST

START_TEST(cross_entropy_agrees_with_the_tape)
{
    toy_network(forward_in_pieces);
    cross_entropy_case(toy, t.v.logits, t.Yb, t.right.logits);
}
END_TEST

START_TEST(cross_entropy_agrees_with_torch)
{
    tiny_network(forward_in_pieces);
    cross_entropy_case(tiny, t.v.logits, t.batch.Yb, t.right.logits);
}
END_TEST

START_TEST(cross_entropy_of_large_logits)
{
    cross_entropy_case("logits 1000 0 0 and 0 0 1000, y = 0 and 1",
                       tensor_from(SHAPE(2, 3), (real[]){1000, 0, 0, 0, 0, 1000}), (int[]){0, 1},
                       tensor_from(SHAPE(2, 3), (real[]){0, 0, 0, 0, -0.5, 0.5}));
}
END_TEST

// ---- 5.6 BatchNorm in one expression ----

static const char straight_only[] = "that is the straight way only: mean and variance depend on hprebn, too";

static void batchnorm_at_once_case(const char *input)
{
    Vars *v = &t.v, *r = &t.right;
    double n = v->bnraw->shape.dim[0];
    Tensor *gain_inverse = tensor_mul(v->bngain, v->bnvar_inv), *dhpreact = r->hpreact;
    Tensor *mean = tensor_mul(gain_inverse, tensor_mean(dhpreact, 0));
    Tensor *along = tensor_mul(tensor_mul(gain_inverse, v->bnraw),
                               times(tensor_sum(tensor_mul(dhpreact, v->bnraw), 0), 1 / (n - 1)));
    Tensor *right = r->hprebn;
    guess("hprebn", tensor_add(right, mean), "the way through the mean is missing: - mean(dhpreact)");
    guess("hprebn", tensor_add(right, along),
          "the way through the variance is missing: - bnraw * sum(dhpreact * bnraw) / (n - 1)");
    guess("hprebn", tensor_add(right, times(along, 1 / n)),
          "the variance divides by n - 1 (Bessel's correction), not by n");
    guess("hprebn", tensor_div(right, tensor_add(v->bngain, tensor_zeros(right->shape))), "bngain is missing");
    guess("hprebn", tensor_mul(gain_inverse, dhpreact), straight_only);
    guess("hprebn", tensor_add(right, times(mean, 2)), "the sign is wrong: minus mean(dhpreact)");
    guess("hprebn", tensor_add(right, times(along, 2)),
          "the sign is wrong: minus bnraw * sum(dhpreact * bnraw) / (n - 1)");
    guess("hprebn", tensor_sub(right, times(mean, n - 1)), "the mean of dhpreact, not its sum");
    if (n > 2)
        guess("hprebn", tensor_add(right, times(along, 1 - 1 / n)),
              "the sum of dhpreact * bnraw over the batch, not its mean");
    guess("hprebn", tensor_sub(right, times(along, n - 2)), "the 1 / (n - 1) of the variance is missing");
    guess("hprebn", tensor_div(right, tensor_add(v->bnvar_inv, tensor_zeros(right->shape))), "bnvar_inv is missing");
    guess("hprebn", tensor_add(tensor_add(right, mean), times(tensor_mul(gain_inverse, tensor_mean(dhpreact, 1)), -1)),
          "the mean is over the batch, axis 0: yours goes along the rows");
    guess("hprebn", times(right, n),
          "yours is n x the expected value: in the form n * dhpreact - sum ... all is divided by n");
    Tensor *zeros = tensor_zeros(right->shape), *both = tensor_add(along, mean);
    Tensor *dot = times(tensor_sum(tensor_mul(dhpreact, v->bnraw), 0), 1 / (n - 1));
    Tensor *less_mean = tensor_sub(tensor_mul(gain_inverse, dhpreact), mean);
    if (n > 2) {
        guess("hprebn", tensor_sub(less_mean, tensor_mul(gain_inverse, tensor_add(zeros, dot))),
              "the way through the variance is multiplied by bnraw: bnraw * sum(dhpreact * bnraw) / (n - 1)");
        guess("hprebn", tensor_sub(tensor_add(right, both), tensor_div(both, v->bngain)),
              "bngain belongs to all three terms: it multiplies dhpreact before anything else");
        guess("hprebn", tensor_div(tensor_div(right, v->bnvar_inv), v->bnvar_inv),
              "bnvar_inv is 1 / sqrt(bnvar + 1e-5): multiply by it, do not divide");
    }
    Tensor *given = tensor_detach(dhpreact), *yours = batchnorm_backward(v, given);
    if (input == tiny && memcmp(given->data, dhpreact->data, sizeof(real) * given->size) != 0)
        wrong(input, "dhpreact was changed: make new tensors");
    expect_tensor(input, "hprebn", yours, right);
}

START_TEST(batchnorm_agrees_with_the_tape)
{
    toy_network(forward_in_pieces);
    batchnorm_at_once_case(toy);
}
END_TEST

START_TEST(batchnorm_agrees_with_torch)
{
    tiny_network(forward_in_pieces);
    batchnorm_at_once_case(tiny);
}
END_TEST

START_TEST(batchnorm_of_two_numbers)
{
    real r = (real)sqrt(0.5);
    t.v = (Vars){.hprebn = tensor_from(SHAPE(2, 1), (real[]){1, 3}),
                 .bngain = tensor_full(SHAPE(1, 1), 1),
                 .bnvar_inv = tensor_full(SHAPE(1, 1), r),
                 .bnraw = tensor_from(SHAPE(2, 1), (real[]){-r, r})};
    t.right = (Vars){.hpreact = tensor_from(SHAPE(2, 1), (real[]){1, 0}), .hprebn = tensor_zeros(SHAPE(2, 1))};
    batchnorm_at_once_case("the column 1 3, dhpreact = 1 0");
}
END_TEST

// ---- 5.7 the whole backward, and the update ----

static Vars ninja_case(void network(Forward *))
{
    network(forward);
    Vars *v = &t.v, d = {0};
    if (network == toy_network) { // where the tape knows what lies between
        Vars *r = &t.right;
        Tensor *straight = tensor_mul(tensor_mul(v->bngain, v->bnvar_inv), r->hpreact);
        guess("b2", times(r->b2, t.batch.n), "yours is n x the expected value: the loss is a mean, divide by n");
        guess("W2", times(r->W2, t.batch.n), "yours is n x the expected value: the loss is a mean, divide by n");
        static const char sums[] = "the sum over the batch, not the mean: 1/n is in dlogits already";
        static const char *const summed[] = {"b2", "W2", "bnbias", "bngain", "W1", "C"};
        for (int i = 0; i < COUNT(summed); i++)
            guess(summed[i], times(*at(r, summed[i]), 1.0 / t.batch.n), sums);
        guess("bnbias", tensor_sum(r->h, 0), "the slope of tanh, 1 - h^2, is missing");
        guess("bngain", r->bnbias, "a product gives each factor the other one: times bnraw");
        guess("W1", tensor_matmul(tensor_transpose(v->embcat), straight), straight_only);
        embedding_guesses(r->emb);
    }
    Vars before = without_tape(t.v);
    ninja_backward(v, &t.batch, &d);
    if (network == tiny_network) // once is enough
        expect_unchanged(&t.v, &before);
    return d;
}

START_TEST(ninja_second_layer_and_batchnorm)
{
    Vars d = ninja_case(toy_network);
    expect_gradients(toy, &d, "", "b2 W2 bnbias bngain");
}
END_TEST

// On real values d->b1 is zero, since BatchNorm takes away what b1 adds. So bnraw is changed, and the first number
// of every embedding is 1: then b1 meets dhprebn as the first row of W1 does, whatever dhprebn is.
static void b1_of_a_changed_bnraw(void)
{
    static const char changed[] =
        "8 examples, with bnraw changed so that it shows, and 1 for each embedding's first number";
    Vars v, d = {0};
    toy_network(forward);
    for (int i = 0; i < t.net.v.C->shape.dim[0]; i++)
        t.net.v.C->data[i * t.net.v.C->shape.dim[1]] = 1;
    forward(&t.net.v, &t.batch, &v);
    t.v = without_tape(v);
    for (size_t i = 0; i < v.bnraw->size; i++)
        t.v.bnraw->data[i] += (real)(0.5 + 0.125 * (double)(i % (size_t)v.bnraw->shape.dim[1]));
    ninja_backward(&t.v, &t.batch, &d);
    expect_shape(changed, "W1", d.W1, t.v.W1);
    Tensor *right = tensor_from(t.v.b1->shape, d.W1->data); // (1, H) the first row of (K, H)
    guess("b1", tensor_zeros(right->shape),
          "it is nearly zero for a real batch, but that is not the rule: b1 is added to every "
          "row, so sum dhprebn over the batch");
    guess("b1", times(right, -1), "the sign is wrong: b1 is added");
    guess("b1", times(right, 1.0 / t.batch.n), "the sum over the batch, not the mean");
    expect_own(changed, "b1", d.b1, right);
}

START_TEST(ninja_first_layer_and_embedding)
{
    Vars d = ninja_case(toy_network);
    expect_gradients(toy, &d, "b2 W2 bnbias bngain", "W1 b1 C");
    b1_of_a_changed_bnraw();
}
END_TEST

static const char *const parameter[] = {"C", "W1", "b1", "W2", "b2", "bngain", "bnbias"};

START_TEST(ninja_moves_all_seven)
{
    toy_network(forward);
    Vars before = without_tape(t.v), d = {0};
    for (int i = 0; i < COUNT(parameter); i++) {
        Tensor *grad = tensor_full((*at(&t.v, parameter[i]))->shape, 0.5 * (i + 1));
        for (size_t k = 1; k < grad->size; k += 2)
            grad->data[k] *= -1;
        *at(&d, parameter[i]) = grad;
    }
    ninja_update(&t.v, &d, 0.25);
    for (int i = 0; i < COUNT(parameter); i++) {
        const char *name = parameter[i];
        Tensor *p = *at(&before, name), *step = times(*at(&d, name), 0.25);
        char stays[128], input[128];
        snprintf(stays, sizeof stays, "%s has not moved: there are seven parameters", name);
        snprintf(input, sizeof input, "%s after ninja_update with gradients of %g and -%g in turn and the rate 0.25",
                 name, 0.5 * (i + 1), 0.5 * (i + 1));
        Guess guesses[] = {
            {doubles(tensor_add(p, step)), "that goes uphill: the gradient shows where the loss grows, subtract it"},
            {doubles(p), stays},
            {doubles(tensor_sub(p, times(step, 4))), "the rate is missing"},
            {0},
        };
        expect_table(input, places("i", (int)p->size), doubles(*at(&t.v, name)), doubles(tensor_sub(p, step)), 1e-6,
                     guesses);
    }
}
END_TEST

START_TEST(ninja_trains_like_the_tape)
{
    enum { STEPS = 30 };
    Net net[2];
    Rng g, second, ids;
    for (int k = 0; k < 2; k++) { // 0 by the tape, 1 by the learner
        rng_seed(&g, 7), rng_seed(&second, 8), rng_seed(&ids, 9);
        net[k] = net_new(9, 4, CONTEXT, 6, &g, &second);
        for (int step = 0; step < STEPS; step++) {
            Vars v, d = {0};
            tape_reset();
            for (int i = 0; i < N * CONTEXT; i++)
                t.Xb[i] = (int)rng_randint(&ids, 0, 9);
            for (int i = 0; i < N; i++)
                t.Yb[i] = (t.Xb[i * CONTEXT + CONTEXT - 1] + 1) % 9;
            t.batch = (Batch){N, CONTEXT, t.Xb, t.Yb};
            forward(&net[k].v, &t.batch, &v);
            if (k == 0) {
                params_zero_grad(&net[k].params);
                tensor_backward(v.loss);
                params_sgd(&net[k].params, 0.1);
            } else {
                Vars seen = without_tape(v); // except for the parameters, which must move
                memcpy(&seen, &net[k].v, sizeof(Tensor *) * COUNT(parameter));
                ninja_backward(&seen, &t.batch, &d);
                ninja_update(&net[k].v, &d, 0.1);
            }
        }
    }
    for (int i = 0; i < COUNT(parameter); i++) {
        Tensor *a = *at(&net[0].v, parameter[i]), *b = *at(&net[1].v, parameter[i]);
        char input[128];
        snprintf(input, sizeof input, "%s after 30 steps of training, against the tape", parameter[i]);
        if (!same((int)a->size, doubles(b), doubles(a), 1e-4))
            wrong(input, "it is not what it should be: a gradient or the update is wrong (if each is right by itself: "
                         "does one of them remember something from call to call?)");
    }
    params_free(&net[0].params), params_free(&net[1].params);
}
END_TEST

// Scalars and PyTorch in double, the tape and the learner in float: float's seven digits bound it all.
START_TEST(ninja_agrees_four_ways)
{
    Vars d = ninja_case(tiny_network), v;
    double scalar[34], tape[34], torch[34], hand[34];
    double loss = scalar_backward(&t.net, &tiny_batch, scalar);
    forward_in_pieces(&t.net.v, &tiny_batch, &v);
    expect_number("the tiny network's loss, by scalars", loss, tensor_item(v.loss), 1e-6, NULL);
    params_zero_grad(&t.net.params);
    tensor_backward(v.loss);
    for (int p = 0, k = 0; p < COUNT(parameter); p++) {
        Tensor *right = *at(&t.right, parameter[p]), *yours = *at(&d, parameter[p]);
        expect_shape(tiny, parameter[p], yours, right);
        for (size_t i = 0; i < right->size; i++, k++) {
            torch[k] = right->data[i];
            tape[k] = t.net.params.tensor[p]->grad[i];
            hand[k] = yours->data[i];
        }
    }
    expect_table("34 gradients, PyTorch's as the lesson shows them", places("i", 34), tiny_torch, torch, 1e-7, NULL);
    expect_table("34 gradients, by scalars against PyTorch", places("i", 34), scalar, torch, 1e-7, NULL);
    expect_table("34 gradients, by the tape against scalars", places("i", 34), tape, scalar, 1e-6, NULL);
    expect_table("34 gradients, by your backward against scalars", places("i", 34), hand, scalar, 1e-6, NULL);
}
END_TEST

void lesson_suite(void)
{
    exercise("1-loss-steps", loss_steps_logprobs_and_probs, THEN, loss_steps_counts, THEN, loss_steps_logits, THEN,
             loss_steps_agree_with_torch, NULL);
    exercise("2-layer2-steps", layer2_agrees_with_the_tape, THEN, layer2_of_one_example, THEN, layer2_agrees_with_torch,
             NULL);
    exercise("3-batchnorm-steps", batchnorm_steps_gain_and_bias, THEN, batchnorm_steps_variance, THEN,
             batchnorm_steps_mean, THEN, batchnorm_steps_agree_with_torch, NULL);
    exercise("4-layer1-steps", layer1_linear, THEN, layer1_embedding, THEN, layer1_of_the_same_letter_twice, THEN,
             layer1_agrees_with_torch, NULL);
    exercise("5-cross-entropy", cross_entropy_agrees_with_the_tape, THEN, cross_entropy_of_four_equal_logits, THEN,
             cross_entropy_agrees_with_torch, THEN, cross_entropy_of_large_logits, NULL);
    exercise("6-batchnorm", batchnorm_agrees_with_the_tape, THEN, batchnorm_agrees_with_torch, THEN,
             batchnorm_of_two_numbers, NULL);
    exercise("7-train", ninja_second_layer_and_batchnorm, THEN, ninja_first_layer_and_embedding, THEN,
             ninja_agrees_four_ways, THEN, ninja_trains_like_the_tape, ninja_moves_all_seven, NULL);
}

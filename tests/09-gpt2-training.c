/* The tests of lesson 09, continued: 9.6 the schedule, 9.7 decay, 9.8 accumulation, 9.10 the small run. */
#include "09-gpt2.h"
#include "data.h"
#include "recipe.h"
#include "suite.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void suite_of_training(void); // 09-gpt2.c calls it

// ---- 9.6 the schedule ----

static void rate_case(int step, int warmup, int steps, double high, double low)
{
    double pi = 3.14159265358979, part = steps > warmup ? (double)(step - warmup) / (steps - warmup) : 1;
    bool rises = step < warmup, falls = !rises && step < steps;
    double right = rises ? high * (step + 1) / warmup : falls ? low + (high - low) * (1 + cos(pi * part)) / 2 : low;
    const double wrongs[] = {rises ? high * step / warmup : right,
                             rises ? low + (high - low) * (1 + cos(pi * part)) / 2 : right,
                             falls ? low + (high - low) * (1 - part) : right,
                             falls ? high * (1 + cos(pi * part)) / 2 : right,
                             falls ? low + (high - low) * (1 + cos(2 * pi * part)) / 2 : right,
                             falls ? low + (high - low) * (1 + cos(pi * step / steps)) / 2 : right,
                             rises || falls ? right : 0,
                             falls ? high : right,
                             rises ? 0 : right};
    static const char *const says[] = {
        "(step + 1), so that the first step's rate is not 0",
        "below warmup the rate rises: high (step + 1) / warmup",
        "that is a straight line, not a cosine",
        "it ends at low, not at 0: low + (high - low) ...",
        "half a cosine goes from 1 to -1: pi part, not 2 pi part",
        "count from the end of the warm-up: part = (step - warmup) / (steps - warmup)",
        "from `steps` on it stays at low",
        "a division of two ints is an int, and here 0: make one of them a double",
        "a division of two ints is an int, and here 0: make one of them a double",
    };
    char input[128];
    double scaled[COUNT(wrongs)];
    Guess guesses[COUNT(wrongs) + 1] = {{0}};
    int n = 0;
    for (int i = 0; i < COUNT(wrongs); i++) {
        bool alike = fabs(wrongs[i] - right) < 1e-3 * high;
        scaled[i] = wrongs[i] / high;
        for (int k = 0; k < n; k++)
            alike |= fabs(guesses[k].values[0] - scaled[i]) < 1e-6;
        if (!alike)
            guesses[n++] = (Guess){&scaled[i], says[i]};
    }
    snprintf(input, sizeof input, "step %d, warmup %d, steps %d, low %g: the rate as a share of high %g", step, warmup,
             steps, low, high);
    expect_number(input, learning_rate(step, warmup, steps, high, low) / high, right / high, 1e-9, guesses);
}

START_TEST(rate_of_the_warm_up)
{
    rate_case(0, 10, 50, 6e-4, 6e-5);
    rate_case(4, 10, 50, 6e-4, 6e-5);
    rate_case(9, 10, 50, 6e-4, 6e-5);
    rate_case(714, 715, 19073, 6e-4, 6e-5);
}
END_TEST

START_TEST(rate_of_the_cosine)
{
    rate_case(17, 10, 50, 6e-4, 6e-5);
    rate_case(10, 10, 50, 6e-4, 6e-5);
    rate_case(43, 10, 50, 6e-4, 1e-4);
    rate_case(1200, 100, 2000, 1e-3, 1e-4);
}
END_TEST

START_TEST(rate_after_the_end)
{
    rate_case(50, 10, 50, 6e-4, 6e-5);
    rate_case(5000, 10, 50, 6e-4, 6e-5);
}
END_TEST

START_TEST(rate_at_the_edges)
{
    rate_case(0, 0, 10, 1, 0.1);
    rate_case(3, 0, 10, 1, 0.1);
    rate_case(3, 4, 4, 1, 0.1);
    rate_case(4, 4, 4, 1, 0.1);
}
END_TEST

// ---- 9.8 accumulation ----

enum { AV = 5, AT = 3, MOST_PIECES = 4 };

static Params table_params;
static Tensor *table_of_logits; // (AV, AV): a bigram model
static int calls, most_on_tape;

static Tensor *bigram_mean(void *model, const Piece *piece)
{
    calls++;
    most_on_tape = tape_count() > most_on_tape ? tape_count() : most_on_tape;
    return tensor_cross_entropy(tensor_embed(model, piece->X, SHAPE(piece->B, piece->T)), piece->Y);
}

// Gradients for given weights of the pieces' means, one after another: what a rule would give.
static double gradients(int pieces, const Piece piece[], const double weight[], double grad[])
{
    double loss = 0;
    params_zero_grad(&table_params);
    for (int i = 0; i < pieces; i++) {
        if (weight[i] == 0)
            continue;
        tape_reset();
        Tensor *share = tensor_scale(bigram_mean(table_of_logits, &piece[i]), weight[i]);
        tensor_backward(share);
        loss += tensor_item(share);
    }
    for (int k = 0; k < AV * AV; k++)
        grad[k] = (double)table_of_logits->grad[k];
    return loss;
}

typedef enum Rule { RIGHT, MEAN_OF_MEANS, SUM_OF_MEANS, SUM, COUNTS_ALL, FIRST_ONLY, RULES } Rule;

static double weight_by(Rule rule, int i, int pieces, const int count[], int all, int places, int all_places)
{
    if (count[i] == 0)
        return 0;
    switch (rule) {
    case MEAN_OF_MEANS:
        return 1.0 / pieces;
    case SUM_OF_MEANS:
        return 1;
    case SUM:
        return count[i];
    case COUNTS_ALL:
        return (double)places / all_places;
    case FIRST_ONLY:
        return i == 0 ? (double)count[i] / all : 0;
    default:
        return (double)count[i] / all;
    }
}

static void accumulate_case(const char *input, int pieces, const Piece piece[], double before)
{
    static const char *const says[RULES] = {
        [MEAN_OF_MEANS] = "that is the mean of the means: weigh each piece by its share of the targets that count",
        [SUM_OF_MEANS] = "that is the sum of the means: weigh each piece by its share of the targets that count",
        [SUM] = "that is the sum over all targets: divide by how many there are in all pieces",
        [COUNTS_ALL] = "a target of -1 does not count: count those that are 0 or more",
        [FIRST_ONLY] = "only the first piece went in: go over all of them",
    };
    double known[RULES][AV * AV], loss[RULES], yours[AV * AV];
    int count[MOST_PIECES], all = 0, all_places = 0;
    Guess tables[RULES + 1] = {{0}}, numbers[RULES + 1] = {{0}};
    for (int i = 0; i < pieces; i++) {
        char where[200];
        count[i] = 0;
        for (int k = 0; k < piece[i].B * piece[i].T; k++)
            count[i] += piece[i].Y[k] >= 0;
        snprintf(where, sizeof where, "counted() of piece %d of %s", i, input);
        expect_int(where, counted(&piece[i]), count[i],
                   "a target of -1 does not count: count those that are 0 or more");
        all += count[i];
        all_places += piece[i].B * piece[i].T;
    }
    for (Rule rule = 0; rule < RULES; rule++) {
        double weight[MOST_PIECES];
        for (int i = 0; i < pieces; i++)
            weight[i] = weight_by(rule, i, pieces, count, all, piece[i].B * piece[i].T, all_places);
        loss[rule] = gradients(pieces, piece, weight, known[rule]);
    }
    int n = 0, m = 0;
    for (Rule rule = MEAN_OF_MEANS; rule < RULES; rule++) {
        bool alike = false, alike_loss = false;
        for (Rule other = 0; other < rule; other++) {
            alike |= same(AV * AV, known[rule], known[other], 2e-5);
            alike_loss |= fabs(loss[rule] - loss[other]) < 1e-4;
        }
        if (!alike)
            tables[n++] = (Guess){known[rule], says[rule]};
        if (!alike_loss)
            numbers[m++] = (Guess){&loss[rule], says[rule]};
    }
    params_zero_grad(&table_params);
    for (int k = 0; k < AV * AV; k++)
        table_of_logits->grad[k] = (real)before;
    calls = most_on_tape = 0;
    if_a_check_says("all ", "a piece without a target that counts has no mean: pass over it");
    tape_reset();
    double result = accumulate(pieces, piece, bigram_mean, table_of_logits);
    bool nothing = true, cleared = before != 0;
    for (int k = 0; k < AV * AV; k++) {
        yours[k] = (double)table_of_logits->grad[k] - before;
        nothing &= yours[k] == 0;
        cleared &= fabs((double)table_of_logits->grad[k] - known[RIGHT][k]) < 1e-6;
    }
    if (nothing)
        wrong(input, "no gradient arrives: call tensor_backward with the scaled loss of each piece");
    if (cleared)
        wrong(input, "the gradients that were there are gone: add to them; clearing is not your business");
    bool unscaled = same(AV * AV, yours, known[SUM_OF_MEANS], 2e-5) && !same(AV * AV, yours, known[RIGHT], 2e-5);
    if (fabs(result - loss[RIGHT]) < 1e-4 && unscaled)
        wrong(input, "the result is right and the gradients are not: scale the loss before tensor_backward");
    expect_table(input, places("from to", AV, AV), yours, known[RIGHT], 2e-5, tables);
    expect_number(input, result, loss[RIGHT], 1e-5, numbers);
    if (most_on_tape > 2)
        wrong(input, "%d tensors were on the tape when a piece began: tape_reset() before each piece", most_on_tape);
}

static void begin_table(void)
{
    table_of_logits = params_zeros(&table_params, "table", SHAPE(AV, AV));
    for (int k = 0; k < AV * AV; k++)
        table_of_logits->data[k] = (real)sin(1.7 * k);
}

static const int AX[] = {0, 1, 2, 3, 4, 0, 2, 4, 1, 3, 3, 0};
static const int AY[] = {1, 2, 3, 4, 0, 2, 4, 1, 3, 3, 0, 1};

START_TEST(accumulate_equal_pieces)
{
    begin_table();
    Piece two[] = {{1, AT, AX, AY}, {1, AT, AX + 3, AY + 3}}, one[] = {{4, AT, AX, AY}};
    accumulate_case("two pieces with 3 targets each", 2, two, 0);
    accumulate_case("one piece with 12 targets", 1, one, 0);
    params_free(&table_params);
}
END_TEST

START_TEST(accumulate_unequal_pieces)
{
    begin_table();
    Piece unequal[] = {{3, AT, AX, AY}, {1, AT, AX + 9, AY + 9}};
    accumulate_case("pieces with 9 and 3 targets", 2, unequal, 0);
    accumulate_case("pieces with 9 and 3 targets, and gradients of 0.5 before", 2, unequal, 0.5);
    params_free(&table_params);
}
END_TEST

START_TEST(accumulate_with_padding)
{
    static const int padded[] = {1, 2, 3, -1, -1, 2, -1, -1, 3, 4, -1, 3};
    begin_table();
    Piece pieces[] = {{1, AT, AX, padded}, {2, AT, AX + 3, padded + 3}, {1, AT, AX + 9, padded + 9}};
    accumulate_case("three pieces; 3 of 3, 2 of 6 and 2 of 3 targets count", 3, pieces, 0);
    params_free(&table_params);
}
END_TEST

START_TEST(accumulate_an_empty_piece)
{
    static const int none[] = {-1, -1, -1};
    begin_table();
    Piece pieces[] = {{1, AT, AX, AY}, {1, AT, AX + 3, none}, {2, AT, AX + 6, AY + 6}};
    accumulate_case("three pieces; 3, 0 and 6 of their targets count", 3, pieces, 0);
    params_free(&table_params);
}
END_TEST

// ---- 9.7 decay ----

static void decay_case(const char *input, Params *p)
{
    Decayed right = {0}, frozen_too = {0};
    for (int i = 0; i < p->count; i++) {
        int matrix = p->tensor[i]->shape.ndim > 1;
        frozen_too.tensors[matrix]++;
        frozen_too.numbers[matrix] += (long)p->tensor[i]->size;
        if (!p->tensor[i]->needs_grad)
            continue;
        right.tensors[matrix]++;
        right.numbers[matrix] += (long)p->tensor[i]->size;
        params_at(p, i)->decay = 0.5;
    }
    for (int i = 0; i < p->count; i++)
        params_at(p, i)->decay = 0.5;
    Decayed yours = decay_groups(p);
    for (int i = 0; i < p->count; i++) {
        const Param *x = params_at(p, i);
        double decay = x->tensor.shape.ndim > 1;
        char where[160];
        snprintf(where, sizeof where, "%s: %s %s", input, x->name, shape_text(x->tensor.shape));
        size_t n = strlen(x->name);
        bool gain = n > 6 && strcmp(x->name + n - 6, "weight") == 0 && x->tensor.shape.ndim == 1;
        if (x->decay == decay)
            continue;
        wrong(where, "its decay is %g and should be %g: %s", x->decay, decay,
              x->decay == 0.5 ? "decay is still what it was: set it for every parameter"
              : gain && params_at(p, i + 1)->decay == 0
                  ? "a gain is called weight, too, but it is a vector: look at the shape"
              : decay == 0 && params_at(p, 0)->decay == 0 ? "it is the other way round: matrices decay"
              : decay == 0                                ? "gains and biases are spared"
              : x->tensor.shape.ndim > 2                  ? "two dimensions or more decay, not only two"
              : i == 0 && p->count > 2                    ? "it is the other way round: matrices and tables decay"
                                                          : "matrices and tables decay");
    }
    bool counts_frozen = yours.tensors[1] == frozen_too.tensors[1] && frozen_too.tensors[1] != right.tensors[1];
    for (int k = 0; k < 2; k++) {
        char where[160];
        snprintf(where, sizeof where, "%s: tensors[%d]", input, k);
        expect_int(where, yours.tensors[k], right.tensors[k],
                   counts_frozen ? "a frozen tensor does not learn: do not count it"
                                 : "index 1 counts what decays, index 0 the rest");
        snprintf(where, sizeof where, "%s: numbers[%d]", input, k);
        expect_int(where, yours.numbers[k], right.numbers[k], "numbers is the sum of the sizes of these tensors");
    }
}

START_TEST(decay_of_a_gpt)
{
    GPT *gpt = gpt_new((GPTConfig){.vocab = 11, .block = 8, .layers = 2, .heads = 2, .embd = 4});
    decay_case("a GPT of 2 layers", &gpt->params);
    gpt_free(gpt);
}
END_TEST

START_TEST(decay_of_other_shapes)
{
    Params p = {0};
    params_zeros(&p, "kernel", SHAPE(3, 3, 2, 5));
    params_zeros(&p, "scale", SHAPE(7));
    params_zeros(&p, "table", SHAPE(4, 6));
    params_zeros(&p, "cube", SHAPE(2, 2, 2));
    decay_case("tensors of 4, 1, 2 and 3 dimensions", &p);
    params_free(&p);
}
END_TEST

START_TEST(decay_of_frozen_ones)
{
    GPT *gpt = gpt_new((GPTConfig){.vocab = 11, .block = 8, .layers = 2, .heads = 2, .embd = 4});
    params_freeze(&gpt->params, "w?e.weight", true);
    params_freeze(&gpt->params, "h.0.*", true);
    decay_case("a GPT, its tables and its first layer frozen", &gpt->params);
    gpt_free(gpt);
}
END_TEST

// ---- 9.10 the small run ----

// The recipe, and what it reached.
static struct {
    SmallRun run;
    double loss;
    int steps;
} reached;

static void ask_run(void)
{
    reached.run = your_small_run();
}

static GPTConfig size_of_run(SmallRun r, int vocab)
{
    return (GPTConfig){.vocab = vocab, .block = r.block, .layers = r.layers, .heads = r.heads, .embd = r.embd};
}

// Of the arithmetic alone, not by step_flops, which may be a learner's.
static double flops(GPTConfig c, int B)
{
    double C = c.embd, N = c.layers * (12 * C * C + 13 * C) + 2 * C + c.vocab * C;
    return (double)B * c.block * (6 * N + 12.0 * c.layers * C * c.block);
}

enum { SMALL_STEPS = 50 }; // of nanoGPT's small run, a fortieth of its 2000

static double held_out(GPT *gpt, const Text *text, SmallRun r)
{
    double sum = 0;
    ptrdiff_t windows = (text->count - text->train - 1) / r.block;
    gpt->dropout = 0;
    for (ptrdiff_t w = 0; w < windows; w++) {
        const int *at = text->id + text->train + w * r.block;
        tape_reset();
        sum += tensor_item(gpt_loss(gpt, at, at + 1, 1, r.block));
    }
    return sum / (double)windows;
}

static int small_steps(SmallRun r, int vocab)
{
    SmallRun nano = {.layers = 4, .heads = 4, .embd = 128, .block = 64, .batch = 12};
    return (int)(SMALL_STEPS * flops(size_of_run(nano, vocab), nano.batch) / flops(size_of_run(r, vocab), r.batch));
}

static bool is_nanogpts(SmallRun r) // number by number: a struct has padding, too
{
    SmallRun n = nanogpts_small_run();
    bool same_size = r.layers == n.layers && r.heads == n.heads && r.embd == n.embd && r.block == n.block;
    bool same_rates = r.high == n.high && r.low == n.low && r.warmup == n.warmup;
    return same_size && same_rates && r.batch == n.batch && r.beta2 == n.beta2 && r.decay == n.decay &&
           r.dropout == n.dropout;
}

static void check_run(SmallRun r)
{
    char input[128];
    snprintf(input, sizeof input, "%d layers, %d heads, embd %d, block %d, batch %d", r.layers, r.heads, r.embd,
             r.block, r.batch);
    if (r.layers < 1 || r.heads < 1 || r.embd < 1 || r.block < 1 || r.batch < 1)
        wrong(input, "layers, heads, embd, block and batch must be at least 1");
    if (r.embd % r.heads)
        wrong(input, "embd must be a multiple of heads, which share it");
    if (r.embd > 1024 || r.layers > 48 || r.block > 1024 || r.batch > 1024)
        wrong(input, "that is more than the budget has a step for: a smaller network leaves more of them");
    if (!(r.warmup >= 0 && r.warmup <= 1) || !(r.dropout >= 0 && r.dropout < 1) || !(r.beta2 > 0 && r.beta2 < 1) ||
        !(r.decay >= 0) || !(r.high > 0) || !(r.low >= 0))
        wrong(input, "warmup is a share from 0 to 1, dropout and beta2 lie between 0 and 1, the rates are above 0");
    if (is_nanogpts(r))
        wrong("your_small_run()", "that is nanoGPT's small run unchanged: change its size first, then its rate");
    if (small_steps(r, 66) < 50)
        wrong("your_small_run()",
              "the budget is enough for %d steps of it: a smaller network or batch leaves more of "
              "them",
              small_steps(r, 66));
    if (r.high < 3e-4)
        wrong("your_small_run()", "a higher rate: with so few steps, %g is timid", r.high);
}

static void train_run(void)
{
    SmallRun r = reached.run;
    check_run(r);
    char path[PATH_MAX];
    Rng rng;
    char *chars = data_text("pride.txt", path);
    Text *text = text_new(chars, false);
    int *X = malloc(sizeof *X * (size_t)(r.batch * r.block)), *Y = malloc(sizeof *Y * (size_t)(r.batch * r.block));
    rng_seed(&rng, 1337);
    GPT *gpt = gpt_new(size_of_run(r, text->tokenizer->vocab));
    gpt_init(gpt, &rng);
    gpt->dropout = r.dropout;
    gpt->rng = &rng;
    reached.steps = small_steps(r, text->tokenizer->vocab);
    Recipe recipe = {(int)(r.warmup * reached.steps), reached.steps, r.high, r.low, 0.9, r.beta2, r.decay, 1};
    for (int step = 0; step < reached.steps; step++) {
        text_batch(text, TRAIN, r.batch, r.block, &rng, X, Y);
        tape_reset();
        Tensor *loss = gpt_loss(gpt, X, Y, r.batch, r.block); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(loss);
        recipe_step(&recipe, &gpt->params, step);
    }
    reached.loss = held_out(gpt, text, r);
    gpt_free(gpt);
    text_free(text);
    free(chars);
    free(X);
    free(Y);
}

static void loss_gets_below(double aim)
{
    char input[160];
    experiment_is_done();
    SmallRun r = reached.run;
    snprintf(input, sizeof input, "after %d steps the held-out loss is %.3f; the aim is %.2f", reached.steps,
             reached.loss, aim);
    bool enough = reached.loss < aim;
    saw("whether the aim is reached", sizeof enough, &enough);
    if (enough)
        return;
    if (!(reached.loss < 2.9) && r.high > 0.03)
        wrong(input, "the rate is too high: the network jumps about (high is %g)", r.high);
    wrong(input, "try the rate, and a smaller network for more steps");
}

START_TEST(run_gets_below_2_50)
{
    loss_gets_below(2.50);
}
END_TEST

START_TEST(run_gets_below_2_20)
{
    loss_gets_below(2.20);
}
END_TEST

START_TEST(run_gets_below_2_00)
{
    loss_gets_below(2.00);
}
END_TEST

START_TEST(run_gets_below_1_85)
{
    loss_gets_below(1.85);
}
END_TEST

void suite_of_training(void)
{
    experiment("10-beat", ask_run, train_run, &reached, sizeof reached);
    exercise("6-schedule", rate_of_the_warm_up, rate_of_the_cosine, rate_after_the_end, rate_at_the_edges, NULL);
    exercise("8-accumulate", accumulate_equal_pieces, accumulate_unequal_pieces, accumulate_with_padding,
             accumulate_an_empty_piece, NULL);
    exercise("7-decay", decay_of_a_gpt, decay_of_other_shapes, decay_of_frozen_ones, NULL);
    exercise("10-beat", run_gets_below_2_50, run_gets_below_2_20, run_gets_below_2_00, run_gets_below_1_85, NULL);
}

/* How good is it? Lesson 07's GPT against what the grammar itself needs, and a control that has nothing to find. */
#include "story.h"
#include "memory.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- the control ----

static double *frequency_nats; // (V) -ln of how frequent each character is

static double shuffled_nats(const Run *control, int T, const int Y[])
{
    double sum = 0;
    (void)control;
    for (int t = 0; t < T; t++)
        sum += frequency_nats[Y[t]];
    return sum;
}

// The same characters in random order, as a stream.
static Text shuffled_text(Rng *rng)
{
    Text text = *run.text;
    text.by_lines = false;
    text.count = text.count < INT_MAX ? text.count : INT_MAX;
    text.id = memory_new(sizeof *text.id * (size_t)text.count);
    frequency_nats = memory_zeros(sizeof *frequency_nats * (size_t)run.model.vocab);
    memcpy(text.id, run.text->id, sizeof *text.id * (size_t)text.count);
    rng_shuffle(rng, text.id, (int)text.count);
    for (ptrdiff_t i = 0; i < text.count; i++)
        frequency_nats[text.id[i]]++;
    for (int v = 0; v < run.model.vocab; v++)
        frequency_nats[v] = -log(frequency_nats[v] / (double)text.count);
    return text;
}

void story_shuffled(int steps)
{
    enum { B = 16, LONGEST = 32 };
    int X[B * LONGEST], Y[B * LONGEST];
    Rng rng;
    rng_seed_python(&rng, options.seed);
    Text text = shuffled_text(&rng);
    ptrdiff_t most = text_part(&text, VAL) - 1; // what is measured must fill a window
    int T = most < LONGEST ? (int)most : LONGEST;
    GPT *gpt = gpt_new((GPTConfig){.vocab = run.model.vocab, .block = T, .layers = 1, .heads = 4, .embd = 64});
    gpt_init(gpt, &rng);
    double loss = NAN;
    for (int step = 0; progress("shuffled", step, steps, loss); step++) {
        text_batch(&text, TRAIN, B, T, &rng, X, Y);
        tape_reset();
        Tensor *mean = gpt_loss(gpt, X, Y, B, T); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_adamw(&gpt->params, schedule_cosine(step, 10, steps, 3e-3, 1e-4), 0.9, 0.99, 1e-8, 0.1);
        loss = tensor_item(mean);
    }
    Run control = {.model = gpt_model(gpt), .text = &text};
    Score score = run_score(&control, shuffled_nats, 1000);
    metric("shuffled_loss", "%.4f", score.loss);
    metric("shuffled_best", "%.4f", score.loss - score.above);
    metric("shuffled_above", "%.4f", score.above);
    printf("  with a standard error of %.4f, over %d windows of %d\n", score.error, score.windows, T);
    gpt_free(gpt);
    free(text.id);
    free(frequency_nats);
}

// ---- against the grammar ----

double story_grammar_nats(const Run *tales, int T, const int Y[])
{
    size_t length = 0;
    while ((int)length < T && Y[length] >= 0)
        length++;
    char *tale = tokenizer_decode(tales->tokenizer, Y, length);
    double nats = tale_nats(story.tales, tale, NULL);
    free(tale);
    return nats;
}

typedef struct Positions {
    double sum[TALE_MAX], count[TALE_MAX];
} Positions;

static void add_to_positions(void *context, int T, const int Y[], const double nll[])
{
    Positions *p = context;
    for (int t = 0; t < T && t < TALE_MAX; t++) {
        p->sum[t] += nll[t];
        p->count[t] += Y[t] >= 0;
    }
}

void story_by_position(int n)
{
    enum { PIECE = 16 };
    Positions p = {0};
    double entropy[TALE_MAX] = {0}, alive[TALE_MAX] = {0};
    run_windows(&run, VAL, n, add_to_positions, &p);
    if (story.tales)
        tales_by_position(story.tales, entropy, alive);
    for (int t = 0; t < TALE_MAX; t++)
        if (p.count[t] >= 10) // of fewer, a mean says little
            fprintf(table("positions.tsv"), "%d\t%.6f\t%.6f\t%.0f\n", t, p.sum[t] / p.count[t], entropy[t], p.count[t]);
    for (int from = 0; from < TALE_MAX; from += PIECE) {
        double loss = 0, count = 0, exact = 0, living = 0;
        for (int t = from; t < from + PIECE; t++) {
            loss += p.sum[t];
            count += p.count[t];
            exact += alive[t] * entropy[t];
            living += alive[t];
        }
        if (count == 0)
            break;
        printf("characters %3d to %3d: loss %.3f", from, from + PIECE - 1, loss / count);
        printf(story.tales ? ", entropy %.3f\n" : "\n", exact / living);
    }
}

// ---- files ----

void story_evaluate_file(void)
{
    Text all = *run.text;
    all.train = all.train_lines = 0; // everything is measured
    run.text = &all;
    int n = all.by_lines ? all.lines : (int)((all.count - 1) / run.model.block);
    printf("%d %s of %s\n", n, all.by_lines ? "lines" : "windows, one after another,", options.data);
    metric("loss", "%.6f", run_loss(&run, VAL, n));
}

/* The options of lesson 07, its text and its model, and what happens to them from file to file. */
#include "run.h"
#include "07-gpt.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TALES = 20000, QUICK_TALES = 2000 };

Run run = {.config = {.block = 128, .layers = 4, .heads = 4, .embd = 128}, .batch = 16, .rate = 2e-3, .temperature = 1};

const Extra run_options[] = {
    {"layers", "blocks of the GPT", .whole = &run.config.layers, .low = 1, .high = GPT_MAX_LAYERS},
    {"heads", "heads of each block", .whole = &run.config.heads, .low = 1, .high = 64},
    {"embd", "channels, a multiple of the heads", .whole = &run.config.embd, .low = 1, .high = 4096},
    {"block", "the longest window", .whole = &run.config.block, .low = 2, .high = 4096},
    {"batch", "windows in a step", .whole = &run.batch, .low = 1, .high = 4096},
    {"lr", "the highest learning rate", .number = &run.rate, .low = 0, .high = 10},
    {"dropout", "what is dropped while training", .number = &run.dropout, .low = 0, .high = 0.9},
    {"temperature", "of sampling; 0 takes the likeliest", .number = &run.temperature, .low = 0, .high = 100},
    {"top-k", "sample from the k best; 0 from all", .whole = &run.top_k, .low = 0, .high = 256},
    {"prompt", "what samples and maps begin with", .text = &run.prompt},
    {"lines", "read the text by lines, each an example", .flag = &run.lines},
    {"save", "keep the model in this file", .text = &run.save_file, .value = "FILE"},
    {"resume", "go on training the run in this file", .text = &run.resume_file, .value = "FILE"},
    {"sample", "only let the model in this file speak", .text = &run.sample_file, .value = "FILE"},
    {"eval", "only measure the model in this file", .text = &run.eval_file, .value = "FILE"},
    {"maps", "every attention map in the terminal too", .flag = &run.all_maps},
    {"addition", "only EX2", .flag = &run.addition},
    {0},
};

// ---- the text ----

static Text *tales_text(int count)
{
    char *chars = malloc((size_t)count * TALE_MAX + 1), *end = chars;
    CHECK(chars, "out of memory");
    Rng rng;
    rng_seed(&rng, options.seed);
    for (int i = 0; i < count; i++)
        end += tale_draw(run.tales, &rng, end);
    *end = '\0';
    Text *text = text_new(chars, true);
    free(chars);
    return text;
}

static void read_text(void)
{
    if (strcmp(options.data, "tales.txt") == 0) {
        Tales *forgetful = tales_load(options.data);
        tales_forget(forgetful);
        run.forgetful = tales_entropy(forgetful) / tales_length(forgetful);
        tales_free(forgetful);
        run.tales = tales_load(options.data);
        run.floor = tales_entropy(run.tales) / tales_length(run.tales);
        run.text = tales_text(options.quick ? QUICK_TALES : TALES);
    } else {
        run.text = text_load(options.data, run.lines);
        int part = (run.text->count - run.text->train) - 1;
        if (!run.lines && part < run.config.block)
            data_error("%s: its last tenth, which measures the model, has %d characters, and a window %d; "
                       "take a longer text or a smaller --block",
                       options.data, part, run.config.block);
    }
    if (run.text->by_lines) { // no window need be longer than the longest line
        if (run.text->longest > run.config.block && !run.resume_file && !run.eval_file)
            data_error("%s has a line of %d characters: --block %d or more is needed, or leave "
                       "--lines out",
                       options.data, run.text->longest, run.text->longest);
        run.config.block = run.text->longest;
    }
    run.config.vocab = run.text->vocab;
}

// ---- the model ----

// The text in the numbers of the file's vocabulary.
static void speak_the_language_of(const GPTFile *file, const char *path)
{
    if (!file->has_vocabulary)
        data_error("%s does not say which characters its %d tokens are; this lesson reads its own "
                   "files only",
                   path, file->gpt->config.vocab);
    Text *t = run.text;
    int to[256], count = file->gpt->config.vocab;
    for (int i = 0; i < t->vocab; i++) {
        const unsigned char *found = memchr(file->itos, t->itos[i], (size_t)count);
        if (!found)
            data_error("%s has the character %s, which the model in %s has never seen", options.data, text_symbol(t, i),
                       path);
        to[i] = (int)(found - file->itos);
    }
    for (int i = 0; i < t->count; i++)
        t->id[i] = to[t->id[i]];
    for (int c = 0; c < 256; c++)
        t->stoi[c] = -1;
    for (int i = 0; i < count; i++)
        t->stoi[t->itos[i] = file->itos[i]] = i;
    t->vocab = count;
}

static GPTFile load(const char *path)
{
    GPTFile file = gpt_load(path);
    run.gpt = file.gpt;
    run.config = file.gpt->config;
    run.lines |= file.by_lines;
    return file;
}

static void resume(void)
{
    GPTFile file = load(run.resume_file);
    if (!file.is_run)
        data_error("%s holds a model, but not the optimiser and the generator of a run", run.resume_file);
    read_text();
    run.config = file.gpt->config;
    speak_the_language_of(&file, run.resume_file);
    run.step = file.step;
    run.rng = file.rng;
    if (run.text->by_lines && run.text->longest > run.config.block)
        data_error("%s has a line of %d characters, and the windows of %s have %d", options.data, run.text->longest,
                   run.resume_file, run.config.block);
    if (run.step >= options.steps)
        data_error("%s has done %d steps already: ask for more with --steps", run.resume_file, run.step);
}

void run_begin(void)
{
    int files = (run.resume_file != NULL) + (run.sample_file != NULL) + (run.eval_file != NULL);
    if (files > 1)
        usage_error("--resume, --sample and --eval exclude each other");
    if (run.config.embd % run.config.heads)
        usage_error("--embd %d --heads %d: the heads share the channels, so one must be a multiple "
                    "of the other",
                    run.config.embd, run.config.heads);
    if (options.quick)
        run.batch = run.batch < 4 ? run.batch : 4;
    if (run.addition || run.sample_file)
        return;
    if (run.resume_file)
        resume();
    else if (!run.eval_file) {
        read_text();
        rng_seed(&run.rng, options.seed);
        run.gpt = gpt_new(run.config, &run.rng);
    }
    for (const char *c = run.prompt; c && run.text && *c; c++)
        if (run.text->stoi[(unsigned char)*c] < 0)
            usage_error("--prompt: the text has no character '%c'", *c);
}

void run_report(int step)
{
    double train = run_loss(TRAIN, 64), val = run_loss(VAL, 64);
    curve("train", step, train);
    curve("val", step, val);
    printf("step %4d: train %.4f, val %.4f\n", step, train, val);
    printf("    ");
    run_write_plainly(options.seed);
    if (run.save_file)
        gpt_save(run.save_file, run.gpt, run.text, step, &run.rng);
}

// ---- the control ----

static double frequency_nats[256]; // -ln of how frequent each character is

static double shuffled_nats(int T, const int Y[])
{
    double sum = 0;
    for (int t = 0; t < T; t++)
        sum += frequency_nats[Y[t]];
    return sum;
}

void run_shuffled(int steps)
{
    Run kept = run;
    Text text = *run.text;
    text.by_lines = false;
    text.id = malloc(sizeof(int) * (size_t)text.count);
    CHECK(text.id, "out of memory");
    memcpy(text.id, run.text->id, sizeof(int) * (size_t)text.count);
    Rng rng;
    rng_seed_python(&rng, options.seed);
    rng_shuffle(&rng, text.id, text.count);
    double count[256] = {0};
    for (int i = 0; i < text.count; i++)
        count[text.id[i]]++;
    for (int v = 0; v < text.vocab; v++)
        frequency_nats[v] = -log(count[v] / text.count);
    run.text = &text;
    run.config = (GPTConfig){.vocab = text.vocab, .block = 32, .layers = 1, .heads = 4, .embd = 64};
    run.gpt = gpt_new(run.config, &rng);
    int X[16 * 32], Y[16 * 32];
    double loss = NAN;
    for (int step = 0; progress("shuffled", step, steps, loss); step++) {
        text_batch(&text, TRAIN, 16, 32, &rng, X, Y);
        tape_reset();
        Tensor *mean = gpt_loss(run.gpt, X, Y, 16, 32); // ()
        params_zero_grad(&run.gpt->params);
        tensor_backward(mean);
        params_adamw(&run.gpt->params, schedule_cosine(step, 10, steps, 3e-3, 1e-4), 0.9, 0.99, 1e-8, 0.1);
        loss = tensor_item(mean);
    }
    Score score = run_score(shuffled_nats, 1000);
    metric("shuffled_loss", "%.4f", score.loss);
    metric("shuffled_best", "%.4f", score.loss - score.above);
    metric("shuffled_above", "%.4f", score.above);
    printf("  with a standard error of %.4f, over %d windows of 32\n", score.error, score.windows);
    gpt_free(run.gpt);
    free(text.id);
    run = kept;
}

// ---- files ----

void run_evaluate_file(void)
{
    GPTFile file = load(run.eval_file);
    run.config.block = 4096; // the text decides
    read_text();
    run.config = file.gpt->config;
    speak_the_language_of(&file, run.eval_file);
    if (run.text->by_lines && run.text->longest > run.config.block)
        data_error("%s has a line of %d characters, and the windows of %s have %d", options.data, run.text->longest,
                   run.eval_file, run.config.block);
    Text all = *run.text;
    all.train = all.train_lines = 0; // everything is measured
    run.text = &all;
    int n = all.by_lines ? all.lines : (all.count - 1) / run.config.block;
    if (n < 1)
        data_error("%s is shorter than a window of %d", options.data, run.config.block);
    printf("%d %s of %s\n", n, all.by_lines ? "lines" : "windows, one after another,", options.data);
    metric("loss", "%.6f", run_loss(VAL, n));
}

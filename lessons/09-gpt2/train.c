/* Training a small GPT-2 on a text of one's own: see train.h. */
#define _GNU_SOURCE // memmem
#include "train.h"
#include "command.h"
#include "check.h"
#include "data.h"
#include "format.h"
#include "gpt_file.h"
#include "memory.h"
#include "prose.h"
#include "recipe.h"
#include "run.h"
#include "gpt2.h"
#include "tokenizer_bpe.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { REPORT = 100 }; // steps

static const char *train_file, *save_folder;
static int vocab = 2048, batch = 16, pieces = 1;
static GPTConfig config = {.block = 256, .layers = 6, .heads = 5, .embd = 160};
static double rate = 1.5e-3, dropout = 0.1;
static bool resume;

const Extra train_options[] = {
    {"train", "train a GPT-2 on a text; needs --save", .text = &train_file, .value = "FILE"},
    {"save", "the folder where --train writes its four files", .text = &save_folder, .value = "DIR"},
    {"resume", "go on with the run in --save's folder", .flag = &resume},
    {"vocab", "tokens that --train learns", .whole = &vocab, .low = 258, .high = 50257},
    {"layers", "blocks of the GPT that --train makes", .whole = &config.layers, .low = 1, .high = 96},
    {"embd", "channels, a multiple of the heads", .whole = &config.embd, .low = 1, .high = 4096},
    {"block", "the longest window", .whole = &config.block, .low = 8, .high = 4096},
    {"batch", "windows in a piece of a batch", .whole = &batch, .low = 1, .high = 1024},
    {"accumulate", "pieces in a batch", .whole = &pieces, .low = 1, .high = 1024},
    {"lr", "the highest learning rate", .number = &rate, .low = 0, .high = 10},
    {"dropout", "what is dropped while training", .number = &dropout, .low = 0, .high = 0.9},
    {0},
};

bool train_given(void)
{
    if (!train_file != !save_folder)
        usage_error("--train FILE and --save DIR belong together");
    if (resume && !train_file)
        usage_error("--resume goes on with a run of --train FILE --save DIR");
    config.heads = command_heads ? command_heads : config.heads;
    if (config.embd % config.heads)
        usage_error("--embd %d --heads %d: the heads share the channels, so one must be a multiple of the other",
                    config.embd, config.heads);
    return train_file != NULL;
}

// ---- the text ----

static char *tidied(const char *file, size_t *n)
{
    char path[PATH_MAX];
    size_t size;
    char *text = data_bytes(file, path, &size), *tidy = prose_tidy(text, size, n);
    free(text);
    if (*n < 100000)
        data_error("%s has %zu bytes of prose: a model needs 100 thousand at least", path, *n);
    return tidy;
}

// Cuts out of the text what is held out, and returns it: the last tenth of Pride and Prejudice, if that is in it, so that
// the notebook can measure on it; else the text's own last tenth.
static char *hold_out(char *text, size_t *n)
{
    size_t whole;
    char *novel = tidied("pride.txt", &whole), *held = memory_text(novel + prose_held_out(novel, whole));
    char *at = memmem(text, *n, held, strlen(held));
    free(novel);
    if (!at) {
        free(held);
        at = text + prose_held_out(text, *n);
        held = memory_text(at);
    }
    size_t size = strlen(held);
    memmove(at, at + size, (size_t)(text + *n + 1 - (at + size)));
    *n -= size;
    return held;
}

static Bpe *learn_tokens(const char *text, size_t n)
{
    char *plain = memory_new(n + 1), *to = plain;
    for (const char *at = text; *at;) { // without the marks: no merge may come of them
        bool mark = strncmp(at, END_OF_TEXT, strlen(END_OF_TEXT)) == 0;
        if (mark)
            at += strlen(END_OF_TEXT);
        else
            *to++ = *at++;
    }
    Bpe *learnt = bpe_train(plain, (size_t)(to - plain), vocab - 1, &split_gpt2, BPE_FIRST_SEEN);
    Bpe *bpe = gpt2_order(learnt);
    bpe_free(learnt);
    free(plain);
    return bpe;
}

// Training text and held-out text as one stream of tokens, the first `train` of them for training.
static Text stream(Bpe *bpe, const char *text, size_t n, const char *held_out, size_t held)
{
    Text t = {.tokenizer = tokenizer_bpe(bpe), .end = -1};
    t.id = memory_new(sizeof *t.id * (n + held));
    t.train = (ptrdiff_t)bpe_encode_special(bpe, text, n, BPE_ALL_SPECIAL, t.id);
    t.count = t.train + (ptrdiff_t)bpe_encode_special(bpe, held_out, held, BPE_ALL_SPECIAL, t.id + t.train);
    return t;
}

// ---- the training ----

typedef struct Batch {
    GPT *gpt;
    int *X, *Y; // (pieces, batch, block)
} Batch;

static Tensor *piece_loss(void *context, int piece)
{
    Batch *b = context;
    ptrdiff_t at = (ptrdiff_t)piece * batch * config.block;
    return gpt_loss(b->gpt, b->X + at, b->Y + at, batch, config.block);
}

typedef struct Since { // the last report
    double loss, norm;
    int steps;
} Since;

// Reports, and writes down everything: from here --resume goes on.
static void keep(Run *run, const GPT *gpt, const Bpe *bpe, Since *since)
{
    printf("step %5d: train %.4f, held out %.4f, norm %.2f\n", run->step, since->loss / since->steps,
           run_loss(run, VAL, 64), since->norm);
    fflush(stdout);
    run_save(run, text_of("%s/run.safetensors", save_folder));
    gpt2_save(save_folder, gpt, bpe, ST_F16);
    *since = (Since){0};
}

static void train(Run *run, GPT *gpt, const Bpe *bpe)
{
    int window = batch * config.block, *count = memory_new(sizeof *count * (size_t)pieces);
    size_t n = (size_t)pieces * (size_t)window;
    Batch b = {gpt, memory_new(sizeof *b.X * n), memory_new(sizeof *b.Y * n)};
    Recipe recipe = recipe_gpt3(options.steps, rate);
    Since since = {0};
    double loss = NAN;
    while (progress("training", run->step, options.steps, loss)) {
        for (int i = 0; i < pieces; i++) {
            ptrdiff_t at = (ptrdiff_t)i * window;
            count[i] = window;
            text_batch(run->text, TRAIN, batch, config.block, &run->rng, b.X + at, b.Y + at);
        }
        params_zero_grad(&gpt->params);
        since.loss += loss = recipe_accumulate(pieces, count, piece_loss, &b);
        since.norm = recipe_step(&recipe, &gpt->params, run->step);
        since.steps++;
        run->step++;
        if (run->step % REPORT == 0)
            keep(run, gpt, bpe, &since);
    }
    if (since.steps > 0) // the last few, or it was interrupted
        keep(run, gpt, bpe, &since);
    free(b.X);
    free(b.Y);
    free(count);
}

static GPT *begin(Run *run, const Bpe *bpe)
{
    config.vocab = bpe->vocab;
    rng_seed(&run->rng, options.seed);
    GPT *gpt = gpt_new(config);
    gpt_init(gpt, &run->rng);
    run->model = gpt_model(gpt);
    return gpt;
}

static GPT *go_on(Run *run)
{
    SafeTensors *file = st_open(text_of("%s/run.safetensors", save_folder));
    GPT *gpt = gpt_read(file, 0, true);
    Text *text = run->text;
    *run = run_load(file, gpt_model(gpt), true);
    run->text = text;
    config = gpt->config;
    st_close(file);
    return gpt;
}

void train_run(void)
{
    size_t n;
    char *text = tidied(train_file, &n), *held = hold_out(text, &n);
    if (mkdir(save_folder, 0777) != 0 && errno != EEXIST)
        data_error("cannot make the folder %s: %s", save_folder, strerror(errno));
    Bpe *bpe = resume ? bpe_load(text_of("%s/merges.txt", save_folder)) : learn_tokens(text, n);
    Text tokens = stream(bpe, text, n, held, strlen(held));
    Run run = {.text = &tokens, .tokenizer = tokens.tokenizer, .is_training = true};
    GPT *gpt = resume ? go_on(&run) : begin(&run, bpe);
    ptrdiff_t measured = tokens.count - tokens.train;
    if (measured <= config.block || tokens.train <= config.block)
        data_error(
            "%s: %td tokens to learn from and %td held out, and a window has %d: take a longer text or a smaller "
            "--block",
            train_file, tokens.train, measured, config.block);
    if (run.step >= options.steps)
        data_error("%s has done %d steps already: ask for more with --steps", save_folder, run.step);
    gpt->dropout = dropout;
    gpt->rng = &run.rng;
    run.tokenizer = tokens.tokenizer;
    printf("%ld parameters; %td tokens to learn from (%.2f bytes each), %td held out\n", params_total(&gpt->params),
           tokens.train, (double)n / (double)tokens.train, measured);
    train(&run, gpt, bpe);
    double loss = run_loss(&run, VAL, (int)(measured / config.block));
    printf("held out: perplexity %.2f a token, %.3f bits a byte\n", exp(loss),
           loss / log(2) * (double)measured / (double)prose_bytes(held, strlen(held)));
    gpt_free(gpt);
    bpe_free(bpe);
    free(text);
    free(held);
}

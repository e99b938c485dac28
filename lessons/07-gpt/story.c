/* The options of lesson 07, its text and its model, and what happens to them from file to file. */
#include "story.h"
#include "check.h"
#include "gpt_file.h"
#include "memory.h"
#include "tokenizer_bpe.h"

#include <stdlib.h>
#include <string.h>

enum { TALES = 20000, QUICK_TALES = 2000 };

Story story = {
    .config = {.block = 128, .layers = 4, .heads = 4, .embd = 128}, .batch = 16, .rate = 2e-3, .temperature = 1};
Run run;

const Extra story_options[] = {
    {"layers", "blocks of the GPT", .whole = &story.config.layers, .low = 1, .high = 1000},
    {"heads", "heads of each block", .whole = &story.config.heads, .low = 1, .high = 1000, .given = &story.heads_given},
    {"embd", "channels, a multiple of the heads", .whole = &story.config.embd, .low = 1, .high = 4096},
    {"block", "the longest window", .whole = &story.config.block, .low = 2, .high = 4096},
    {"batch", "windows in a step", .whole = &story.batch, .low = 1, .high = 4096},
    {"lr", "the highest learning rate", .number = &story.rate, .low = 0, .high = 10},
    {"dropout", "what is dropped while training", .number = &story.dropout, .low = 0, .high = 0.9},
    {"temperature", "of sampling; 0 takes the likeliest", .number = &story.temperature, .low = 0, .high = 100},
    {"top-k", "sample from the k best; 0 from all", .whole = &story.top_k, .low = 0, .high = 1 << 20},
    {"prompt", "what samples and maps begin with", .text = &story.prompt},
    {"lines", "read the text by lines, each an example", .flag = &story.lines},
    {"tokenizer", "tokens instead of characters: gpt2, or a file", .text = &story.tokenizer, .value = "FILE.bpe"},
    {"save", "keep the model in this file", .text = &story.save_file, .value = "FILE"},
    {"resume", "go on training the run in this file", .text = &story.resume_file, .value = "FILE"},
    {"sample", "only let the model in this file speak", .text = &story.sample_file, .value = "FILE"},
    {"eval", "only measure the model in this file", .text = &story.eval_file, .value = "FILE"},
    {"maps", "every attention map in the terminal too", .flag = &story.all_maps},
    {"addition", "only EX2", .flag = &story.addition},
    {0},
};

// ---- the text ----

static Text *tales_text(int count, Tokenizer *tokenizer)
{
    char *chars = memory_new((size_t)count * TALE_MAX + 1), *end = chars;
    Rng rng;
    rng_seed(&rng, options.seed);
    for (int i = 0; i < count; i++)
        end += tale_draw(story.tales, &rng, end);
    *end = '\0';
    Text *text = text_in(tokenizer, chars, options.data, true);
    free(chars);
    return text;
}

// What --tokenizer names; NULL, for the text's own characters, without it.
static Tokenizer *chosen_tokenizer(void)
{
    if (!story.tokenizer)
        return NULL;
    Bpe *bpe = strcmp(story.tokenizer, "gpt2") == 0 ? bpe_gpt2() : bpe_load(story.tokenizer);
    if (bpe->split != &split_gpt2 && bpe->split != &split_none)
        data_error("%s cuts text by the pattern \"%s\"; a model's file can keep \"gpt2\" and \"none\"", story.tokenizer,
                   bpe->split->name);
    Tokenizer *tokenizer = tokenizer_bpe(bpe);
    bpe_free(bpe);
    return tokenizer;
}

bool story_too_many_tokens(const char *what)
{
    enum { MOST = 1024 };
    if (run.tokenizer->vocab <= MOST)
        return false;
    printf("%s would take too long with %d different tokens. To see this, run the lesson with characters, or with a\n"
           "tokenizer of at most %d tokens (lesson 08 makes one).\n",
           what, run.tokenizer->vocab, MOST);
    return true;
}

// In the tokens of a model, or, if tokenizer is NULL, in its own characters.
static void read_text(Tokenizer *tokenizer)
{
    if (strcmp(options.data, "tales.txt") == 0) {
        Tales *forgetful = tales_load(options.data);
        tales_forget(forgetful);
        story.forgetful = tales_entropy(forgetful) / tales_length(forgetful);
        tales_free(forgetful);
        story.tales = tales_load(options.data);
        story.floor = tales_entropy(story.tales) / tales_length(story.tales);
        run.text = tales_text(options.quick ? QUICK_TALES : TALES, tokenizer);
    } else {
        run.text = text_load(options.data, story.lines, tokenizer);
    }
    run.tokenizer = run.text->tokenizer;
    run.by_lines = run.text->by_lines;
    if (strcmp(run.tokenizer->kind->name, "characters") != 0) { // the grammar counts characters
        if (story.tales)
            tales_free(story.tales);
        story.tales = NULL;
    }
}

static const char *units(void) // what the text is made of
{
    return story.tokenizer ? "tokens" : "characters";
}

// A stream must fill a window, in the part used for measuring too.
static void check_stream(ptrdiff_t characters, const char *what, int block)
{
    if (!run.by_lines && characters - 1 < block)
        data_error("%s: %s has %td %s, and a window %d; take a longer text or a smaller --block", options.data, what,
                   characters - 1, units(), block);
}

static void check_lines(const char *path)
{
    if (run.by_lines && run.text->longest > run.model.block)
        data_error("%s has a line of %d characters, and the windows of %s have %d", options.data, run.text->longest,
                   path, run.model.block);
}

// ---- the model ----

// Tales have at most TALE_MAX characters. The model has a position for each, even if all tales drawn here are shorter,
// so that it can read others. The added positions are zeros; everything else stays the same.
static GPT *with_all_places(GPT *gpt)
{
    GPTConfig config = gpt->config;
    config.block = TALE_MAX;
    GPT *whole = gpt_new(config);
    for (int i = 0; i < gpt->params.count; i++)
        memcpy(whole->params.tensor[i]->data, gpt->params.tensor[i]->data, sizeof(real) * gpt->params.tensor[i]->size);
    gpt_free(gpt);
    return whole;
}

static void begin(void)
{
    if (story.config.embd % story.config.heads)
        usage_error("--embd %d --heads %d: the heads share the channels, so one must be a multiple of the other",
                    story.config.embd, story.config.heads);
    read_text(chosen_tokenizer());
    check_stream(text_part(run.text, VAL), "its last tenth, which measures the model,", story.config.block);
    if (run.by_lines) { // no window needs to be longer than the longest line
        if (run.text->longest > story.config.block)
            data_error("%s has a line of %d %s: --block %d or more is needed, or leave --lines out", options.data,
                       run.text->longest, units(), run.text->longest);
        story.config.block = run.text->longest;
    }
    story.config.vocab = run.tokenizer->vocab;
    rng_seed(&run.rng, options.seed);
    story.gpt = gpt_new(story.config);
    gpt_init(story.gpt, &run.rng);
    if (story.tales)
        story.gpt = with_all_places(story.gpt);
    run.model = gpt_model(story.gpt);
    run.is_training = true;
}

// A model that is only used leaves its numbers in the file, so the file stays open.
static void load(const char *path, bool train)
{
    static SafeTensors *file;
    file = st_open(path);
    story.gpt = gpt_read(file, story.heads_given ? story.config.heads : 0, train);
    run = run_load(file, gpt_model(story.gpt), train);
    story.lines |= run.by_lines;
    if (train && !run.is_training)
        data_error("%s holds a model, but not the optimiser and the generator of a run", path);
    if (!run.tokenizer)
        data_error("%s does not say which characters its %d tokens are; this lesson reads its own files only", path,
                   run.model.vocab);
}

static void resume(void)
{
    load(story.resume_file, true);
    read_text(run.tokenizer);
    check_stream(text_part(run.text, VAL), "its last tenth, which measures the model,", run.model.block);
    check_lines(story.resume_file);
    if (run.step >= options.steps)
        data_error("%s has done %d steps already: ask for more with --steps", story.resume_file, run.step);
}

static void evaluate(void)
{
    load(story.eval_file, false);
    read_text(run.tokenizer);
    check_stream(run.text->count, "the text", run.model.block);
    check_lines(story.eval_file);
}

void story_begin(void)
{
    if ((story.resume_file != NULL) + (story.sample_file != NULL) + (story.eval_file != NULL) > 1)
        usage_error("--resume, --sample and --eval exclude each other");
    if (story.tokenizer && (story.resume_file || story.sample_file || story.eval_file))
        usage_error("--tokenizer is for new models: a model's file has its own");
    if (options.quick)
        story.batch = story.batch < 4 ? story.batch : 4;
    if (story.addition)
        return;
    if (story.resume_file)
        resume();
    else if (story.sample_file)
        load(story.sample_file, false);
    else if (story.eval_file)
        evaluate();
    else
        begin();
    int count;
    free(run_prompt(&run, story.prompt, &count)); // are all of its characters known?
}

void story_report(int step)
{
    double train = run_loss(&run, TRAIN, 64), val = run_loss(&run, VAL, 64);
    curve("train", step, train);
    curve("val", step, val);
    printf("step %4d: train %.4f, val %.4f\n", step, train, val);
    printf("    ");
    story_write_plainly(options.seed);
    run.step = step;
    if (story.save_file)
        run_save(&run, story.save_file);
}

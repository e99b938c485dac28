/*
 * The lesson's program as a tool:
 *
 *     12-inference --prompt "My dear"  [--model DIR] [--int8] [--draft DIR]    goes on with the text
 *     12-inference --compress FILE     [--model DIR] [--int8] [--to NAME]      to FILE.lm
 *     12-inference --decompress FILE.lm                                        and back, to the last bit
 *     12-inference --train-draft DIR   [--model DIR] [--data FILE] [--steps N] how datasets/gpt2-austen-draft was made
 */
#include "command.h"
#include "12-inference.h"
#include "compress.h"
#include "gpt2.h"
#include "memory.h"
#include "prose.h"
#include "sample.h"
#include "speculate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *model_path = "gpt2-austen", *draft_path, *prompt, *packed, *unpacked, *to, *train_draft;
static int tokens = 100, guesses = 4;
static bool int8, given_how;
static How how = {.temperature = 0.8, .top_k = 0, .top_p = 0.95, .min_p = 0, .repetition = 1, .window = 64};

static const Extra own[] = {
    {"model", "a folder of GPT-2's kind, or a file that lesson 07 saved", .text = &model_path, .value = "DIR"},
    {"int8", "serves the weights as bytes", .flag = &int8},
    {"prompt", "the beginning of a text, which the model goes on with", .text = &prompt},
    {"tokens", "how many --prompt writes", .whole = &tokens, .low = 1, .high = 1e6, .given = &given_how},
    {"temperature", "0: the likeliest token", .number = &how.temperature, .low = 0, .high = 100, .given = &given_how},
    {"top-k", "0: all", .whole = &how.top_k, .low = 0, .high = 1e9, .given = &given_how},
    {"top-p", "draws from the likeliest that have this probability together", .number = &how.top_p, .low = 0, .high = 1,
     .given = &given_how},
    {"min-p", "draws from tokens this many times as likely as the likeliest", .number = &how.min_p, .low = 0, .high = 1,
     .given = &given_how},
    {"repetition", "how much less likely what is there already becomes; 1: not", .number = &how.repetition, .low = 1,
     .high = 10, .given = &given_how},
    {"draft", "a small model that guesses, with the same tokens", .text = &draft_path, .value = "DIR"},
    {"guesses", "how many tokens at a time", .whole = &guesses, .low = 1, .high = 15},
    {"compress", "writes FILE.lm", .text = &packed, .value = "FILE"},
    {"decompress", "writes what FILE.lm was", .text = &unpacked, .value = "FILE"},
    {"to", "the name of what --compress or --decompress writes", .text = &to, .value = "NAME"},
    {"train-draft", "trains a draft for --model, and saves it", .text = &train_draft, .value = "DIR"},
};

const Extra *command_options_and(const Extra *others)
{
    static Extra all[32];
    int n = 0;
    for (; n < COUNT(own); n++)
        all[n] = own[n];
    for (; others && others->name; others++) {
        CHECK(n + 1 < COUNT(all), "more than %d options", n);
        all[n++] = *others;
    }
    return all;
}

bool command_given(void)
{
    int commands = (prompt != NULL) + (packed != NULL) + (unpacked != NULL) + (train_draft != NULL);
    if (commands > 1)
        usage_error("--prompt, --compress, --decompress and --train-draft are four commands: give one of them");
    if (given_how && !prompt)
        usage_error("--tokens, --temperature, --top-k, --top-p, --min-p and --repetition belong to --prompt");
    if (draft_path && !prompt)
        usage_error("--draft belongs to --prompt");
    if (draft_path && how.repetition != 1)
        usage_error("--draft and --repetition do not go together: a guess would change the odds of the next");
    if (to && !packed && !unpacked)
        usage_error("--to belongs to --compress and --decompress");
    if (!commands && (int8 || strcmp(model_path, "gpt2-austen") != 0))
        usage_error("--model and --int8 need --prompt TEXT, --compress FILE or --decompress FILE");
    return commands == 1;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static Voice load(void)
{
    double begin = seconds();
    Voice v = voice_load(model_path, int8, NULL);
    fprintf(stderr, "%s: %.1f MB of %s weights, %d tokens, loaded in %.2f s\n", model_path,
            served_bytes(v.served) / 1e6, int8 ? "int8" : "float32", v.vocab, seconds() - begin);
    return v;
}

static void print_token(const Voice *v, int id)
{
    const Token *t = &v->tokenizer->token[id];
    for (int i = 0; i < t->length; i++) { // a model's text must not command the terminal
        unsigned char c = (unsigned char)t->bytes[i];
        putchar(c >= 32 || c == '\n' || c == '\t' ? c : '?');
    }
    fflush(stdout);
}

// Reads all but the last token of the prompt; returns how many tokens text has then. A long prompt counts by its end.
static int read_prompt(const Voice *v, int text[], Sequence *s, float *logits)
{
    int n, block = v->served->config.block, most = block - block / 4;
    int *ids = voice_tokens(v, prompt, strlen(prompt), &n), from = n > most ? n - most : 0;
    if (from > 0)
        fprintf(stderr, "the prompt has %d tokens; only its last %d count\n", n, most);
    if (n == 0)
        text[n++] = v->begin;
    else
        memcpy(text, ids + from, sizeof *ids * (size_t)(n -= from));
    serve_read(v->served, s, text, n, logits);
    free(ids);
    return n;
}

static int write_alone(const Voice *v, int text[])
{
    int block = v->served->config.block, V = v->vocab;
    float *logits = memory_new(sizeof *logits * (size_t)v->served->config.vocab),
          *p = memory_new(sizeof *p * (size_t)V);
    Sequence *s = sequence_new(v->served);
    Rng rng;
    rng_seed_python(&rng, options.seed);
    int first = read_prompt(v, text, s, logits), n = first;
    fputs(prompt, stdout);
    for (; n < first + tokens; n++) {
        sample_probabilities(&how, V, logits, n, text, p);
        text[n] = sample_draw(&rng, V, p);
        if (text[n] == v->end)
            break;
        print_token(v, text[n]);
        if (s->length == block) { // full: go on with its last half
            s->length = 0;
            serve_read(v->served, s, text + n - block / 2, block / 2, logits);
        }
        serve_read(v->served, s, text + n, 1, logits);
    }
    free(logits);
    free(p);
    sequence_free(s);
    return n - first;
}

static int write_with_draft(const Voice *v, int text[])
{
    Voice draft = voice_load(draft_path, int8, NULL);
    voice_same_tokens(v, &draft);
    int n, count, block = v->served->config.block;
    int *ids = voice_tokens(v, prompt, strlen(prompt), &n);
    Rng rng;
    Guessed g;
    rng_seed_python(&rng, options.seed);
    if (n == 0)
        ids[n++] = v->begin;
    if (n + guesses >= block)
        usage_error("the prompt has %d tokens; with a draft, it and what is written must fit into %d", n, block);
    fputs(prompt, stdout);
    count = speculate(v->served, draft.served, &how, guesses, ids, n, tokens, &rng, text, &g);
    for (int i = 0; i < count && text[i] != v->end; i++)
        print_token(v, text[i]);
    fprintf(stderr, "\n%ld of %ld guesses accepted; %.2f tokens for each pass of the large model\n", g.accepted,
            g.proposed, (double)g.tokens / (double)(g.passes ? g.passes : 1));
    free(ids);
    voice_free(&draft);
    return count;
}

static void write_text(void)
{
    Voice v = load();
    int *text = memory_new(sizeof *text * ((size_t)tokens + (size_t)v.served->config.block + 1));
    double begin = seconds();
    int written = draft_path ? write_with_draft(&v, text) : write_alone(&v, text);
    double took = seconds() - begin;
    putchar('\n');
    fflush(stdout);
    fprintf(stderr, "%d tokens in %.2f s, with the prompt: %.0f a second\n", written, took, written / fmax(took, 1e-9));
    free(text);
    voice_free(&v);
}

static void make_draft(void)
{
    Novel novel = novel_load(options.data);
    Gpt2 large = gpt2_load(model_path, (Gpt2Options){.copy = true});
    Voice v = load();
    int n, *ids = voice_tokens(&v, novel.text, novel.held, &n);
    GPT *draft = draft_train(large.gpt, 64, ids, n, options.steps, options.seed);
    gpt2_save(train_draft, draft, large.bpe, ST_F16);
    printf("%s: %ld parameters\n", train_draft, params_total(&draft->params));
    gpt_free(draft);
    gpt2_free(&large);
    voice_free(&v);
    free(ids);
    free(novel.text);
}

void command_run(void)
{
    if (train_draft) {
        make_draft();
        return;
    }
    if (prompt) {
        write_text();
        return;
    }
    Voice v = load();
    double begin = seconds();
    if (packed)
        compress_file(&v, packed, to);
    else
        decompress_file(&v, unpacked, to);
    fprintf(stderr, "%.1f s\n", seconds() - begin);
    voice_free(&v);
}

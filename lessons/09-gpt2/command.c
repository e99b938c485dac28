/*
 * The lesson's program as a tool:
 *
 *     09-gpt2 --model DIR --prompt "Once upon a time"     goes on with the text, token by token as they come
 *     09-gpt2 --model DIR --score FILE                    how well it predicts a text: perplexity
 *     09-gpt2 --model DIR --info                          what is in its files
 *
 * Only results go to stdout; what it took goes to stderr.
 */
#include "command.h"
#include "data.h"
#include "format.h"
#include "gpt2.h"
#include "memory.h"
#include "run.h"
#include "stream.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const char *model_path, *prompt, *score_file, *tokenizer_file;
static int tokens = 100, top_k = 200;
static double temperature = 0.8, top_p = 1;
static bool greedy, info, special, given_how;
int command_heads;

static const Extra own[] = {
    {"model", "a GPT-2: a folder with config.json, model.safetensors, merges.txt, vocab.json", .text = &model_path,
     .value = "DIR"},
    {"prompt", "the beginning of a text; --model goes on with it", .text = &prompt},
    {"tokens", "how many tokens --prompt writes at most", .whole = &tokens, .low = 1, .high = 1e9, .given = &given_how},
    {"temperature", "0 takes the likeliest token, 1 draws from the model's own odds", .number = &temperature, .low = 0,
     .high = 100, .given = &given_how},
    {"top-k", "draws from the k likeliest tokens; 0: from all", .whole = &top_k, .low = 0, .high = 1e9,
     .given = &given_how},
    {"top-p", "draws from the likeliest tokens that have this probability together", .number = &top_p, .low = 0,
     .high = 1, .given = &given_how},
    {"greedy", "the likeliest token each time: as --temperature 0", .flag = &greedy, .given = &given_how},
    {"score", "how well the model predicts a text: perplexity", .text = &score_file, .value = "FILE"},
    {"special", "<|endoftext|> in the prompt or the text is the token, not its letters", .flag = &special},
    {"info", "what is in the model's files", .flag = &info},
    {"heads", "of a model without a config.json, or that --train makes; 0: not told", .whole = &command_heads, .low = 1,
     .high = 1000},
    {"tokenizer", "a file of merges, instead of the one in the model's folder", .text = &tokenizer_file,
     .value = "FILE"},
};

const Extra *command_options_and(const Extra *others)
{
    static Extra all[64];
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
    int commands = (prompt != NULL) + (score_file != NULL) + info;
    if (commands > 1)
        usage_error("--prompt, --score and --info are three commands: give one of them");
    if (model_path && commands == 0)
        usage_error("--model DIR needs --prompt TEXT, --score FILE or --info");
    if (!model_path && (commands || tokenizer_file || special))
        usage_error("--prompt, --score, --info, --special and --tokenizer need --model DIR");
    if (given_how && !prompt)
        usage_error("--tokens, --temperature, --top-k, --top-p and --greedy belong to --prompt");
    return commands == 1;
}

// ---- what it took ----

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return (double)usage.ru_maxrss / 1e6; // bytes there
#else
    return (double)usage.ru_maxrss * 1024 / 1e6;
#endif
}

static Gpt2 load(void)
{
    double begin = seconds();
    Gpt2 g = gpt2_load(model_path, (Gpt2Options){.heads = command_heads, .tokenizer = tokenizer_file});
    fprintf(stderr, "%s: %ld parameters, %d tokens, loaded in %.2f s\n", model_path, params_total(&g.gpt->params),
            g.bpe->vocab, seconds() - begin);
    return g;
}

static int *encoded(const Gpt2 *g, const char *text, size_t n, int *count)
{
    int *ids = memory_new(sizeof *ids * (n + 1));
    *count = (int)bpe_encode_special(g->bpe, text, n, special ? BPE_ALL_SPECIAL : BPE_NO_SPECIAL, ids);
    return ids;
}

// ---- --prompt ----

// The prompt's tokens, or <|endoftext|>, after which GPT-2 begins a text. Only the last `block` of them count.
static double read_prompt(const Gpt2 *g, Writer *w)
{
    int n, block = g->gpt->config.block;
    int *ids = encoded(g, prompt, strlen(prompt), &n);
    if (n == 0 && g->end < 0)
        usage_error("--prompt is empty, and this tokenizer has no <|endoftext|> to begin with: give some text");
    if (n == 0)
        ids[n++] = g->end;
    if (n > block)
        fprintf(stderr, "the prompt has %d tokens, and this model sees %d at a time: only the last %d count\n", n,
                block, block);
    double begin = seconds();
    writer_read(w, n > block ? ids + n - block : ids, n > block ? block : n);
    double took = seconds() - begin;
    free(ids);
    return took;
}

static void run_prompt_command(void)
{
    Gpt2 g = load();
    LanguageModel model = gpt2_model(&g);
    Writer w = writer_new(&model);
    Stream out = {0};
    Rng rng;
    rng_seed(&rng, options.seed);
    fputs(prompt, stdout);
    fflush(stdout);
    double read = read_prompt(&g, &w), begin = seconds();
    int written = 0, length = w.length;
    for (size_t size; written < tokens; written++) {
        int id = sampler_nucleus(model.vocab, w.logits, greedy ? 0 : temperature, top_k, top_p, &rng);
        if (id == g.end)
            break;
        const char *bytes = bpe_token(g.bpe, id, &size);
        stream_put(&out, bytes, size);
        if (written + 1 < tokens)
            writer_read(&w, &id, 1);
    }
    stream_end(&out);
    putchar('\n');
    fflush(stdout); // before what follows on stderr
    double took = seconds() - begin;
    fprintf(stderr, "%d tokens read in %.2f s, %d written in %.2f s: %.1f tokens/s; %.0f MB of memory at most\n",
            length, read, written, took, written / fmax(took, 1e-9), peak_megabytes());
    writer_free(&w);
    gpt2_free(&g);
}

// ---- --score ----

// Each token is predicted from at least half a block before it: windows overlap by half, and of all but the first only
// the second half counts. Returns the sum of -ln p over ids[1 .. n-1].
static double score(const Run *run, const int ids[], int n)
{
    int block = run->model.block, step = block > 1 ? block / 2 : 1, done = 1; // ids[0 .. done-1] are scored, or given
    int *Y = memory_new(sizeof *Y * (size_t)block);
    double *nll = memory_new(sizeof *nll * (size_t)block), sum = 0;
    for (int from = 0; done < n && progress("scoring", done, n, sum / fmax(1, done - 1)); from += step) {
        int T = n - 1 - from < block ? n - 1 - from : block;
        for (int t = 0; t < T; t++)
            Y[t] = from + t + 1 >= done ? ids[from + t + 1] : -1;
        run_nll(run, 1, T, ids + from, Y, nll);
        for (int t = 0; t < T; t++)
            sum += nll[t];
        done = from + T + 1;
    }
    free(Y);
    free(nll);
    return sum;
}

static void run_score_command(void)
{
    char path[PATH_MAX];
    size_t bytes;
    char *text = data_bytes(score_file, path, &bytes);
    if (bytes == 0)
        data_error("%s is empty: there is nothing to score", path);
    if (bytes > INT_MAX / 8)
        data_error("%s has %zu bytes; 256 MB is the most to score at a time", path, bytes);
    Gpt2 g = load();
    Run run = {.model = gpt_model(g.gpt)};
    int n, begun = g.end >= 0;
    int *ids = memory_new(sizeof *ids * (bytes + 1));
    if (begun)
        ids[0] = g.end; // so that the first token of the text is predicted, too
    n = begun + (int)bpe_encode_special(g.bpe, text, bytes, special ? BPE_ALL_SPECIAL : BPE_NO_SPECIAL, ids + begun);
    if (n < 2)
        data_error("%s is a single token, and nothing is left to predict", path);
    double begin = seconds(), sum = score(&run, ids, n), took = seconds() - begin;
    printf("tokens                %d\nbytes                 %zu\n", n - 1, bytes);
    printf("nats a token          %.4f\nperplexity            %.3f\n", sum / (n - 1), exp(sum / (n - 1)));
    printf("bits a byte           %.4f\n", sum / log(2) / (double)bytes);
    fprintf(stderr, "%.1f s, %.0f tokens/s; %.0f MB of memory at most\n", took, (n - 1) / fmax(took, 1e-9),
            peak_megabytes());
    free(ids);
    free(text);
    gpt2_free(&g);
}

// ---- --info ----

static void print_tensors(const Shards *files)
{
    printf("\n%-40s %-6s shape\n", "tensor", "type");
    for (int f = 0; f < shards_count(files); f++)
        for (size_t i = 0; i < st_count(shards_at(files, f)); i++) {
            const StTensor *t = st_at(shards_at(files, f), i);
            printf("%-40s %-6s (", text_printable((char *)text_of("%s", t->name)), st_type_name(t->type));
            for (int d = 0; d < t->ndim; d++)
                printf(d ? ", %llu" : "%llu", (unsigned long long)t->dim[d]);
            puts(")");
        }
}

static void print_sizes(const Gpt2 *g)
{
    GPTConfig c = g->gpt->config;
    long all = params_total(&g->gpt->params), tables = (long)(g->gpt->wte->size + g->gpt->wpe->size);
    printf("layers      %d\nheads       %d, %d channels each\nchannels    %d\nblock       %d\n", c.layers, c.heads,
           c.embd / c.heads, c.embd, c.block);
    printf("parameters  %ld: %ld in the two tables, %ld in each layer\n", all, tables,
           (all - tables - 2 * c.embd) / c.layers);
    printf("vocabulary  %d: 256 bytes, %d merges, %d special", g->bpe->vocab, g->bpe->merges, g->bpe->specials);
    if (c.vocab > g->bpe->vocab)
        printf("; and %d rows of padding, which are never drawn", c.vocab - g->bpe->vocab);
    if (g->end >= 0)
        printf("\nend         %d, <|endoftext|>\n", g->end);
    else
        puts("\nend         none: nothing ends a text");
}

static void run_info_command(void)
{
    Gpt2 g = load();
    print_sizes(&g);
    print_tensors(g.files);
    gpt2_free(&g);
}

void command_run(void)
{
    if (prompt)
        run_prompt_command();
    else if (score_file)
        run_score_command();
    else
        run_info_command();
    if (fflush(stdout) != 0 || ferror(stdout))
        data_error("cannot write the output: %s", strerror(errno ? errno : EIO));
}

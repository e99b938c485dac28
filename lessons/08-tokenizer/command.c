/*
 * The lesson's program as a command-line tool:
 *
 *     08-tokenizer --encode FILE                 ids of a text, one per line (- is standard input)
 *     08-tokenizer --decode                      ids from standard input, back to the same bytes
 *     08-tokenizer --train FILE --vocab 1024 --save FILE.bpe
 *
 * --tokenizer FILE.bpe uses your own tokenizer instead of GPT-2's; --special reads <|endoftext|> as one token.
 */
#include "run.h"
#include "check.h"
#include "data.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const char *encode_file, *train_file, *save_file, *tokenizer_file, *cut = "gpt2";
static bool decode, special;
static int vocab = 1024;

const Extra command_options[] = {
    {"encode", "print a text's ids, one a line; - reads standard input", .text = &encode_file, .value = "FILE"},
    {"decode", "read ids from standard input, write their text", .flag = &decode},
    {"train", "learn a tokenizer from a text; needs --save", .text = &train_file, .value = "FILE"},
    {"vocab", "how many tokens --train learns, the 256 bytes included", .whole = &vocab, .low = 256, .high = 1000000},
    {"cut", "how --train cuts the text before it merges: gpt2, or none", .text = &cut, .value = "KIND"},
    {"save", "where --train writes it", .text = &save_file, .value = "FILE"},
    {"tokenizer", "which one --encode and --decode use, instead of GPT-2's", .text = &tokenizer_file, .value = "FILE"},
    {"special", "--encode reads special tokens such as <|endoftext|> as such", .flag = &special},
    {0},
};

bool command_given(void)
{
    int given = (encode_file != NULL) + decode + (train_file != NULL);
    if (given > 1)
        usage_error("--encode, --decode and --train are three commands: give one of them");
    if (train_file && !save_file)
        usage_error("--train needs --save FILE, where it writes what it has learnt");
    if (save_file && !train_file)
        usage_error("--save needs --train FILE: it says where to write what was learnt");
    if (!split_named(cut))
        usage_error("--cut %s: use gpt2 or none", cut);
    return given == 1;
}

static char *read_stdin(size_t *size)
{
    size_t room = 1 << 16;
    char *text = malloc(room);
    *size = 0;
    for (size_t n; text && (n = fread(text + *size, 1, room - *size - 1, stdin)) > 0;) {
        *size += n;
        if (room - *size < 2)
            text = realloc(text, room *= 2);
    }
    CHECK(text, "out of memory");
    if (ferror(stdin))
        data_error("cannot read standard input: %s", strerror(errno));
    text[*size] = '\0';
    return text;
}

static void finish(void)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        data_error("cannot write the output: %s", strerror(errno ? errno : EIO));
}

static Bpe *chosen_tokenizer(void)
{
    return tokenizer_file ? bpe_load(tokenizer_file) : bpe_gpt2();
}

static void run_encode(void)
{
    char path[PATH_MAX];
    size_t n;
    char *text = strcmp(encode_file, "-") == 0 ? read_stdin(&n) : data_bytes(encode_file, path, &n);
    if (n >= INT_MAX)
        data_error("%s has %zu bytes, and --encode takes at most 2 GB at a time", encode_file, n);
    Bpe *bpe = chosen_tokenizer();
    int *ids = malloc(sizeof *ids * (n + 1));
    CHECK(ids, "out of memory");
    size_t count = bpe_encode_special(bpe, text, n, special ? BPE_ALL_SPECIAL : BPE_NO_SPECIAL, ids);
    for (size_t i = 0; i < count; i++)
        printf("%d\n", ids[i]);
    free(text);
    free(ids);
    bpe_free(bpe);
}

static void run_decode(void)
{
    size_t n, size;
    char *text = read_stdin(&n);
    Bpe *bpe = chosen_tokenizer();
    int line = 1;
    for (char *at = text, *end;; at = end) {
        for (; isspace((unsigned char)*at); at++)
            line += *at == '\n';
        if (at == text + n)
            break;
        errno = 0;
        long id = strtol(at, &end, 10);
        if (end == at || (*end && !isspace((unsigned char)*end)))
            data_error("line %d: '%.*s' is not an id; --decode reads numbers, as --encode prints them", line,
                       (int)(strcspn(at, " \t\r\n") < 20 ? strcspn(at, " \t\r\n") : 20), at);
        if (errno || id < 0 || id >= bpe->vocab)
            data_error("line %d: %ld is not a token; this tokenizer has 0 to %d", line, id, bpe->vocab - 1);
        const char *bytes = bpe_token(bpe, (int)id, &size);
        fwrite(bytes, 1, size, stdout);
    }
    free(text);
    bpe_free(bpe);
}

static void run_train(void)
{
    char path[PATH_MAX];
    size_t n;
    struct timespec begin, end;
    struct rusage usage;
    char *text = data_bytes(train_file, path, &n);
    if (n == 0)
        data_error("%s is empty: there is nothing to learn from", path);
    if (n > INT_MAX / 2 - 1)
        data_error("%s has %zu bytes, and --train takes at most 1 GB", path, n);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    Bpe *bpe = bpe_train(text, n, vocab, split_named(cut), BPE_FIRST_SEEN);
    clock_gettime(CLOCK_MONOTONIC, &end);
    int *ids = malloc(sizeof *ids * n);
    CHECK(ids, "out of memory");
    size_t count = bpe_encode(bpe, text, n, ids);
    getrusage(RUSAGE_SELF, &usage);
    bpe_save(save_file, bpe);
    fprintf(
        stderr, "%s: %d tokens, learnt from %zu bytes in %.2f s, which are %zu tokens now: %.2f bytes each; %ld MB\n",
        save_file, bpe->vocab, n, (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec),
        count, (double)n / (double)count, usage.ru_maxrss / 1024);
    if (bpe->vocab < vocab)
        fprintf(stderr, "that is all: after %d merges no pair is left in the text\n", bpe->merges);
    free(text);
    free(ids);
    bpe_free(bpe);
}

void command_run(void)
{
    if (encode_file)
        run_encode();
    else if (decode)
        run_decode();
    else
        run_train();
    finish();
}

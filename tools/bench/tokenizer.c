/*
 * How fast is the tokenizer? MB/s of encoding files with GPT-2's merges, and seconds of learning merges from them.
 * tokenizer.js is the same with npm's tiktoken and gpt-tokenizer.
 *     make bench ARGS="tokenizer FILE..."                 encoding
 *     make bench ARGS="tokenizer --train VOCAB FILE..."   learning, the files one after another
 */
#include "bench.h"
#include "bpe.h"
#include "data.h"

#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>

enum { ROUNDS = 9 };

static void encode(Bpe *bpe, const char *name)
{
    char path[PATH_MAX];
    size_t n, count = 0;
    double took[ROUNDS];
    char *text = data_bytes(name, path, &n);
    int *ids = malloc(sizeof *ids * (n + 1));
    CHECK(ids, "out of memory");
    for (int round = -2; round < ROUNDS; round++) {
        double begin = seconds();
        count = bpe_encode(bpe, text, n, ids);
        if (round >= 0)
            took[round] = seconds() - begin;
    }
    const char *slash = strrchr(name, '/');
    printf("%s_mb_per_s %.2f\n%s_tokens %zu\n", slash ? slash + 1 : name, 1e-6 * (double)n / median(took, ROUNDS),
           slash ? slash + 1 : name, count);
    free(text);
    free(ids);
}

static void train(int vocab, const char *name)
{
    char path[PATH_MAX];
    size_t n;
    struct rusage usage;
    char *text = data_bytes(name, path, &n);
    double begin = seconds();
    Bpe *bpe = bpe_train(text, n, vocab, &split_gpt2, BPE_FIRST_SEEN);
    double middle = seconds();
    printf("bytes %zu\nmerges %d\nseconds %.3f\n", n, bpe->merges, middle - begin);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak_mb %.0f\n", (double)usage.ru_maxrss / 1024);
    bpe_free(bpe);
    bpe = bpe_train(text, n, vocab < 256 + 512 ? vocab : 256 + 512, &split_none, BPE_FIRST_SEEN);
    printf("seconds_in_one_piece_%d_merges %.3f\n", bpe->merges, seconds() - middle);
    getrusage(RUSAGE_SELF, &usage);
    printf("peak_mb_in_one_piece %.0f\n", (double)usage.ru_maxrss / 1024);
    bpe_free(bpe);
    free(text);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        usage_error("usage: %s [--train VOCAB] FILE...", argv[0]);
    if (argc > 3 && strcmp(argv[1], "--train") == 0) {
        int vocab = atoi(argv[2]);
        if (vocab < 256)
            usage_error("--train %s: a vocabulary has at least the 256 bytes", argv[2]);
        for (int i = 3; i < argc; i++)
            train(vocab, argv[i]);
        return 0;
    }
    Bpe *bpe = bpe_gpt2();
    for (int i = 1; i < argc; i++)
        encode(bpe, argv[i]);
    bpe_free(bpe);
    return 0;
}

/* How training and encoding grow with the text: times go to tables and to stderr, never to a cell's output. */
#include "run.h"
#include "bpe_words.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// The text repeated, up to `most` bytes.
static char *repeated(const char *text, size_t n, size_t most)
{
    char *all = malloc(most);
    CHECK(all, "out of memory");
    for (size_t at = 0; at < most; at += n)
        memcpy(all + at, text, n < most - at ? n : most - at);
    return all;
}

void cost_of_training(const char *text, size_t n, size_t most)
{
    char *all = repeated(text, n, most);
    size_t pieces = 0, different = 0;
    for (size_t from = 0; from < n; from = split_end(&split_gpt2, text, n, from))
        pieces++;
    Corpus corpus = corpus_new(text, n, &split_gpt2);
    for (int i = 0; i < corpus.size; i++)
        different += corpus.tag[i] == END;
    corpus_free(&corpus);
    printf("%zu bytes are %zu pieces, and %zu different ones\n", n, pieces, different);
    for (size_t size = 100000; size <= most; size = size * 10 / 3 > most && size < most ? most : size * 10 / 3) {
        double begin = seconds();
        Bpe *cut = bpe_train(all, size, 256 + 512, &split_gpt2, BPE_FIRST_SEEN);
        double middle = seconds();
        Bpe *whole = bpe_train(all, size, 256 + 512, &split_none, BPE_FIRST_SEEN);
        double end = seconds();
        fprintf(table("cost-training.tsv"), "%zu\t%.6f\t%.6f\n", size, middle - begin, end - middle);
        fprintf(stderr, "512 merges from %.1f MB: %.2f s, %.2f s without cutting\n", 1e-6 * (double)size,
                middle - begin, end - middle);
        bpe_free(cut);
        bpe_free(whole);
    }
    free(all);
}

void cost_of_encoding(Bpe *bpe, const char *text, size_t n, size_t most)
{
    char *all = repeated(text, n, most);
    int *ids = malloc(sizeof *ids * most);
    CHECK(ids, "out of memory");
    for (size_t size = 1000; size <= most; size *= 10) {
        size_t count = 0;
        int rounds = 0;
        double begin = seconds(), took;
        do { // a short text takes too little time to measure: repeat it
            count = bpe_encode(bpe, all, size, ids);
            rounds++;
        } while ((took = seconds() - begin) < 0.02);
        fprintf(table("cost-encoding.tsv"), "%zu\t%.9f\n", size, took / rounds);
        fprintf(stderr, "%zu bytes to %zu tokens: %.3g s, %.0f MB/s\n", size, count, took / rounds,
                1e-6 * (double)size * rounds / took);
    }
    free(all);
    free(ids);
}

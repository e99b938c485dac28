/*
 * The long proofs of the tokenizer, which tests/tokenizer.sh runs:
 *
 *     tokenizer json                    GPT-2's vocabulary as its encoder.json has it, byte for byte
 *     tokenizer random N SEED           N random texts, encoded and decoded again; short ones also the slow way
 *     tokenizer train                   50 texts: the fast trainer and the slow one learn the same
 *     tokenizer files [FILE...]         every file comes back from its tokens, byte for byte
 *     tokenizer patterns                GPT-2's pattern in C and by PCRE2 cut alike
 *     tokenizer count FILE              tokens of a file, of its first 90 % of characters, of the rest
 *
 * Prints what it did. The exit status is 0 if everything was right.
 */
#include "08-tokenizer/pattern.h"
#include "bpe.h"
#include "check.h"
#include "data.h"
#include "rng.h"
#include "unicode.h"
#include "utf8.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Rng rng;

static int below(int n)
{
    return (int)rng_randint(&rng, 0, n);
}

// ---- encoder.json ----

static void print_json_token(const Bpe *bpe, int id)
{
    size_t size;
    const char *bytes = bpe_token(bpe, id, &size);
    for (size_t i = 0; i < size; i++) {
        int sign = id == 50256 ? bytes[i] : bpe_byte_sign((unsigned char)bytes[i]);
        if (sign >= 0x7F)
            printf("\\u%04x", (unsigned)sign);
        else
            printf(sign == '"' || sign == '\\' ? "\\%c" : "%c", sign);
    }
}

static void print_json(void)
{
    Bpe *bpe = bpe_gpt2();
    for (int id = 0; id < bpe->vocab; id++) {
        printf("%s\"", id ? ", " : "{");
        print_json_token(bpe, id);
        printf("\": %d", id);
    }
    printf("}");
    bpe_free(bpe);
}

// ---- round trips ----

static void returns(Bpe *bpe, const char *text, size_t n, const char *what)
{
    int *ids = malloc(sizeof *ids * (n + 1));
    size_t count = bpe_encode(bpe, text, n, ids), size = bpe_decoded_size(bpe, ids, count);
    char *back = malloc(size + 1);
    CHECK(ids && back, "out of memory");
    bpe_decode(bpe, ids, count, back);
    if (size != n || memcmp(back, text, n) != 0)
        data_error("%s does not come back: %zu bytes, %zu tokens, %zu bytes", what, n, count, size);
    free(ids);
    free(back);
}

static void same_as_naive(Bpe *bpe, const char *text, size_t n)
{
    int fast[64], slow[64];
    size_t count = bpe_encode(bpe, text, n, fast);
    if (bpe_encode_naive(bpe, text, n, slow) != count || memcmp(fast, slow, sizeof *fast * count) != 0)
        data_error("the fast and the slow encoder differ on a text of %zu bytes", n);
}

// Bytes of several kinds: any, letters, UTF-8, blanks, few different ones.
static size_t random_text(char text[], int most)
{
    size_t n = (size_t)below(most + 1), at = 0;
    int kind = below(6);
    while (at < n) {
        int code = kind == 0   ? below(256)
                   : kind == 1 ? "etaoinshr 'sdl.,\n"[below(17)]
                   : kind == 2 ? below(0x3000)
                   : kind == 3 ? below(0x110000)
                   : kind == 4 ? " \t\n\r\xa0"[below(5)] & 0xFF
                               : 'a' + below(2);
        char bytes[4];
        code = code == 0x180E ? 'x' : code; // see patterns()
        size_t length = kind == 0 ? 1 : (size_t)(utf8_put(bytes, (uint32_t)code) - bytes);
        if (kind == 0)
            bytes[0] = (char)code;
        for (size_t i = 0; i < length && at < n; i++)
            text[at++] = bytes[i];
    }
    return n;
}

static void random_texts(int count, uint64_t seed)
{
    char path[PATH_MAX], text[256];
    size_t n;
    rng_seed(&rng, seed);
    char *novel = data_bytes("pride.txt", path, &n);
    Bpe *gpt2 = bpe_gpt2(), *small = bpe_train(novel, 100000, 512, &split_none, BPE_FIRST_SEEN);
    for (int i = 0; i < count; i++) {
        size_t length = random_text(text, i % 8 ? 40 : 200);
        returns(gpt2, text, length, "a random text");
        returns(small, text, length, "a random text");
        if (length <= 64 && i % 10 == 0)
            same_as_naive(small, text, length);
        if (length <= 64 && i % 20000 == 0)
            same_as_naive(gpt2, text, length);
    }
    printf("%d random texts come back byte for byte\n", count);
    free(novel);
    bpe_free(gpt2);
    bpe_free(small);
}

static void files(int count, char **names)
{
    Bpe *bpe = bpe_gpt2();
    size_t total = 0;
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        size_t n;
        char *text = data_bytes(names[i], path, &n);
        returns(bpe, text, n, names[i]);
        total += n;
        free(text);
    }
    printf("%d files, %zu bytes, come back byte for byte\n", count, total);
    bpe_free(bpe);
}

// ---- the two trainers ----

static void trainers(void)
{
    char path[PATH_MAX], drawn[1024];
    size_t n, merges = 0;
    char *novel = data_bytes("pride.txt", path, &n);
    rng_seed(&rng, 8);
    for (int i = 0; i < 50; i++) {
        const char *text = drawn;
        size_t length = 0;
        if (i % 2)
            text = novel + below((int)n - 1000), length = 1000;
        else
            while (length < 400)
                length += random_text(drawn + length, 200);
        for (int k = 0; k < 4; k++) {
            const Split *split = k % 2 ? &split_gpt2 : &split_none;
            BpeTies ties = k / 2 ? BPE_GREATEST : BPE_FIRST_SEEN;
            Bpe *fast = bpe_train(text, length, 400, split, ties),
                *slow = bpe_train_naive(text, length, 400, split, ties);
            if (fast->merges != slow->merges ||
                memcmp(fast->merge, slow->merge, sizeof *fast->merge * (size_t)fast->merges) != 0)
                data_error("text %d, split %s, ties %d: the two trainers differ", i, split->name, ties);
            merges += (size_t)fast->merges;
            bpe_free(fast);
            bpe_free(slow);
        }
    }
    printf("50 texts, 4 ways: %zu merges, all the same\n", merges);
    free(novel);
}

// ---- the two ways to cut ----

static bool cut_alike(const Split *a, const Split *b, const char *text, size_t n)
{
    for (size_t from = 0, to; from < n; from = to)
        if ((to = split_end(a, text, n, from)) != split_end(b, text, n, from))
            return false;
    return true;
}

static void patterns(void)
{
    const Split *pcre = pattern_new("gpt2", gpt2_pattern);
    bool same_unicode = strncmp(pattern_unicode(), "14.", 3) == 0;
    int different = 0;
    for (int code = 1; code <= 0x10FFFF; code++) {
        char text[16] = "a", c[4];
        size_t length = (size_t)(utf8_put(c, (uint32_t)code) - c), n = 1;
        memcpy(text + n, c, length), n += length;
        text[n++] = '1', text[n++] = ' ';
        memcpy(text + n, c, length), n += length;
        text[n++] = '!';
        if ((code >= 0xD800 && code < 0xE000) || cut_alike(&split_gpt2, pcre, text, n))
            continue;
        different++;
        // U+180E was white space before Unicode 6.3, and still is in PCRE2's \s; else a newer Unicode has new letters
        if (code != 0x180E && (same_unicode || unicode_class(code) != CLASS_OTHER))
            data_error("U+%04X is cut in two ways", (unsigned)code);
    }
    rng_seed(&rng, 14);
    for (int i = 0; i < 200000; i++) {
        char text[64];
        size_t n = random_text(text, 60);
        if (same_unicode && !cut_alike(&split_gpt2, pcre, text, n))
            data_error("random text %d is cut in two ways", i);
    }
    printf("GPT-2's pattern in C and by PCRE2 (Unicode %s): alike on 1112063 characters but %d, and on 200000 texts\n",
           pattern_unicode(), different);
    pattern_free(pcre);
}

static void count_tokens(const char *name)
{
    char path[PATH_MAX];
    size_t n;
    char *text = data_bytes(name, path, &n);
    Bpe *bpe = bpe_gpt2();
    int *ids = malloc(sizeof *ids * n);
    CHECK(ids, "out of memory");
    size_t first = n * 9 / 10; // tinyshakespeare is ASCII
    printf("%zu", bpe_encode(bpe, text, n, ids));
    printf(" %zu", bpe_encode(bpe, text, first, ids));
    printf(" %zu\n", bpe_encode(bpe, text + first, n - first, ids));
    free(text);
    free(ids);
    bpe_free(bpe);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "json"))
        print_json();
    else if (!strcmp(what, "random") && argc == 4)
        random_texts(atoi(argv[2]), (uint64_t)atoll(argv[3]));
    else if (!strcmp(what, "train"))
        trainers();
    else if (!strcmp(what, "files"))
        files(argc - 2, argv + 2);
    else if (!strcmp(what, "patterns"))
        patterns();
    else if (!strcmp(what, "count") && argc == 3)
        count_tokens(argv[2]);
    else
        usage_error("usage: %s json | random N SEED | train | files [FILE...] | patterns | count FILE", argv[0]);
    return 0;
}

/*
 * A fuzz target for everything that reads a GPT-2's folder: config.json, vocab.json, merges.txt, an index of several
 * files, and the header of the weights.
 *
 *     make fuzz-gpt2 ROUNDS=100          clang's libFuzzer, with AddressSanitizer and UBSan
 *
 * The first byte of an input says which file of a small model it is about, and whether the rest replaces that file or
 * only a few bytes of it (where: 2 bytes, how many: 1 byte, then what stands there instead). Either the folder is refused with a sentence,
 * or the model reads a text and says something of it. What was found is a test in gpt2.sh.
 */
#include "check.h"
#include "gpt2.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES = 5, LAST_OPEN = 64, TEXT = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static char folder[64];
static jmp_buf refused;
static char good[FILES][1 << 16]; // the small model's files
static size_t good_size[FILES];
static const char *const names[FILES] = {"config.json", "vocab.json", "merges.txt", "model.safetensors",
                                         "model.safetensors.index.json"};

static void refuse(const char *sentence)
{
    CHECK(strlen(sentence) > 8, "a folder is refused without a reason");
    longjmp(refused, 1);
}

static void path_of(char path[128], int file)
{
    snprintf(path, 128, "%s/%s", folder, names[file]);
}

static void put(int file, const void *data, size_t size)
{
    char path[128];
    path_of(path, file);
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(data, 1, size, f) == size, "cannot write %s", path);
    fclose(f);
}

static void remember(int file)
{
    char path[128];
    path_of(path, file);
    FILE *f = fopen(path, "rb");
    CHECK(f, "cannot read %s", path);
    good_size[file] = fread(good[file], 1, sizeof good[file], f);
    CHECK(good_size[file] < sizeof good[file], "%s is too large", path);
    fclose(f);
}

static void make_index(const GPT *gpt)
{
    char *at = good[4] + sprintf(good[4], "{\"metadata\": {}, \"weight_map\": {");
    for (int i = 0; i < gpt->params.count; i++)
        at += sprintf(at, "%s\"%s\": \"model.safetensors\"", i ? ", " : "", gpt->params.tensor[i]->name);
    good_size[4] = (size_t)(at + sprintf(at, "}}") - good[4]);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static const char text[] = "it is a truth universally acknowledged, that it is a truth";
    Rng rng;
    rng_seed(&rng, 1);
    snprintf(folder, sizeof folder, "%s/fuzz-gpt2-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    CHECK(mkdtemp(folder), "cannot make %s", folder);
    GPT *gpt = gpt_new((GPTConfig){.vocab = 272, .block = 32, .layers = 1, .heads = 2, .embd = 8});
    gpt_init(gpt, &rng);
    Bpe *learnt = bpe_train(text, strlen(text), 266, &split_gpt2, BPE_FIRST_SEEN), *bpe = gpt2_order(learnt);
    gpt2_save(folder, gpt, bpe, ST_F32);
    for (int file = 0; file < 4; file++)
        remember(file);
    make_index(gpt);
    bpe_free(learnt);
    bpe_free(bpe);
    gpt_free(gpt);
    data_error_handler = refuse;
    return 0;
}

// It must be able to do what a model does.
static void use(Gpt2 *g, const uint8_t *data, size_t size)
{
    static int ids[TEXT];
    int n = (int)bpe_encode_special(g->bpe, (const char *)data, size < TEXT ? size : TEXT, BPE_ALL_SPECIAL, ids);
    GPTCache *cache = gpt_cache_new(g->gpt);
    for (int i = 0; i < n; i++)
        CHECK(ids[i] >= 0 && ids[i] < g->gpt->config.vocab, "token %d", ids[i]);
    if (n > 0)
        gpt_cache_feed(cache, ids, n < g->gpt->config.block ? n : g->gpt->config.block);
    CHECK(gpt2_model(g).vocab == g->bpe->vocab && g->end < g->bpe->vocab, "the vocabulary");
    gpt_cache_free(cache);
}

enum { PATCH = 0x40, PLAIN = 0x80, HEADS = 0x20 }; // bits of the first byte

static void put_good(bool plain)
{
    for (int i = 0; i < 4; i++)
        put(i, good[i], good_size[i]);
    if (plain) { // merges as others write them, without a count
        size_t line = strcspn(good[2], "\n");
        char text[1 << 12];
        int n = snprintf(text, sizeof text, "#version: 0.2%.*s", (int)(good_size[2] - line), good[2] + line);
        put(2, text, (size_t)n);
    }
    char path[128];
    path_of(path, 4);
    remove(path);
}

static void put_input(int file, bool patch, const uint8_t *data, size_t size)
{
    if (!patch) {
        put(file, data, size);
        return;
    }
    if (size < 3)
        return;
    static char text[1 << 17];
    size_t all = good_size[file], at = (size_t)(data[0] << 8 | data[1]) % (all + 1), gone = data[2];
    gone = gone < all - at ? gone : all - at;
    size_t more = size - 3 < sizeof text / 2 ? size - 3 : sizeof text / 2;
    memcpy(text, good[file], at);
    memcpy(text + at, data + 3, more);
    memcpy(text + at + more, good[file] + at + gone, all - at - gone);
    put(file, text, all + more - gone);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[128];
    int how = size ? data[0] : 0, file = (how & 7) % FILES;
    put_good(how & PLAIN);
    if (size > 1)
        put_input(file, how & PATCH, data + 1, size - 1);
    path_of(path, file);
    if (setjmp(refused) == 0) {
        bool index = file == 4 && access(path, F_OK) == 0;
        Gpt2 g = gpt2_load(index ? path : folder, (Gpt2Options){.heads = how & HEADS ? 2 : 0});
        use(&g, data, size);
        gpt2_free(&g);
    }
    for (int fd = 3; fd < LAST_OPEN; fd++) { // what was refused stays open
        struct stat status;
        if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
            close(fd);
    }
    return 0;
}

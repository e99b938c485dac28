/*
 * A fuzz target for the parts of the tokenizer that read untrusted input: merges files, broken UTF-8, any text.
 *
 *     make fuzz-bpe ARGS="-max_total_time=3600"          clang's libFuzzer, with AddressSanitizer and UBSan
 *
 * The input is read as a merges file. If it is not one, a tokenizer with GPT-2's pattern and a few merges is used
 * instead. Then the same bytes are encoded, fast and slow, and must decode to themselves. Inputs that found a fault are
 * tests in unit-bpe.c.
 */
#include "bpe.h"
#include "check.h"
#include "unicode.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 2048, SLOW = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void comes_back(Bpe *bpe, const char *text, size_t n)
{
    static int ids[MOST], slow[MOST];
    static char back[MOST], mended[3 * MOST];
    size_t count = bpe_encode(bpe, text, n, ids);
    CHECK(bpe_decoded_size(bpe, ids, count) == n, "the length differs");
    bpe_decode(bpe, ids, count, back);
    CHECK(memcmp(back, text, n) == 0, "the bytes differ");
    if (bpe->merges < 1000)
        CHECK(bpe_encode_naive(bpe, text, n, slow) == count && memcmp(ids, slow, sizeof *ids * count) == 0,
              "the slow encoder says something else");
    bpe_encode_special(bpe, text, n, BPE_ALL_SPECIAL, ids);
    size_t length = utf8_mend(text, n, mended);
    for (size_t i = 0; i < length;) {
        int code;
        i += (size_t)utf8_next(mended + i, length - i, &code);
        CHECK(code >= 0, "what was mended is not UTF-8");
    }
}

static void learns_alike(const char *text, size_t n, int seed)
{
    const Split *split = seed & 1 ? &split_gpt2 : &split_none;
    BpeTies ties = seed & 2 ? BPE_GREATEST : BPE_FIRST_SEEN;
    Bpe *fast = bpe_train(text, n, 320, split, ties), *slow = bpe_train_naive(text, n, 320, split, ties);
    CHECK(fast->merges == slow->merges &&
              memcmp(fast->merge, slow->merge, sizeof *fast->merge * (size_t)fast->merges) == 0,
          "the trainers differ");
    comes_back(fast, text, n);
    bpe_free(fast);
    bpe_free(slow);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char why[256];
    char *text = malloc(size + 1); // of exactly this size, so that the sanitizer sees an overrun
    size = size < MOST ? size : MOST;
    memcpy(text, data, size);
    Bpe *bpe = bpe_parse(text, size, why);
    if (bpe)
        comes_back(bpe, text, size);
    else
        CHECK(strlen(why) > 8, "a file is refused without a reason");
    bpe_free(bpe);
    if (size > 0 && size < SLOW)
        learns_alike(text, size, data[size - 1]);
    free(text);
    return 0;
}

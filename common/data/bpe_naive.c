/*
 * Training and encoding, slow and obviously right: bpe_train.c and bpe_encode.c must give the same results. Each round
 * of training counts all pairs of the whole text again; encoding applies every merge in the order it was learnt.
 */
#include "bpe.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

// A text as tokens, piece by piece: no pair spans two pieces.
typedef struct Pieces {
    int *id;      // (count)
    bool *starts; // (count): does a piece start here?
    size_t count;
} Pieces;

typedef struct Count {
    BpePair pair;
    long times;
} Count;

static Pieces pieces_of(const Bpe *bpe, const char *text, size_t n)
{
    Pieces p = {malloc(sizeof(int) * (n + 1)), calloc(n + 1, sizeof(bool)), n};
    CHECK(p.id && p.starts, "out of memory");
    for (size_t i = 0; i < n; i++)
        p.id[i] = bpe->byte_token[(unsigned char)text[i]];
    for (size_t from = 0; from < n; from = split_end(bpe->split, text, n, from))
        p.starts[from] = true;
    return p;
}

// In "a a a" the pair (a, a) is counted twice, although only one of the two can be merged.
static size_t count_pairs(const Pieces *p, Count counts[]) // in the order in which they first occur
{
    size_t different = 0;
    for (size_t i = 0; i + 1 < p->count; i++) {
        size_t k = 0;
        if (p->starts[i + 1])
            continue;
        while (k < different && (counts[k].pair.left != p->id[i] || counts[k].pair.right != p->id[i + 1]))
            k++;
        if (k == different)
            counts[different++] = (Count){{p->id[i], p->id[i + 1]}, 0};
        counts[k].times++;
    }
    return different;
}

static int compare_tokens(const Bpe *bpe, int a, int b)
{
    size_t size_a, size_b;
    const char *bytes_a = bpe_token(bpe, a, &size_a), *bytes_b = bpe_token(bpe, b, &size_b);
    int order = memcmp(bytes_a, bytes_b, size_a < size_b ? size_a : size_b);
    return order ? order : (size_a > size_b) - (size_a < size_b);
}

static bool greater(const Bpe *bpe, BpePair a, BpePair b)
{
    int order = compare_tokens(bpe, a.left, b.left);
    return order > 0 || (order == 0 && compare_tokens(bpe, a.right, b.right) > 0);
}

static void merge_everywhere(Pieces *p, BpePair pair, int id)
{
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++, count++) {
        bool joined = i + 1 < p->count && p->id[i] == pair.left && p->id[i + 1] == pair.right && !p->starts[i + 1];
        p->starts[count] = p->starts[i];
        p->id[count] = joined ? id : p->id[i];
        i += joined;
    }
    p->count = count;
}

Bpe *bpe_train_naive(const char *text, size_t n, int vocab, const Split *split, BpeTies ties)
{
    Bpe *bpe = bpe_new(split, false);
    Pieces p = pieces_of(bpe, text, n);
    Count *counts = malloc(sizeof *counts * (n + 1));
    CHECK(counts, "out of memory");
    while (bpe->vocab < vocab) {
        size_t different = count_pairs(&p, counts), best = 0;
        for (size_t k = 1; k < different; k++)
            if (counts[k].times > counts[best].times ||
                (counts[k].times == counts[best].times && ties == BPE_GREATEST &&
                 greater(bpe, counts[k].pair, counts[best].pair)))
                best = k;
        if (different == 0 || !bpe_add(bpe, counts[best].pair.left, counts[best].pair.right))
            break;
        merge_everywhere(&p, counts[best].pair, bpe->vocab - 1);
    }
    free(counts);
    free(p.id);
    free(p.starts);
    return bpe;
}

size_t bpe_encode_naive(const Bpe *bpe, const char *text, size_t n, int ids[])
{
    Pieces p = pieces_of(bpe, text, n);
    for (int i = 0; i < bpe->merges; i++)
        merge_everywhere(&p, bpe->merge[i], 256 + i);
    memcpy(ids, p.id, sizeof *ids * p.count);
    free(p.id);
    free(p.starts);
    return p.count;
}

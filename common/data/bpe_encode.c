/*
 * Fast encoding. bpe.h says what it must give, and bpe_naive.c has the plain form.
 *
 * A text has few distinct words, so a piece of up to 16 bytes is first looked up in a cache. If it is not there, its
 * bytes are merged: a short piece in an array, where finding the best pair means looking at all of them; a long one (a
 * line of ten thousand blanks is one piece) with a heap, so that it takes n log n steps instead of n^2.
 */
#include "bpe.h"
#include "bpe_tables.h"
#include "check.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT = 64 }; // bytes

// ---- a short piece ----

static size_t merge_short(const Bpe *bpe, const char *text, size_t n, int ids[])
{
    int rank[SHORT]; // rank[i]: the merge of ids[i] and ids[i + 1], or INT_MAX
    size_t count = n;
    for (size_t i = 0; i < n; i++)
        ids[i] = bpe->byte_token[(unsigned char)text[i]];
    for (size_t i = 0; i + 1 < n; i++) {
        int merge = bpe_find_merge(bpe, ids[i], ids[i + 1]);
        rank[i] = merge < 0 ? INT_MAX : merge;
    }
    for (;;) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < count; i++)
            best = rank[i] < rank[best] ? i : best;
        if (count < 2 || rank[best] == INT_MAX)
            return count;
        ids[best] = 256 + rank[best];
        count--;
        memmove(ids + best + 1, ids + best + 2, sizeof *ids * (count - best - 1));
        memmove(rank + best, rank + best + 1, sizeof *rank * (count - best - 1));
        for (size_t i = best > 0 ? best - 1 : 0; i <= best && i + 1 < count; i++) {
            int merge = bpe_find_merge(bpe, ids[i], ids[i + 1]);
            rank[i] = merge < 0 ? INT_MAX : merge;
        }
    }
}

// ---- a long piece ----

// A token t that begins at byte i is stored at its first and its last byte: tag[i] = tag[i + length - 1] = t. So
// tag[i - 1] is the token before i, and the list needs no links.
typedef struct Long {
    const Bpe *bpe;
    int n, *tag;
    uint64_t *heap; // (merge << 32) + place, the smallest on top
    size_t heaped;
} Long;

static int length_of(const Bpe *bpe, int id)
{
    return (int)(bpe->start[id + 1] - bpe->start[id]);
}

static void sift_down(uint64_t heap[], size_t n, size_t at)
{
    uint64_t moving = heap[at];
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        child += child + 1 < n && heap[child + 1] < heap[child];
        if (heap[child] >= moving)
            break;
        heap[at] = heap[child];
    }
    heap[at] = moving;
}

static void heap_push(Long *l, uint64_t entry)
{
    size_t at = l->heaped++;
    for (; at > 0 && l->heap[(at - 1) / 2] > entry; at = (at - 1) / 2)
        l->heap[at] = l->heap[(at - 1) / 2];
    l->heap[at] = entry;
}

static void propose(Long *l, int left, int right) // places of two neighbours
{
    int merge = bpe_find_merge(l->bpe, l->tag[left], l->tag[right]);
    if (merge >= 0)
        heap_push(l, (uint64_t)merge << 32 | (uint64_t)left);
}

// Takes the best pair from the heap, and joins its two tokens if both are still there.
static void merge_best(Long *l)
{
    int merge = (int)(l->heap[0] >> 32), at = (int)(uint32_t)l->heap[0], id = 256 + merge;
    BpePair pair = l->bpe->merge[merge];
    l->heap[0] = l->heap[--l->heaped];
    if (l->heaped)
        sift_down(l->heap, l->heaped, 0);
    int middle = at + length_of(l->bpe, pair.left);
    if (l->tag[at] != pair.left || middle >= l->n || l->tag[middle] != pair.right)
        return; // one of them has become part of something else
    int end = middle + length_of(l->bpe, pair.right);
    l->tag[middle] = -1;
    l->tag[at] = l->tag[end - 1] = id;
    if (at > 0)
        propose(l, at - length_of(l->bpe, l->tag[at - 1]), at);
    if (end < l->n)
        propose(l, at, end);
}

static size_t merge_long(const Bpe *bpe, const char *text, size_t n, int ids[])
{
    Long l = {bpe, (int)n, ids, malloc(sizeof(uint64_t) * 2 * n), 0}; // a merge removes one entry and adds two
    CHECK(l.heap, "out of memory for a piece of %zu bytes", n);
    for (size_t i = 0; i < n; i++)
        ids[i] = bpe->byte_token[(unsigned char)text[i]];
    for (size_t i = 0; i + 1 < n; i++) {
        int merge = bpe_find_merge(bpe, ids[i], ids[i + 1]);
        if (merge >= 0)
            l.heap[l.heaped++] = (uint64_t)merge << 32 | i;
    }
    for (size_t i = l.heaped / 2; i-- > 0;)
        sift_down(l.heap, l.heaped, i);
    while (l.heaped)
        merge_best(&l);
    free(l.heap);
    size_t count = 0;
    for (size_t i = 0; i < n; i += (size_t)length_of(bpe, ids[count++]))
        ids[count] = ids[i];
    return count;
}

size_t bpe_merge_piece(const Bpe *bpe, const char *text, size_t n, int ids[])
{
    return n <= SHORT ? merge_short(bpe, text, n, ids) : merge_long(bpe, text, n, ids);
}

// ---- words seen before ----

static BpeWord *word_of(Bpe *bpe, const char *text, size_t size, uint64_t key[2])
{
    if (!bpe->words) {
        bpe->words = calloc(1, sizeof *bpe->words);
        CHECK(bpe->words, "out of memory");
    }
    key[0] = key[1] = 0;
    memcpy(key, text, size);
    uint64_t mixed = (key[0] ^ (key[1] + size) * 0xFF51AFD7ED558CCDu) * 0x9E3779B97F4A7C15u;
    return &bpe->words->word[mixed >> (64 - 15)];
}

static size_t encode_piece(Bpe *bpe, const char *text, size_t size, int ids[])
{
    if (size > BPE_WORD_BYTES)
        return bpe_merge_piece(bpe, text, size, ids);
    uint64_t key[2];
    BpeWord *word = word_of(bpe, text, size, key);
    if (word->key[0] != key[0] || word->key[1] != key[1] || word->size != size) {
        size_t count = merge_short(bpe, text, size, ids);
        if (count <= BPE_WORD_TOKENS) {
            *word = (BpeWord){.key = {key[0], key[1]}, .size = (uint8_t)size, .count = (uint8_t)count};
            memcpy(word->id, ids, sizeof *ids * count);
        }
        return count;
    }
    for (int i = 0; i < word->count; i++)
        ids[i] = word->id[i];
    return word->count;
}

// ---- whole texts ----

size_t bpe_encode(Bpe *bpe, const char *text, size_t n, int ids[])
{
    CHECK(n < INT_MAX, "bpe_encode: the text has %zu bytes; encode at most 2 GB at a time", n);
    size_t count = 0;
    for (size_t from = 0, to; from < n; from = to) {
        to = split_end(bpe->split, text, n, from);
        count += encode_piece(bpe, text + from, to - from, ids + count);
    }
    return count;
}

int bpe_find_special(const Bpe *bpe, const char *text, size_t n, size_t from, uint32_t among, size_t *at)
{
    bool first[256] = {false};
    for (int k = 0; k < bpe->specials; k++)
        first[(unsigned char)bpe->special[k][0]] |= among >> k & 1;
    for (size_t i = from; i < n; i++) {
        int best = -1;
        for (int k = 0; first[(unsigned char)text[i]] && k < bpe->specials; k++) {
            size_t size = strlen(bpe->special[k]);
            if ((among >> k & 1) && size <= n - i && memcmp(text + i, bpe->special[k], size) == 0 &&
                (best < 0 || size > strlen(bpe->special[best])))
                best = k;
        }
        if (best >= 0) {
            *at = i;
            return best;
        }
    }
    return -1;
}

size_t bpe_encode_special(Bpe *bpe, const char *text, size_t n, uint32_t allowed, int ids[])
{
    size_t count = 0, from = 0, at;
    for (int k; (k = bpe_find_special(bpe, text, n, from, allowed, &at)) >= 0;) {
        count += bpe_encode(bpe, text + from, at - from, ids + count);
        ids[count++] = 256 + bpe->merges + k;
        from = at + strlen(bpe->special[k]);
    }
    return count + bpe_encode(bpe, text + from, n - from, ids + count);
}

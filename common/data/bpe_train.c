/*
 * Fast learning of merges. bpe.h says what it must give, and bpe_naive.c has the plain form.
 *
 * Three things make it fast. Equal pieces are stored once, as a word with a count. Each pair has a list of the places
 * where it occurs, so a merge visits only these, and corrects the counts of the few pairs next to them. And a heap
 * knows the most frequent pair.
 *
 * The heap works because all places of a pair are created in one pass, from left to right (at the start, or when the
 * newer of its two tokens is made). After that, places only disappear. So a pair's count only falls, and its first
 * place only moves to the right: an entry in the heap may be too good, never too bad. When it reaches the top it is
 * checked, and put back if it has become worse.
 */
#include "bpe.h"
#include "bpe_words.h"
#include "check.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct TrainPair {
    BpePair pair;
    long times;           // how often the pair occurs in the text
    int *place;           // where it occurred when the list was made
    int places, room, at; // place[at] is the first place that still exists
} TrainPair;

typedef struct Entry {
    long times;
    int first, which; // the first place, and which pair
} Entry;

typedef struct Trainer {
    Bpe *bpe;
    BpeTies ties;
    Corpus corpus; // tag[i]: the token that begins or ends at byte i; END after each word
    TrainPair *pair;
    int pairs, room;
    int *slot; // hash table: the index of a pair, or -1
    size_t slots;
    Entry *heap;
    int heaped, heap_room;
} Trainer;

static int length_of(const Bpe *bpe, int id)
{
    return (int)(bpe->start[id + 1] - bpe->start[id]);
}

// ---- pairs, found by their two tokens ----

static size_t slot_for(const Trainer *t, BpePair p)
{
    uint64_t mixed = ((uint64_t)(uint32_t)p.left << 32 | (uint32_t)p.right) * 0x9E3779B97F4A7C15u;
    size_t slot = (size_t)(mixed >> 32) & (t->slots - 1);
    while (t->slot[slot] >= 0 &&
           (t->pair[t->slot[slot]].pair.left != p.left || t->pair[t->slot[slot]].pair.right != p.right))
        slot = (slot + 1) & (t->slots - 1);
    return slot;
}

static void more_pairs(Trainer *t)
{
    t->room = t->room ? 2 * t->room : 1 << 12;
    t->slots = 4 * (size_t)t->room;
    t->pair = realloc(t->pair, sizeof *t->pair * (size_t)t->room);
    free(t->slot);
    t->slot = malloc(sizeof *t->slot * t->slots);
    CHECK(t->pair && t->slot, "out of memory");
    memset(t->slot, -1, sizeof *t->slot * t->slots);
    for (int i = 0; i < t->pairs; i++)
        t->slot[slot_for(t, t->pair[i].pair)] = i;
}

static TrainPair *pair_of(Trainer *t, int left, int right)
{
    if (t->pairs == t->room)
        more_pairs(t);
    size_t slot = slot_for(t, (BpePair){left, right});
    if (t->slot[slot] < 0) {
        t->pair[t->pairs] = (TrainPair){.pair = {left, right}};
        t->slot[slot] = t->pairs++;
    }
    return &t->pair[t->slot[slot]];
}

static void pair_appears(Trainer *t, int place, int left, int right)
{
    TrainPair *p = pair_of(t, left, right);
    if (p->places == p->room) {
        p->room = p->room ? 2 * p->room : 4;
        p->place = realloc(p->place, sizeof *p->place * (size_t)p->room);
        CHECK(p->place, "out of memory");
    }
    p->place[p->places++] = place;
    p->times += t->corpus.times[place];
}

static bool stands(const Trainer *t, const TrainPair *p, int place)
{
    const int *tag = t->corpus.tag;
    return tag[place] == p->pair.left && tag[place + length_of(t->bpe, p->pair.left)] == p->pair.right;
}

static int first_place(const Trainer *t, TrainPair *p)
{
    while (p->at < p->places && !stands(t, p, p->place[p->at]))
        p->at++;
    return p->at < p->places ? p->place[p->at] : INT_MAX;
}

// ---- the heap of pairs, the next to be merged on top ----

static int compare_tokens(const Bpe *bpe, int a, int b)
{
    int size_a = length_of(bpe, a), size_b = length_of(bpe, b);
    int order = memcmp(bpe->bytes + bpe->start[a], bpe->bytes + bpe->start[b],
                       (size_t)(size_a < size_b ? size_a : size_b));
    return order ? order : size_a - size_b;
}

static bool before(const Trainer *t, const Entry *a, const Entry *b)
{
    if (a->times != b->times)
        return a->times > b->times;
    if (t->ties == BPE_FIRST_SEEN)
        return a->first < b->first;
    BpePair p = t->pair[a->which].pair, q = t->pair[b->which].pair;
    int order = compare_tokens(t->bpe, p.left, q.left);
    return order > 0 || (order == 0 && compare_tokens(t->bpe, p.right, q.right) > 0);
}

static void sift_down(Trainer *t, int at)
{
    Entry moving = t->heap[at];
    for (int child; (child = 2 * at + 1) < t->heaped; at = child) {
        child += child + 1 < t->heaped && before(t, &t->heap[child + 1], &t->heap[child]);
        if (!before(t, &t->heap[child], &moving))
            break;
        t->heap[at] = t->heap[child];
    }
    t->heap[at] = moving;
}

static void heap_push(Trainer *t, int which)
{
    if (t->heaped == t->heap_room) {
        t->heap_room = t->heap_room ? 2 * t->heap_room : 1 << 12;
        t->heap = realloc(t->heap, sizeof *t->heap * (size_t)t->heap_room);
        CHECK(t->heap, "out of memory");
    }
    Entry entry = {t->pair[which].times, first_place(t, &t->pair[which]), which};
    int at = t->heaped++;
    for (; at > 0 && before(t, &entry, &t->heap[(at - 1) / 2]); at = (at - 1) / 2)
        t->heap[at] = t->heap[(at - 1) / 2];
    t->heap[at] = entry;
}

// The pair to be merged next, taken from the heap; NULL when none is left.
static TrainPair *best_pair(Trainer *t)
{
    while (t->heaped) {
        Entry *top = &t->heap[0];
        TrainPair *p = &t->pair[top->which];
        int first = first_place(t, p);
        bool current = top->times == p->times && top->first == first;
        top->times = p->times;
        top->first = first;
        if (current || p->times == 0)
            t->heap[0] = t->heap[--t->heaped];
        if (t->heaped)
            sift_down(t, 0);
        if (current && p->times > 0)
            return p;
    }
    return NULL;
}

// ---- a merge ----

static void pair_vanishes(Trainer *t, int place, int left, int right)
{
    pair_of(t, left, right)->times -= t->corpus.times[place];
}

static void merge_at(Trainer *t, BpePair pair, int place, int id)
{
    int *tag = t->corpus.tag, middle = place + length_of(t->bpe, pair.left),
        end = middle + length_of(t->bpe, pair.right);
    int previous = place > 0 ? tag[place - 1] : END, next = tag[end];
    if (previous != END) {
        int before_it = place - length_of(t->bpe, previous);
        pair_vanishes(t, before_it, previous, pair.left);
        pair_appears(t, before_it, previous, id);
    }
    if (next != END) {
        pair_vanishes(t, middle, pair.right, next);
        pair_appears(t, place, id, next);
    }
    pair_vanishes(t, place, pair.left, pair.right);
    tag[middle] = GONE;
    tag[place] = tag[end - 1] = id;
}

static void merge_everywhere(Trainer *t, const TrainPair *best, int id)
{
    TrainPair p = *best; // a copy: the array of pairs may move
    int before_pass = t->pairs;
    for (int i = p.at; i < p.places; i++)
        if (stands(t, &p, p.place[i]))
            merge_at(t, p.pair, p.place[i], id);
    for (int i = before_pass; i < t->pairs; i++)
        heap_push(t, i);
    TrainPair *done = pair_of(t, p.pair.left, p.pair.right);
    free(done->place);
    done->place = NULL;
    done->places = done->at = 0;
}

Bpe *bpe_train(const char *text, size_t n, int vocab, const Split *split, BpeTies ties)
{
    CHECK(n < INT_MAX / 2, "bpe_train: the text has %zu bytes; 1 GB is the most", n);
    CHECK(vocab >= 256, "bpe_train: vocab is %d; it must be at least 256, one token for each byte", vocab);
    Trainer t = {.bpe = bpe_new(split, false), .ties = ties, .corpus = corpus_new(text, n, split)};
    for (int i = 0; i + 1 < t.corpus.size; i++)
        if (t.corpus.tag[i] != END && t.corpus.tag[i + 1] != END)
            pair_appears(&t, i, t.corpus.tag[i], t.corpus.tag[i + 1]);
    for (int i = 0; i < t.pairs; i++)
        heap_push(&t, i);
    for (TrainPair *best; t.bpe->vocab < vocab && (best = best_pair(&t));) {
        if (!bpe_add(t.bpe, best->pair.left, best->pair.right))
            break;
        merge_everywhere(&t, best, t.bpe->vocab - 1);
    }
    for (int i = 0; i < t.pairs; i++)
        free(t.pair[i].place);
    free(t.pair);
    free(t.slot);
    free(t.heap);
    corpus_free(&t.corpus);
    return t.bpe;
}

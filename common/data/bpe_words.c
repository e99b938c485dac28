/* The distinct pieces of a text, and how often each occurs: see bpe_words.h. */
#include "bpe_words.h"
#include "check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct Word {
    const char *text;
    size_t size;
    uint64_t hash;
    int times;
} Word;

typedef struct Words {
    Word *word;
    int count, room;
    int *slot; // hash table: an index of word, or -1
    size_t slots;
} Words;

static uint64_t hash_of(const char *text, size_t size)
{
    uint64_t hash = size;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static size_t slot_for(const Words *w, const char *text, size_t size, uint64_t hash)
{
    size_t slot = hash & (w->slots - 1);
    for (; w->slot[slot] >= 0; slot = (slot + 1) & (w->slots - 1)) {
        const Word *known = &w->word[w->slot[slot]];
        if (known->hash == hash && known->size == size && memcmp(known->text, text, size) == 0)
            break;
    }
    return slot;
}

static void more_words(Words *w)
{
    w->room = w->room ? 2 * w->room : 1 << 12;
    w->slots = 2 * (size_t)w->room;
    w->word = realloc(w->word, sizeof *w->word * (size_t)w->room);
    free(w->slot);
    w->slot = malloc(sizeof *w->slot * w->slots);
    CHECK(w->word && w->slot, "out of memory");
    memset(w->slot, -1, sizeof *w->slot * w->slots);
    for (int i = 0; i < w->count; i++)
        w->slot[slot_for(w, w->word[i].text, w->word[i].size, w->word[i].hash)] = i;
}

static void add_word(Words *w, const char *text, size_t size)
{
    if (w->count == w->room)
        more_words(w);
    uint64_t hash = hash_of(text, size);
    size_t slot = slot_for(w, text, size, hash);
    if (w->slot[slot] < 0) {
        w->word[w->count] = (Word){text, size, hash, 0};
        w->slot[slot] = w->count++;
    }
    w->word[w->slot[slot]].times++;
}

Corpus corpus_new(const char *text, size_t n, const Split *split)
{
    Words w = {0};
    size_t size = 0, at = 0;
    for (size_t from = 0, to; from < n; from = to) {
        to = split_end(split, text, n, from);
        add_word(&w, text + from, to - from);
    }
    for (int i = 0; i < w.count; i++)
        size += w.word[i].size + 1;
    Corpus c = {(int)size, malloc(sizeof(int) * (size + 1)), malloc(sizeof(int) * (size + 1))};
    CHECK(c.tag && c.times, "out of memory");
    for (int i = 0; i < w.count; i++) {
        for (size_t k = 0; k < w.word[i].size; k++) {
            c.tag[at] = (unsigned char)w.word[i].text[k];
            c.times[at++] = w.word[i].times;
        }
        c.tag[at] = END;
        c.times[at++] = 0;
    }
    free(w.word);
    free(w.slot);
    return c;
}

void corpus_free(Corpus *corpus)
{
    free(corpus->tag);
    free(corpus->times);
}

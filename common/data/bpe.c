/* A tokenizer's tables (tokens, merges, special tokens), and decoding, which only looks tokens up. See bpe.h. */
#include "bpe.h"
#include "bpe_tables.h"
#include "check.h"
#include "memory.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 28 }; // for all tokens together: a file of 30 lines could ask for 2^30

// ---- bytes as GPT-2 writes them ----

// Visible bytes are written as themselves. The other 68 (0 to 32, 127 to 160, and 173) are written as U+0100, U+0101
// and so on, in order.
static bool is_visible(int byte)
{
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

int bpe_byte_sign(unsigned char byte)
{
    if (is_visible(byte))
        return byte;
    return 256 + (byte <= 32 ? byte : byte <= 160 ? 33 + byte - 127 : 67);
}

int bpe_sign_byte(int code)
{
    int hidden = code - 256;
    if (hidden < 0)
        return code >= 0 && is_visible(code) ? code : -1;
    return hidden <= 32 ? hidden : hidden < 67 ? 127 + hidden - 33 : hidden == 67 ? 173 : -1;
}

// ---- from a pair to its merge: an open hash table ----

static size_t slot_of(const BpeTable *table, int left, int right)
{
    uint64_t key = (uint64_t)(uint32_t)left << 32 | (uint32_t)right;
    size_t slot = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & table->mask;
    while (table->slot[slot].merge >= 0 && table->slot[slot].key != key)
        slot = (slot + 1) & table->mask;
    return slot;
}

static BpeTable *table_new(size_t room)
{
    BpeTable *table = malloc(sizeof *table + sizeof(BpeSlot) * room);
    CHECK(table, "out of memory");
    table->mask = room - 1;
    for (size_t i = 0; i < room; i++)
        table->slot[i] = (BpeSlot){0, -1};
    return table;
}

static void table_put(BpeTable *table, BpePair pair, int merge)
{
    size_t slot = slot_of(table, pair.left, pair.right);
    if (table->slot[slot].merge < 0) // the first of two equal merges counts
        table->slot[slot] = (BpeSlot){(uint64_t)(uint32_t)pair.left << 32 | (uint32_t)pair.right, merge};
}

int bpe_find_merge(const Bpe *bpe, int left, int right)
{
    return bpe->table->slot[slot_of(bpe->table, left, right)].merge;
}

// ---- making one ----

Bpe *bpe_new(const Split *split, bool gpt2_order)
{
    Bpe *bpe = calloc(1, sizeof *bpe);
    CHECK(bpe, "out of memory");
    bpe->split = split;
    bpe->vocab = 256;
    bpe->merge_room = 256;
    bpe->bytes_room = 4096;
    bpe->merge = malloc(sizeof *bpe->merge * (size_t)bpe->merge_room);
    bpe->start = malloc(sizeof *bpe->start * (size_t)(bpe->merge_room + 257));
    bpe->bytes = malloc(bpe->bytes_room);
    CHECK(bpe->merge && bpe->start && bpe->bytes, "out of memory");
    bpe->table = table_new(512);
    for (int pass = 0, id = 0; pass < 2; pass++) // GPT-2: first the visible bytes, then the others
        for (int b = 0; b < 256; b++)
            if (gpt2_order ? is_visible(b) == !pass : pass == 0) {
                bpe->byte_token[b] = id;
                bpe->start[id] = (size_t)id;
                bpe->bytes[id++] = (char)b;
            }
    bpe->start[256] = 256;
    return bpe;
}

void bpe_free(Bpe *bpe)
{
    if (!bpe)
        return;
    for (int k = 0; k < bpe->specials; k++)
        free(bpe->special[k]);
    free(bpe->merge);
    free(bpe->start);
    free(bpe->bytes);
    free(bpe->table);
    free(bpe->words);
    free(bpe);
}

static void grow(Bpe *bpe, size_t size)
{
    if (bpe->merges == bpe->merge_room) {
        size_t room = (size_t)(bpe->merge_room *= 2);
        bpe->merge = realloc(bpe->merge, sizeof *bpe->merge * room);
        bpe->start = realloc(bpe->start, sizeof *bpe->start * (room + 257));
        CHECK(bpe->merge && bpe->start, "out of memory");
        free(bpe->table);
        bpe->table = table_new(2 * room);
        for (int i = 0; i < bpe->merges; i++)
            table_put(bpe->table, bpe->merge[i], i);
    }
    while (bpe->bytes_room < size)
        bpe->bytes_room *= 2;
    bpe->bytes = realloc(bpe->bytes, bpe->bytes_room);
    CHECK(bpe->bytes, "out of memory");
}

bool bpe_add(Bpe *bpe, int left, int right)
{
    CHECK(left >= 0 && right >= 0 && left < bpe->vocab && right < bpe->vocab,
          "merge of %d and %d: there are only %d tokens", left, right, bpe->vocab);
    CHECK(bpe->specials == 0, "bpe_add: a special token was added already, and a merge would take its id");
    size_t *start = bpe->start, end = start[bpe->vocab];
    size_t a = start[left + 1] - start[left], b = start[right + 1] - start[right];
    if (bpe->merges == BPE_MAX_MERGES || end + a + b > MOST_BYTES)
        return false;
    grow(bpe, end + a + b);
    memcpy(bpe->bytes + end, bpe->bytes + bpe->start[left], a);
    memcpy(bpe->bytes + end + a, bpe->bytes + bpe->start[right], b);
    bpe->start[bpe->vocab + 1] = end + a + b;
    bpe->merge[bpe->merges] = (BpePair){left, right};
    table_put(bpe->table, (BpePair){left, right}, bpe->merges);
    bpe->merges++;
    bpe->vocab++;
    free(bpe->words); // with the new merge, cached words may have other tokens
    bpe->words = NULL;
    return true;
}

int bpe_add_special(Bpe *bpe, const char *name)
{
    CHECK(bpe->specials < BPE_MAX_SPECIALS, "more than %d special tokens", BPE_MAX_SPECIALS);
    CHECK(name[0], "a special token needs a name");
    bpe->special[bpe->specials++] = strdup(name);
    return bpe->vocab++;
}

// ---- looking up ----

const char *bpe_token(const Bpe *bpe, int id, size_t *size)
{
    CHECK(id >= 0 && id < bpe->vocab, "token %d is not in the vocabulary: ids are 0 .. %d", id, bpe->vocab - 1);
    int ordinary = 256 + bpe->merges;
    if (id >= ordinary) {
        *size = strlen(bpe->special[id - ordinary]);
        return bpe->special[id - ordinary];
    }
    *size = bpe->start[id + 1] - bpe->start[id];
    return bpe->bytes + bpe->start[id];
}

size_t bpe_decoded_size(const Bpe *bpe, const int ids[], size_t count)
{
    size_t total = 0;
    for (size_t i = 0, size; i < count; i++, total += size)
        bpe_token(bpe, ids[i], &size);
    return total;
}

size_t bpe_decode(const Bpe *bpe, const int ids[], size_t count, char *out)
{
    size_t total = 0;
    for (size_t i = 0, size; i < count; i++, total += size) {
        const char *bytes = bpe_token(bpe, ids[i], &size);
        memcpy(out + total, bytes, size);
    }
    return total;
}

char *bpe_token_text(const Bpe *bpe, int id)
{
    size_t size;
    const char *bytes = bpe_token(bpe, id, &size);
    if (id >= 256 + bpe->merges)
        return memory_text(bytes);
    char *text = memory_new(2 * size + 1), *end = text;
    for (size_t i = 0; i < size; i++)
        end = utf8_put(end, (uint32_t)bpe_byte_sign((unsigned char)bytes[i]));
    *end = '\0';
    return text;
}

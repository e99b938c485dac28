/*
 * Drawn cases for lesson 08's exercises (tests/drawn.h). What is right comes from loops written another way, or from the slow
 * forms in common/data (bpe_naive.c, split.c, unicode.c), which the unit tests compare with OpenAI's tokenizers.
 */
#include "08-tokenizer.h"
#include "drawn-numbers.h"

enum { MOST = 400 };

// An array of just n ids on the heap, where AddressSanitizer watches its end.
static int *exactly(int n, const int ids[])
{
    int *copy = malloc(sizeof *copy * (size_t)n + (n == 0));
    memcpy(copy, ids, sizeof *copy * (size_t)n);
    return copy;
}

static char *exact_text(int n, const char *text)
{
    char *copy = malloc((size_t)n + (n == 0));
    memcpy(copy, text, (size_t)n);
    return copy;
}

static void expect_bytes(const char *what, int n, const char *yours, const char *right)
{
    int a[MOST * 4], b[MOST * 4];
    for (int i = 0; i < n; i++)
        a[i] = (unsigned char)yours[i], b[i] = (unsigned char)right[i];
    expect_ints(what, n, a, b);
}

// Ids of three values, three times the same one somewhere.
static int draw_ids(int ids[], int value[3])
{
    int n = between(20, 60), run = between(0, n - 3);
    for (int k = 0; k < 3; k++)
        value[k] = 100 * (k + 1) + between(0, 99);
    for (int i = 0; i < n; i++)
        ids[i] = value[between(0, 2)];
    ids[run + 1] = ids[run + 2] = ids[run];
    name_case("%d ids, which are %d, %d or %d", n, value[0], value[1], value[2]);
    return n;
}

// ---- 8.1 and 8.2 ----

static int plain_stats(int n, const int ids[], PairCount stats[])
{
    int different = 0;
    for (int i = 0; i < n - 1; i++) {
        int count = 0, first = i;
        for (int j = n - 2; j >= 0; j--)
            if (ids[j] == ids[i] && ids[j + 1] == ids[i + 1])
                count++, first = j;
        if (first == i)
            stats[different++] = (PairCount){{ids[i], ids[i + 1]}, count};
    }
    return different;
}

static int plain_merge(int n, const int ids[], Pair pair, int idx, int out[])
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        out[count] = ids[i];
        if (i < n - 1 && ids[i] == pair.left && ids[i + 1] == pair.right)
            out[count] = idx, i++;
        count++;
    }
    return count;
}

START_TEST(stats_of_drawn_ids)
{
    int ids[MOST], value[3], is[3 * 9], right[3 * 9];
    PairCount expected[MOST];
    begin(_i);
    int n = draw_ids(ids, value), *exact = exactly(n, ids);
    PairCount *yours = calloc((size_t)n - 1, sizeof *yours);
    int different = get_stats(n, exact, yours), count = plain_stats(n, ids, expected);
    expect_int(title, different, count, NULL);
    for (int k = 0; k < count; k++) {
        is[3 * k] = yours[k].pair.left, is[3 * k + 1] = yours[k].pair.right, is[3 * k + 2] = yours[k].count;
        right[3 * k] = expected[k].pair.left, right[3 * k + 1] = expected[k].pair.right;
        right[3 * k + 2] = expected[k].count;
    }
    expect_ints("left, right and count of each pair", 3 * count, is, right);
    free(exact), free(yours);
}
END_TEST

START_TEST(merge_in_drawn_ids)
{
    int ids[MOST], value[3], right[MOST];
    begin(_i);
    int n = draw_ids(ids, value);
    for (int k = 0; k < 4; k++) { // the last of them with a pair of two equal ids, from the drawn run
        Pair pair = {ids[between(0, n - 1)], value[k % 3]};
        for (int i = 0; i + 2 < n && k == 3; i++)
            if (ids[i] == ids[i + 1] && ids[i] == ids[i + 2])
                pair = (Pair){ids[i], ids[i]};
        int *exact = exactly(n, ids), *yours = calloc((size_t)n, sizeof *yours), idx = 1000 + between(0, 99);
        int count = merge(n, exact, pair, idx, yours), expected = plain_merge(n, ids, pair, idx, right);
        name_case("%d ids, (%d, %d) -> %d", n, pair.left, pair.right, idx);
        expect_int(title, count, expected, NULL);
        expect_ints("out", expected, yours, right);
        expect_ints("ids afterwards", n, exact, ids);
        free(exact), free(yours);
    }
}
END_TEST

// ---- 8.3 ----

static void draw_text(int n, int letters, char *text)
{
    for (int i = 0; i < n; i++)
        text[i] = (char)((between(0, 5) ? 'a' : 0xE0) + between(0, letters - 1));
}

static void train_case(int n, int letters, int most, Ties ties)
{
    char text[MOST];
    Pair yours[64];
    int *ids = malloc(sizeof *ids * (size_t)n), is[128], right[128];
    draw_text(n, letters, text);
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)text[i];
    memset(yours, 0, sizeof yours);
    int learnt = train(n, ids, most, ties, plain_stats, plain_merge, yours);
    Bpe *bpe = bpe_train_naive(text, (size_t)n, 256 + most, &split_none,
                               ties == GREATEST ? BPE_GREATEST : BPE_FIRST_SEEN);
    name_case("a text of %d bytes, %d merges, %s", n, most, ties == GREATEST ? "GREATEST" : "FIRST_SEEN");
    expect_int(title, learnt, bpe->merges, NULL);
    for (int k = 0; k < learnt; k++) {
        is[2 * k] = yours[k].left, is[2 * k + 1] = yours[k].right;
        right[2 * k] = bpe->merge[k].left, right[2 * k + 1] = bpe->merge[k].right;
    }
    expect_ints("left and right of each merge", 2 * learnt, is, right);
    bpe_free(bpe);
    free(ids);
}

START_TEST(train_on_drawn_texts)
{
    begin(_i);
    for (Ties ties = FIRST_SEEN; ties <= GREATEST; ties++) {
        train_case(between(60, 120), 3, between(8, 16), ties);
        train_case(between(30, 60), 5, between(6, 12), ties);
        train_case(between(2, 6), 2, 12, ties); // where no pair is left after a few
    }
}
END_TEST

// ---- 8.4 ----

START_TEST(decode_drawn_ids)
{
    // tokens 256 to 261 are halves, wholes and more; each kind of text occurs in every case
    static const char *const more[] = {"the ", "\xc3", "\xa9t", "\xf0\x9f", "\x98\x89!", "\xe2\x82"};
    static const int kinds[][2] = {{'h', 256},  {257, 258},   {259, 260}, {259, 'x'}, {0x80, 0xBF},
                                   {'a', 0xFF}, {0xC3, 0xA9}, {'b', 0},   {261, 'y'}, {'z', 'q'}};
    enum { KINDS = COUNT(kinds), PICKS = KINDS + 8 };
    static Bytes vocab[262];
    int order[PICKS], ids[2 * PICKS], n = 0, size = 0;
    char joined[MOST], right[3 * MOST];
    begin(_i);
    for (int id = 0; id < 262; id++) {
        vocab[id].size = id < 256 ? 1 : (int)strlen(more[id - 256]);
        memcpy(vocab[id].bytes, id < 256 ? (char[]){(char)id} : more[id - 256], (size_t)vocab[id].size);
    }
    for (int i = 0; i < PICKS; i++)
        order[i] = i < KINDS ? i : between(0, KINDS - 1);
    rng_shuffle(&rng, order, PICKS);
    for (int i = 0; i < PICKS; i++) {
        ids[n++] = kinds[order[i]][0], ids[n++] = kinds[order[i]][1];
        if (between(0, 2) == 0)
            ids[n++] = between(' ', '~');
        if (n > 2 * PICKS - 3)
            break;
    }
    for (int i = 0; i < n; size += vocab[ids[i++]].size)
        memcpy(joined + size, vocab[ids[i]].bytes, (size_t)vocab[ids[i]].size);
    int *exact = exactly(n, ids);
    char *yours = malloc((size_t)(3 * size));
    int length = decode(n, exact, vocab, yours), expected = (int)utf8_mend(joined, (size_t)size, right);
    name_case("%d ids, which are %d bytes", n, size);
    expect_int(title, length, expected, NULL);
    expect_bytes("the text", expected, yours, right);
    free(exact), free(yours);
}
END_TEST

// ---- 8.5 ----

START_TEST(encode_drawn_texts)
{
    char learn[MOST], text[MOST];
    int right[MOST];
    begin(_i);
    draw_text(MOST, 3, learn);
    Bpe *bpe = bpe_train_naive(learn, MOST, 256 + between(25, 40), &split_none, BPE_FIRST_SEEN);
    for (int k = 0; k < 4; k++) {
        int n = between(30, 60), *yours = malloc(sizeof *yours * (size_t)n);
        draw_text(n, 3, text);
        text[0] = (char)0xE1;
        char *exact = exact_text(n, text);
        int count = encode(n, exact, bpe->merges, bpe->merge, yours);
        int expected = (int)bpe_encode_naive(bpe, text, (size_t)n, right);
        name_case("a text of %d bytes, %d merges", n, bpe->merges);
        expect_int(title, count, expected, NULL);
        expect_ints("the ids", expected, yours, right);
        free(exact), free(yours);
    }
    bpe_free(bpe);
}
END_TEST

// ---- 8.6 ----

START_TEST(split_drawn_texts)
{
    static const char *const parts[] = {"Hello", " world",      "'s",           "'ll", "'Tis", "  ",
                                        "\n",    "\n\n  ",      "123",          " 42", "x1y2", "...",
                                        " !?",   "caf\xc3\xa9", "\xc2\xa0",     "\t",  " 've", "HOW'S",
                                        "a",     "   ",         "\xe2\x85\xa7", "'d",  "'"};
    enum { PARTS = COUNT(parts), PICKS = PARTS + 12 };
    int order[PICKS], right[MOST], expected = 0, n = 0;
    char text[MOST];
    begin(_i);
    for (int i = 0; i < PICKS; i++)
        order[i] = i < PARTS ? i : between(0, PARTS - 1);
    rng_shuffle(&rng, order, PICKS);
    for (int i = 0; i < PICKS; i++) {
        int size = (int)strlen(parts[order[i]]);
        memcpy(text + n, parts[order[i]], (size_t)size);
        n += size;
    }
    memset(text + n, ' ', 2), n += 2; // white space at the end is one piece
    for (size_t from = 0; from < (size_t)n;)
        right[expected++] = (int)(from = split_end(&split_gpt2, text, (size_t)n, from));
    char *exact = exact_text(n, text);
    int *yours = calloc((size_t)n + (n == 0), sizeof *yours), pieces = split(n, exact, yours);
    name_case("%d bytes of words, numbers, white space and signs", n);
    expect_int(title, pieces, expected, NULL);
    expect_ints("where the pieces end", expected, yours, right);
    free(exact), free(yours);
}
END_TEST

// ---- 8.7 ----

static int stretches; // how often ordinary() was called with text

static int bytes_and_ab(int n, const char text[], int ids[]) // "ab" is one token, so where a text is cut shows
{
    int count = 0;
    stretches += n > 0;
    for (int i = 0; i < n; i++) {
        bool pair = i + 1 < n && text[i] == 'a' && text[i + 1] == 'b';
        ids[count++] = pair ? 256 : (unsigned char)text[i];
        i += pair;
    }
    return count;
}

static void special_case(const Special special[3], int allowed)
{
    static const char *const between_them[] = {"ab", "abab", "xab", "<|", "a", "!"};
    char text[MOST] = "";
    int right[MOST], expected = 0, from = 0, n, best;
    for (int i = 0; i < 8; i++) {
        strcat(text, between_them[between(0, 5)]);
        strcat(text, i < 3 ? special[i].text : special[between(0, 2)].text);
    }
    strcat(text, "zab");
    n = (int)strlen(text);
    stretches = 0;
    for (int at = 0; at <= n;) { // the longest that stands here
        best = -1;
        for (int k = 0; k < 3 && at < n; k++)
            if (allowed >> k & 1 && strncmp(text + at, special[k].text, strlen(special[k].text)) == 0 &&
                (best < 0 || strlen(special[k].text) > strlen(special[best].text)))
                best = k;
        if (best >= 0 || at == n) {
            expected += bytes_and_ab(at - from, text + from, right + expected);
            at += best >= 0 ? (int)strlen(special[best].text) : 1;
            from = at;
        } else
            at++;
        if (best >= 0)
            right[expected++] = special[best].id;
    }
    int asked = stretches, *yours = malloc(sizeof *yours * (size_t)n);
    char *exact = exact_text(n, text);
    stretches = 0;
    int count = encode_special(n, exact, 3, special, allowed, bytes_and_ab, yours);
    name_case("%s %s %s, allowed: %d, a text of %d bytes", special[0].text, special[1].text, special[2].text, allowed,
              n);
    expect_int(title, count, expected, NULL);
    expect_ints("the ids", expected, yours, right);
    expect_int("how often ordinary() was called with text", stretches, asked, NULL);
    free(exact), free(yours);
}

START_TEST(special_in_drawn_texts)
{
    char names[3][16];
    Special special[3];
    begin(_i);
    int a = between('c', 'k'), b = between('l', 'y');
    snprintf(names[0], sizeof names[0], "<|%c%c|>", a, b);
    snprintf(names[1], sizeof names[1], "<|%c", a);
    snprintf(names[2], sizeof names[2], "<|%c%c|>!", a, b);
    int turn = between(0, 1); // a shorter one comes before a longer one
    for (int k = 0; k < 3; k++)
        special[k] = (Special){names[(k + turn) % 3], 300 + 10 * k + between(0, 9)};
    special_case(special, ALL);
    special_case(special, NONE);
    special_case(special, 1 << between(0, 2));
    special_case(special, 7 - (1 << between(0, 2)));
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-get-stats", stats_of_drawn_ids, NULL);
    drawn("2-merge", merge_in_drawn_ids, NULL);
    drawn("3-train", train_on_drawn_texts, NULL);
    drawn("4-decode", decode_drawn_ids, NULL);
    drawn("5-encode", encode_drawn_texts, NULL);
    drawn("6-split", split_drawn_texts, NULL);
    drawn("7-special", special_in_drawn_texts, NULL);
}

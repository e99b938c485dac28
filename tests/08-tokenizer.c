/*
 * The tests of lesson 08's exercises: expectations by hand, from Python, or from common/data/bpe_naive.c, which the
 * unit tests compare with OpenAI's tokenizers. Never from the solutions.
 */
#include "08-tokenizer.h"
#include "data.h"
#include "rng.h"
#include "suite.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 16 };

// Ids as a learner reads them; good for the next seven calls.
static const char *show(int n, const int ids[])
{
    static char texts[8][256];
    static int turn;
    char *text = texts[turn = (turn + 1) % 8];
    *text = '\0';
    for (int i = 0; i < n && i < SHOWN; i++)
        snprintf(text + strlen(text), 256 - strlen(text), "%s%d", i ? " " : "", ids[i]);
    if (n > SHOWN)
        strcat(text, " ...");
    return n > 0 ? text : "none";
}

static bool equal(int n, const int a[], int m, const int b[])
{
    return n == m && (n <= 0 || memcmp(a, b, sizeof *a * (size_t)n) == 0);
}

// An array of just n ids on the heap, where AddressSanitizer watches its end.
static int *exactly(int n, const int ids[])
{
    int *copy = malloc(sizeof *copy * (size_t)n + (n == 0));
    memcpy(copy, ids, sizeof *copy * (size_t)n);
    return copy;
}

static void expect_ids(const char *input, int n, const int yours[], int m, const int right[], const char *likely)
{
    if (equal(n, yours, m, right)) {
        saw(input, sizeof *yours * (size_t)n, yours);
        return;
    }
    ck_abort_msg("input     %s\nexpected  %s\nyours     %s%s%s", input, show(m, right), show(n, yours),
                 likely ? "\nlikely    " : "", likely ? likely : "");
}

// ---- 8.1 get_stats ----

static int stats_by_hand(int n, const int ids[], PairCount stats[])
{
    int different = 0;
    for (int i = 1; i < n; i++) {
        int k = different;
        for (int j = 0; j < different; j++)
            k = stats[j].pair.left == ids[i - 1] && stats[j].pair.right == ids[i] ? j : k;
        if (k == different)
            stats[different++] = (PairCount){{ids[i - 1], ids[i]}, 0};
        stats[k].count++;
    }
    return different;
}

static const char *stats_mistake(int n, const int ids[], int different, const PairCount yours[], int expected,
                                 const PairCount right[])
{
    int sum = 0, other_sum = 0;
    bool repeated = false, reversed = false, twice = false;
    for (int k = 0; k < different; k++) {
        sum += yours[k].count;
        for (int j = 0; j < k; j++)
            twice |= yours[j].pair.left == yours[k].pair.left && yours[j].pair.right == yours[k].pair.right;
        for (int i = 2; i < n; i++)
            repeated |= ids[i] == ids[i - 1] && ids[i] == ids[i - 2];
    }
    for (int k = 0; k < expected; k++) {
        other_sum += right[k].count;
        for (int j = 0; j < k; j++)
            reversed |= right[j].pair.left == right[k].pair.right && right[j].pair.right == right[k].pair.left;
    }
    bool last_missing = sum == other_sum - 1 && expected > 0 &&
                        (different < expected || yours[different - 1].count < right[different - 1].count);
    if (twice)
        return "a pair that is in stats already gets no second entry: count it there";
    if (sum == other_sum - 1 && different == expected && repeated)
        return "three equal ids in a row hold two pairs: in 5 5 5 the pair (5, 5) counts 2";
    if (last_missing && n >= 2 &&
        (different == 0 || different < expected || (right[different - 1].pair.left == ids[n - 2])))
        return "the last pair is missing: ids[n - 2] and ids[n - 1]";
    if (sum == other_sum && different < expected && reversed)
        return "(a, b) and (b, a) are two pairs: the order counts";
    if (sum == other_sum - expected && different == expected)
        return "each pair's count is one too low: its first occurrence counts, too";
    if (sum == (n / 2) && n > 3)
        return "every neighbour counts: go on by one id, not by two";
    return NULL;
}

static void stats_case(const char *input, int n, const int ids[])
{
    int *exact = exactly(n, ids);
    PairCount *yours = calloc((size_t)n + (n == 0), sizeof *yours), *right = calloc((size_t)n + 1, sizeof *right);
    int different = get_stats(n, exact, yours), expected = stats_by_hand(n, ids, right);
    if (different < 0 || different > n)
        wrong(input, "it returns %d, but there are %d different pairs", different, expected);
    bool same_all = different == expected;
    for (int k = 0; k < different && same_all; k++)
        same_all = memcmp(&yours[k], &right[k], sizeof *yours) == 0;
    if (!same_all) {
        char a[256] = "", b[256] = "";
        for (int k = 0; k < expected && k < 6; k++)
            snprintf(a + strlen(a), sizeof a - strlen(a), "(%d, %d): %d  ", right[k].pair.left, right[k].pair.right,
                     right[k].count);
        for (int k = 0; k < different && k < 6; k++)
            snprintf(b + strlen(b), sizeof b - strlen(b), "(%d, %d): %d  ", yours[k].pair.left, yours[k].pair.right,
                     yours[k].count);
        const char *likely = stats_mistake(n, ids, different, yours, expected, right);
        ck_abort_msg("input     %s\nexpected  %d pairs: %s\nyours     %d pairs: %s%s%s", input, expected, a, different,
                     b, likely ? "\nlikely    " : "", likely ? likely : "");
    }
    saw(input, sizeof *yours * (size_t)different, yours);
    free(exact);
    free(yours);
    free(right);
}

START_TEST(stats_of_a_few)
{
    stats_case("ids 1 2 3 1 2", 5, (int[]){1, 2, 3, 1, 2});
    stats_case("ids 1 2 3 4 5 6 7", 7, (int[]){1, 2, 3, 4, 5, 6, 7});
    stats_case("ids 7 8 8 7 7 8", 6, (int[]){7, 8, 8, 7, 7, 8});
}
END_TEST

START_TEST(stats_of_a_run)
{
    stats_case("ids 5 5 5", 3, (int[]){5, 5, 5});
    stats_case("ids 5 5 5 5 9", 5, (int[]){5, 5, 5, 5, 9});
}
END_TEST

START_TEST(stats_of_nothing)
{
    stats_case("no ids", 0, (int[]){0});
    stats_case("one id, 300", 1, (int[]){300});
    stats_case("ids 300 0", 2, (int[]){300, 0});
}
END_TEST

START_TEST(stats_of_a_text)
{
    char path[PATH_MAX];
    size_t n;
    char *text = data_bytes("pride.txt", path, &n);
    int ids[3000];
    for (int i = 0; i < 3000; i++)
        ids[i] = (unsigned char)text[i + 1000];
    stats_case("3000 bytes of Pride and Prejudice", 3000, ids);
    free(text);
}
END_TEST

// ---- 8.2 merge ----

static int merge_by_hand(int n, const int ids[], Pair pair, int idx, int out[])
{
    int count = 0;
    for (int i = 0; i < n; i++) {
        bool here = i + 1 < n && ids[i] == pair.left && ids[i + 1] == pair.right;
        out[count++] = here ? idx : ids[i];
        i += here;
    }
    return count;
}

static const char *merge_mistake(int n, const int ids[], Pair pair, int idx, int m, const int yours[], int expected,
                                 const int right[])
{
    int mine = 0, theirs = 0, backwards = 0;
    for (int i = 0; i < m; i++)
        mine += yours[i] == idx;
    for (int i = 0; i < expected; i++)
        theirs += right[i] == idx;
    for (int i = 0; i + 1 < n; i++)
        backwards += ids[i] == pair.right && ids[i + 1] == pair.left && pair.left != pair.right;
    if (m == expected - 1 && memcmp(yours, right, sizeof *yours * (size_t)m) == 0)
        return "the last id is missing: it has no neighbour to the right, and must be copied";
    if (m == n && mine >= theirs)
        return "the pair's second id is still there: go on by two ids after a merge";
    if (mine > theirs && pair.left == pair.right)
        return "each id belongs to one token: after a merge go on behind both of them";
    if (mine < theirs && mine == 1)
        return "only the first pair was merged: go on to the end";
    if (mine > theirs && backwards)
        return "you merged the pair the other way round, too: (right, left) is not (left, right)";
    return NULL;
}

static void merge_case(const char *input, int n, const int ids[], Pair pair, int idx)
{
    int *exact = exactly(n, ids), *yours = malloc(sizeof *yours * (size_t)n + 4),
        *right = malloc(sizeof *right * (size_t)n + 4);
    int m = merge(n, exact, pair, idx, yours), expected = merge_by_hand(n, ids, pair, idx, right);
    if (m < 0 || m > n)
        wrong(input, "it returns %d; the new length is %d", m, expected);
    expect_ids(input, m, yours, expected, right, merge_mistake(n, ids, pair, idx, m, yours, expected, right));
    if (memcmp(exact, ids, sizeof *ids * (size_t)n) != 0)
        wrong(input, "ids was changed: write to out only");
    free(exact);
    free(yours);
    free(right);
}

START_TEST(merge_of_the_lecture)
{
    merge_case("merge 5 6 6 7 9, (6, 7) -> 99", 5, (int[]){5, 6, 6, 7, 9}, (Pair){6, 7}, 99);
    merge_case("merge 6 7 7 6 7 1 6 7 6, (6, 7) -> 99", 9, (int[]){6, 7, 7, 6, 7, 1, 6, 7, 6}, (Pair){6, 7}, 99);
}
END_TEST

START_TEST(merge_of_a_run)
{
    merge_case("merge 1 1 1, (1, 1) -> 2", 3, (int[]){1, 1, 1}, (Pair){1, 1}, 2);
    merge_case("merge 1 1 1 1 3 1 1, (1, 1) -> 2", 7, (int[]){1, 1, 1, 1, 3, 1, 1}, (Pair){1, 1}, 2);
}
END_TEST

START_TEST(merge_at_the_ends)
{
    merge_case("merge of no ids", 0, (int[]){0}, (Pair){6, 7}, 99);
    merge_case("merge 6, (6, 7) -> 99", 1, (int[]){6}, (Pair){6, 7}, 99);
    merge_case("merge 6 7, (6, 7) -> 99", 2, (int[]){6, 7}, (Pair){6, 7}, 99);
    merge_case("merge 7 6, (6, 7) -> 99", 2, (int[]){7, 6}, (Pair){6, 7}, 99);
    merge_case("merge 1 2 3, (6, 7) -> 99", 3, (int[]){1, 2, 3}, (Pair){6, 7}, 99);
}
END_TEST

// ---- 8.3 train ----

static int calls; // of merged

static int merged_counted(int n, const int ids[], Pair pair, int idx, int out[])
{
    calls++;
    return merge_by_hand(n, ids, pair, idx, out);
}

static const char *pair_list(int n, const Pair merges[])
{
    static char texts[4][256];
    static int turn;
    char *text = texts[turn = (turn + 1) % 4];
    *text = '\0';
    for (int k = 0; k < n && k < 6; k++)
        snprintf(text + strlen(text), 256 - strlen(text), "(%d, %d) ", merges[k].left, merges[k].right);
    return text;
}

// What a known mistake would learn; returns how many merges.
static int train_by_rule(const char *text, int most, int rule, Pair merges[])
{
    int n = (int)strlen(text), ids[1024], out[1024], learnt = 0;
    static PairCount stats[1024];
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)text[i];
    for (; learnt < most && n >= 2; learnt++) {
        int different = stats_by_hand(n, ids, stats), best = 0;
        for (int k = 1; k < different; k++) {
            int more = stats[k].count - stats[best].count,
                order = compare_pairs(merges, stats[k].pair, stats[best].pair);
            Pair p = stats[k].pair, q = stats[best].pair;
            bool ids_greater = p.left > q.left || (p.left == q.left && p.right > q.right);
            bool better = rule == 0   ? more > 0
                          : rule == 1 ? more > 0 || more == 0
                          : rule == 2 ? more > 0 || (more == 0 && order < 0)
                          : rule == 3 ? more > 0 || (more == 0 && ids_greater)
                          : rule == 4 ? more < 0
                                      : more < 0 || (more == 0 && order > 0);
            best = better ? k : best;
        }
        merges[learnt] = stats[best].pair;
        n = merge_by_hand(n, ids, stats[best].pair, 256 + learnt, out);
        memcpy(ids, out, sizeof *ids * (size_t)n);
    }
    return learnt;
}

static void train_case(const char *text, int most, Ties ties)
{
    int n = (int)strlen(text), *ids = malloc(sizeof *ids * (size_t)n + 4);
    Pair yours[64];
    char input[128];
    Bpe *bpe = bpe_train_naive(text, (size_t)n, 256 + most, &split_none,
                               ties == GREATEST ? BPE_GREATEST : BPE_FIRST_SEEN);
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)text[i];
    memset(yours, -1, sizeof yours);
    calls = 0;
    snprintf(input, sizeof input, "'%.40s%s', %d merges, %s", text, n > 40 ? "..." : "", most,
             ties == GREATEST ? "GREATEST" : "FIRST_SEEN");
    int learnt = train(n, ids, most, ties, stats_by_hand, merged_counted, yours), same_until = 0;
    while (same_until < bpe->merges && same_until < learnt &&
           memcmp(&yours[same_until], &bpe->merge[same_until], sizeof *yours) == 0)
        same_until++;
    if (same_until < bpe->merges && same_until < learnt) {
        static const char *const likely[] = {
            "GREATEST took the first of several that are equally frequent: ask compare_pairs which is greater",
            "if several are equally frequent, take the first of them: replace best only if the count is "
            "larger",
            "that is the least of the equals: compare_pairs(merges, a, b) > 0 says that a is greater",
            "a larger id is not a greater token: compare the bytes, with compare_pairs",
            "that is the rarest pair: the most frequent pair is merged",
            "that is the rarest pair: the most frequent pair is merged"};
        Pair chosen = yours[same_until], known[64];
        const char *says = NULL;
        for (int rule = 0; rule < COUNT(likely) && !says; rule++) {
            int count = train_by_rule(text, most, rule, known);
            if (count == learnt && memcmp(known, yours, sizeof *known * (size_t)count) == 0)
                says = likely[rule];
        }
        if (same_until > 0 && memcmp(&chosen, &yours[same_until - 1], sizeof chosen) == 0)
            says = "the same pair again: the merged ids must take the place of the old ones, and n their number";
        else if (same_until > 0 && (chosen.left == 256 + same_until || chosen.right == 256 + same_until))
            says = "there is no such token yet: the first new id is 256, then 257, and so on";
        ck_abort_msg("input     %s\nexpected  %s\nyours     %s%s%s", input, pair_list(bpe->merges, bpe->merge),
                     pair_list(learnt, yours), says ? "\nlikely    " : "", says ? says : "");
    }
    if (learnt > bpe->merges)
        wrong(input, "it returns %d merges, but after %d no pair is left: stop when n is below 2", learnt, bpe->merges);
    expect_int(input, learnt, bpe->merges,
               "the result is the number of merges: go on until there are as many as asked for");
    expect_int(input, calls, learnt, "call merged() once for each merge");
    free(ids);
    bpe_free(bpe);
}

START_TEST(train_on_wikipedias_example)
{
    if_a_check_says("", "no pair is left: stop when fewer than two ids remain");
    train_case("aaabdaaabac", 3, FIRST_SEEN);
    train_case("aaabdaaabac", 1, FIRST_SEEN);
}
END_TEST

START_TEST(train_takes_the_first_of_equals)
{
    train_case("xyzzy plugh xyzzy plugh", 8, FIRST_SEEN);
    train_case("zy zy ab ab", 4, FIRST_SEEN);
}
END_TEST

START_TEST(train_takes_the_greatest_of_equals)
{
    train_case("ab cd ab cd ef", 3, GREATEST);
    train_case("she sells sea shells by the sea shore", 10, GREATEST);
    train_case("aabaab zzyx zzyx aab", 9, GREATEST);
}
END_TEST

START_TEST(train_until_no_pair_is_left)
{
    if_a_check_says("", "no pair is left: stop when fewer than two ids remain");
    train_case("aaaa", 10, FIRST_SEEN);
    train_case("ab", 10, GREATEST);
    train_case("a", 10, FIRST_SEEN);
    train_case("", 10, FIRST_SEEN);
}
END_TEST

// ---- 8.4 decode ----

static Bytes bytes_and[260]; // the bytes, and four tokens more

static void make_vocabulary(void)
{
    static const char *const more[] = {"the ", "\xc3\xa9t", "\xf0\x9f", "\x98\x89!"};
    for (int b = 0; b < 256; b++)
        bytes_and[b] = (Bytes){1, {(char)b}};
    for (int k = 0; k < 4; k++) {
        bytes_and[256 + k].size = (int)strlen(more[k]);
        memcpy(bytes_and[256 + k].bytes, more[k], strlen(more[k]));
    }
}

static void printable(const char *text, int n, char out[256])
{
    int used = 0;
    for (int i = 0; i < n && used < 240; i++)
        used += snprintf(out + used, (size_t)(256 - used), isprint((unsigned char)text[i]) ? "%c" : "\\x%02x",
                         (unsigned char)text[i]);
    out[used] = '\0';
}

static void decode_case(int count, const int ids[], const char *right, int expected)
{
    int total = 0;
    make_vocabulary();
    for (int i = 0; i < count; i++)
        total += bytes_and[ids[i]].size;
    int *exact = exactly(count, ids);
    char *text = malloc((size_t)(3 * total) + 1), input[300], a[256], b[256];
    snprintf(input, sizeof input, "the ids %s", show(count, ids));
    int length = decode(count, exact, bytes_and, text);
    if (length < 0 || length > 3 * total)
        wrong(input, "it returns %d; the text has %d bytes", length, expected);
    if (length == expected && memcmp(text, right, (size_t)length) == 0) {
        saw(input, (size_t)length, text);
        free(exact);
        free(text);
        return;
    }
    int mine = 0, theirs = 0, code;
    bool broken = false;
    for (int i = 0, size; i < length; i += size) {
        size = utf8_next(text + i, (size_t)(length - i), &code);
        broken |= code < 0;
        mine += code == 0xFFFD;
    }
    for (int i = 0, size; i < expected; i += size) {
        size = utf8_next(right + i, (size_t)(expected - i), &code);
        theirs += code == 0xFFFD;
    }
    const char *likely = broken ? "bytes that are not UTF-8 are in your text: each broken stretch becomes U+FFFD"
                         : memchr(right, 0, (size_t)expected) && length < expected
                             ? "a zero byte is a byte like any other: go by n, not to a zero"
                         : theirs == 0 && mine > 0
                             ? "a character may be spread over tokens: join the bytes of all tokens first"
                         : mine == 0 && length < expected - 2 * theirs
                             ? "the broken bytes have vanished: each stretch becomes U+FFFD"
                         : mine == 0 && theirs > 0 ? "U+FFFD is the three bytes \"\\xEF\\xBF\\xBD\""
                         : mine > theirs           ? "one U+FFFD for a broken stretch: go on by what utf8_next returns"
                                                   : NULL;
    printable(right, expected, a);
    printable(text, length, b);
    ck_abort_msg("input     %s\nexpected  %s\nyours     %s%s%s", input, a, b, likely ? "\nlikely    " : "",
                 likely ? likely : "");
}

START_TEST(decode_plain)
{
    decode_case(2, (int[]){'h', 'i'}, "hi", 2);
    decode_case(4, (int[]){256, 'c', 'a', 't'}, "the cat", 7);
    decode_case(0, (int[]){0}, "", 0);
    decode_case(3, (int[]){'a', 0, 'b'}, "a\0b", 3);
}
END_TEST

START_TEST(decode_characters_over_two_tokens)
{
    decode_case(2, (int[]){0xC3, 0xA9}, "\xc3\xa9", 2);
    decode_case(2, (int[]){258, 259}, "\xf0\x9f\x98\x89!", 5);
    decode_case(3, (int[]){257, 0xC3, 0xA9}, "\xc3\xa9t\xc3\xa9", 5);
}
END_TEST

START_TEST(decode_what_is_broken)
{
    decode_case(1, (int[]){128}, "\xef\xbf\xbd", 3);
    decode_case(3, (int[]){'a', 255, 'b'},
                "a\xef\xbf\xbd"
                "b",
                5);
    decode_case(2, (int[]){258, 'x'}, "\xef\xbf\xbdx", 4); // two bytes of a character, one sign
    decode_case(2, (int[]){0x80, 0x80}, "\xef\xbf\xbd\xef\xbf\xbd", 6);
}
END_TEST

// ---- 8.5 encode ----

// What a known mistake would give; rule 0 is right.
static int encode_by_rule(int n, const char *text, int count, const Pair merges[], int ids[], int rule)
{
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)text[i];
    for (int done = 0;; done++) {
        int best = -1, at = -1;
        for (int i = 0; i + 1 < n; i++)
            for (int k = 0; k < count; k++) {
                bool low = rule != 4 || (ids[i] < 256 && ids[i + 1] < 256);
                bool better = best < 0 || (rule == 2 ? k > best : rule == 1 ? false : k < best);
                if (merges[k].left == ids[i] && merges[k].right == ids[i + 1] && low && better)
                    best = k, at = i;
            }
        if (best < 0 || (rule == 3 && done == 1))
            return n;
        ids[at] = 256 + best;
        for (int i = at + 1; i + 1 < n; i++)
            ids[i] = ids[i + 1];
        n--;
    }
}

static int encode_longest(int n, const char *text, const Bpe *bpe, int ids[])
{
    int m = 0;
    for (int from = 0; from < n;) {
        size_t longest = 1, size;
        ids[m] = (unsigned char)text[from];
        for (int id = 256; id < bpe->vocab; id++) {
            const char *bytes = bpe_token(bpe, id, &size);
            if (size > longest && from + (int)size <= n && memcmp(bytes, text + from, size) == 0)
                longest = size, ids[m] = id;
        }
        m++;
        from += (int)longest;
    }
    return m;
}

static void encode_case(const char *text, int n, const Bpe *bpe)
{
    int right[256], known[256], *yours = malloc(sizeof *yours * (size_t)n + (n == 0));
    char input[300], shown[256], *exact = malloc((size_t)n + (n == 0));
    memcpy(exact, text, (size_t)n);
    int expected = (int)bpe_encode_naive(bpe, text, (size_t)n, right),
        m = encode(n, exact, bpe->merges, bpe->merge, yours);
    printable(text, n < 40 ? n : 40, shown);
    snprintf(input, sizeof input, "'%s' with the merges %s...", shown, pair_list(bpe->merges, bpe->merge));
    if (m < 0 || m > n)
        wrong(input, "it returns %d; there are %d ids", m, expected);
    const char *likely = NULL;
    static const char *const mistakes[] = {
        NULL, "that is the first pair from the left: merge the pair that was learnt first, wherever it is",
        "the lowest rank, not the highest: the pair that was learnt first", "go on until no pair is left",
        "tokens above 255 can be merged, too"};
    for (int rule = 1; rule <= 4; rule++) {
        int k = encode_by_rule(n, text, bpe->merges, bpe->merge, known, rule);
        if (!likely && equal(m, yours, k, known))
            likely = mistakes[rule];
    }
    if (!likely && equal(m, yours, encode_longest(n, text, bpe, known), known))
        likely = "that is the longest token at each place: merge the pair that was learnt first";
    for (int i = 0; i < m; i++)
        if (yours[i] < 0)
            likely = "a byte above 127 became negative: (unsigned char) text[i]";
    bool shifted = m == expected;
    for (int i = 0; i < m && shifted; i++)
        shifted = yours[i] == (right[i] < 256 ? right[i] : right[i] - 256);
    if (m > 0 && shifted)
        likely = "merge k makes token 256 + k";
    else if (!likely && m > 0 && yours[0] >= 0 && yours[0] < bpe->merges && yours[0] != (unsigned char)text[0])
        likely = "merge k makes token 256 + k";
    expect_ids(input, m, yours, expected, right, likely);
    free(yours);
    free(exact);
}

static Bpe *bpe_of(int merges, const Pair pair[])
{
    Bpe *bpe = bpe_new(&split_none, false);
    for (int k = 0; k < merges; k++)
        bpe_add(bpe, pair[k].left, pair[k].right);
    return bpe;
}

START_TEST(encode_step_by_step)
{
    Bpe *bpe = bpe_of(3, (Pair[]){{'a', 'a'}, {256, 'a'}, {257, 'b'}});
    encode_case("aaab", 4, bpe);
    encode_case("aab", 3, bpe);
    encode_case("xyz", 3, bpe);
    encode_case("aaaaab", 6, bpe);
    encode_case("", 0, bpe);
    encode_case("a", 1, bpe);
    bpe_free(bpe);
}
END_TEST

START_TEST(encode_lowest_rank_first)
{
    Bpe *bpe = bpe_of(3, (Pair[]){{'b', 'c'}, {'a', 'b'}, {257, 'd'}});
    encode_case("abcd", 4, bpe);
    encode_case("abd", 3, bpe);
    encode_case("abcabd", 6, bpe);
    bpe_free(bpe);
    bpe = bpe_of(4, (Pair[]){{'c', 'd'}, {'b', 256}, {'a', 'b'}, {258, 'c'}});
    encode_case("abcd", 4, bpe);
    bpe_free(bpe);
}
END_TEST

START_TEST(encode_real_text)
{
    char path[PATH_MAX];
    size_t n;
    char *text = data_bytes("pride.txt", path, &n);
    Bpe *bpe = bpe_train(text, 100000, 400, &split_none, BPE_FIRST_SEEN);
    encode_case(text + 300000, 120, bpe);
    encode_case("caf\xc3\xa9 \xf0\x9f\x98\x89 the", 14, bpe);
    free(text);
    bpe_free(bpe);
}
END_TEST

// ---- 8.6 split ----

static void joined(const char *text, int pieces, const int ends[], char out[256])
{
    int used = 0, from = 0, n = (int)strlen(text);
    for (int k = 0; k < pieces && used < 200; k++) {
        used += snprintf(out + used, (size_t)(256 - used), k > 0 ? "|" : "");
        for (int code, size; from < ends[k] && from < n && used < 240; from += size) {
            size = utf8_next(text + from, (size_t)(ends[k] - from), &code);
            used += code < 0 ? snprintf(out + used, (size_t)(256 - used), "\\x%02x", (unsigned char)text[from])
                    : code == '\n' || code == '\t'
                        ? snprintf(out + used, (size_t)(256 - used), code == '\n' ? "\\n" : "\\t")
                        : snprintf(out + used, (size_t)(256 - used), "%.*s", size, text + from);
            size = code < 0 ? 1 : size;
        }
        from = ends[k];
    }
    out[used] = '\0';
}

static void split_case(const char *text, const char *likely)
{
    int n = (int)strlen(text), right[256], expected = 0, *yours = malloc(sizeof *yours * (size_t)n + (n == 0));
    char a[256], b[256], input[300], *exact = malloc((size_t)n + (n == 0));
    memcpy(exact, text, (size_t)n);
    for (size_t from = 0; from < (size_t)n;)
        right[expected++] = (int)(from = split_end(&split_gpt2, text, (size_t)n, from));
    if_a_check_says("", "class_at was asked beyond the text's end: ask only where at < n");
    int pieces = split(n, exact, yours);
    if_a_check_says("", NULL);
    joined(text, 1, &n, a);
    snprintf(input, sizeof input, "'%s'", a);
    if (pieces < 0 || pieces > n)
        wrong(input, "it returns %d; there are %d pieces", pieces, expected);
    joined(text, pieces, yours, b);
    if (!equal(pieces, yours, expected, right)) {
        joined(text, expected, right, a);
        bool single = pieces > expected && !strpbrk(text, "\xc2\xc3\xe2\xec");
        for (int k = 0, from = 0; k < pieces; from = yours[k++])
            single &= yours[k] - from <= 4;
        ck_abort_msg("input     %s\nexpected  %s\nyours     %s\nlikely    %s", input, a, b,
                     single && expected < n / 2 ? "a run is one piece: go on while the class stays the same" : likely);
    }
    saw(input, sizeof *yours * (size_t)pieces, yours);
    free(yours);
    free(exact);
}

START_TEST(split_words)
{
    split_case("Hello world", "the space belongs to the word after it: ' world'");
    split_case("one two, three.", "the space belongs to the word after it, and a comma is a piece of its own");
    split_case("world123 42nd x=1.5;", "letters and numbers are different classes: world123 is two pieces");
    split_case("", "no text, no pieces");
}
END_TEST

START_TEST(split_short_forms)
{
    split_case("how's", "the short forms come first: 's is a piece");
    split_case("we'll they've I'd I'm can't you're", "the short forms come first: 'll 've 'd 'm 't 're are pieces");
    split_case("HOW'S", "only lower case: 'S is two pieces");
    split_case("don't, 'tis", "after a space the apostrophe is an ordinary character: ' '' and then 'tis'");
    split_case("it'", "an apostrophe at the end of the text is a piece");
}
END_TEST

START_TEST(split_white_space)
{
    split_case("a  b", "white space is a piece without its last character, which is left for the next: 'a', ' ', ' b'");
    split_case("a   ", "at the end of the text white space keeps all of its characters");
    split_case("a\nb", "only ' ' goes with what is after it: a line's end is a piece of its own");
    split_case("if x:\n    return\n\n\tx",
               "white space is a piece without its last character, and only ' ' goes with a word");
    split_case(" ", "a single space at the end of the text is a piece");
}
END_TEST

START_TEST(split_characters_of_several_bytes)
{
    static const char likely[] = "characters of several bytes: go on by length, and take the class from class_at";
    split_case("caf\xc3\xa9 \xc3\xa9t\xc3\xa9", likely);
    split_case("\xec\x95\x88\xeb\x85\x95 \xed\x95\x98\xec\x84\xb8\xec\x9a\x94! \xf0\x9f\x98\x89\xf0\x9f\x98\x89",
               likely);
    split_case("x\xc2\xb2 \xe2\x85\xa7", likely);
    split_case("a\xc2\xa0\xc2\xa0"
               "b",
               "U+00A0 is white space of two bytes: a run of it leaves its last character for the next piece");
}
END_TEST

// ---- 8.7 special tokens ----

static const Special specials[] = {{"<|end|>", 300}, {"<|en", 301}, {"<|end|>!", 302}};
static int asked; // how often ordinary() was called with text

static int ordinary_ids(int n, const char text[], int ids[]) // "ab" is one token, so where it is cut shows
{
    int count = 0;
    asked += n > 0;
    for (int i = 0; i < n; i++) {
        bool pair = i + 1 < n && text[i] == 'a' && text[i + 1] == 'b';
        ids[count++] = pair ? 256 : (unsigned char)text[i];
        i += pair;
    }
    return count;
}

static void special_case(const char *text, int allowed, int expected, const int right[], int stretches)
{
    int n = (int)strlen(text), *yours = malloc(sizeof *yours * (size_t)n + (n == 0));
    char input[160], *exact = malloc((size_t)n + (n == 0));
    memcpy(exact, text, (size_t)n);
    snprintf(input, sizeof input, "'%s', allowed: %s%s", text,
             allowed == ALL    ? "ALL"
             : allowed == NONE ? "NONE"
             : allowed == 1    ? "<|end|>"
                               : "<|en",
             allowed > 2 ? " and others" : "");
    asked = 0;
    int count = encode_special(n, exact, COUNT(specials), specials, allowed, ordinary_ids, yours);
    if (count < 0 || count > n)
        wrong(input, "it returns %d; there are %d ids", count, expected);
    int mine = 0, theirs = 0, longer = 0;
    for (int i = 0; i < count; i++)
        mine += yours[i] >= 300;
    for (int i = 0; i < expected; i++) {
        theirs += right[i] >= 300;
        longer |= right[i] == 302 || right[i] == 300;
    }
    bool prefix = count < expected && memcmp(yours, right, sizeof *yours * (size_t)count) == 0;
    bool other_special = false;
    for (int i = 0; i < count && i < expected; i++)
        other_special |= yours[i] >= 300 && right[i] >= 300 && yours[i] != right[i];
    const char *likely =
        mine > theirs             ? "a special token that is not allowed is ordinary text"
        : other_special && longer ? "of two that begin at the same place the longer one is meant"
        : mine == 0 && theirs > 0
            ? "where an allowed special token stands its id is written: special[k].id; bit k of allowed says whether"
        : prefix                                         ? "what stands after the last special token is missing"
        : mine == theirs && count < expected && mine > 0 ? "the text before a special token is missing"
        : mine == theirs && count > expected && mine > 0 && asked <= stretches + 1
            ? "the special token was encoded again as text: go on behind it"
        : asked > stretches ? "what lies between is encoded at once, not byte by byte: a merge may join its bytes"
                            : NULL;
    expect_ids(input, count, yours, expected, right, likely);
    if (asked > stretches)
        wrong(input,
              "ordinary() was called %d times, and %d would do: encode what lies between special tokens in one go",
              asked, stretches);
    free(yours);
    free(exact);
}

START_TEST(special_all)
{
    special_case("ab<|end|>ab", ALL, 3, (int[]){256, 300, 256}, 2);
    special_case("<|end|>", ALL, 1, (int[]){300}, 0);
    special_case("x<|end|><|end|>", ALL, 3, (int[]){'x', 300, 300}, 1);
}
END_TEST

START_TEST(special_none)
{
    special_case("a<|en", NONE, 5, (int[]){'a', '<', '|', 'e', 'n'}, 1);
    special_case("abab", NONE, 2, (int[]){256, 256}, 1);
}
END_TEST

START_TEST(special_some)
{
    special_case("<|end|>a", 1 << 0, 2, (int[]){300, 'a'}, 1);
    special_case("<|end|>a", 1 << 1, 5, (int[]){301, 'd', '|', '>', 'a'}, 1);
    special_case("a<|end|>!", 1 << 0 | 1 << 1, 3, (int[]){'a', 300, '!'}, 2);
}
END_TEST

START_TEST(special_the_longer_one)
{
    special_case("ab<|end|>!ab", ALL, 3, (int[]){256, 302, 256}, 2);
    special_case("ab<|end", ALL, 3, (int[]){256, 301, 'd'}, 2);
    special_case("ab<|e", ALL, 4, (int[]){256, '<', '|', 'e'}, 1);
}
END_TEST

// ---- 8.8 choosing ----

enum { LEARN = 300000, HELD = 60000, HELD_FROM = 620000 };

// What was chosen, and how many bytes a token has with it: on unseen text, at the beginning of the text, and at two other
// places of the unseen text, which the grader draws.
static struct {
    Bytes token[CHOSEN];
    double unseen, known, elsewhere[2];
} chosen;

static void ask_for_tokens(void)
{
    char path[PATH_MAX];
    size_t n;
    char *text = data_bytes("pride.txt", path, &n), *learn = malloc(LEARN);
    memcpy(learn, text, LEARN);
    free(text); // what follows stays unseen
    choose_tokens(LEARN, learn, chosen.token);
    free(learn);
}

static void cut_with_tokens(void)
{
    enum { BEGINNING = 3000 };
    char path[PATH_MAX], input[64];
    size_t n;
    int twice = 0;
    for (int k = 0; k < CHOSEN; k++) {
        const Bytes *t = &chosen.token[k];
        snprintf(input, sizeof input, "chosen[%d]", k);
        if (t->size < 2 || t->size > TOKEN_MOST)
            wrong(input, "its size is %d; a token has 2 to 32 bytes", t->size);
        for (int j = 0; j < k; j++)
            twice += chosen.token[j].size == t->size && !memcmp(chosen.token[j].bytes, t->bytes, (size_t)t->size);
    }
    if (twice > CHOSEN / 2)
        wrong("choose_tokens", "many of your tokens are the same: each is worth its place only once");
    char *text = data_bytes("pride.txt", path, &n);
    chosen.unseen = (double)HELD / cut_shortest(HELD, text + HELD_FROM, CHOSEN, chosen.token, NULL);
    chosen.known = (double)BEGINNING / cut_shortest(BEGINNING, text, CHOSEN, chosen.token, NULL);
    for (int i = 0; i < 2; i++) {
        Rng rng;
        rng_seed(&rng, drawn_seed(i));
        int64_t from = rng_randint(&rng, LEARN, (int64_t)n - HELD);
        chosen.elsewhere[i] = (double)HELD / cut_shortest(HELD, text + from, CHOSEN, chosen.token, NULL);
    }
    free(text);
}

static void reaches(double aim)
{
    char input[64];
    int longest = 0, shortest = TOKEN_MOST;
    experiment_is_done();
    for (int k = 0; k < CHOSEN; k++) {
        longest = chosen.token[k].size > longest ? chosen.token[k].size : longest;
        shortest = chosen.token[k].size < shortest ? chosen.token[k].size : shortest;
    }
    snprintf(input, sizeof input, "%.3f bytes a token on unseen text", chosen.unseen);
    bool enough = chosen.unseen >= aim;
    saw("whether the aim is reached", sizeof enough, &enough);
    if (enough)
        return;
    if (chosen.unseen < 1.7 && shortest > 8)
        wrong(input, "shorter tokens fit more often: yours have %d bytes or more", shortest);
    if (chosen.unseen < 2.0 && longest == 2)
        wrong(input, "longer tokens are worth their place: none of yours has more than two bytes");
    if (chosen.unseen < 2.1 && chosen.known > 1.15 * chosen.unseen)
        wrong(input, "learn from more of the text: at its beginning your tokens reach %.3f", chosen.known);
    wrong(input, "the aim is %.2f: which of your tokens are seldom used, and what would you put in their place?", aim);
}

START_TEST(chosen_reach_2_10_elsewhere)
{
    char input[64];
    experiment_is_done();
    bool enough = chosen.elsewhere[_i] >= 2.1;
    saw("whether the aim is reached", sizeof enough, &enough);
    snprintf(input, sizeof input, "%.3f bytes a token on another part of the novel", chosen.elsewhere[_i]);
    if (!enough)
        wrong(input, "the aim is 2.10 there");
}
END_TEST

START_TEST(chosen_reach_1_70)
{
    reaches(1.70);
}
END_TEST

START_TEST(chosen_reach_2_00)
{
    reaches(2.00);
}
END_TEST

START_TEST(chosen_reach_2_15)
{
    reaches(2.15);
}
END_TEST

START_TEST(chosen_reach_2_18)
{
    reaches(2.18);
}
END_TEST

// ---- 8.9 the essay ----

START_TEST(essay_is_written)
{
    expect_essay("why_it_cannot_count()", why_it_cannot_count());
}
END_TEST

void lesson_suite(void)
{
    exercise("1-get-stats", stats_of_a_few, stats_of_a_run, stats_of_nothing, stats_of_a_text, NULL);
    exercise("2-merge", merge_of_the_lecture, merge_of_a_run, merge_at_the_ends, NULL);
    exercise("3-train", train_on_wikipedias_example, train_takes_the_first_of_equals,
             train_takes_the_greatest_of_equals, train_until_no_pair_is_left, NULL);
    exercise("4-decode", decode_plain, decode_characters_over_two_tokens, decode_what_is_broken, NULL);
    exercise("5-encode", encode_step_by_step, encode_lowest_rank_first, encode_real_text, NULL);
    exercise("6-split", split_words, split_short_forms, split_white_space, split_characters_of_several_bytes, NULL);
    exercise("7-special", special_all, special_none, special_some, special_the_longer_one, NULL);
    experiment("8-choose", ask_for_tokens, cut_with_tokens, &chosen, sizeof chosen);
    exercise("8-choose", chosen_reach_1_70, chosen_reach_2_00, chosen_reach_2_15, chosen_reach_2_18, NULL);
    drawn("8-choose", chosen_reach_2_10_elsewhere, NULL);
    exercise("9-strawberry", essay_is_written, NULL);
}

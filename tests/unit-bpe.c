/*
 * common/data/bpe*.c, split.c and unicode.c: what must come out, from GPT-2's own tools, from Python, or by hand.
 * tests/tokenizer.sh has the long comparisons.
 */
#include "bpe.h"
#include "text.h"
#include "tokenizer_bpe.h"
#include "unicode.h"
#include "unit.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- UTF-8 and classes ----

// bytes.decode("utf-8", errors="replace") of Python 3.11, '?' for U+FFFD
START_TEST(broken_utf8_is_mended_as_python_does)
{
    static const struct {
        const char *bytes, *mended;
    } cases[] = {
        {"plain", "plain"},
        {"\xc3\xa9", "\xc3\xa9"},
        {"\x80", "?"},
        {"\xc3", "?"},
        {"\xc3(", "?("},
        {"\xe2\x82", "?"},
        {"\xe2\x82(", "?("},
        {"\xe2(\xa1", "?(?"},
        {"\xf0\x9f\x98", "?"},
        {"\xf0\x9f\x98\x89", "\xf0\x9f\x98\x89"},
        {"\xf0\x80\x80\x80", "????"},
        {"\xed\xa0\x80", "???"},
        {"\xc0\x80", "??"},
        {"\xf4\x90\x80\x80", "????"},
        {"\xf5", "?"},
        {"\xff\xfe", "??"},
        {"\xe1\x80\xe2\x80", "??"},
        {"a\xf1\x80\x80"
         "b",
         "a?b"},
        {"\xef\xbf\xbd", "?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64], shown[64];
        size_t n = utf8_mend(cases[i].bytes, strlen(cases[i].bytes), out), k = 0;
        for (size_t j = 0; j < n; j++) {
            bool sign = n - j >= 3 && memcmp(out + j, "\xef\xbf\xbd", 3) == 0;
            shown[k++] = sign ? '?' : out[j];
            j += sign ? 2 : 0;
        }
        shown[k] = '\0';
        ck_assert_msg(strcmp(shown, cases[i].mended) == 0, "case %zu: %s, not %s", i, shown, cases[i].mended);
    }
}
END_TEST

START_TEST(every_code_point_there_and_back)
{
    for (int code = 0; code <= 0x10FFFF; code++) {
        char bytes[4];
        int back, length = (int)(utf8_put(bytes, (uint32_t)code) - bytes),
                  read = utf8_next(bytes, (size_t)length, &back);
        if (code >= 0xD800 && code < 0xE000) // surrogates are not characters
            ck_assert_int_eq(back, -1);
        else
            ck_assert(back == code && read == length);
        for (int n = 1; n < length; n++) // cut off
            ck_assert(utf8_next(bytes, (size_t)n, &back) >= 1 && back == -1);
    }
}
END_TEST

START_TEST(classes_of_characters)
{
    static const struct {
        int code;
        Class class;
    } cases[] = {
        {'a', CLASS_LETTER},    {'Z', CLASS_LETTER},    {'0', CLASS_NUMBER},    {' ', CLASS_SPACE},
        {'\n', CLASS_SPACE},    {'_', CLASS_OTHER},     {0xE9, CLASS_LETTER},   {0xB2, CLASS_NUMBER},
        {0xA0, CLASS_SPACE},    {0x85, CLASS_SPACE},    {0x200B, CLASS_OTHER},  {0x180E, CLASS_OTHER},
        {0xC548, CLASS_LETTER}, {0x1F609, CLASS_OTHER}, {0x4E00, CLASS_LETTER}, {0x2167, CLASS_NUMBER},
        {0x301, CLASS_OTHER},   {0x3000, CLASS_SPACE},  {0xFEFF, CLASS_OTHER},  {0x10FFFF, CLASS_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(unicode_class(cases[i].code) == cases[i].class, "U+%04X", (unsigned)cases[i].code);
}
END_TEST

// ---- cutting ----

// The result of re.findall with this pattern (Python's regex module), the pieces joined by '|'.
START_TEST(pieces_of_gpt2)
{
    static const struct {
        const char *text, *pieces;
    } cases[] = {
        {"Hello world", "Hello| world"},
        {"Hello've world123 how's are you!!!?", "Hello|'ve| world|123| how|'s| are| you|!!!?"},
        {"  two", " | two"},
        {"\n\nend  ", "\n|\n|end|  "},
        {"a \n b", "a| \n| b"},
        {"HOW'S", "HOW|'|S"},
        {"'llama 'twas", "'ll|ama| '|twas"},
        {"x=1.5;", "x|=|1|.|5|;"},
        {"if x:\n    return", "if| x|:|\n   | return"},
        {"\xc3\xa9t\xc3\xa9 2\xc2\xb2", "\xc3\xa9t\xc3\xa9| 2\xc2\xb2"},
        {"a\xff\xfe"
         "b",
         "a|\xff\xfe|b"},
        {" \xff", " |\xff"},
        {"a  \xff", "a|  |\xff"},
        {"\xc2\xa0 a", "\xc2\xa0| a"},
        {"\t", "\t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i].text), k = 0;
        char pieces[256];
        for (size_t from = 0, to; from < n; from = to) {
            to = split_end(&split_gpt2, cases[i].text, n, from);
            ck_assert(to > from && to <= n);
            if (from)
                pieces[k++] = '|';
            memcpy(pieces + k, cases[i].text + from, to - from);
            k += to - from;
        }
        pieces[k] = '\0';
        ck_assert_str_eq(pieces, cases[i].pieces);
    }
}
END_TEST

// ---- GPT-2's tokenizer ----

static void expect_ids(Bpe *bpe, const char *text, uint32_t allowed, const char *expected)
{
    int ids[256];
    char said[1024] = "";
    size_t n = bpe_encode_special(bpe, text, strlen(text), allowed, ids);
    for (size_t i = 0; i < n; i++)
        snprintf(said + strlen(said), sizeof said - strlen(said), "%s%d", i ? " " : "", ids[i]);
    ck_assert_str_eq(said, expected);
    char *back = malloc(bpe_decoded_size(bpe, ids, n) + 1);
    ck_assert_uint_eq(bpe_decode(bpe, ids, n, back), strlen(text));
    ck_assert_mem_eq(back, text, strlen(text));
    free(back);
}

START_TEST(ids_of_gpt2) // tiktoken 1.0.22 says the same
{
    Bpe *bpe = bpe_gpt2();
    ck_assert_int_eq(bpe->vocab, 50257);
    expect_ids(bpe, "Hello", 0, "15496");
    expect_ids(bpe, " Hello", 0, "18435");
    expect_ids(bpe, "Hello, I'm a language model,", 0, "15496 11 314 1101 257 3303 2746 11");
    expect_ids(
        bpe, "hello world!!!? (안녕하세요!) lol123 😉", 0,
        "31373 995 10185 30 357 168 243 230 167 227 243 47991 246 168 226 116 168 248 242 8133 19462 10163 30325 231");
    expect_ids(bpe, "<|endoftext|>hi", BPE_ALL_SPECIAL, "50256 5303");
    expect_ids(bpe, "<|endoftext|>hi", BPE_NO_SPECIAL, "27 91 437 1659 5239 91 29 5303");
    expect_ids(bpe, "", 0, "");
    expect_ids(bpe, " SolidGoldMagikarp", 0, "43453");
    bpe_free(bpe);
}
END_TEST

// ---- learning ----

START_TEST(wikipedias_example) // minbpe's README
{
    for (BpeTies ties = BPE_FIRST_SEEN; ties <= BPE_GREATEST; ties++) {
        Bpe *bpe = bpe_train("aaabdaaabac", 11, 259, &split_none, ties);
        if (ties == BPE_FIRST_SEEN)
            expect_ids(bpe, "aaabdaaabac", 0, "258 100 258 97 99");
        bpe_free(bpe);
    }
}
END_TEST

START_TEST(ties) // (a, b), (blank, c) and (c, d) occur twice each
{
    Bpe *first = bpe_train("ab cd ab cd", 11, 257, &split_gpt2, BPE_FIRST_SEEN);
    Bpe *greatest = bpe_train("ab cd ab cd", 11, 257, &split_gpt2, BPE_GREATEST);
    ck_assert_int_eq(first->merge[0].left, 'a');
    ck_assert_int_eq(greatest->merge[0].left, 'c');
    bpe_free(first);
    bpe_free(greatest);
}
END_TEST

START_TEST(a_text_that_runs_out_of_pairs)
{
    static const char *texts[] = {"", "a", "aa", "ab", "aaaa"};
    static const int vocab[] = {256, 256, 257, 257, 258};
    for (int i = 0; i < 5; i++) {
        Bpe *bpe = bpe_train(texts[i], strlen(texts[i]), 1000, &split_none, BPE_FIRST_SEEN);
        ck_assert_int_eq(bpe->vocab, vocab[i]);
        bpe_free(bpe);
    }
}
END_TEST

// ---- special tokens ----

START_TEST(special_tokens_none_all_and_some)
{
    Bpe *bpe = bpe_new(&split_none, false);
    int a = bpe_add_special(bpe, "<a>"), ab = bpe_add_special(bpe, "<a>b"), ids[64];
    ck_assert_int_eq(a, 256);
    ck_assert_int_eq(ab, 257);
    ck_assert_uint_eq(bpe_encode(bpe, "<a>b<a>", 7, ids), 7);
    ck_assert_uint_eq(bpe_encode_special(bpe, "<a>b<a>", 7, BPE_ALL_SPECIAL, ids), 2);
    ck_assert(ids[0] == ab && ids[1] == a); // the longest
    ck_assert_uint_eq(bpe_encode_special(bpe, "<a>b<a>", 7, 1, ids), 3);
    ck_assert(ids[0] == a && ids[1] == 'b' && ids[2] == a);
    size_t at = 99;
    ck_assert_int_eq(bpe_find_special(bpe, "xx<a", 4, 0, BPE_ALL_SPECIAL, &at), -1);
    ck_assert_int_eq(bpe_find_special(bpe, "xx<a>", 5, 0, BPE_ALL_SPECIAL, &at), 0);
    ck_assert_uint_eq(at, 2);
    bpe_free(bpe);
}
END_TEST

// ---- files ----

#define OURS "#version: 0.2 merges=2 split=gpt2 bytes=plain special=<|end|>\n"

START_TEST(good_files)
{
    static const struct {
        const char *text;
        int vocab;
    } cases[] = {
        {OURS "u g\nh ug\n", 259},   {OURS "u g\r\nh ug\r\n", 259}, // from Windows
        {OURS "u g\nh ug", 259},                                    // without an end of line
        {OURS "u g\nh ug\n\n", 259}, {"#version: 0.2\nĠ t\nĠt h\n", 258}, {"#version: 0.2\n", 256},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char why[256] = "";
        Bpe *bpe = bpe_parse(cases[i].text, strlen(cases[i].text), why);
        ck_assert_msg(bpe != NULL, "case %zu: %s", i, why);
        ck_assert_int_eq(bpe->vocab, cases[i].vocab);
        bpe_free(bpe);
    }
}
END_TEST

START_TEST(bad_files)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "line 1: a merges file begins with '#version: 0.2'"},
        {"u g\n", "line 1: a merges file begins with '#version: 0.2'"},
        {OURS "u g\n", "line 1: merges=2, but 1 follow: the file is cut off, or has lines that do not belong to it"},
        {OURS "u g\nh ug\nu h\n",
         "line 1: merges=2, but 3 follow: the file is cut off, or has lines that do not belong to it"},
        {OURS "h ug\nu g\n", "line 2: 'ug' is not a token so far: is a line missing above, or are lines out of order?"},
        {OURS "u g\nu g\n", "line 3: 'u g' makes a token that an earlier line already makes"},
        {OURS "u g\nug\n", "line 3: 'ug' is not two tokens with one blank between them"},
        {OURS "u g\nh  ug\n", "line 3: 'h  ug' is not two tokens with one blank between them"},
        {OURS "u g\nh ug \n", "line 3: 'h ug ' is not two tokens with one blank between them"},
        {OURS "u g\n\nh ug\n", "line 3: it is empty; a line must be two tokens with one blank between them"},
        {OURS "u g\nh\tug\n", "line 3: 'h\tug' is not two tokens with one blank between them"},
        {OURS "u g\nh 中\n", "line 3: '中' is not how a merges file writes a byte"},
        {OURS "u g\nh \xff\n", "line 3: '?' is not how a merges file writes a byte"},
        {"#version: 0.2 merges=two\n", "line 1: merges=two is not a number"},
        {"#version: 0.2 split=cl100k\n", "line 1: split=cl100k: none and gpt2 are known"},
        {"#version: 0.2 special=0123456789012345678901234567890123456789012345678901234567890123456789\n",
         "line 1: a special token's name has more than 62 bytes"},
        {"#version: 0.2 bytes=utf16\n", "line 1: bytes=utf16: plain and gpt2 are known"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char why[256] = "";
        Bpe *bpe = bpe_parse(cases[i].text, strlen(cases[i].text), why);
        ck_assert_msg(bpe == NULL, "case %zu is accepted", i);
        ck_assert_str_eq(why, cases[i].why);
    }
}
END_TEST

START_TEST(a_zero_byte_in_the_first_line) // found by fuzzing: the special token had an empty name
{
    static const char file[] = "#version: 0.2 special=\0<\n";
    char why[256] = "";
    ck_assert_ptr_null(bpe_parse(file, sizeof file - 1, why));
    ck_assert_str_eq(why, "line 1: it has a zero byte, so this is not a merges file");
}
END_TEST

START_TEST(a_token_of_a_gigabyte) // 40 lines that double a token each time
{
    char file[1 << 12] = "#version: 0.2\n", why[256] = "";
    size_t length = strlen(file);
    for (int i = 0; i < 10; i++) { // a line's length doubles too, so ten lines of 2^i letters
        for (int side = 0; side < 2; side++) {
            memset(file + length, 'a', (size_t)1 << i);
            length += (size_t)1 << i;
            file[length++] = side ? '\n' : ' ';
        }
    }
    Bpe *bpe = bpe_parse(file, length, why);
    ck_assert_msg(bpe != NULL, "%s", why);
    size_t size;
    bpe_token(bpe, bpe->vocab - 1, &size);
    ck_assert_uint_eq(size, 1024);
    bool room = true;
    for (int i = 0; i < 40 && room; i++)
        room = bpe_add(bpe, bpe->vocab - 1, bpe->vocab - 1);
    ck_assert(!room);
    bpe_free(bpe);
}
END_TEST

START_TEST(a_file_of_ours_is_read_again)
{
    static const char text[] = "the cat and the hat, \x01\xff the caf\xc3\xa9";
    char path[] = "/tmp/z2h-bpe-XXXXXX";
    close(mkstemp(path));
    Bpe *bpe = bpe_train(text, sizeof text - 1, 300, &split_gpt2, BPE_FIRST_SEEN);
    bpe_add_special(bpe, "<|endoftext|>");
    bpe_save(path, bpe);
    Bpe *again = bpe_load(path);
    remove(path);
    ck_assert_int_eq(again->vocab, bpe->vocab);
    ck_assert_int_eq(again->merges, bpe->merges);
    ck_assert_mem_eq(again->merge, bpe->merge, sizeof *bpe->merge * (size_t)bpe->merges);
    ck_assert_str_eq(again->special[0], "<|endoftext|>");
    ck_assert_ptr_eq(again->split, &split_gpt2);
    bpe_free(bpe);
    bpe_free(again);
}
END_TEST

START_TEST(a_tokenizer_from_its_tokens)
{
    Bpe *all[] = {bpe_gpt2(), bpe_train("she sells sea shells", 20, 300, &split_none, BPE_FIRST_SEEN)};
    bpe_add_special(all[1], "<a>");
    bpe_add_special(all[1], "she shells");
    for (int i = 0; i < 2; i++) {
        const Bpe *bpe = all[i];
        size_t total = 0, size;
        for (int id = 0; id < bpe->vocab; id++, total += size)
            bpe_token(bpe, id, &size);
        char *bytes = malloc(total), why[256] = "";
        int *length = malloc(sizeof *length * (size_t)bpe->vocab);
        total = 0;
        for (int id = 0; id < bpe->vocab; id++, total += size) {
            const char *token = bpe_token(bpe, id, &size);
            memcpy(bytes + total, token, size);
            length[id] = (int)size;
        }
        Bpe *again = bpe_from_tokens(bpe->split, bpe->vocab, bytes, length, why);
        ck_assert_msg(again != NULL, "%s", why);
        ck_assert_int_eq(again->merges, bpe->merges);
        ck_assert_int_eq(again->specials, bpe->specials);
        ck_assert_mem_eq(again->merge, bpe->merge, sizeof *bpe->merge * (size_t)bpe->merges);
        ck_assert_mem_eq(again->byte_token, bpe->byte_token, sizeof bpe->byte_token);
        bpe_free(again);
        bytes[7] = bytes[8];
        ck_assert_ptr_null(bpe_from_tokens(bpe->split, bpe->vocab, bytes, length, why));
        ck_assert_ptr_nonnull(strstr(why, "the first 256 tokens are not the 256 bytes"));
        ck_assert_ptr_null(bpe_from_tokens(bpe->split, 255, bytes, length, why));
        free(bytes);
        free(length);
        bpe_free(all[i]);
    }
}
END_TEST

START_TEST(a_kind_of_tokenizer) // made from a Bpe, and again from its tokens' bytes as a model's file keeps them
{
    const char *text = "Hello, I'm a language model, \xf0\x9f\x98\x89", *unknown;
    int ids[64], same[64];
    Bpe *bpe = bpe_gpt2();
    Tokenizer *t = tokenizer_bpe(bpe);
    ck_assert_str_eq(t->kind->name, "bytes-gpt2");
    ck_assert_int_eq(t->vocab, 50257);
    ck_assert_str_eq(t->token[220].symbol, " ");
    ck_assert_int_eq(tokenizer_find(t, "<|endoftext|>"), 50256);
    size_t n = tokenizer_encode(t, text, strlen(text), ids, &unknown);
    ck_assert_ptr_null(unknown);
    ck_assert_uint_eq(bpe_encode(bpe, text, strlen(text), same), n);
    ck_assert_mem_eq(ids, same, sizeof *ids * n);
    char *back = tokenizer_decode(t, ids, n);
    ck_assert_str_eq(back, text);
    free(back);
    tokenizer_free(t);
    bpe_free(bpe);
}
END_TEST

START_TEST(lines_end_with_a_newline_of_their_own) // though GPT-2 has tokens for several, and for blanks before one
{
    static const char *const line[] = {"One day.", "", "", "Mia  "};
    char chars[1024] = "";
    Bpe *bpe = bpe_gpt2();
    for (int i = 0; i < 60; i++)
        strcat(strcat(chars, line[i % 4]), "\n");
    Text *text = text_in(tokenizer_bpe(bpe), chars, "lines", true);
    ck_assert_int_eq(text->lines, 30);
    for (int i = 0; i < 30; i++) {
        int X[16], Y[16], T = text->longest;
        ck_assert_int_le(T, 16);
        text_window(text, i < 27 ? TRAIN : VAL, i < 27 ? i : i - 27, 0, T, X, Y);
        ck_assert_int_eq(X[0], text->end);
        size_t length = 0;
        while ((int)length < T && Y[length] >= 0)
            length++;
        char *back = tokenizer_decode(text->tokenizer, Y, length);
        ck_assert_str_eq(back, i % 2 ? "Mia  \n" : "One day.\n");
        free(back);
    }
    text_free(text);
    bpe_free(bpe);
}
END_TEST

// ---- long pieces ----

START_TEST(a_line_of_a_million_letters) // one piece: n^2 steps would take an hour
{
    enum { N = 1 << 20 };
    Bpe *bpe = bpe_gpt2();
    char *text = malloc(N), *back = malloc(N);
    int *ids = malloc(sizeof *ids * N);
    for (int i = 0; i < N; i++)
        text[i] = i < N / 2 ? 'a' : (char)('a' + i * 7 % 26);
    size_t count = bpe_encode(bpe, text, N, ids);
    ck_assert_uint_lt(count, N / 2);
    ck_assert_uint_eq(bpe_decode(bpe, ids, count, back), N);
    ck_assert_mem_eq(text, back, N);
    free(text);
    free(back);
    free(ids);
    bpe_free(bpe);
}
END_TEST

Suite *bpe_suite(void)
{
    Suite *suite = suite_create("bpe");
    TCase *tests = tcase_create("bpe");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, broken_utf8_is_mended_as_python_does);
    tcase_add_test(tests, every_code_point_there_and_back);
    tcase_add_test(tests, classes_of_characters);
    tcase_add_test(tests, pieces_of_gpt2);
    tcase_add_test(tests, ids_of_gpt2);
    tcase_add_test(tests, wikipedias_example);
    tcase_add_test(tests, ties);
    tcase_add_test(tests, a_text_that_runs_out_of_pairs);
    tcase_add_test(tests, special_tokens_none_all_and_some);
    tcase_add_test(tests, good_files);
    tcase_add_test(tests, bad_files);
    tcase_add_test(tests, a_zero_byte_in_the_first_line);
    tcase_add_test(tests, a_token_of_a_gigabyte);
    tcase_add_test(tests, a_file_of_ours_is_read_again);
    tcase_add_test(tests, a_tokenizer_from_its_tokens);
    tcase_add_test(tests, a_kind_of_tokenizer);
    tcase_add_test(tests, lines_end_with_a_newline_of_their_own);
    tcase_add_test(tests, a_line_of_a_million_letters);
    suite_add_tcase(suite, tests);
    return suite;
}

/* common/data/data.c, characters.c, tokenizer.c and text.c with good files. tests/cli.sh has the bad ones. */
#include "unit.h"
#include "check.h"
#include "data.h"
#include "text.h"
#include "characters.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *written(const char *text)
{
    static char path[] = "/tmp/z2h-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "wb");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return path;
}

START_TEST(names_of_the_course)
{
    Names *names = names_load("names.txt");
    ck_assert_int_eq(names->count, 32257);
    ck_assert_str_eq(names->name[0], "emma");
    ck_assert_str_eq(names->name[names->count - 1], "zzyzx");
    names_free(names);
}
END_TEST

START_TEST(names_with_crlf_and_blank_lines)
{
    const char *path = written("\r\nanna\r\n\r\nb\nc\nd\ne\nf\ng\nh\ni\njo");
    Names *names = names_load(path);
    remove(path);
    ck_assert_int_eq(names->count, 10);
    ck_assert_str_eq(names->name[0], "anna");
    ck_assert_str_eq(names->name[9], "jo");
    names_free(names);
}
END_TEST

START_TEST(names_in_the_folder_of_the_environment)
{
    const char *path = written("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    setenv("DATASETS", "/tmp", 1);
    Names *names = names_load(strrchr(path, '/') + 1);
    remove(path);
    ck_assert_int_eq(names->count, 10);
    names_free(names);
}
END_TEST

START_TEST(moons_of_the_course)
{
    Points *moons = points_load("moons.tsv");
    ck_assert_int_eq(moons->count, 100);
    ck_assert_double_eq_tol(moons->point[0].x, 1.1221146075409683, 1e-15);
    int positive = 0;
    for (int i = 0; i < moons->count; i++)
        positive += moons->point[i].label > 0;
    ck_assert_int_eq(positive, 50);
    points_free(moons);
}
END_TEST

// ---- characters.c and tokenizer.c ----

// For some bytes, the character's number and how it is shown: the borders of each length, and bytes that are not UTF-8.
static const struct {
    const char *bytes;
    int taken;
    int32_t point;
    const char *symbol;
} characters[] = {
    {"a", 1, 'a', "a"},
    {"\n", 1, '\n', "\\n"},
    {"\x7f", 1, 0x7f, "\\x7f"},
    {"\xc2\x80", 2, 0x80, "\\u0080"},
    {"\xc3\xa9", 2, 0xe9, "é"},
    {"\xdf\xbf", 2, 0x7ff, "\xdf\xbf"},
    {"\xe0\xa0\x80", 3, 0x800, "\xe0\xa0\x80"},
    {"\xed\x9f\xbf", 3, 0xd7ff, "\xed\x9f\xbf"},
    {"\xef\xbf\xbf", 3, 0xffff, "\xef\xbf\xbf"},
    {"\xf0\x9f\x98\x89", 4, 0x1f609, "😉"},
    {"\xf4\x8f\xbf\xbf", 4, LAST_CHARACTER, "\xf4\x8f\xbf\xbf"},
    {"\x80", 1, STRAY_BYTE + 0x80, "\\x80"},             // the middle of a character
    {"\xc3", 1, STRAY_BYTE + 0xc3, "\\xc3"},             // the beginning of one, and the end of the text
    {"\xc3z", 1, STRAY_BYTE + 0xc3, "\\xc3"},            // or another one
    {"\xe2\x82", 1, STRAY_BYTE + 0xe2, "\\xe2"},         // two thirds of one
    {"\xc0\x80", 1, STRAY_BYTE + 0xc0, "\\xc0"},         // an overlong form
    {"\xe0\x9f\xbf", 1, STRAY_BYTE + 0xe0, "\\xe0"},     // likewise
    {"\xf0\x8f\xbf\xbf", 1, STRAY_BYTE + 0xf0, "\\xf0"}, // likewise
    {"\xed\xa0\x80", 1, STRAY_BYTE + 0xed, "\\xed"},     // half of a pair of UTF-16
    {"\xf4\x90\x80\x80", 1, STRAY_BYTE + 0xf4, "\\xf4"}, // beyond the last character
    {"\xff", 1, STRAY_BYTE + 0xff, "\\xff"},
};

START_TEST(characters_of_utf8)
{
    const char *bytes = characters[_i].bytes;
    char written[5];
    int32_t point;
    ck_assert_uint_eq(character_read(bytes, strlen(bytes), &point), (size_t)characters[_i].taken);
    ck_assert_int_eq(point, characters[_i].point);
    ck_assert_str_eq(character_symbol(point), characters[_i].symbol);
    ck_assert_uint_eq(character_write(point, written), (size_t)characters[_i].taken);
    ck_assert(memcmp(written, bytes, strlen(written)) == 0);
}
END_TEST

// Any bytes at all come back unchanged.
START_TEST(tokens_and_back)
{
    char text[400];
    Rng rng;
    rng_seed(&rng, (uint64_t)_i);
    for (int i = 0; i < 399; i++) // mostly halves of letters
        text[i] = (char)(_i % 2 ? rng_randint(&rng, 1, 256)
                                : "a\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x98"[rng_randint(&rng, 0, 10)]);
    text[399] = '\0';
    Tokenizer *t = tokenizer_characters(text);
    const char *unknown;
    int ids[400];
    size_t n = tokenizer_encode(t, text, 399, ids, &unknown);
    char *back = tokenizer_decode(t, ids, n);
    ck_assert_ptr_null(unknown);
    ck_assert(strcmp(back, text) == 0);
    free(back);
    tokenizer_free(t);
}
END_TEST

START_TEST(characters_are_sorted) // as Python's sorted(set(text)) with errors="surrogateescape" sorts them
{
    static const char *const sorted[] = {"\n", "a", "é", "가", "\xe2", "\xff", "\xef\xbc\xa1", "😉"};
    Tokenizer *t = tokenizer_characters("😉\xff"
                                        "a\xef\xbc\xa1가\xe2"
                                        "aéé\n");
    ck_assert_int_eq(t->vocab, COUNT(sorted));
    for (int i = 0; i < t->vocab; i++) {
        ck_assert_str_eq(t->token[i].bytes, sorted[i]);
        ck_assert_int_eq(tokenizer_find(t, sorted[i]), i);
    }
    ck_assert_str_eq(t->token[5].symbol, "\\xff");
    ck_assert_int_eq(tokenizer_find(t, "b"), -1);
    ck_assert_int_eq(tokenizer_find(t, ""), -1);
    tokenizer_free(t);
}
END_TEST

START_TEST(more_than_256_characters)
{
    char text[4 * 600 + 1], *end = text;
    int ids[2400];
    const char *unknown;
    for (int i = 0; i < 600; i++)
        end += character_write(0xac00 + 599 - i, end); // Hangul, from the last to the first
    Tokenizer *t = tokenizer_characters(text);
    ck_assert_int_eq(t->vocab, 600);
    ck_assert_uint_eq(tokenizer_encode(t, text, (size_t)(end - text), ids, &unknown), 600);
    for (int i = 0; i < 600; i++)
        ck_assert_int_eq(ids[i], 599 - i);
    tokenizer_free(t);
}
END_TEST

START_TEST(unknown_characters)
{
    static const char text[] = "abéab";
    const char *unknown;
    int ids[8];
    Tokenizer *t = tokenizer_characters("aabb");
    ck_assert_uint_eq(tokenizer_encode(t, text, 6, ids, &unknown), 2);
    ck_assert_ptr_eq(unknown, text + 2);
    tokenizer_free(t);
    t = tokenizer_characters("ab\xa9\xc3"); // the same letter in bytes, as files from before UTF-8 have it
    ck_assert_uint_eq(tokenizer_encode(t, text, 6, ids, &unknown), 6);
    ck_assert_ptr_null(unknown);
    ck_assert(ids[2] == 3 && ids[3] == 2);
    tokenizer_free(t);
    ck_assert_ptr_null(tokenizer_of("syllables", 1, "a", (int[]){1}));
}
END_TEST

// ---- text.c ----

// emma, ab and an empty line, twenty times: a is 1, b 2, e 3, m 4, and the end of a line 0.
static Text *emma_and_ab(bool by_lines)
{
    char chars[20 * 9 + 1] = "";
    for (int i = 0; i < 20; i++)
        strcat(chars, "emma\nab\n\n");
    return text_new(chars, by_lines);
}

static void expect_ids(const int found[], const int expected[], int count)
{
    for (int i = 0; i < count; i++)
        ck_assert_msg(found[i] == expected[i], "[%d] is %d, not %d", i, found[i], expected[i]);
}

START_TEST(characters_in_order)
{
    Text *text = emma_and_ab(false);
    ck_assert_int_eq(text->tokenizer->vocab, 5);
    ck_assert_int_eq(tokenizer_find(text->tokenizer, "e"), 3);
    ck_assert_str_eq(text->tokenizer->token[4].bytes, "m");
    ck_assert_int_eq(tokenizer_find(text->tokenizer, "z"), -1);
    ck_assert_int_eq(text->train, 162); // nine tenths of 180
    expect_ids(text->id, (int[]){3, 4, 4, 1, 0, 1, 2, 0, 0, 3}, 10);
    ck_assert_str_eq(text_symbol(text, 0), "\\n");
    ck_assert_str_eq(text_symbol(text, 3), "e");
    text_free(text);
}
END_TEST

START_TEST(windows_of_a_stream) // as get_batch of the lecture draws them
{
    enum { B = 3, T = 4 };
    Text *text = emma_and_ab(false);
    int X[B * T], Y[B * T];
    for (Part part = TRAIN; part <= VAL; part++) {
        Rng rng, same;
        rng_seed(&rng, 1337);
        rng_seed(&same, 1337);
        text_batch(text, part, B, T, &rng, X, Y);
        for (int b = 0; b < B; b++) {
            int n = part == TRAIN ? 162 : 18, ix = (int)rng_randint(&same, 0, n - T);
            const int *id = text->id + (part == TRAIN ? 0 : 162) + ix;
            expect_ids(X + b * T, id, T);
            expect_ids(Y + b * T, id + 1, T);
        }
    }
    text_free(text);
}
END_TEST

START_TEST(windows_over_a_part) // spread evenly, and never beyond its end
{
    enum { T = 17 };
    Text *text = emma_and_ab(false);
    int X[T], Y[T];
    for (int i = 0; i < 3; i++) { // 18 tokens have room for one such window: all begin at their start
        text_window(text, VAL, i, 3, T, X, Y);
        expect_ids(X, text->id + 162, T);
        expect_ids(Y, text->id + 163, T);
    }
    for (int i = 0; i < 9; i++) {
        text_window(text, TRAIN, i, 9, T, X, Y);
        expect_ids(X, text->id + (162 - T - 1) * i / 8, T);
    }
    text_free(text);
}
END_TEST

START_TEST(windows_beyond_the_text_abort)
{
    int X[32], Y[32];
    Rng rng;
    rng_seed(&rng, 1);
    Text *text = emma_and_ab(_i >= 2);
    if (_i == 0)
        text_window(text, VAL, 0, 2, 18, X, Y);
    if (_i == 1)
        text_batch(text, VAL, 1, 18, &rng, X, Y);
    if (_i == 2)
        text_window(text, VAL, 4, 5, 6, X, Y);
    if (_i == 3)
        text_window(text, TRAIN, 0, 1, 4, X, Y);
}
END_TEST

START_TEST(lines_with_padding)
{
    enum { T = 6 };
    Text *text = emma_and_ab(true);
    int X[T], Y[T];
    ck_assert_int_eq(text->lines, 40); // empty lines do not count
    ck_assert_int_eq(text->longest, 5);
    ck_assert_int_eq(text_lines(text, TRAIN), 36);
    ck_assert_int_eq(text_lines(text, VAL), 4);
    text_window(text, TRAIN, 0, 1, T, X, Y);
    expect_ids(X, (int[]){0, 3, 4, 4, 1, 0}, T);
    expect_ids(Y, (int[]){3, 4, 4, 1, 0, -1}, T);
    text_window(text, VAL, 3, 4, T, X, Y);
    expect_ids(X, (int[]){0, 1, 2, 0, 0, 0}, T);
    expect_ids(Y, (int[]){1, 2, 0, -1, -1, -1}, T);
    text_free(text);
}
END_TEST

START_TEST(lines_of_a_file_are_shuffled)
{
    Text *text = text_load("names.txt", true, NULL);
    int X[32], Y[32], sorted = 1;
    bool seen = false;
    ck_assert_int_eq(text->lines, 32257);
    for (int i = 1; i < text->lines; i++)
        sorted += text->start[i] > text->start[i - 1];
    ck_assert_int_lt(sorted, 20000);
    for (int i = 0; i < text->lines && !seen; i++) // zzyzx, the last line, must be among them
        seen = text->start[i] == text->count - 6;
    ck_assert(seen);
    text_window(text, VAL, text_lines(text, VAL) - 1, 32, 32, X, Y);
    text_free(text);
}
END_TEST

Suite *data_suite(void)
{
    Suite *suite = suite_create("data");
    TCase *tcase = tcase_create("data");
    tcase_add_test(tcase, names_of_the_course);
    tcase_add_test(tcase, names_with_crlf_and_blank_lines);
    tcase_add_test(tcase, names_in_the_folder_of_the_environment);
    tcase_add_test(tcase, moons_of_the_course);
    tcase_add_loop_test(tcase, characters_of_utf8, 0, COUNT(characters));
    tcase_add_loop_test(tcase, tokens_and_back, 0, 20);
    tcase_add_test(tcase, characters_are_sorted);
    tcase_add_test(tcase, more_than_256_characters);
    tcase_add_test(tcase, unknown_characters);
    tcase_add_test(tcase, characters_in_order);
    tcase_add_test(tcase, windows_over_a_part);
    tcase_add_loop_test_raise_signal(tcase, windows_beyond_the_text_abort, SIGABRT, 0, 4);
    tcase_add_test(tcase, windows_of_a_stream);
    tcase_add_test(tcase, lines_with_padding);
    tcase_add_test(tcase, lines_of_a_file_are_shuffled);
    suite_add_tcase(suite, tcase);
    return suite;
}

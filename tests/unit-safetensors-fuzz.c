/*
 * Fuzzes common/models/safetensors_header.c with good files that are changed at random. None may crash, overrun
 * or leak (make SAN=1 detects that), and what it accepts must be sound by an independent check.
 */
#include "unit.h"
#include "fuzz.h"
#include "safetensors_header.h"

#include <stdlib.h>
#include <string.h>

/* ---- Good files ----------------------------------------------------------------------------- */

static const struct {
    const char *header;
    size_t data;
} seeds[] = {
    {"{}", 0},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}   ", 24},
    {"{\"__metadata__\":{\"k\":\"v\",\"\":\"\\n\\\"\\\\\\u00e9\\ud83d\\ude00\"}}", 0},
    {"{\"W1\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},\"s\":{\"dtype\":\"I64\",\"shape\":[],"
     "\"data_offsets\":[8,16]},\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[16,20]},\"u\":{\"dtype\":"
     "\"U8\",\"shape\":[3,1,1,1],\"data_offsets\":[20,23]}}",
     23},
    {"{ \"b\" : {\"data_offsets\":[4,4], \"shape\" : [ 0 , 7 ],\"dtype\":\"F16\"},\n\t\"\xc3\xa9\xe2\x82\xac\":"
     "{\"shape\":[1,1,1,1,1,1,1,4],\"dtype\":\"BOOL\",\"data_offsets\":[0,4]} , \"__metadata__\" : { } } ",
     4},
};

static void set_length(Bytes *f, uint64_t length)
{
    for (int i = 0; i < 8; i++)
        f->bytes[i] = (char)(length >> 8 * i);
}

static void seed_file(Bytes *f, size_t which)
{
    size_t length = strlen(seeds[which].header);
    set_length(f, length);
    memcpy(f->bytes + 8, seeds[which].header, length);
    memset(f->bytes + 8 + length, 0, seeds[which].data);
    f->size = 8 + length + seeds[which].data;
}

/* ---- Changes -------------------------------------------------------------------------------- */

static void cut_off(Bytes *f)
{
    f->size = below(f->size + 1);
}

static void insert_token(Bytes *f)
{
    static const char *tokens[] = {"{",
                                   "}",
                                   "[",
                                   "]",
                                   ",",
                                   ":",
                                   "\"",
                                   "\\",
                                   "\\u",
                                   "\\ud800",
                                   "\\u0000",
                                   "\xff",
                                   "\xf4\x8f\xbf\xbf",
                                   "0",
                                   "-",
                                   " ",
                                   "null",
                                   "\"\":{}",
                                   "\"dtype\":\"U8\",",
                                   "\"shape\":[],",
                                   "\"data_offsets\":[0,0],",
                                   "\"__metadata__\":{},",
                                   "1e9"};
    const char *token = tokens[below(COUNT(tokens))];
    insert_text(f, token);
}

// Changes a number in the text by one, or to one at which arithmetic may break.
static void edit_number(Bytes *f)
{
    static const char *numbers[] = {"0",
                                    "1",
                                    "2",
                                    "00",
                                    "255",
                                    "4294967295",
                                    "4294967296",
                                    "2147483648",
                                    "9223372036854775807",
                                    "9223372036854775808",
                                    "18446744073709551616",
                                    "1152921504606846976",
                                    "4611686018427387904"};
    size_t at = f->size > 8 ? 8 + below(f->size - 8) : f->size, length = 0;
    while (at < f->size && (f->bytes[at] < '0' || f->bytes[at] > '9'))
        at++;
    while (at + length < f->size && f->bytes[at + length] >= '0' && f->bytes[at + length] <= '9')
        length++;
    if (length == 0)
        return;
    char near[32];
    unsigned long long value = 0;
    for (size_t i = 0; i < length; i++)
        value = value * 10 + (unsigned long long)(f->bytes[at + i] - '0');
    snprintf(near, sizeof near, "%llu", below(2) ? value + 1 : value > 0 ? value - 1 : 0);
    const char *new = below(2) ? near : numbers[below(COUNT(numbers))];
    replace(f, at, length, new, strlen(new));
}

static void splice(Bytes *f)
{
    Bytes other;
    seed_file(&other, below(COUNT(seeds)));
    size_t at = below(f->size + 1), from = below(other.size);
    replace(f, at, f->size - at, other.bytes + from, other.size - from);
}

static void grow_data(Bytes *f)
{
    char zeros[64] = {0};
    replace(f, f->size, 0, zeros, below(64));
}

static void (*const changes[])(Bytes *) = {flip_bit,    cut_off,     insert_token, insert_byte, delete_some,
                                           repeat_some, edit_number, edit_number,  splice,      grow_data};

// Usually corrects the length, or the other changes would never get past the first check.
static void make_case(Bytes *f)
{
    size_t which = below(COUNT(seeds));
    seed_file(f, which);
    for (size_t n = 1 + below(4); n > 0; n--)
        changes[below(COUNT(changes))](f);
    if (f->size >= 8 && below(10) > 0) {
        size_t data = seeds[which].data, rest = f->size - 8;
        set_length(f, below(4) || rest == 0 ? (rest >= data ? rest - data : rest) : below(rest));
    }
}

/* ---- Is what was accepted sound? ------------------------------------------------------------ */

static void expect_sound(const StHeader *h, uint64_t data_bytes)
{
    uint64_t end = 0;
    for (size_t i = 0; i < h->count; i++) {
        const StTensor *t = &h->tensor[i];
        long double bytes = st_type_bytes(t->type); // 64 bits of mantissa, and no overflow
        for (int d = 0; d < t->ndim; d++)
            bytes *= (long double)t->dim[d];
        ck_assert(t->begin == end && t->end >= t->begin && t->end <= data_bytes);
        ck_assert_msg((long double)(t->end - t->begin) == bytes, "%s does not have the size of its shape", t->name);
        ck_assert_str_ne(t->name, "__metadata__");
        for (size_t j = 0; j < i; j++)
            ck_assert_str_ne(t->name, h->tensor[j].name);
        end = t->end;
    }
    ck_assert(end == data_bytes);
}

static bool parse(StHeader *h, const char *bytes, size_t length, uint64_t data_bytes, char error[ST_ERROR])
{
    char *text = malloc(length); // of this size exactly, so that the sanitizers see its end
    ck_assert_ptr_nonnull(text);
    memcpy(text, bytes, length);
    bool good = st_header_parse(h, text, length, data_bytes, error);
    free(text);
    return good;
}

static void expect_equal(const StHeader *a, const StHeader *b)
{
    ck_assert(a->count == b->count && a->text_count == b->text_count && a->has_text == b->has_text);
    for (size_t i = 0; i < a->count; i++) {
        const StTensor *x = &a->tensor[i], *y = &b->tensor[i];
        ck_assert_str_eq(x->name, y->name);
        ck_assert(x->type == y->type && x->ndim == y->ndim && x->begin == y->begin && x->end == y->end);
        ck_assert_mem_eq(x->dim, y->dim, sizeof x->dim[0] * (size_t)x->ndim);
    }
    for (size_t i = 0; i < a->text_count; i++) {
        ck_assert_str_eq(a->text[i].key, b->text[i].key);
        ck_assert_str_eq(a->text[i].value, b->text[i].value);
    }
}

static void expect_same_when_written(const StHeader *h, uint64_t data_bytes)
{
    StHeader again;
    size_t bytes;
    char error[ST_ERROR] = "", *text = st_header_text(h, &bytes);
    ck_assert(bytes % 8 == 0 && st_header_length((unsigned char *)text, bytes + data_bytes, error) == bytes - 8);
    ck_assert_msg(parse(&again, text + 8, bytes - 8, data_bytes, error), "written again: %s", error);
    expect_equal(h, &again);
    st_header_free(&again);
    free(text);
}

static void expect_sentence(const char *error)
{
    size_t length = strnlen(error, ST_ERROR);
    ck_assert(length > 10 && length < ST_ERROR);
    for (const char *c = error; *c; c++)
        ck_assert((unsigned char)*c >= ' ' && *c != 0x7f);
}

// Which check refused it: 0 its length, 1 its header; 2 if it was accepted.
static int try(const Bytes *f)
{
    char error[ST_ERROR];
    memset(error, '\xee', sizeof error);
    StHeader h;
    size_t length = f->size < 8 ? 0 : st_header_length((const unsigned char *)f->bytes, f->size, error);
    if (f->size < 8)
        return 0;
    if (length == 0) {
        expect_sentence(error);
        return 0;
    }
    uint64_t data_bytes = f->size - 8 - length;
    if (!parse(&h, f->bytes + 8, length, data_bytes, error)) {
        expect_sentence(error);
        ck_assert(h.tensor == NULL && h.text == NULL && h.json == NULL);
        return 1;
    }
    expect_sound(&h, data_bytes);
    expect_same_when_written(&h, data_bytes);
    st_header_free(&h);
    return 2;
}

START_TEST(good_files_are_accepted)
{
    Bytes f;
    for (size_t i = 0; i < COUNT(seeds); i++) {
        seed_file(&f, i);
        ck_assert_int_eq(try(&f), 2);
    }
}
END_TEST

START_TEST(changed_files)
{
    long cases = fuzz_begin(), ends[3] = {0};
    static Bytes f;
    for (long i = 0; i < cases; i++) {
        make_case(&f);
        ends[try(&f)]++;
    }
    if (cases != FUZZ_CASES)
        printf("%ld cases: %ld without a header, %ld refused, %ld accepted\n", cases, ends[0], ends[1], ends[2]);
    // otherwise it would test one side only
    ck_assert_msg(ends[0] > cases / 100 && ends[1] > cases / 4 && ends[2] > cases / 100,
                  "of %ld cases %ld were refused by their length, %ld by their header, %ld accepted", cases, ends[0],
                  ends[1], ends[2]);
}
END_TEST

Suite *safetensors_fuzz_suite(void)
{
    Suite *suite = suite_create("safetensors-fuzz");
    TCase *tcase = tcase_create("safetensors-fuzz");
    tcase_set_timeout(tcase, fuzz_seconds());
    tcase_add_test(tcase, good_files_are_accepted);
    tcase_add_test(tcase, changed_files);
    suite_add_tcase(suite, tcase);
    return suite;
}

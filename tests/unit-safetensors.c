/*
 * common/models/safetensors*.c: files that are written and read again, files written here byte by byte, and the message
 * for each kind of bad file. safetensors-check.py reads our files independently, if Python is installed;
 * unit-safetensors-fuzz.c tries random changes.
 */
#include "unit.h"
#include "safetensors.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/z2h-XXXXXX";
static char path[64]; // of the file under test

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    sprintf(path, "%s/a.safetensors", folder);
}

static void remove_folder(void)
{
    char command[64];
    sprintf(command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

// Writes a file with this header, followed by the bytes 0, 1, 2, ... as its numbers.
static void write_file(const char *header, size_t data_bytes)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    uint64_t length = strlen(header);
    fwrite(&length, 8, 1, f);
    fputs(header, f);
    for (size_t i = 0; i < data_bytes; i++)
        fputc((int)i, f);
    fclose(f);
}

/* ---- Round trips ---------------------------------------------------------------------------- */

static const double f64s[] = {0, -0.0, 1.0 / 3, -1e308, 5e-324, INFINITY};
static const float f32s[] = {0, -0.0f, 1.0f / 3, -3e38f, 1e-45f, -INFINITY};
static const int64_t i64s[] = {0, -1, INT64_MIN, INT64_MAX, 1LL << 53 | 1, 42};
static const int32_t i32s[] = {0, -1, INT32_MIN, INT32_MAX, 7, 42};
static const uint8_t u8s[] = {0, 1, 127, 128, 255, 42};
static const struct {
    const char *name;
    StType type;
    size_t bytes;
    const void *data;
} round_trips[] = {
    {"f64", ST_F64, sizeof f64s, f64s}, {"f32", ST_F32, sizeof f32s, f32s}, {"i64", ST_I64, sizeof i64s, i64s},
    {"i32", ST_I32, sizeof i32s, i32s}, {"u8", ST_U8, sizeof u8s, u8s},
};

static void add_all(StWriter *w)
{
    for (int i = COUNT(round_trips) - 1; i >= 0; i--) // the smallest first: the file has them last
        st_add_as(w, round_trips[i].name, SHAPE(3, 2), round_trips[i].type, round_trips[i].data);
}

START_TEST(types_come_back_bit_for_bit)
{
    static char bytes[4096];
    StWriter *w = st_create(path);
    add_all(w);
    st_save(w);
    size_t size = file_bytes(path, bytes, sizeof bytes), at = size - 6 * (8 + 8 + 4 + 4 + 1);
    ck_assert_int_eq(at % 8, 0); // where the numbers begin
    SafeTensors *f = st_open(path);
    ck_assert_int_eq((int)st_count(f), COUNT(round_trips));
    for (size_t i = 0; i < st_count(f); i++) {
        const StTensor *t = st_at(f, i);
        const char *order[] = {"i64", "f64", "i32", "f32", "u8"}; // by size, then as added
        ck_assert_str_eq(t->name, order[i]);
        ck_assert_int_eq(t->ndim, 2);
        ck_assert_int_eq((int)t->dim[0], 3);
        for (int j = 0; j < COUNT(round_trips); j++)
            if (strcmp(t->name, round_trips[j].name) == 0) {
                ck_assert_int_eq(t->type, round_trips[j].type);
                ck_assert_mem_eq(bytes + at + t->begin, round_trips[j].data, round_trips[j].bytes);
            }
    }
    double d[6];
    int64_t n[6];
    st_read_f64(f, "f64", SHAPE(3, 2), d);
    ck_assert_mem_eq(d, f64s, sizeof f64s);
    st_read_i64(f, "i64", SHAPE(3, 2), n);
    ck_assert_mem_eq(n, i64s, sizeof i64s);
    st_close(f);
}
END_TEST

START_TEST(types_are_converted)
{
    StWriter *w = st_create(path);
    add_all(w);
    st_save(w);
    SafeTensors *f = st_open(path);
    double d[6];
    int64_t n[6];
    real x[6];
    st_read_f64(f, "f32", SHAPE(3, 2), d);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq(d[i], (double)f32s[i]);
    st_read(f, "f64", SHAPE(3, 2), x);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq((double)x[i], (double)(real)f64s[i]);
    st_read_i64(f, "i32", SHAPE(3, 2), n);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(n[i], i32s[i]);
    st_read(f, "u8", SHAPE(3, 2), x);
    for (int i = 0; i < 6; i++)
        ck_assert_double_eq((double)x[i], u8s[i]);
    st_close(f);
}
END_TEST

// Of IEEE 754 binary16, from its definition: largest, smallest, smallest normal, 1/3, -2, infinity, NaN
static const uint16_t halves[] = {0x7bff, 0x0001, 0x0400, 0x3555, 0xc000, 0xfc00, 0x7e00, 0x8000};
static const double half_values[] = {65504, 0x1p-24, 0x1p-14, 0.333251953125, -2, -INFINITY, NAN, -0.0};
static const uint16_t bfloats[] = {0x3f80, 0xc000, 0x7f7f, 0x0001, 0x3eab, 0x7f80, 0x7fc0, 0x8000};
static const double bfloat_values[] = {1, -2, 0x1.fep127, 0x1p-133, 0.333984375, INFINITY, NAN, -0.0};

static void expect_values(const double *got, const double *expected)
{
    for (int i = 0; i < 8; i++)
        ck_assert_msg((isnan(expected[i]) ? isnan(got[i]) : got[i] == expected[i]) &&
                          !signbit(got[i]) == !signbit(expected[i]),
                      "[%d] is %.17g, expected %.17g", i, got[i], expected[i]);
}

START_TEST(sixteen_bits_are_read)
{
    StWriter *w = st_create(path);
    st_add_as(w, "half", SHAPE(8), ST_F16, halves);
    st_add_as(w, "bfloat", SHAPE(2, 2, 2, 1), ST_BF16, bfloats);
    st_save(w);
    SafeTensors *f = st_open(path);
    double d[8];
    st_read_f64(f, "half", SHAPE(8), d);
    expect_values(d, half_values);
    st_read_f64(f, "bfloat", SHAPE(2, 2, 2, 1), d);
    expect_values(d, bfloat_values);
    st_close(f);
}
END_TEST

// Every number of 16 bits, by the definition of its format: as floats, many at a time, and as doubles, one by one.
START_TEST(all_sixteen_bits)
{
    enum { ALL = 1 << 16 };
    static uint16_t bits[ALL];
    static real x[ALL];
    static double d[ALL];
    int mantissa = _i ? 7 : 10, low = _i ? -126 : -14;
    for (int i = 0; i < ALL; i++)
        bits[i] = (uint16_t)i;
    StWriter *w = st_create(path);
    st_add_as(w, "all", SHAPE(ALL), _i ? ST_BF16 : ST_F16, bits);
    st_save(w);
    SafeTensors *f = st_open(path);
    st_read(f, "all", SHAPE(ALL), x);
    st_read_f64(f, "all", SHAPE(ALL), d);
    for (int i = 0; i < ALL; i++) {
        int exponent = (i & 0x7fff) >> mantissa, rest = i & ((1 << mantissa) - 1), most = (1 << (15 - mantissa)) - 1;
        double size = exponent == 0      ? ldexp(rest, low - mantissa)
                      : exponent == most ? (rest ? NAN : INFINITY)
                                         : ldexp((1 << mantissa) + rest, low - mantissa + exponent - 1);
        ck_assert_msg(isnan(size) ? isnan(x[i]) && isnan(d[i]) : fabs((double)x[i]) == size && fabs(d[i]) == size,
                      "%04x is %g and %g, expected %g", i, (double)x[i], d[i], size);
        ck_assert(!signbit(x[i]) == !(i & 0x8000) && !signbit(d[i]) == !(i & 0x8000));
    }
    st_close(f);
}
END_TEST

START_TEST(many_numbers_are_converted) // in more than one piece
{
    enum { MANY = 100003 };
    int32_t *numbers = malloc(sizeof *numbers * MANY);
    double *d = malloc(sizeof *d * MANY);
    for (int i = 0; i < MANY; i++)
        numbers[i] = i * 7;
    StWriter *w = st_create(path);
    st_add_as(w, "n", SHAPE(MANY), ST_I32, numbers);
    st_save(w);
    SafeTensors *f = st_open(path);
    st_read_f64(f, "n", SHAPE(MANY), d);
    for (int i = 0; i < MANY; i++)
        ck_assert_double_eq(d[i], i * 7.0);
    st_close(f);
    free(numbers);
    free(d);
}
END_TEST

// Mapped numbers: equal to those read, private once they are changed, and only if type and alignment allow it.
START_TEST(numbers_stay_in_the_file)
{
    real x[6] = {1, 2, 3, 4, 5, 6}, y[6];
    uint16_t ones[6] = {0x3c00, 0x3c00, 0x3c00, 0x3c00, 0x3c00, 0x3c00};
    StWriter *w = st_create(path);
    st_add(w, "a", SHAPE(3), x);
    st_add(w, "b", SHAPE(3), x + 3);
    st_add_as(w, "c", SHAPE(6), ST_F16, ones);
    st_save(w);
    SafeTensors *f = st_open(path);
    real *a = st_map(f, "a", SHAPE(3)), *b = st_map(f, "b", SHAPE(3));
    ck_assert(a && b == a + 3 && memcmp(a, x, sizeof x) == 0);
    ck_assert_ptr_null(st_map(f, "c", SHAPE(6)));
    a[0] = 7;
    ck_assert(a[0] == 7);
    st_read(f, "a", SHAPE(3), y); // the file is unchanged
    ck_assert(y[0] == 1);
    st_read(f, "c", SHAPE(6), y);
    st_all_read(f, NULL);
    st_close(f);
    write_file("{\"n\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} ", 8); // begins at an odd byte
    f = st_open(path);
    ck_assert_ptr_null(st_map(f, "n", SHAPE(2)));
    st_close(f);
}
END_TEST

START_TEST(numbers_beyond_4_GB) // a file with a hole in it, so it needs no such disk
{
    write_file("{\"a\":{\"dtype\":\"U8\",\"shape\":[5000000000],\"data_offsets\":[0,5000000000]},"
               "\"b\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[5000000000,5000000008]}}",
               0);
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    FILE *f = fopen(path, "r+b");
    int32_t numbers[] = {7, -8};
    ck_assert_int_eq(fseeko(f, status.st_size + 5000000000, SEEK_SET), 0);
    fwrite(numbers, 4, 2, f);
    fclose(f);
    SafeTensors *file = st_open(path);
    double d[2];
    st_read_f64(file, "b", SHAPE(2), d);
    ck_assert(d[0] == 7 && d[1] == -8);
    st_close(file);
}
END_TEST

START_TEST(texts_scalars_and_nothing)
{
    const char *text = "\n\"\\/\t\x01\x7f a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    StWriter *w = st_create(path);
    st_add_text(w, "vocabulary", text);
    st_add_text(w, "", "");
    st_add_text(w, text, "as a key");
    real x = (real)0.1;
    st_add(w, "", shape_scalar(), &x);
    st_add(w, text, SHAPE(1, 1, 1, 1), &x);
    st_save(w);
    SafeTensors *f = st_open(path);
    ck_assert_str_eq(st_text(f, "vocabulary"), text);
    ck_assert_str_eq(st_text(f, ""), "");
    ck_assert_str_eq(st_text(f, text), "as a key");
    ck_assert_ptr_null(st_text(f, "other"));
    ck_assert_ptr_null(st_find(f, "other"));
    real y = 0, z = 0;
    st_read(f, "", shape_scalar(), &y);
    st_read(f, text, SHAPE(1, 1, 1, 1), &z);
    ck_assert(x == y && x == z);
    st_all_read(f, NULL);
    st_close(f);
    st_save(st_create(path)); // {}
    f = st_open(path);
    ck_assert_int_eq((int)st_count(f), 0);
    st_close(f);
}
END_TEST

// Written by hand: white space, any order of keys and entries, every escape, an empty tensor, more
// dimensions than ours.
START_TEST(headers_of_others)
{
    write_file("{ \"b\\u0041\\ud83d\\ude00\" :\t{\"data_offsets\" : [ 4,\n10 ], \"shape\":[2 ,3],\r\"dtype\":\"U8\"},"
               "\"none\":{\"dtype\":\"F64\",\"shape\":[0,5],\"data_offsets\":[4,4]},"
               "\"__metadata__\":{\"a\\/\\b\\f\\n\\r\\t\\\"\\\\\":\"\\u00e9\\u20AC\"},"
               "\"a\":{\"dtype\":\"I16\",\"shape\":[1,1,1,1,1,2],\"data_offsets\":[0,4]}} \n ",
               10);
    SafeTensors *f = st_open(path);
    ck_assert_int_eq((int)st_count(f), 3);
    ck_assert_str_eq(st_at(f, 0)->name, "a");
    ck_assert_int_eq(st_at(f, 0)->ndim, 6);
    ck_assert_str_eq(st_at(f, 1)->name, "none");
    ck_assert_str_eq(st_text(f, "a/\b\f\n\r\t\"\\"), "\xc3\xa9\xe2\x82\xac");
    int64_t numbers[6];
    st_read_i64(f, "bA\xf0\x9f\x98\x80", SHAPE(2, 3), numbers);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(numbers[i], 4 + i);
    st_close(f);
}
END_TEST

/* ---- Bad files ------------------------------------------------------------------------------ */

#define ENTRY(name, shape, offsets) "\"" name "\":{\"dtype\":\"U8\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static const struct {
    const char *header;
    size_t data_bytes;
    const char *says;
} bad_headers[] = {
    {"", 0, "it has no header"},
    {"[]", 0, "its header does not begin with '{'"},
    {" {}", 0, "its header does not begin with '{'"},
    {"{\"a\":1}", 0, "its entry \"a\" is not an object, as a tensor's is"},
    {"{\"a\"}", 0,
     "its header is not JSON, byte 4: ':' is expected, not '}'. It is damaged, or not a safetensors file"},
    {"{\"a", 0, "byte 3: a closing quote is expected, and the text ends"},
    {"{} x", 0, "byte 3: the end of the text is expected, not 'x'"},
    {"{,}", 0, "byte 1: a key in quotes is expected"},
    {"{\"a\n\":1}", 0, "byte 3: an escape, as a string has no control characters"},
    {"{\"\\x\":1}", 0, "this is not an escape such as"},
    {"{\"\\ud800\":1}", 0, "this is not an escape such as"},
    {"{\"\\udc00\\ud800\":1}", 0, "this is not an escape such as"},
    {"{\"\\u0000\":1}", 0, "this is not an escape such as"},
    {"{\"\xff\":1}", 0, "byte 2: this is not UTF-8 text"},
    {"{\"\xc0\xaf\":1}", 0, "byte 2: this is not UTF-8 text"},
    {"{\"\xed\xa0\x80\":1}", 0, "byte 2: this is not UTF-8 text"},
    {"{\"__metadata__\":{\"a\":1}}", 0, "its metadata has \"a\", which is not a text"},
    {"{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", 0, "byte 24: the key \"a\" is there twice, here and at byte 17"},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", 0, "the key \"__metadata__\" is there twice"},
    {"{" ENTRY("a", "[2]", "[0,2]") "," ENTRY("a", "[2]", "[2,4]") "}", 4,
     "the key \"a\" is there twice, here and at byte 1"},
    {"{\"a\":{\"dtype\":\"F128\",\"shape\":[],\"data_offsets\":[0,1]}}", 0,
     "its tensor \"a\" has numbers of the unknown type \"F128\""},
    {"{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0, "the key \"dtype\" is there twice"},
    {"{\"a\":{\"strides\":[1],\"shape\":[],\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1,
     "its tensor \"a\" has an entry \"strides\", and dtype, shape and data_offsets are all"},
    {"{\"a\":{\"dtype\":8,\"shape\":[],\"data_offsets\":[0,1]}}", 1, "has a dtype that is not a text"},
    {"{\"__metadata__\":[]}", 0, "its __metadata__ is not an object"},
    {"{\"a\":{}}", 0, "its tensor \"a\" has no dtype"},
    {"{\"a\":{\"dtype\":\"U8\"}}", 0, "its tensor \"a\" has no shape"},
    {"{\"a\":{\"dtype\":\"U8\",\"shape\":[]}}", 0, "its tensor \"a\" has no data_offsets"},
    {"{" ENTRY("a", "[1]", "[0]") "}", 1, "its tensor \"a\" has a data_offsets that is not a list of 2 numbers"},
    {"{" ENTRY("a", "[1]", "[0,1,2]") "}", 1, "its tensor \"a\" has a data_offsets that is not a list of 2 numbers"},
    {"{" ENTRY("a", "{}", "[0,1]") "}", 1, "its tensor \"a\" has a shape that is not a list of at most 8 numbers"},
    {"{" ENTRY("a", "[1,1,1,1,1,1,1,1,1]", "[0,1]") "}", 1,
     "its tensor \"a\" has a shape that is not a list of at most 8 numbers"},
    {"{" ENTRY("a", "[-1]", "[0,1]") "}", 1,
     "its tensor \"a\" has a shape with -1, where only whole numbers from 0 to 2^63 - 1 can be"},
    {"{" ENTRY("a", "[01]", "[0,1]") "}", 1, "byte 28: a number does not begin with 0"},
    {"{" ENTRY("a", "[null]", "[0,1]") "}", 1, "has a shape with something else, where only whole"},
    {"{" ENTRY("a", "[1.0]", "[0,1]") "}", 1, "has a shape with 1.0, where only whole"},
    {"{" ENTRY("a", "[1e0]", "[0,1]") "}", 1, "has a shape with 1e0, where only whole"},
    {"{" ENTRY("a", "[9223372036854775808]", "[0,1]") "}", 1, "has a shape with 9223372036854775808, where only whole"},
    {"{" ENTRY("a", "[4294967296,4294967296]", "[0,0]") "}", 0,
     "its tensor \"a\" has a shape too large for any memory"},
    {"{" ENTRY("a", "[2,3]", "[0,5]") "}", 5, "its tensor \"a\" is U8 (2, 3), 6 bytes, but its offsets are 0 to 5"},
    {"{" ENTRY("a", "[1]", "[1,0]") "}", 5, "its tensor \"a\" is U8 (1), 1 bytes, but its offsets are 1 to 0"},
    {"{" ENTRY("a", "[4]", "[0,4]") "," ENTRY("b", "[4]", "[3,7]") "}", 7,
     "its tensor \"b\" begins at byte 3, inside the one before; it should begin at 4"},
    {"{" ENTRY("a", "[4]", "[0,4]") "," ENTRY("b", "[4]", "[5,9]") "}", 9,
     "its tensor \"b\" begins at byte 5, after a gap; it should begin at 4"},
    {"{" ENTRY("a", "[1]", "[1,2]") "}", 2, "its tensor \"a\" begins at byte 1, after a gap"},
    {"{" ENTRY("a", "[4]", "[0,4]") "}", 3, "it is cut short: it should have 4 bytes of numbers, and has 3"},
    {"{" ENTRY("a", "[4]", "[0,4]") "}", 6, "it has 2 bytes too many at its end"},
    {"{\"\x1b[2J\":{}}", 0, "an escape, as a string has no control"},
    {"{\"\\u001b[2J\":{}}", 0, "its tensor \"?[2J\" has no dtype"},
};

static void open_file(void)
{
    st_close(st_open(path));
}

START_TEST(bad_header)
{
    write_file(bad_headers[_i].header, bad_headers[_i].data_bytes);
    expect_failure(open_file, 1, bad_headers[_i].says);
}
END_TEST

static const struct {
    const char *bytes;
    size_t size;
    const char *says;
} foreign[] = {
    {"", 0, "has only 0 bytes"},
    {"1234567", 7, "has only 7 bytes"},
    {"\x08\0\0\0\0\0\0\0{}\0\0\0\0\0\0", 16, "not JSON, byte 2: zero bytes follow the JSON; only spaces"},
    {"\x40\0\0\0\0\0\0\0{}", 10, "it ends within its header, which should have 64 bytes and has 2"},
    {"\x01\xe1\xf5\x05\0\0\0\0{}", 10, "its header would have 100000001 bytes, and 100 MB is the most"},
    {"\xff\xff\xff\xff\xff\xff\xff\xff{}", 10, "its header would have 18446744073709551615 bytes"},
    {"PK\3\4\0\0\x08\x08\0\0", 10, "it is a zip archive"},
    {"\x80\x02\x8a\nl\xfc\x9c"
     "F\xf9 j\xa8P\x19.",
     15, "it is a pickle"},
    {"version https://git-lfs.github.com/spec/v1\n", 43, "run git lfs pull"},
    {"<!doctype html><html>", 21, "it is a web page"},
};

START_TEST(foreign_file)
{
    FILE *f = fopen(path, "wb");
    fwrite(foreign[_i].bytes, 1, foreign[_i].size, f);
    fclose(f);
    expect_failure(open_file, 1, foreign[_i].says);
}
END_TEST

START_TEST(no_file)
{
    expect_failure(open_file, 1, "No such file or directory");
    ck_assert_int_eq(mkdir(path, 0777), 0);
    expect_failure(open_file, 1, "is a folder");
    rmdir(path);
    ck_assert_int_eq(mkfifo(path, 0666), 0);
    expect_failure(open_file, 1, "is not an ordinary file");
}
END_TEST

static const char *name;
static Shape shape;
static void read_name(void)
{
    real numbers[64];
    st_read(st_open(path), name, shape, numbers);
}

static void read_whole(void)
{
    int64_t numbers[64];
    st_read_i64(st_open(path), name, shape, numbers);
}

static void read_only_one(void)
{
    int64_t numbers[64];
    SafeTensors *f = st_open(path);
    st_read_i64(f, "u8", SHAPE(3, 2), numbers);
    st_all_read(f, "f*", "i64", NULL);
}

START_TEST(wrong_tensors)
{
    StWriter *w = st_create(path);
    add_all(w);
    st_add_as(w, "u64", SHAPE(6), ST_U64, i64s);
    st_save(w);
    name = "f32";
    shape = SHAPE(2, 3);
    expect_failure(read_name, 1, "\"f32\" has the shape (3, 2), and (2, 3) is needed");
    shape = SHAPE(6);
    expect_failure(read_name, 1, "\"f32\" has the shape (3, 2), and (6) is needed");
    name = "f33";
    expect_failure(read_name, 1, "has no tensor \"f33\", which this model needs");
    name = "u64";
    expect_failure(read_name, 1, "\"u64\" has numbers of the type U64, which cannot be read as F");
    name = "f32";
    shape = SHAPE(3, 2);
    expect_failure(read_whole, 1, "\"f32\" has numbers of the type F32, which cannot be read as I64");
    expect_failure(read_only_one, 1, "has a tensor \"u64\" (6), which this model does not have");
}
END_TEST

/* ---- Writing: afterwards there is the old file or the new one, and nothing else ------------- */

static char target[80];
static float big[100000];
static void save_big(void)
{
    signal(SIGXFSZ, SIG_IGN);
    StWriter *w = st_create(target);
    st_add_as(w, "big", SHAPE(COUNT(big)), ST_F32, big);
    st_save(w);
}

static void save_big_on_a_small_disk(void)
{
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, 100000});
    save_big();
}

static void save_big_without_a_disk(void)
{
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
    save_big();
}

static void expect_untouched(void (*save)(void), const char *says)
{
    char before[256], after[256], part[96];
    sprintf(target, "%s", path);
    write_file("{\"__metadata__\":{\"old\":\"yes\"}}", 0);
    size_t size = file_bytes(path, before, sizeof before);
    expect_failure(save, 1, says);
    ck_assert_int_eq((int)file_bytes(path, after, sizeof after), (int)size);
    ck_assert_mem_eq(before, after, size);
    sprintf(part, "%s.part", path);
    ck_assert_int_eq(access(part, F_OK), -1);
}

START_TEST(a_full_disk_leaves_the_old_file)
{
    expect_untouched(save_big_on_a_small_disk, "File too large; the old file, if there was one, is unchanged");
    expect_untouched(save_big_without_a_disk, "File too large");
    save_big();
    open_file();
}
END_TEST

START_TEST(unwritable_places)
{
    sprintf(target, "%s/none/a.safetensors", folder);
    expect_failure(save_big, 1, "none/a.safetensors: No such file or directory");
    sprintf(target, "/dev/null/a");
    expect_failure(save_big, 1, "cannot write /dev/null/a: Not a directory");
    sprintf(target, "%s", folder); // the new file cannot take the place of a folder
    expect_failure(save_big, 1, "cannot write /tmp/z2h-");
    char part[96];
    sprintf(part, "%s.part", folder);
    ck_assert_int_eq(access(part, F_OK), -1);
}
END_TEST

static void add_twice(void)
{
    StWriter *w = st_create(path);
    st_add_as(w, "a", SHAPE(1), ST_U8, u8s);
    st_add_as(w, "a", SHAPE(1), ST_U8, u8s);
}

static void add_text_twice(void)
{
    StWriter *w = st_create(path);
    st_add_text(w, "a", "1");
    st_add_text(w, "a", "2");
}

static void add_reserved(void)
{
    st_add_as(st_create(path), "__metadata__", SHAPE(1), ST_U8, u8s);
}

static void add_latin1(void)
{
    st_add_text(st_create(path), "vocabulary", "caf\xe9");
}

START_TEST(what_cannot_be_added)
{
    expect_failure(add_twice, -SIGABRT, "the tensor a is added twice");
    expect_failure(add_text_twice, -SIGABRT, "the text a is added twice");
    expect_failure(add_reserved, -SIGABRT, "__metadata__ cannot be a tensor's name");
    expect_failure(add_latin1, 1, "vocabulary is not UTF-8 at its byte 3 (0xe9)");
}
END_TEST

/* ---- A training run ------------------------------------------------------------------------- */

static Params model(int width)
{
    Params p = {0};
    Rng rng;
    rng_seed(&rng, 1);
    params_randn(&p, "W", SHAPE(4, width), &rng, 1);
    params_zeros(&p, "b", SHAPE(width));
    return p;
}

// Steps with gradients from the generator, in odd numbers, because normals come in pairs.
static void train(Params *p, Rng *rng, int steps)
{
    for (int step = 0; step < steps; step++) {
        params_zero_grad(p);
        for (int i = 0; i < p->count; i++)
            for (size_t j = 0; j < p->tensor[i]->size; j++) {
                float x;
                rng_randn(rng, &x, 1);
                p->tensor[i]->grad[j] = (real)x;
            }
        params_adamw(p, 0.1, 0.9, 0.999, 1e-8, 0.1);
    }
}

static void save_run(const Params *p, const Rng *rng)
{
    StWriter *w = st_create(path);
    st_add_params(w, "model.", p);
    st_add_optimiser(w, "model.", p);
    st_add_rng(w, "rng", rng);
    st_save(w);
}

static void read_run(Params *p, Rng *rng)
{
    SafeTensors *f = st_open(path);
    st_read_params(f, "model.", p);
    st_read_optimiser(f, "model.", p);
    st_read_rng(f, "rng", rng);
    st_all_read(f, NULL);
    st_close(f);
}

START_TEST(a_run_goes_on_bit_for_bit)
{
    Params whole = model(5), parts = model(5), resumed = model(5);
    Rng rng, rng2, rng3;
    rng_seed(&rng, 42);
    rng_seed(&rng2, 42);
    rng_seed(&rng3, 7);
    train(&whole, &rng, 20);
    train(&parts, &rng2, 7);
    ck_assert(rng2.has_normal); // 7 * 25 normals: one is waiting
    save_run(&parts, &rng2);
    train(&resumed, &rng3, 3); // optimiser's numbers that reading must replace
    read_run(&resumed, &rng3);
    ck_assert_int_eq(resumed.steps, 7);
    train(&resumed, &rng3, 13);
    for (int i = 0; i < whole.count; i++)
        ck_assert_mem_eq(whole.tensor[i]->data, resumed.tensor[i]->data, sizeof(real) * whole.tensor[i]->size);
    ck_assert_mem_eq(rng.state, rng3.state, sizeof rng.state);
    ck_assert(rng.index == rng3.index && rng.has_normal == rng3.has_normal);
    ck_assert(rng.next_normal == rng3.next_normal);
    params_free(&whole);
    params_free(&parts);
    params_free(&resumed);
}
END_TEST

START_TEST(a_run_before_its_first_step)
{
    Params p = model(5), q = model(5);
    Rng rng, rng2;
    rng_seed(&rng, 42);
    rng_seed(&rng2, 7);
    save_run(&p, &rng);
    train(&q, &rng2, 3);
    read_run(&q, &rng2);
    ck_assert(q.steps == 0 && !params_at(&q, 0)->momentum && !params_at(&q, 1)->square);
    ck_assert_int_eq(rng_u32(&rng), rng_u32(&rng2));
    params_free(&p);
    params_free(&q);
}
END_TEST

static void read_wider(void)
{
    Params p = model(6);
    Rng rng;
    read_run(&p, &rng);
}

static void read_same(void)
{
    Params p = model(5);
    Rng rng;
    read_run(&p, &rng);
    params_free(&p);
}

// Saves the run without one of its tensors, or with one number of the generator's state changed.
static void save_spoilt(const char *left_out, int place, int64_t value)
{
    Params p = model(5);
    Rng rng;
    rng_seed(&rng, 42);
    train(&p, &rng, 2);
    save_run(&p, &rng);
    SafeTensors *f = st_open(path);
    StWriter *w = st_create(path);
    for (size_t i = 0; i < st_count(f); i++) {
        const StTensor *t = st_at(f, i);
        int dim[4] = {(int)t->dim[0], (int)t->dim[1]};
        Shape s = t->ndim ? shape_of(t->ndim, dim) : shape_scalar();
        int64_t *n = st_room(w, 8 * shape_size(s));
        if (t->type == ST_I64)
            st_read_i64(f, t->name, s, n);
        else
            st_read_f64(f, t->name, s, (double *)n);
        if (strcmp(t->name, "rng.state") == 0 && place >= 0)
            n[place] = value;
        if (strcmp(t->name, left_out) != 0)
            st_add_as(w, t->name, s, t->type == ST_I64 ? ST_I64 : ST_F64, n);
    }
    st_close(f);
    st_save(w);
    params_free(&p);
}

START_TEST(checkpoints_of_other_runs)
{
    save_spoilt("", -1, 0);
    expect_failure(read_wider, 1, "\"model.W\" has the shape (4, 5), and (4, 6) is needed");
    read_same(); // all in F64, which is good for either build
    save_spoilt("model.b", -1, 0);
    expect_failure(read_same, 1, "has no tensor \"model.b\"");
    save_spoilt("adamw.exp_avg_sq.model.W", -1, 0);
    expect_failure(read_same, 1, "has no tensor \"adamw.exp_avg_sq.model.W\"");
    save_spoilt("", 3, -1);
    expect_failure(read_same, 1, "rng.state is not the state of a random generator");
    save_spoilt("", RNG_WORDS, 0);
    expect_failure(read_same, 1, "rng.state is not the state of a random generator");
    save_spoilt("", RNG_WORDS + 1, 2);
    expect_failure(read_same, 1, "rng.state is not the state of a random generator");
}
END_TEST

START_TEST(python_reads_our_files)
{
    char command[256];
    if (system("command -v python3 >/dev/null 2>&1") != 0) {
        fputs("SKIPPED: safetensors-check.py, as there is no python3\n", stderr);
        return;
    }
    StWriter *w = st_create(path);
    add_all(w);
    st_add_text(w, "vocabulary", "\n !\"$&'\\\x01 \xc3\xa9\xf0\x9f\x98\x80");
    st_add_as(w, "scalar", shape_scalar(), ST_I64, &i64s[2]);
    st_add_as(w, "half", SHAPE(2, 2, 2, 1), ST_F16, halves);
    st_add_as(w, "odd", SHAPE(3), ST_U8, u8s);
    st_save(w);
    sprintf(command, "python3 tests/safetensors-check.py %s >%s/out.txt", path, folder);
    ck_assert_int_eq(system(command), 0);
    char out[4096], expected[4096];
    file_text((sprintf(command, "%s/out.txt", folder), command), out, sizeof out);
    file_text("tests/safetensors-check.txt", expected, sizeof expected);
    ck_assert_str_eq(out, expected);
}
END_TEST

Suite *safetensors_suite(void)
{
    Suite *suite = suite_create("safetensors");
    TCase *tcase = tcase_create("safetensors");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, make_folder, remove_folder);
    tcase_add_test(tcase, types_come_back_bit_for_bit);
    tcase_add_test(tcase, types_are_converted);
    tcase_add_test(tcase, sixteen_bits_are_read);
    tcase_add_loop_test(tcase, all_sixteen_bits, 0, 2);
    tcase_add_test(tcase, many_numbers_are_converted);
    tcase_add_test(tcase, numbers_stay_in_the_file);
    tcase_add_test(tcase, numbers_beyond_4_GB);
    tcase_add_test(tcase, texts_scalars_and_nothing);
    tcase_add_test(tcase, headers_of_others);
    tcase_add_loop_test(tcase, bad_header, 0, COUNT(bad_headers));
    tcase_add_loop_test(tcase, foreign_file, 0, COUNT(foreign));
    tcase_add_test(tcase, no_file);
    tcase_add_test(tcase, wrong_tensors);
    tcase_add_test(tcase, a_full_disk_leaves_the_old_file);
    tcase_add_test(tcase, unwritable_places);
    tcase_add_test(tcase, what_cannot_be_added);
    tcase_add_test(tcase, a_run_goes_on_bit_for_bit);
    tcase_add_test(tcase, a_run_before_its_first_step);
    tcase_add_test(tcase, checkpoints_of_other_runs);
    tcase_add_test(tcase, python_reads_our_files);
    suite_add_tcase(suite, tcase);
    return suite;
}

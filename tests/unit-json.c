/*
 * common/base/json*.c: documents that are JSON by RFC 8259, and documents that are not, with their error messages;
 * members of a required type; writing; and fuzzing with good documents that are changed at random. None may crash,
 * overrun or leak (make SAN=1 detects that). The reader must accept exactly what an independent recogniser accepts, and
 * a document that is written and read again must be the same.
 */
#include "unit.h"
#include "fuzz.h"
#include "check.h"
#include "json.h"
#include "utf8.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

// From memory of this size exactly, so that the sanitizers see its end.
static Json *read_bytes(const char *text, size_t length, char error[JSON_ERROR])
{
    char *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, text, length);
    memset(error, '\xee', JSON_ERROR);
    Json *json = json_read(copy, length, error);
    free(copy);
    ck_assert_msg((json != NULL) == (*error == '\0'), "%s, and it says: %s", json ? "accepted" : "refused", error);
    return json;
}

static Json *read_good(const char *text)
{
    char error[JSON_ERROR];
    Json *json = read_bytes(text, strlen(text), error);
    ck_assert_msg(json != NULL, "%s is refused: %s", text, error);
    return json;
}

/* ---- What is JSON --------------------------------------------------------------------------- */

static const char *const good[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "120",
    "0.5",
    "-0.0",
    "1.25e10",
    "1E5",
    "1e+5",
    "1e-5",
    "0e0",
    "0E+00",
    "123456789012345678901234567890",
    "1e400",
    "\"\"",
    "\"a\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u0001\\u00e9\\u20AC\\uD83D\\uDE00\"",
    "\"\x7f\"",
    "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\"",
    "\"\xef\xbf\xbf\\uffff\"",
    "[]",
    "[ ]",
    "[1]",
    "[1,2]",
    "[[],[[]]]",
    "[null,true,false,0,\"\",[],{}]",
    "{}",
    "{ }",
    "{\"\":0}",
    "{\"a\":{\"a\":{\"a\":1}}}",
    "{\"a\":1,\"b\":2}",
    "{\"b\":1,\"a\":2,\"B\":3}",
    " \t\r\n{ \"a\" : [ 1 , 2 ] } \n",
    "\xef\xbb\xbf{}",
    "[\"\\u0061\",\"a\"]",
    "{\"a\\n\":1,\"a\":1}",
    "[1.0,-2.5e3]",
    "[1\n,\n2]",
};

static const struct {
    const char *text, *says; // a text with "\\0" in it ends there for strlen, but not for this table: see NULS
} bad[] = {
    {"", "byte 0: a value is expected, and the text ends"},
    {" ", "byte 1: a value is expected, and the text ends"},
    {"\xef\xbb\xbf", "byte 3: a value is expected"},
    {"nul", "byte 0: a value is expected, not 'n'"},
    {"True", "byte 0: a value is expected, not 'T'"},
    {"nullx", "byte 4: the end of the text is expected, not 'x'"},
    {"1 2", "byte 2: the end of the text is expected, not '2'"},
    {"{} {}", "byte 3: the end of the text is expected, not '{'"},
    {"NaN", "a value is expected, not 'N'"},
    {"Infinity", "a value is expected, not 'I'"},
    {"-", "byte 1: a digit is expected, and the text ends"},
    {"+1", "byte 0: a value is expected, not '+'"},
    {"-a", "byte 1: a digit is expected, not 'a'"},
    {".5", "byte 0: a value is expected, not '.'"},
    {"1.", "byte 2: a digit is expected, and the text ends"},
    {"1.e5", "byte 2: a digit is expected, not 'e'"},
    {"1e", "byte 2: a digit is expected, and the text ends"},
    {"1e+", "byte 3: a digit is expected"},
    {"1e5.5", "byte 3: the end of the text is expected, not '.'"},
    {"01", "byte 0: a number does not begin with 0"},
    {"-01", "byte 1: a number does not begin with 0"},
    {"0x10", "byte 1: the end of the text is expected, not 'x'"},
    {"1_000", "byte 1: the end of the text is expected, not '_'"},
    {"\xef\xbc\x91", "byte 0: a value is expected, not the byte 0xef"}, // a one of full width
    {"'a'", "byte 0: a value is expected, not '''"},
    {"\"", "byte 1: a closing quote is expected, and the text ends"},
    {"\"a", "byte 2: a closing quote is expected, and the text ends"},
    {"\"a\nb\"", "byte 2: an escape, as a string has no control characters is expected, not the byte 0x0a"},
    {"\"\t\"", "byte 1: an escape"},
    {"\"\\", "byte 1: this is not an escape"},
    {"\"\\\"", "byte 3: a closing quote is expected"},
    {"\"\\x41\"", "byte 1: this is not an escape"},
    {"\"\\'\"", "byte 1: this is not an escape"},
    {"\"\\u\"", "byte 1: this is not an escape"},
    {"\"\\u12\"", "byte 1: this is not an escape"},
    {"\"\\u00g0\"", "byte 1: this is not an escape"},
    {"\"\\u0000\"", "byte 1: this is not an escape"},
    {"\"ab\\ud83d\"", "byte 3: this is not an escape"},
    {"\"\\ud83d\\n\"", "byte 1: this is not an escape"},
    {"\"\\ud83d\\ud83d\"", "byte 1: this is not an escape"},
    {"\"\\ude00\\ud83d\"", "byte 1: this is not an escape"},
    {"\"\\ud83d", "byte 1: this is not an escape"},
    {"\"\xff\"", "byte 1: this is not UTF-8 text"},
    {"\"a\x80\"", "byte 2: this is not UTF-8 text"},
    {"\"\xc3\"", "byte 1: this is not UTF-8 text"},
    {"\"\xc3", "byte 1: this is not UTF-8 text"},
    {"\"\xc0\xaf\"", "byte 1: this is not UTF-8 text"},         // a slash, longer than it need be
    {"\"\xe0\x80\xaf\"", "byte 1: this is not UTF-8 text"},     // the same, longer still
    {"\"\xed\xa0\x80\"", "byte 1: this is not UTF-8 text"},     // half of a pair
    {"\"\xf4\x90\x80\x80\"", "byte 1: this is not UTF-8 text"}, // beyond Unicode
    {"\"\xf8\x88\x80\x80\x80\"", "byte 1: this is not UTF-8 text"},
    {"[", "byte 1: a value is expected, and the text ends"},
    {"[1", "byte 2: ',' or ']' is expected, and the text ends"},
    {"[1,", "byte 3: a value is expected, and the text ends"},
    {"[1,]", "byte 3: a value is expected, not ']'"},
    {"[,1]", "byte 1: a value is expected, not ','"},
    {"[1,,2]", "byte 3: a value is expected, not ','"},
    {"[1 2]", "byte 3: ',' or ']' is expected, not '2'"},
    {"[1}", "byte 2: ',' or ']' is expected, not '}'"},
    {"[\"a\":1]", "byte 4: ',' or ']' is expected, not ':'"},
    {"]", "byte 0: a value is expected, not ']'"},
    {"[]]", "byte 2: the end of the text is expected, not ']'"},
    {"[1]/* no */", "byte 3: the end of the text is expected, not '/'"},
    {"{", "byte 1: a key in quotes is expected, and the text ends"},
    {"{\"a\"", "byte 4: ':' is expected, and the text ends"},
    {"{\"a\":", "byte 5: a value is expected, and the text ends"},
    {"{\"a\":1", "byte 6: ',' or '}' is expected, and the text ends"},
    {"{\"a\":1,}", "byte 7: a key in quotes is expected, not '}'"},
    {"{a:1}", "byte 1: a key in quotes is expected, not 'a'"},
    {"{1:1}", "byte 1: a key in quotes is expected, not '1'"},
    {"{\"a\" 1}", "byte 5: ':' is expected, not '1'"},
    {"{\"a\":1 \"b\":2}", "byte 7: ',' or '}' is expected, not '\"'"},
    {"{\"a\":1,\"b\":2,\"\\u0061\":3}", "byte 13: the key \"a\" is there twice, here and at byte 1"},
    {"[{\"x\":{\"b\":1,\"b\":1}}]", "byte 13: the key \"b\" is there twice, here and at byte 7"},
    {"{\n \"a\": 1,\n \"b\": x\n}", "byte 17, line 3: a value is expected, not 'x'"},
    {"\"\\n\\n\" x", "byte 7: the end of the text is expected, not 'x'"}, // an escaped line end is not a line
    {"[\v1]", "byte 1: a value is expected, not the byte 0x0b"},
    {"[\xc2\xa0]", "byte 1: a value is expected, not the byte 0xc2"},
    {"{\"\x1b[2J\":1}", "byte 2: an escape"},
    {"{\"\\u001b[2J\":1,\"\\u001b[2J\":1}", "the key \"?[2J\" is there twice"},
};

static const struct {
    const char *text;
    size_t length;
    const char *says;
} zeros[] = {
    {"{}\0\0\0", 5, "byte 2: zero bytes follow the JSON; only spaces and line ends may"},
    {"{} \n\0", 5, "byte 4, line 2: zero bytes follow the JSON"},
    {"{}\0{}", 5, "byte 2: the end of the text is expected, not the byte 0x00"},
    {"\0", 1, "byte 0: a value is expected, not the byte 0x00"},
    {"\"\0\"", 3, "byte 1: an escape, as a string has no control characters is expected, not the byte 0x00"},
    {"[1\0]", 4, "byte 2: ',' or ']' is expected, not the byte 0x00"},
    {"\"\\u00\0\"", 7, "byte 1: this is not an escape"},
    {"1\0002", 3, "byte 1: the end of the text is expected, not the byte 0x00"},
};

START_TEST(what_is_json)
{
    for (int i = 0; i < COUNT(good); i++)
        json_free(read_good(good[i]));
}
END_TEST

static void expect_refused(const char *text, size_t length, const char *says)
{
    char error[JSON_ERROR];
    Json *json = read_bytes(text, length, error);
    ck_assert_msg(json == NULL, "%s is accepted", text);
    ck_assert_msg(strncmp(error, says, strlen(says)) == 0 || strstr(error, says), "%s\nmust say: %s\nsays: %s", text,
                  says, error);
}

START_TEST(what_is_not)
{
    for (int i = 0; i < COUNT(bad); i++)
        expect_refused(bad[i].text, strlen(bad[i].text), bad[i].says);
    for (int i = 0; i < COUNT(zeros); i++)
        expect_refused(zeros[i].text, zeros[i].length, zeros[i].says);
}
END_TEST

START_TEST(limits)
{
    enum { DEEP = 1000000 };
    char error[JSON_ERROR], *text = malloc(DEEP);
    memset(text, '[', DEEP);
    memset(text + JSON_DEPTH, ']', JSON_DEPTH);
    Json *json = read_bytes(text, 2 * JSON_DEPTH, error);
    ck_assert_msg(json != NULL, "%s", error);
    json_free(json);
    memset(text, '[', DEEP);
    expect_refused(text, DEEP, "byte 100: this is nested more than 100 deep");
    for (int i = 0; i + 5 <= DEEP; i += 5)
        memcpy(text + i, "{\"a\":", 5);
    expect_refused(text, DEEP, "byte 500: this is nested more than 100 deep");
    free(text);
    ck_assert_ptr_null(json_read("", (size_t)JSON_BYTES + 1, error)); // its bytes are not looked at
    ck_assert_str_eq(error, "it has 100000001 bytes, and 100000000 is the most");
}
END_TEST

/* ---- What is in it -------------------------------------------------------------------------- */

START_TEST(values)
{
    Json *json = read_good(
        "[null, true, false, -12.5e1, \"\\u00e9\\ud83d\\ude00\\/\\n\", [1, 2], {\"b\": 1, \"a\": 2}]");
    static const JsonType types[] = {JSON_NULL,   JSON_TRUE,  JSON_FALSE, JSON_NUMBER,
                                     JSON_STRING, JSON_ARRAY, JSON_OBJECT};
    ck_assert(json->type == JSON_ARRAY && json->count == COUNT(types) && !json->key);
    for (int i = 0; i < COUNT(types); i++)
        ck_assert(json->child[i].type == types[i] && !json->child[i].key);
    ck_assert(json->child[3].count == 7 && strncmp(json->child[3].text, "-12.5e1", 7) == 0);
    ck_assert_str_eq(json->child[4].text, "\xc3\xa9\xf0\x9f\x98\x80/\n");
    ck_assert_int_eq((int)json->child[4].count, 8);
    ck_assert_int_eq((int)json->child[5].count, 2);
    const Json *object = &json->child[6];
    ck_assert_str_eq(object->child[0].key, "b"); // in the order of the text
    ck_assert_str_eq(object->child[1].key, "a");
    ck_assert_ptr_eq(json_get(object, "a"), &object->child[1]);
    ck_assert_ptr_eq(json_get(object, "b"), &object->child[0]);
    ck_assert(!json_get(object, "c") && !json_get(object, "") && !json_get(json, "a") && !json_get(NULL, "a"));
    json_free(json);
    json_free(NULL);
}
END_TEST

// As many as GPT-2's vocabulary has.
START_TEST(a_large_object)
{
    enum { MEMBERS = 50257 };
    char *text = NULL, name[16];
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    for (int i = 0; i < MEMBERS; i++)
        fprintf(f, "%c\"%x\": %d", i ? ',' : '{', i * 7919 % MEMBERS, i);
    fputc('}', f);
    fclose(f);
    Json *json = read_good(text);
    ck_assert_int_eq((int)json->count, MEMBERS);
    for (int i = 0; i < MEMBERS; i++) {
        int64_t id = -1;
        sprintf(name, "%x", i * 7919 % MEMBERS);
        if (!json_is_whole(json_get(json, name), &id) || id != i)
            ck_abort_msg("\"%s\" is %d, not %d", name, (int)id, i);
    }
    json_free(json);
    free(text);
}
END_TEST

START_TEST(whole_numbers)
{
    static const struct {
        const char *text;
        bool is_whole;
        int64_t number;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"-17", true, -17},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"99999999999999999999", false, 0},
        {"1.0", false, 0},
        {"1e2", false, 0},
        {"\"1\"", false, 0},
        {"null", false, 0},
        {"[1]", false, 0},
    };
    for (int i = 0; i < COUNT(cases); i++) {
        int64_t number = 0;
        Json *json = read_good(cases[i].text);
        bool is_whole = json_is_whole(json, &number);
        ck_assert_msg(is_whole == cases[i].is_whole && (!is_whole || number == cases[i].number), "%s: %d, %lld",
                      cases[i].text, is_whole, (long long)number);
        json_free(json);
    }
    int64_t number;
    ck_assert(!json_is_whole(NULL, &number));
}
END_TEST

static const char config[] =
    "{\"layers\": 12, \"rate\": 6e-4, \"bias\": true, \"tied\": false, \"name\": \"gpt\\u001b2\","
    " \"heads\": [1, 2], \"none\": null, \"huge\": 1e999, \"more\": {}}";

START_TEST(members_that_are_right)
{
    char error[JSON_ERROR] = "";
    Json *json = read_good(config);
    ck_assert_int_eq((int)json_whole(json, "layers", 1, 12, error), 12);
    ck_assert_double_eq(json_number(json, "rate", 0, 1, error), 6e-4);
    ck_assert_double_eq(json_number(json, "layers", 12, 100, error), 12);
    ck_assert(json_flag(json, "bias", error) && !json_flag(json, "tied", error));
    ck_assert_str_eq(json_text(json, "name", error), "gpt\x1b"
                                                     "2");
    ck_assert_int_eq((int)json_list(json, "heads", error)->count, 2);
    ck_assert_str_eq(error, "");
    json_free(json);
}
END_TEST

static void ask_whole(const Json *json, const char *key, char error[JSON_ERROR])
{
    ck_assert_int_eq((int)json_whole(json, key, 1, 11, error), 1);
}

static void ask_number(const Json *json, const char *key, char error[JSON_ERROR])
{
    ck_assert_double_eq(json_number(json, key, 0, 0.5, error), 0);
}

static void ask_flag(const Json *json, const char *key, char error[JSON_ERROR])
{
    ck_assert(!json_flag(json, key, error));
}

static void ask_text(const Json *json, const char *key, char error[JSON_ERROR])
{
    ck_assert_ptr_null(json_text(json, key, error));
}

static void ask_list(const Json *json, const char *key, char error[JSON_ERROR])
{
    ck_assert_ptr_null(json_list(json, key, error));
}

START_TEST(members_that_are_wrong)
{
    static const struct {
        void (*ask)(const Json *json, const char *key, char error[JSON_ERROR]);
        const char *key, *says;
    } cases[] = {
        {ask_whole, "layers", "\"layers\" is 12, and should be a whole number from 1 to 11"},
        {ask_whole, "rate", "\"rate\" is 6e-4, and should be a whole number from 1 to 11"},
        {ask_whole, "width", "\"width\" is missing"},
        {ask_whole, "name", "\"name\" is \"gpt?2\", and should be a whole number from 1 to 11"},
        {ask_number, "layers", "\"layers\" is 12, and should be a number from 0 to 0.5"},
        {ask_number, "huge", "\"huge\" is 1e999, and should be a number from 0 to 0.5"},
        {ask_number, "none", "\"none\" is null, and should be a number from 0 to 0.5"},
        {ask_flag, "layers", "\"layers\" is 12, and should be true or false"},
        {ask_flag, "biases", "\"biases\" is missing"},
        {ask_text, "bias", "\"bias\" is true, and should be a text"},
        {ask_text, "more", "\"more\" is an object, and should be a text"},
        {ask_list, "tied", "\"tied\" is false, and should be a list"},
        {ask_text, "heads", "\"heads\" is a list, and should be a text"},
    };
    char first[JSON_ERROR] = "";
    Json *json = read_good(config), *list = read_good("[1]");
    for (int i = 0; i < COUNT(cases); i++) {
        char error[JSON_ERROR] = "";
        cases[i].ask(json, cases[i].key, error);
        ck_assert_str_eq(error, cases[i].says);
        cases[i].ask(json, cases[i].key, first);
        ck_assert_str_eq(first, cases[0].says); // the first is kept
    }
    char error[JSON_ERROR] = "";
    ask_whole(list, "layers", error);
    ck_assert_str_eq(error, "it is a list, and should be an object with \"layers\"");
    ck_assert_ptr_null(json_read("{", 1, error)); // and what was wrong with the text stays
    ask_text(NULL, "name", error);
    ck_assert_str_eq(error, "byte 1: a key in quotes is expected, and the text ends");
    json_free(json);
    json_free(list);
}
END_TEST

/* ---- Writing -------------------------------------------------------------------------------- */

static char *written(const char *text)
{
    char *json = NULL;
    size_t bytes;
    FILE *f = open_memstream(&json, &bytes);
    json_write(f, text);
    fclose(f);
    return json;
}

START_TEST(strings_are_written)
{
    static const char *const cases[][2] = {
        {"", "\"\""},
        {"a/\"\\", "\"a/\\\"\\\\\""},
        {"\n\t\x01\x1f\x7f", "\"\\n\\u0009\\u0001\\u001f\x7f\""},
        {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
        {"caf\xe9!\xf0\x9f\x98", "\"caf\\ufffd!\\ufffd\\ufffd\\ufffd\""}, // not UTF-8
    };
    for (int i = 0; i < COUNT(cases); i++) {
        char *json = written(cases[i][0]);
        ck_assert_str_eq(json, cases[i][1]);
        json_free(read_good(json));
        free(json);
    }
    for (int c = 1; c < 256; c++) { // every byte gives valid JSON, and ASCII comes back unchanged
        char text[] = {'a', (char)c, 'b', '\0'}, *json = written(text);
        Json *back = read_good(json);
        ck_assert_str_eq(back->text, c < 128 ? text
                                             : "a\xef\xbf\xbd"
                                               "b");
        json_free(back);
        free(json);
    }
}
END_TEST

START_TEST(utf8_is_recognised)
{
    const char *text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
    ck_assert_uint_eq(utf8_length(text, 10), 10);
    ck_assert_uint_eq(utf8_length(text, 9), 6); // the last letter is cut
    ck_assert_uint_eq(utf8_length("ab\xe9", 3), 2);
    ck_assert_uint_eq(utf8_length("ab\0c", 4), 2);
    ck_assert_uint_eq(utf8_length("", 0), 0);
    for (uint32_t letter = 1; letter < 0x110000; letter++) { // every letter there is
        char bytes[4];
        size_t n = (size_t)(utf8_put(bytes, letter) - bytes);
        if (utf8_letter(bytes, n) != (letter >= 0xd800 && letter < 0xe000 ? 0 : n))
            ck_abort_msg("U+%04x", letter);
    }
}
END_TEST

/* ---- Fuzzing -------------------------------------------------------------------------------- */

// An independent recogniser of RFC 8259: where a value ends, or NULL if none begins here.
static const char *after_value(const char *s, const char *end, int depth);

static const char *after_space(const char *s, const char *end)
{
    while (s < end && strchr(" \t\r\n", *s) && *s)
        s++;
    return s;
}

static const char *after_string(const char *s, const char *end)
{
    if (s == end || *s++ != '"')
        return NULL;
    while (s < end && *s != '"') {
        if ((unsigned char)*s < 0x20)
            return NULL;
        if (*s++ == '\\' && s < end && *s++ == 'u')
            s += 4;
    }
    return s < end ? s + 1 : NULL;
}

static const char *after_number(const char *s, const char *end)
{
    static regex_t number;
    static bool compiled;
    regmatch_t match;
    char text[FUZZ_BYTES + 1];
    if (!compiled)
        ck_assert_int_eq(regcomp(&number, "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?", REG_EXTENDED), 0);
    compiled = true;
    snprintf(text, sizeof text, "%.*s", (int)(end - s), s);
    return regexec(&number, text, 1, &match, 0) == 0 ? s + match.rm_eo : NULL;
}

static const char *after_members(const char *s, const char *end, bool object, int depth)
{
    char close = object ? '}' : ']';
    s = after_space(s + 1, end);
    if (s < end && *s == close)
        return s + 1;
    while (s && s < end) {
        if (object) {
            s = after_string(after_space(s, end), end);
            s = s ? after_space(s, end) : NULL;
            if (!s || s == end || *s++ != ':')
                return NULL;
        }
        s = after_value(s, end, depth + 1);
        s = s ? after_space(s, end) : NULL;
        if (!s || s == end || (*s != ',' && *s != close))
            return NULL;
        if (*s++ == close)
            return s;
    }
    return NULL;
}

static const char *after_value(const char *s, const char *end, int depth)
{
    static const char *const words[] = {"null", "true", "false"};
    s = after_space(s, end);
    if (s == end || depth > JSON_DEPTH)
        return NULL;
    for (int i = 0; i < COUNT(words); i++)
        if ((size_t)(end - s) >= strlen(words[i]) && memcmp(s, words[i], strlen(words[i])) == 0)
            return s + strlen(words[i]);
    return *s == '"'                ? after_string(s, end)
           : *s == '[' || *s == '{' ? after_members(s, end, *s == '{', depth)
                                    : after_number(s, end);
}

static void write_value(FILE *f, const Json *json)
{
    static const char *const words[] = {[JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
    if (json->type == JSON_NUMBER)
        fprintf(f, "%.*s", (int)json->count, json->text);
    else if (json->type == JSON_STRING)
        json_write(f, json->text);
    else if (json->type < JSON_NUMBER)
        fputs(words[json->type], f);
    else {
        fputc(json->type == JSON_ARRAY ? '[' : '{', f);
        for (size_t i = 0; i < json->count; i++) {
            fputs(i ? "," : "", f);
            if (json->child[i].key) {
                json_write(f, json->child[i].key);
                fputc(':', f);
            }
            write_value(f, &json->child[i]);
        }
        fputc(json->type == JSON_ARRAY ? ']' : '}', f);
    }
}

static void expect_equal(const Json *a, const Json *b)
{
    ck_assert(a->type == b->type && a->count == b->count && !a->key == !b->key);
    if (a->key)
        ck_assert_str_eq(a->key, b->key);
    if (a->type == JSON_NUMBER || a->type == JSON_STRING)
        ck_assert_mem_eq(a->text, b->text, a->count);
    if (a->type == JSON_STRING)
        ck_assert_uint_eq(strlen(a->text), a->count);
    for (size_t i = 0; a->type >= JSON_ARRAY && i < a->count; i++) {
        expect_equal(&a->child[i], &b->child[i]);
        if (a->type == JSON_OBJECT)
            ck_assert_ptr_eq(json_get(a, a->child[i].key), &a->child[i]);
    }
}

static void expect_same_when_written(const Json *json)
{
    char *text = NULL, error[JSON_ERROR];
    size_t bytes;
    FILE *f = open_memstream(&text, &bytes);
    write_value(f, json);
    fclose(f);
    Json *again = read_bytes(text, bytes, error);
    ck_assert_msg(again != NULL, "written again: %s: %s", text, error);
    expect_equal(json, again);
    json_free(again);
    free(text);
}

static void change(Bytes *d)
{
    static const char *const tokens[] = {
        "{",        "}",         "[",    "]",    ",",      ":",    "\"",       "\\",           "\\u",
        "\\ud800",  "\\udc00",   "0",    "-",    ".",      "e",    "1e9",      "-0.5",         " ",
        "\n",       "null",      "true", "\"\"", "\"a\":", "\xff", "\xc3\xa9", "\xed\xa0\x80", "\xf0\x9f\x98\x80",
        "[[[[[[[[", "{\"a\":{}}"};
    const char *token = tokens[below(COUNT(tokens))];
    switch (below(6)) {
    case 0:
        insert_text(d, token);
        break;
    case 1:
        insert_byte(d);
        break;
    case 2:
        delete_some(d);
        break;
    case 3:
        delete_some(d);
        insert_text(d, token);
        break;
    case 4:
        repeat_some(d);
        break;
    default:
        flip_bit(d);
    }
}

// Must the reader accept this? It may be stricter than the RFC; then its message says so.
static bool try(const Bytes *d)
{
    char error[JSON_ERROR];
    const char *end = d->bytes + d->size, *from = d->bytes;
    Json *json = read_bytes(d->bytes, d->size, error);
    if (d->size >= 3 && memcmp(from, "\xef\xbb\xbf", 3) == 0)
        from += 3;
    const char *after = after_value(from, end, 1);
    bool is_json = after && after_space(after, end) == end;
    bool strict = strstr(error, "not an escape") || strstr(error, "not UTF-8") || strstr(error, "is there twice");
    ck_assert_msg(is_json == (json != NULL) || (is_json && strict), "%.*s: it %s JSON, and says: %s", (int)d->size,
                  d->bytes, is_json ? "is" : "is not", error);
    for (const char *c = error; *c; c++)
        ck_assert((unsigned char)*c >= ' ' && *c != 0x7f);
    if (json)
        expect_same_when_written(json);
    json_free(json);
    return json;
}

START_TEST(changed_documents)
{
    static const char larger[] = "{\"W1\": {\"dtype\": \"F32\", \"shape\": [30, 200], \"data_offsets\": [0, 24000]},\n"
                                 " \"messages\": [{\"role\": \"user\", \"content\": \"caf\\u00e9 \\ud83d\\ude00\"}],\n"
                                 " \"temperature\": -1.5e+2, \"stream\": true, \"stop\": null}\n";
    long cases = fuzz_begin(), accepted = 0;
    static Bytes d;
    for (long i = 0; i < cases; i++) {
        const char *from = below(3) ? larger : good[below(COUNT(good))];
        d.size = strlen(from);
        memcpy(d.bytes, from, d.size);
        for (size_t n = 1 + below(3); n > 0; n--)
            change(&d);
        accepted += try(&d);
    }
    if (cases != FUZZ_CASES)
        printf("%ld documents: %ld accepted\n", cases, accepted);
    ck_assert_msg(accepted > cases / 20 && accepted < cases / 2, "of %ld documents %ld were accepted", cases, accepted);
}
END_TEST

Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *tcase = tcase_create("json");
    tcase_set_timeout(tcase, fuzz_seconds());
    tcase_add_test(tcase, what_is_json);
    tcase_add_test(tcase, what_is_not);
    tcase_add_test(tcase, limits);
    tcase_add_test(tcase, values);
    tcase_add_test(tcase, a_large_object);
    tcase_add_test(tcase, whole_numbers);
    tcase_add_test(tcase, members_that_are_right);
    tcase_add_test(tcase, members_that_are_wrong);
    tcase_add_test(tcase, strings_are_written);
    tcase_add_test(tcase, utf8_is_recognised);
    tcase_add_test(tcase, changed_documents);
    suite_add_tcase(suite, tcase);
    return suite;
}

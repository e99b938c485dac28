/* Looking things up in JSON, and writing it: see json.h. */
#include "json.h"
#include "format.h"
#include "utf8.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const Json *json_get(const Json *object, const char *key)
{
    if (!object || object->type != JSON_OBJECT || object->count == 0)
        return NULL;
    const Json *const *sorted = (const Json *const *)(object->child + object->count); // json_read put them there
    size_t from = 0, to = object->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        int order = strcmp(key, sorted[middle]->key);
        if (order == 0)
            return sorted[middle];
        *(order < 0 ? &to : &from) = order < 0 ? middle : middle + 1;
    }
    return NULL;
}

bool json_is_whole(const Json *value, int64_t *number)
{
    if (!value || value->type != JSON_NUMBER)
        return false;
    char *end;
    errno = 0;
    *number = strtoll(value->text, &end, 10);
    return end == value->text + value->count && errno == 0;
}

/* ---- Members of a required type ------------------------------------------------------------- */

// Sets error, unless there is one already.
__attribute__((format(printf, 2, 3))) static void complain(char error[JSON_ERROR], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (!*error)
        vsnprintf(error, JSON_ERROR, format, arguments);
    va_end(arguments);
    text_printable(error);
}

static const char *described(const Json *value)
{
    static const char *const names[] = {[JSON_NULL] = "null",
                                        [JSON_FALSE] = "false",
                                        [JSON_TRUE] = "true",
                                        [JSON_ARRAY] = "a list",
                                        [JSON_OBJECT] = "an object"};
    if (value->type == JSON_STRING)
        return text_of("\"%.40s\"", value->text);
    return value->type == JSON_NUMBER ? text_of("%.*s", value->count < 40 ? (int)value->count : 40, value->text)
                                      : names[value->type];
}

static const Json *member(const Json *object, const char *key, char error[JSON_ERROR])
{
    const Json *value = json_get(object, key);
    if (object && object->type != JSON_OBJECT)
        complain(error, "it is %s, and should be an object with \"%.64s\"", described(object), key);
    else if (!value)
        complain(error, "\"%.64s\" is missing", key);
    return value;
}

// The value if it is right, else NULL; error then says what it should be.
static const Json *right(const Json *value, bool is_right, const char *key, const char *what, char error[JSON_ERROR])
{
    if (value && !is_right)
        complain(error, "\"%.64s\" is %s, and should be %s", key, described(value), what);
    return is_right ? value : NULL;
}

static bool is(const Json *value, JsonType type)
{
    return value && value->type == type;
}

double json_number(const Json *object, const char *key, double low, double high, char error[JSON_ERROR])
{
    const Json *value = member(object, key, error);
    double number = is(value, JSON_NUMBER) ? strtod(value->text, NULL) : NAN;
    bool fits = number >= low && number <= high;
    return right(value, fits, key, text_of("a number from %g to %g", low, high), error) ? number : low;
}

int64_t json_whole(const Json *object, const char *key, int64_t low, int64_t high, char error[JSON_ERROR])
{
    const Json *value = member(object, key, error);
    int64_t number;
    bool fits = json_is_whole(value, &number) && number >= low && number <= high;
    const char *what = text_of("a whole number from %lld to %lld", (long long)low, (long long)high);
    return right(value, fits, key, what, error) ? number : low;
}

bool json_flag(const Json *object, const char *key, char error[JSON_ERROR])
{
    const Json *value = member(object, key, error);
    return is(right(value, is(value, JSON_TRUE) || is(value, JSON_FALSE), key, "true or false", error), JSON_TRUE);
}

const char *json_text(const Json *object, const char *key, char error[JSON_ERROR])
{
    const Json *value = member(object, key, error);
    return right(value, is(value, JSON_STRING), key, "a text", error) ? value->text : NULL;
}

const Json *json_list(const Json *object, const char *key, char error[JSON_ERROR])
{
    const Json *value = member(object, key, error);
    return right(value, is(value, JSON_ARRAY), key, "a list", error);
}

/* ---- Writing -------------------------------------------------------------------------------- */

void json_write(FILE *f, const char *text)
{
    size_t left = strlen(text), n;
    fputc('"', f);
    for (; left > 0; text += n, left -= n) {
        n = utf8_letter(text, left);
        if (*text == '"' || *text == '\\')
            fprintf(f, "\\%c", *text);
        else if (*text == '\n')
            fputs("\\n", f);
        else if (n == 1 && *text < ' ')
            fprintf(f, "\\u%04x", (unsigned)*text);
        else if (n > 0)
            fwrite(text, 1, n, f);
        else {
            fputs("\\ufffd", f);
            n = 1;
        }
    }
    fputc('"', f);
}

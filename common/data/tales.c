/* Reads a grammar of tales: see tales.h. */
#include "tales.h"
#include "check.h"
#include "data.h"
#include "memory.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    Tales *tales;
    int line;
    TaleList *list;       // an indented line continues this list,
    TalePattern *pattern; // or this pattern
} Reader;

__attribute__((format(printf, 3, 4))) static _Noreturn void bad(const Tales *tales, int line, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    data_error("%s line %d: %s", tales->path, line, message);
}

/* ---- Lists ---------------------------------------------------------------------------------- */

// The list that has a column of this name, or -1.
static int find_list(const Tales *tales, const char *name, int *column)
{
    for (int i = 0; i < tales->lists; i++)
        for (int c = 0; c < tales->list[i].columns; c++)
            if (strcmp(tales->list[i].name[c], name) == 0) {
                *column = c;
                return i;
            }
    return -1;
}

static void begin_list(Reader *r, char *names)
{
    Tales *tales = r->tales;
    int column;
    if (tales->lists == TALE_LISTS)
        bad(tales, r->line, "more than %d lists", TALE_LISTS);
    TaleList *list = r->list = &tales->list[tales->lists++];
    for (char *name; (name = strsep(&names, "/"));) {
        size_t length = strlen(name);
        if (length == 0 || length > TALE_NAME_MAX ||
            strspn(name, "abcdefghijklmnopqrstuvwxyz"
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ") < length)
            bad(tales, r->line, "'%s' cannot name a list; a name is 1 to %d letters", name, TALE_NAME_MAX);
        if (strcmp(name, "tale") == 0 || find_list(tales, name, &column) >= 0)
            bad(tales, r->line, "the name '%s' is taken", name);
        if (list->columns == TALE_COLUMNS)
            bad(tales, r->line, "more than %d names joined by /", TALE_COLUMNS);
        strcpy(list->name[list->columns++], name);
    }
}

static void add_row(Reader *r, char *words)
{
    TaleList *list = r->list;
    list->row = memory_grow(list->row, (size_t)list->rows, sizeof *list->row);
    char **row = list->row[list->rows];
    int columns = 0;
    for (char *word; (word = strsep(&words, "/")); columns++) {
        if (*word == '\0' || strpbrk(word, "{}"))
            bad(r->tales, r->line, "'%s' cannot be a word of '%s'", word, list->name[0]);
        if (columns < list->columns)
            row[columns] = memory_text(word);
    }
    if (columns != list->columns)
        bad(r->tales, r->line, "'%s' stands for %d words, and '%s' has %d, joined by /", row[0], columns, list->name[0],
            list->columns);
    for (int i = 0; i < list->rows; i++)
        if (strcmp(list->row[i][0], row[0]) == 0)
            bad(r->tales, r->line, "'%s' is in '%s' twice", row[0], list->name[0]);
    list->rows++;
}

static void add_rows(Reader *r, char *text)
{
    for (char *words; (words = strsep(&text, " \t"));)
        if (*words)
            add_row(r, words);
}

/* ---- Patterns ------------------------------------------------------------------------------- */

static void begin_pattern(Reader *r)
{
    Tales *tales = r->tales;
    tales->pattern = memory_grow(tales->pattern, (size_t)tales->patterns, sizeof *tales->pattern);
    r->list = NULL;
    r->pattern = &tales->pattern[tales->patterns++];
    *r->pattern = (TalePattern){.line = r->line};
}

static void add_token(const Tales *tales, TalePattern *p, TaleToken token)
{
    if (p->count == TALE_MAX)
        bad(tales, p->line, "the tale has more than %d characters", TALE_MAX - 1);
    token.draws = p->count;
    for (int i = p->count - 1; i >= 0 && token.list >= 0; i--)
        if (p->token[i].list == token.list)
            token.draws = i; // the loop ends with the first mention
    p->token[p->count++] = token;
}

static TaleToken letter(char c)
{
    return (TaleToken){.list = -1, .letter = {c}};
}

// A first mention must show which row was drawn: {she} alone does not say which girl it is.
static void check_distinct(const Reader *r, const TaleList *list, int column)
{
    for (int i = 0; i < list->rows; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(list->row[i][column], list->row[k][column]) == 0)
                bad(r->tales, r->line,
                    "{%s} cannot be the first mention, because '%s' goes with both '%s' and "
                    "'%s'",
                    list->name[column], list->row[i][column], list->row[k][0], list->row[i][0]);
}

static void add_mention(Reader *r, const char *name)
{
    TaleToken token = {.list = -1};
    token.list = find_list(r->tales, name, &token.column);
    if (token.list < 0)
        bad(r->tales, r->line, "{%s}: no list above this line has that name", name);
    add_token(r->tales, r->pattern, token);
    if (r->pattern->token[r->pattern->count - 1].draws == r->pattern->count - 1)
        check_distinct(r, &r->tales->list[token.list], token.column);
}

static void add_text(Reader *r, char *text)
{
    if (r->pattern->count > 0)
        add_token(r->tales, r->pattern, letter(' '));
    for (char *c = text; *c; c++) {
        char *close = *c == '{' ? strchr(c, '}') : NULL;
        if (close) {
            *close = '\0';
            add_mention(r, c + 1);
            c = close;
        } else if (*c == '{' || *c == '}') {
            bad(r->tales, r->line, "a '%c' without its matching brace", *c);
        } else if (*c == '\t') {
            bad(r->tales, r->line, "a tab in a tale; write a space");
        } else {
            add_token(r->tales, r->pattern, letter(*c));
        }
    }
}

/* ---- Lines ---------------------------------------------------------------------------------- */

static void begin_entry(Reader *r, char *line)
{
    char *text = strchr(line, ':');
    if (!text)
        bad(r->tales, r->line,
            "'%.40s' is neither 'name: words' nor 'tale: text', nor indented to continue "
            "the line above",
            line);
    *text++ = '\0';
    text += strspn(text, " \t");
    if (strcmp(line, "tale") != 0) {
        begin_list(r, line);
        add_rows(r, text);
    } else {
        begin_pattern(r);
        add_text(r, text);
    }
}

static void read_line(Reader *r, char *line)
{
    for (size_t n = strlen(line); n > 0 && isblank((unsigned char)line[n - 1]); n--)
        line[n - 1] = '\0';
    char *text = line + strspn(line, " \t");
    if (*text == '\0' || *text == '#')
        return;
    for (char *c = text; *c; c++)
        if ((*c < ' ' && *c != '\t') || *c > '~')
            bad(r->tales, r->line, "byte %d is not plain ASCII", (int)(c - line) + 1);
    if (text == line)
        begin_entry(r, line);
    else if (r->list)
        add_rows(r, text);
    else if (r->pattern)
        add_text(r, text);
    else
        bad(r->tales, r->line, "it begins with a blank, but there is no line above for it to continue");
}

Tales *tales_load(const char *file)
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text, *line;
    Reader r = {.tales = memory_zeros(sizeof *r.tales)};
    r.tales->path = memory_text(path);
    while ((line = data_line(&rest))) {
        r.line++;
        read_line(&r, line);
    }
    free(text);
    if (r.tales->patterns == 0)
        data_error("%s has no tale: it needs a line 'tale: text'", path);
    for (int i = 0; i < r.tales->patterns; i++)
        add_token(r.tales, &r.tales->pattern[i], letter('\n'));
    tales_check(r.tales);
    return r.tales;
}

/* Counts how many different words a text has, and how many of the later ones are new: see run.h. */
#include "run.h"
#include "check.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct Word {
    const char *text;
    int length;
} Word;

static int compare(const void *a, const void *b)
{
    const Word *x = a, *y = b;
    int order = memcmp(x->text, y->text, (size_t)(x->length < y->length ? x->length : y->length));
    return order ? order : x->length - y->length;
}

// A run of letters, or one other character.
static int words_of(const char *text, int n, Word words[])
{
    int count = 0;
    for (int at = 0, length; at < n; at += length) {
        for (length = 0; at + length < n && isalpha((unsigned char)text[at + length]);)
            length++;
        length += length == 0;
        words[count++] = (Word){text + at, length};
    }
    return count;
}

WordCount count_words(const char *text, int n)
{
    int first = n / 10 * 9;
    Word *words = malloc(sizeof *words * (size_t)n), *later = malloc(sizeof *later * (size_t)n);
    CHECK(words && later, "out of memory");
    int count = words_of(text, first, words), more = words_of(text + first, n - first, later);
    WordCount result = {.count = count + more, .later = more};
    qsort(words, (size_t)count, sizeof *words, compare);
    for (int i = 0; i < count; i++)
        if (i == 0 || compare(&words[i], &words[result.different - 1]) != 0)
            words[result.different++] = words[i];
    for (int i = 0; i < more; i++)
        result.unknown += bsearch(&later[i], words, (size_t)result.different, sizeof *words, compare) == NULL;
    free(words);
    free(later);
    return result;
}

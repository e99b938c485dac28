/* Checks that a grammar of tales allows exact numbers: tales are short enough, and no text can be read in
 * two ways. See tales.h. */
#include "tales.h"
#include "check.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int tale_words(const Tales *tales, const TaleToken *token)
{
    return token->list < 0 ? 1 : tales->list[token->list].rows;
}

const char *tale_word(const Tales *tales, const TaleToken *token, int row)
{
    return token->list < 0 ? token->letter : tales->list[token->list].row[row][token->column];
}

int tale_row_length(const Tales *tales, const TalePattern *p, int draws, int end, int row)
{
    int length = 0;
    for (int j = 0; j < end; j++)
        if (p->token[j].draws == draws)
            length += (int)strlen(tale_word(tales, &p->token[j], row));
    return length;
}

/* ---- Lengths -------------------------------------------------------------------------------- */

static void check_length(const Tales *tales, const TalePattern *p)
{
    int longest = 0;
    for (int j = 0; j < p->count; j++) {
        int most = 0; // a token that does not draw decides nothing
        for (int row = 0; row < tale_words(tales, &p->token[j]); row++) {
            int length = tale_row_length(tales, p, j, p->count, row);
            most = length > most ? length : most;
        }
        longest += most;
    }
    if (longest > TALE_MAX)
        data_error("%s line %d: the longest of these tales has %d characters with its end mark, and "
                   "%d is the most",
                   tales->path, p->line, longest, TALE_MAX);
}

/* ---- One derivation ------------------------------------------------------------------------- */

// Can this token begin with c? (A later mention counts as any of its list's words.)
static bool can_begin(const Tales *tales, const TaleToken *token, char c)
{
    for (int row = 0; row < tale_words(tales, token); row++)
        if (tale_word(tales, token, row)[0] == c)
            return true;
    return false;
}

// "Ann" followed by "a" could also be "Anna".
static void check_word_ends(const Tales *tales, const TalePattern *p, int j)
{
    const TaleToken *token = &p->token[j];
    for (int a = 0; a < tale_words(tales, token); a++)
        for (int b = 0; b < tale_words(tales, token); b++) {
            const char *word = tale_word(tales, token, a), *longer = tale_word(tales, token, b);
            size_t n = strlen(word);
            if (strncmp(word, longer, n) == 0 && longer[n] && can_begin(tales, token + 1, longer[n]))
                data_error("%s line %d: '%s' and what follows it could also be the word '%s'", tales->path, p->line,
                           word, longer);
        }
}

static bool same(const TaleToken *a, const TaleToken *b)
{
    return a->list == b->list && a->column == b->column && a->letter[0] == b->letter[0];
}

// How many tokens two patterns share at their beginning.
static int common(const TalePattern *a, const TalePattern *b)
{
    int j = 0;
    while (j < a->count && j < b->count && same(&a->token[j], &b->token[j]))
        j++;
    return j;
}

static void check_parting(const Tales *tales, const TalePattern *a, const TalePattern *b)
{
    int j = common(a, b);
    if (j == a->count) // '\n' occurs only at the end, so both patterns end here
        data_error("%s: the tales of lines %d and %d are the same", tales->path, a->line, b->line);
    for (char c = 1; c < 127; c++)
        if (can_begin(tales, &a->token[j], c) && can_begin(tales, &b->token[j], c))
            data_error("%s: the tales of lines %d and %d begin alike, and then both can continue with '%c', so a "
                       "reader would not know which it is",
                       tales->path, a->line, b->line, c);
}

/* ---- Probabilities -------------------------------------------------------------------------- */

// How many of the token's words have the same first k characters as this one? Its end counts as a character.
static int sharing(const Tales *tales, const TaleToken *token, const char *word, int k)
{
    int count = 0;
    for (int row = 0; row < tale_words(tales, token); row++)
        count += strncmp(tale_word(tales, token, row), word, (size_t)k) == 0;
    return count;
}

double tale_word_nats(const Tales *tales, const TaleToken *token, int row, int k)
{
    const char *word = tale_word(tales, token, row);
    return log((double)sharing(tales, token, word, k) / sharing(tales, token, word, k + 1));
}

static void set_nats(const Tales *tales, TalePattern *p)
{
    int before = tales->patterns; // how many patterns are equal to this one so far
    for (int j = 0; j < p->count; j++) {
        int now = 0;
        for (int i = 0; i < tales->patterns; i++)
            now += common(p, &tales->pattern[i]) > j;
        p->token[j].nats = log((double)before / now);
        before = now;
    }
}

/* ---- The grammar ---------------------------------------------------------------------------- */

void tales_check(Tales *tales)
{
    for (int i = 0; i < tales->lists; i++)
        if (tales->list[i].rows == 0)
            data_error("%s: the list '%s' is empty", tales->path, tales->list[i].name[0]);
    for (int i = 0; i < tales->patterns; i++) {
        TalePattern *p = &tales->pattern[i];
        check_length(tales, p);
        for (int j = 0; j < p->count - 1; j++)
            if (p->token[j].draws == j)
                check_word_ends(tales, p, j);
        for (int k = 0; k < i; k++)
            check_parting(tales, &tales->pattern[k], p);
        set_nats(tales, p);
    }
}

void tales_forget(Tales *tales)
{
    for (int i = 0; i < tales->patterns; i++)
        for (int j = 0; j < tales->pattern[i].count; j++)
            tales->pattern[i].token[j].draws = j;
    tales_check(tales);
}

void tales_free(Tales *tales)
{
    for (int i = 0; i < tales->lists; i++) {
        TaleList *list = &tales->list[i];
        for (int row = 0; row < list->rows; row++)
            for (int c = 0; c < list->columns; c++)
                free(list->row[row][c]);
        free(list->row);
    }
    free(tales->pattern);
    free(tales->path);
    free(tales);
}

/*
 * Tales: an endless text about which everything is known. A small grammar (datasets/tales.txt) draws
 * short tales in which a name, a colour or a number must agree with one several sentences earlier. We know
 * the grammar, so we can compute the entropy of the text exactly: no model can have a lower loss.
 *
 *     Tales *tales = tales_load("tales.txt");
 *     char tale[TALE_MAX + 1];
 *     int length = tale_draw(tales, &rng, tale);                   // "One day Mia met ...\n"
 *     double floor = tales_entropy(tales) / tales_length(tales);   // nats a character
 *
 * THE GRAMMAR. A list gives the words to draw from; a pattern is a tale with {lists} in it:
 *
 *     colour: red blue green
 *     child/she: Mia/she Tom/he
 *     tale: {child} has a {colour} hat, and {she} likes {colour}.
 *
 * For each tale we draw one pattern, and at the first mention of a list one of its words; all choices are
 * equally likely. A later mention repeats the word. Words joined by / are drawn together: after {child}
 * has been drawn, {she} is the pronoun that goes with it. (The first mention must show which row was drawn,
 * so {she} must not come first.) A line that begins with a blank continues the line above; a line that
 * begins with # is a comment. Everything is plain ASCII. A tale ends with '\n'.
 *
 * A text has at most one derivation. That is checked when the grammar is loaded. It means that the next
 * character depends on one known place in the grammar, and so all numbers below can be exact:
 *   - where two patterns separate, they continue with different characters;
 *   - after a word that begins another one (Ann, Anna) never comes text that would complete the other.
 */
#ifndef TALES_H
#define TALES_H

#include "rng.h"

enum {
    TALE_MAX = 128, // the longest tale, with its '\n'
    TALE_LISTS = 32,
    TALE_COLUMNS = 8,   // words joined by /
    TALE_NAME_MAX = 15, // letters in the name of a list
};

typedef struct TaleList {
    int columns, rows;
    char name[TALE_COLUMNS][TALE_NAME_MAX + 1];
    char *(*row)[TALE_COLUMNS]; // (rows) words that are drawn together
} TaleList;

// A piece of a pattern: a letter, or the mention of a list.
typedef struct TaleToken {
    int list, column; // list -1: a letter
    char letter[2];
    int draws;   // which token of the pattern draws this one's row: at a first mention, this one
    double nats; // ln(patterns that are equal up to here / those that also have this token)
} TaleToken;

typedef struct TalePattern {
    int line, count;
    TaleToken token[TALE_MAX];
} TalePattern;

typedef struct Tales {
    char *path;
    int lists, patterns;
    TaleList list[TALE_LISTS];
    TalePattern *pattern; // (patterns)
} Tales;

// Reads a grammar, looked for like all data files (data.h). If it cannot be used, data_error says where
// and why, and exits with status 1.
Tales *tales_load(const char *file);
void tales_free(Tales *tales);

// A control experiment: from now on every mention draws a word of its own, so that words agree only by
// chance. All functions here take this into account. Attention finds nothing to look back for, and the
// floor rises by exactly what agreement was worth.
void tales_forget(Tales *tales);

/* ---- Single tales (tales_draw.c) -------------------------------------------------------------- */

// Draws a tale, ended by '\n' and a zero; returns its length with the '\n'. Calls rng_randint once for
// the pattern and once for every first mention of a list with several words, in order. (randint's
// probabilities are equal up to one part in 10^8, so the numbers below are exact to that.)
int tale_draw(const Tales *tales, Rng *rng, char tale[TALE_MAX + 1]);

// -ln of the probability of a tale: the sum of
//     nats[t] = -ln p(tale[t] | tale[0 .. t-1]),
// for t < strlen(tale), at most TALE_MAX of them; nats may be NULL. Any text is allowed: the first
// character that no tale can have there, and all after it, get INFINITY (-ln 0). Unless the text is
// exactly one whole tale with its '\n', the result is INFINITY, even if all its characters are possible.
double tale_nats(const Tales *tales, const char *tale, double nats[TALE_MAX]);

// For each character of a repeated mention, place[t] is where the first mention begins, with which it must
// agree; -1 for all other characters. (t < strlen(tale), at most TALE_MAX of them.)
//     Mia has a red hat, and she likes red.
//                            000       ^^^ 10, where the first "red" begins
// If the text is not a tale, place is filled up to and including the first character t with INFINITY
// above: place[t] >= 0 there means that the mistake is one of agreement.
void tale_agreement(const Tales *tales, const char *tale, int place[TALE_MAX]);

/* ---- Exact numbers, in nats (tales_entropy.c) ------------------------------------------------- */

// The entropy of a tale, from the choices made: ln of the number of patterns, plus the mean over the
// patterns of the sum of ln(words) over their first mentions.
double tales_entropy(const Tales *tales);

double tales_length(const Tales *tales); // the mean length, with '\n'

// For each position t: alive[t] = P(length > t), and entropy[t] = H(X_t | X_0 .. X_t-1, length > t), the
// lowest possible loss there (0 where no tale is that long). So
//     sum alive[t] = tales_length    and    sum alive[t] entropy[t] = tales_entropy.
void tales_by_position(const Tales *tales, double entropy[TALE_MAX], double alive[TALE_MAX]);

// The characters that occur in tales, in ascending order, so '\n' comes first; returns how many.
int tales_alphabet(const Tales *tales, char characters[128]);

// The lowest possible loss a character for a model that knows only how frequent each character is, and
// for one that sees only the previous character ('\n' before the first). Both are exact. A model that
// knows nothing at all has ln(size of the alphabet).
double tales_unigram(const Tales *tales);
double tales_bigram(const Tales *tales);

/* ---- Inside the grammar ----------------------------------------------------------------------- */

// How many words a token can be (the rows of its list, or 1 for a letter), and the word of one row.
int tale_words(const Tales *tales, const TaleToken *token);
const char *tale_word(const Tales *tales, const TaleToken *token, int row);

// For a token that draws: -ln p(letter k of this word | the letters before it), over its words. With
// k = strlen(word) it is -ln p(the word ends here), which is more than 0 if the word begins another one.
double tale_word_nats(const Tales *tales, const TaleToken *token, int row, int k);

// Called at the end of tales_load and tales_forget: checks that the grammar keeps the promises above, and
// sets the tokens' nats.
void tales_check(Tales *tales);

// How many of the characters of the first `end` tokens are decided by the row that token `draws` draws.
int tale_row_length(const Tales *tales, const TalePattern *p, int draws, int end, int row);

#endif

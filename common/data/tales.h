/*
 * Tales: a text without end of which everything is known. A small grammar (datasets/tales.txt) draws
 * short tales in which a name, a colour or a number must agree sentences later, and because it is we
 * who draw, the entropy of the text is not estimated but computed: no model can have a lower loss.
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
 * A tale draws one pattern, and at the first mention of a list one of its words; all are equally
 * likely. A later mention repeats the word. Words joined by / are drawn together: {child} draws, and
 * from then on {she} is the one that belongs to it. (The first mention must be one that tells which
 * was drawn, so {she} must not come first.) A line that begins with a blank goes on with the line
 * above; # begins a line of comment. All is plain ASCII. The end of a tale is '\n'.
 *
 * A text has one derivation at most. This is checked when loading, so that what comes next depends
 * on one known place in the grammar only, and all numbers below can be exact:
 *   - where two patterns part, they go on with different characters;
 *   - a word that begins another one (Ann, Anna) is not followed by what would turn it into that.
 */
#ifndef TALES_H
#define TALES_H

#include "rng.h"

enum {
    TALE_MAX = 128, // no tale with its end mark is longer
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
    int draws;   // which token of the pattern draws this one's row: at a first mention, itself
    double nats; // ln(patterns that are the same up to here / those that have this token, too)
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

// Reads a grammar, looked for like all data (data.h). A grammar that cannot be used ends the program
// with status 1 and a sentence that says where and why.
Tales *tales_load(const char *file);
void tales_free(Tales *tales);

// The control: from now on every mention draws a word of its own, so that nothing agrees with
// anything before it but by chance. All functions here follow. Where attention had something to
// find it finds nothing, and the floor rises by exactly what agreement was worth.
void tales_forget(Tales *tales);

/* ---- Single tales (tales_draw.c) -------------------------------------------------------------- */

// Draws a tale, ended by '\n' and a zero; returns its length with the '\n'. One rng_randint for the
// pattern and one for every first mention (of more than one word), in their order. (randint's
// probabilities are equal to one part in 10^8, and the numbers below to as much.)
int tale_draw(const Tales *tales, Rng *rng, char tale[TALE_MAX + 1]);

// -ln of the probability of a tale: the sum of
//     nats[t] = -ln p(tale[t] | tale[0 .. t-1]),
// for t < strlen(tale), TALE_MAX of them at most; nats may be NULL. Any text may be asked about: the
// first character that no tale has there, and all after it, have INFINITY (-ln 0). The result is
// INFINITY for everything but one whole tale with its '\n', even if all of its characters are finite.
double tale_nats(const Tales *tales, const char *tale, double nats[TALE_MAX]);

// For each character of a mention that draws nothing, the place where the first mention begins, with
// which it must agree; -1 for all other characters. (t < strlen(tale), TALE_MAX of them at most.)
//     Mia has a red hat, and she likes red.
//                            000       ^^^ 10, where the first "red" begins
// If the text is no tale, up to and including the first character t that has INFINITY above:
// place[t] >= 0 there says that the mistake is one of agreement.
void tale_agreement(const Tales *tales, const char *tale, int place[TALE_MAX]);

/* ---- Exact numbers, in nats (tales_entropy.c) ------------------------------------------------- */

// The entropy of a tale, from the choices made: ln of the number of patterns, and on average over
// them the sum of ln(words) over their first mentions.
double tales_entropy(const Tales *tales);

double tales_length(const Tales *tales); // the mean length, with '\n'

// By position t: alive[t] = P(length > t), and entropy[t] = H(X_t | X_0 .. X_t-1, length > t), the
// least loss possible there (0 where no tale is alive). So
//     sum alive[t] = tales_length    and    sum alive[t] entropy[t] = tales_entropy.
void tales_by_position(const Tales *tales, double entropy[TALE_MAX], double alive[TALE_MAX]);

// The characters that tales have, in ascending order, hence '\n' first; returns how many.
int tales_alphabet(const Tales *tales, char characters[128]);

// The least loss a character of a model that sees nothing but how frequent each character is, and of
// one that sees only the character before ('\n' before the first): exact, like the rest. A model
// that sees nothing at all has ln(size of the alphabet).
double tales_unigram(const Tales *tales);
double tales_bigram(const Tales *tales);

/* ---- Inside the grammar ----------------------------------------------------------------------- */

// A token's words: those of its column in its list, or its one letter.
int tale_words(const Tales *tales, const TaleToken *token);
const char *tale_word(const Tales *tales, const TaleToken *token, int row);

// -ln p(letter k of this word | the letters before it), among the words of a token that draws. For
// k = strlen(word), -ln p(the word ends here): more than 0 if it begins another word.
double tale_word_nats(const Tales *tales, const TaleToken *token, int row, int k);

// What tales_load and tales_forget do at the end: makes sure that the grammar keeps what is promised
// above, and sets the tokens' nats.
void tales_check(Tales *tales);

// How many characters the row drawn by token `draws` decides among the first `end` tokens.
int tale_row_length(const Tales *tales, const TalePattern *p, int draws, int end, int row);

#endif

/* Supporting code of lesson 08's cells: showing tokens, measuring costs, and the commands. */
#ifndef TOKENIZER_RUN_H
#define TOKENIZER_RUN_H

#include "bpe.h"
#include "notebook.h"

#include <stddef.h>

// ---- showing (show.c) ----

// A token as text; bytes that are not UTF-8 are shown like \xf0. The result is valid for the next seven calls.
const char *shown(const Bpe *bpe, int id);
// Prints the tokens of a text with | between them; on a terminal, each on a background of its own colour.
void show_tokens(Bpe *bpe, const char *text);
void show_pieces(const Split *split, const char *text);
void draw_tokens(Bpe *bpe, const char *const lines[], int count); // to tokens.tsv and token-signs.tsv
void draw_tree(Bpe *bpe, const char *word);                       // to tree.dot, and as text

// ---- words (words.c) ----

// Words and signs of a text: how many there are, how many different ones in the first nine tenths, how many in the last
// tenth, and how many of those are new.
typedef struct WordCount {
    int count, different, later, unknown;
} WordCount;
WordCount count_words(const char *text, int n);

// ---- costs (cost.c) ----

void cost_of_training(const char *text, size_t n, size_t most);
void cost_of_encoding(Bpe *bpe, const char *text, size_t n, size_t most);

// ---- commands (command.c) ----

extern const Extra command_options[];
bool command_given(void);
void command_run(void); // --encode, --decode, --train: prints only its result

#endif

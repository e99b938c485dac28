/*
 * A text as numbers: its tokens (tokenizer.h), in batches of windows for a language model.
 *
 *     Text *text = text_load("tinyshakespeare.txt", false, NULL);
 *     text_batch(text, TRAIN, 32, 8, &rng, Xb, Yb);        // (32, 8) characters and the ones after them
 *
 * The first 90 % are for training. The rest (VAL) shows whether the model has learnt the language or only this text.
 *
 * A text can also be read as LINES, each an example of its own (a name, a tale). A window then begins with the
 * line: X is '\n' and then the line, Y is the line and then '\n'. The rest of the window is padding, which
 * cross_entropy ignores.
 *
 *     X:  \n  e   m   m   a   \n  \n           Y:  e   m   m   a   \n  -1  -1
 */
#ifndef TEXT_H
#define TEXT_H

#include "rng.h"
#include "tokenizer.h"

#include <stdbool.h>

typedef enum Part { TRAIN, VAL } Part;

typedef struct Text {
    Tokenizer *tokenizer;
    ptrdiff_t count, train; // how many tokens there are, and how many of them are for training
    int *id;                // (count)
    int end;                // the token '\n', or -1 if there is none
    bool by_lines;
    int lines, train_lines; // the same for lines, if the text is read by lines
    ptrdiff_t *start;       // (lines) where each line begins in id
    int longest;            // the length of the longest line, with its '\n'
} Text;

// A text from a string; its tokens are its characters. The last line gets a '\n' if it has none. Aborts if there are
// fewer than 100 characters or, if by_lines, fewer than 10 lines that are not empty.
Text *text_new(const char *chars, bool by_lines);
// A text from a file, looked for like all data files (data.h), in a model's tokens. The text takes the tokenizer over;
// if it is NULL, the tokens are the file's characters. data_error (exit 1) if the file is too short to train on, or has
// a character that the model does not know. Lines are shuffled as the lectures shuffle names (random.seed(42);
// random.shuffle(lines)), because lists are often sorted.
Text *text_load(const char *file, bool by_lines, Tokenizer *tokenizer);
// A text from a string in a model's tokens; messages call it `name`. Its lines stay in order.
Text *text_in(Tokenizer *tokenizer, const char *chars, const char *name, bool by_lines);
void text_free(Text *text);

const char *text_symbol(const Text *text, int id); // a token as the lessons print it: é, \n, \xff

ptrdiff_t text_part(const Text *text, Part part); // how many tokens a part has
int text_lines(const Text *text, Part part);      // how many lines a part has

// Draws a batch, X (B, T) and Y (B, T). From a stream, as the lecture does: B times ix = randint(0, n - T), where n is
// the part's length; X is the T tokens from ix on, Y the T tokens from ix + 1 on. From lines: B random lines. Aborts if
// the part has fewer than T + 1 tokens, or if a line has more than T.
void text_batch(const Text *text, Part part, int B, int T, Rng *rng, int X[], int Y[]);

// One window, X (T) and Y (T), by its number i: line i of the part, or window i of n that are spread evenly over the
// stream, 0 <= i < n.
void text_window(const Text *text, Part part, int i, int n, int T, int X[], int Y[]);

#endif

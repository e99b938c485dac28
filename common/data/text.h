/*
 * A text as numbers: its tokens (tokenizer.h), and batches of windows for a language model.
 *
 *     Text *text = text_load("tinyshakespeare.txt", false, NULL);
 *     text_batch(text, TRAIN, 32, 8, &rng, Xb, Yb);        // (32, 8) characters and the ones after them
 *
 * The first 90 % are for training, the rest to see whether the model knows the language or only this text.
 *
 * A text can also be read as LINES, each an example of its own (a name, a tale). Its window begins at the
 * line's start: X is '\n' and then the line, Y the line and then '\n', and what is left of the window is
 * padding, which cross_entropy passes over.
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
    ptrdiff_t count, train; // how many tokens, and how many of them are for training
    int *id;                // (count)
    int end;                // the token '\n', or -1 if there is none
    bool by_lines;
    int lines, train_lines; // if read as lines
    ptrdiff_t *start;       // (lines) where each begins in id
    int longest;            // line, with its '\n'
} Text;

// The text of a string, in characters. A last line gets its '\n'. Aborts if there are fewer than 100
// characters or, as lines, 10 of them that are not empty.
Text *text_new(const char *chars, bool by_lines);
// A file, looked for like all data (data.h), in the tokens of a model, which become the text's own, or, if
// tokenizer is NULL, in its characters. data_error (exit 1) if it is too short to train on or has a character
// that the model does not know. Its lines are shuffled as the lectures shuffle names, random.seed(42);
// random.shuffle(lines): many a list is sorted.
Text *text_load(const char *file, bool by_lines, Tokenizer *tokenizer);
// ... and a string in the tokens of a model; `name` is what messages call it. Its lines stay in order.
Text *text_in(Tokenizer *tokenizer, const char *chars, const char *name, bool by_lines);
void text_free(Text *text);

const char *text_symbol(const Text *text, int id); // a token as the lessons print it: é, \n, \xff

ptrdiff_t text_part(const Text *text, Part part); // how many tokens a part has,
int text_lines(const Text *text, Part part);      // and how many lines

// X (B, T) and Y (B, T). From a stream as the lecture does it: B times ix = randint(0, n - T), X the T
// tokens from there, Y those one further on (n: the part's length). From lines: B times a random one.
// Aborts if the part has no T + 1 tokens, or a line more than T.
void text_batch(const Text *text, Part part, int B, int T, Rng *rng, int X[], int Y[]);

// The same for one window, X (T) and Y (T), by its number: line i of the part, or the i-th of n windows that are
// spread evenly over its stream, 0 <= i < n.
void text_window(const Text *text, Part part, int i, int n, int T, int X[], int Y[]);

#endif

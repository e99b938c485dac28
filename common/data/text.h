/*
 * A text as numbers: its characters, each with a number, and batches of windows for a language model.
 *
 *     Text *text = text_load("tinyshakespeare.txt", false);
 *     text_batch(text, TRAIN, 32, 8, &rng, Xb, Yb);        // (32, 8) characters and the ones after them
 *
 * The characters are the bytes that occur, sorted: chars = sorted(list(set(text))). The first 90 % are for
 * training, the rest to see whether the model knows the language or only this text.
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

#include <stdbool.h>

typedef enum Part { TRAIN, VAL } Part;

typedef struct Text {
    int count, vocab;
    int *id;                 // (count) stoi of each character
    unsigned char itos[256]; // (vocab)
    int stoi[256];           // -1 for a byte that does not occur
    bool by_lines;
    int lines, *start;      // (lines) where each begins in id, if read as lines
    int longest;            // line, with its '\n'
    int train, train_lines; // how many of each are for training
} Text;

// chars is copied. A last line gets its '\n'. Aborts if there are fewer than 100 characters.
Text *text_new(const char *chars, bool by_lines);
// A file, looked for like all data (data.h); data_error (exit 1) if it is too short to train on. Its lines are
// shuffled as the lectures shuffle names, random.seed(42); random.shuffle(lines): many a list is sorted.
Text *text_load(const char *file, bool by_lines);
void text_free(Text *text);

// A character as the lessons print it: itself, or \n, \t, \xff. Good for the next seven calls.
const char *text_symbol(const Text *text, int id);

// X (B, T) and Y (B, T). From a stream as the lecture does it: B times ix = randint(0, n - T), X the T
// characters from there, Y those one further on (n: the part's length). From lines: B times a random one.
// Aborts if the part is no longer than T, or a line longer than T.
void text_batch(const Text *text, Part part, int B, int T, Rng *rng, int X[], int Y[]);

// The example of one line of the part, counted from 0: X (T) and Y (T).
void text_line(const Text *text, Part part, int line, int T, int X[], int Y[]);
int text_lines(const Text *text, Part part); // how many there are

#endif

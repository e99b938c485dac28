/*
 * A run: a model, the text it reads, and where its training is. What the program of any model needs to measure it,
 * to let it write, to keep it in a file and to go on from there.
 *
 * A file is safetensors: the model's parameters under their own names (gpt.h), and beside them, in this order,
 *
 *     vocabulary, vocabulary.length (V)                 the bytes of all tokens, and how many each has (left out
 *                                                       where that is one); absent if nobody knows them
 *     adamw.exp_avg.*, adamw.exp_avg_sq.*, adamw.step   the optimiser      (if training is to go on)
 *     rng.state, rng.normal                             the generator      (likewise)
 *
 * and as metadata "format": "pt" (what the transformers package looks for), what the model adds ("heads"), "lines"
 * ("1" if the text was read by lines), "step", and "tokenizer", its kind, where that is not "characters" of a byte.
 */
#ifndef RUN_H
#define RUN_H

#include "sampler.h"
#include "text.h"

typedef struct Run {
    LanguageModel model;
    Tokenizer *tokenizer; // what the model's tokens are; NULL if nobody knows
    bool by_lines;        // is its text read by lines?
    Text *text;           // or NULL, where only the model speaks
    bool is_training;     // are optimiser, generator and step known?
    int step;             // how many are done
    Rng rng;              // weights, batches, dropout
} Run;

// Writes the run to a temporary name and renames it: whatever happens, path holds the old file or the new one.
// Without is_training, the model alone. data_error (exit 1) if it cannot be.
void run_save(const Run *run, const char *path);
// Everything about a run except its text, from the file that its model was read from; with `train`, what training needs
// to go on as well, if the file has it. data_error says what is wrong.
Run run_load(SafeTensors *file, LanguageModel model, bool train);
// A whole number of the file's metadata, from low to high; `otherwise` if it is not there.
int run_number(const SafeTensors *file, const char *key, int low, int high, int otherwise);

// The length of the windows the text is measured in: of its longest line, or the model's block.
int run_window(const Run *run);

// The tokens of a prompt, from malloc. usage_error (exit 2) names a character that the model does not know.
int *run_prompt(const Run *run, const char *prompt, int *count);
// A line that begins with the prompt (or, of a stream, `most` tokens), as a string; from malloc.
char *run_write(const Run *run, const Sampler *s, const char *prompt, int most);

// ---- measuring: run_measure.c. Nothing is dropped while a model is measured ----

// Windows X and Y (B, T) -> nll (B, T), -ln of the probability of each target; 0 where Y is -1.
void run_nll(const Run *run, int B, int T, const int X[], const int Y[], double nll[]);

// Calls use() with the nll of n windows of a part, in order: the first n lines (or all), or n stretches of a stream.
// Returns how many there were.
typedef void RunUse(void *context, int T, const int Y[], const double nll[]);
int run_windows(const Run *run, Part part, int n, RunUse *use, void *context);

double run_loss(const Run *run, Part part, int n); // the mean over such windows

// Against the best there can be: the nats that somebody who knows how the text was made needs for one window.
typedef double RunBest(const Run *run, int T, const int Y[]);
typedef struct Score {
    double loss;         // of the model, nats a token
    double above, error; // minus the best on the same windows; and the standard error of that
    int windows;
} Score;
Score run_score(const Run *run, RunBest *best, int n); // over n lines or windows of VAL

#endif

/*
 * A run: a model, the text it reads, and the state of its training. With these functions a program measures a model,
 * generates text, saves the run and resumes it.
 *
 * A run is saved as safetensors: the model's parameters under their own names (gpt.h), and after them, in this order,
 *
 *     vocabulary, vocabulary.length (V)                 the bytes of all tokens, and the length of each (left out if
 *                                                       all are 1); absent if the tokens are unknown
 *     adamw.exp_avg.*, adamw.exp_avg_sq.*, adamw.step   the optimiser's state   (only to resume training)
 *     rng.state, rng.normal                             the generator's state   (only to resume training)
 *
 * The metadata has "format": "pt" (the transformers package asks for it), the model's own entries ("heads"), "lines"
 * ("1" if the text was read by lines), "step", and "tokenizer": its kind, unless the tokens are characters of one byte.
 */
#ifndef RUN_H
#define RUN_H

#include "sampler.h"
#include "text.h"

typedef struct Run {
    LanguageModel model;
    Tokenizer *tokenizer; // the model's tokens; NULL if they are unknown
    bool by_lines;        // is its text read by lines?
    Text *text;           // NULL if the model only generates
    bool is_training;     // are the states of optimiser and generator known, and the step?
    int step;             // how many steps are done
    Rng rng;              // draws weights, batches and dropout
} Run;

// Saves the run under a temporary name, then renames it: whatever happens, path holds the old file or the new one.
// Saves only the model if is_training is false. data_error (exit 1) if it cannot write.
void run_save(const Run *run, const char *path);
// Reads everything about a run except its text from the file that the model was read from. If `train`, also what is
// needed to resume training, if the file has it. data_error (exit 1) says what is wrong with the file.
Run run_load(SafeTensors *file, LanguageModel model, bool train);
// A whole number from low to high in the file's metadata; `otherwise` if it is not there.
int run_number(const SafeTensors *file, const char *key, int low, int high, int otherwise);

// The length of the windows in which the text is measured: its longest line, or the model's block.
int run_window(const Run *run);

// The tokens of a prompt, in memory from malloc. usage_error (exit 2) names a character that the model does not know.
int *run_prompt(const Run *run, const char *prompt, int *count);
// Generates a line that begins with the prompt, or `most` tokens if the text is a stream. A string from malloc.
char *run_write(const Run *run, const Sampler *s, const char *prompt, int most);

// ---- measuring: run_measure.c. There is no dropout while a model is measured ----

// Windows X and Y (B, T) -> nll (B, T), -ln of the probability of each target; 0 where Y is -1.
void run_nll(const Run *run, int B, int T, const int X[], const int Y[], double nll[]);

// Calls use() with the nll of each of n windows of a part, in order: the first n lines (or all of them), or n windows
// spread over the stream. Returns how many windows there were.
typedef void RunUse(void *context, int T, const int Y[], const double nll[]);
int run_windows(const Run *run, Part part, int n, RunUse *use, void *context);

double run_loss(const Run *run, Part part, int n); // the mean nll of a token over these windows

// Compares a model with the best possible one. RunBest returns the nats that an ideal model, which knows how the text
// was made, needs for one window.
typedef double RunBest(const Run *run, int T, const int Y[]);
typedef struct Score {
    double loss;         // the model's, in nats a token
    double above, error; // loss minus that of the ideal model on the same windows, and its standard error
    int windows;
} Score;
Score run_score(const Run *run, RunBest *best, int n); // over n lines or windows of VAL

#endif

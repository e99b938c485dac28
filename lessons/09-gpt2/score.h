/* Lesson 09: what a text costs a GPT-2. */
#ifndef SCORE_H
#define SCORE_H

#include "gpt2.h"

// nll[i] = -ln of the probability of ids[i], from half a block before it at least; targets[i] is ids[i], and -1 for
// ids[0], which nothing comes before. Windows overlap by half.
void score_tokens(const Gpt2 *g, const int ids[], int n, double nll[], int targets[]);

// A question with four endings, the right one first: "He did not", "know what to say.", ...
enum { ENDINGS = 4, MOST_QUESTIONS = 200 };
typedef struct Question {
    const char *text, *ending[ENDINGS];
} Question;

// The questions of a file, a line each, texts separated by tabs; returns how many. data_error names a line that is not
// one. They live as long as the program.
int score_questions(const char *file, Question question[MOST_QUESTIONS]);

// What an ending costs after its question: the sum of its tokens' nll, and the mean.
typedef struct Cost {
    double sum, mean;
} Cost;
Cost score_ending(const Gpt2 *g, const char *text, const char *ending);

#endif

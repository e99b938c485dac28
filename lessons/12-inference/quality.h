/* Lesson 12: what fewer bits cost, on text that no model has seen and on forty questions. */
#ifndef QUALITY_H
#define QUALITY_H

#include "12-inference.h"
#include "voice.h"

double quality_loss(const Voice *v, int at_once, int n, const int ids[]); // nats a token
// A model whose weights are rounded by a plan, then served as float32. Free only its `served`.
Voice quality_rounded(const Voice *like, const GPT *gpt, const Plan *plan);
// The largest error that int8 makes in a matrix, as a share of max |w| / 254 of its group.
double quality_worst_error(const Tensor *w);

// Questions with four endings, the right one first (lesson 09's file).
enum { ENDINGS = 4, MOST_QUESTIONS = 200 };
typedef struct Question {
    const char *text, *ending[ENDINGS];
} Question;
// They live as long as the program.
int quality_questions(const char *file, Question question[MOST_QUESTIONS]);
int quality_right(const Voice *v, int n, const Question question[]); // by the sum of the ending's cost

void quality_likeliest(int V, const float p[], int count, int best[]); // the likeliest tokens, the likeliest first

#endif

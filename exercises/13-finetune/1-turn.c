/*
 * Exercise 13.1: the template and its loss mask
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  Deep Dive into LLMs like ChatGPT, the part on conversations
 *           https://www.youtube.com/watch?v=7xTGNNLPyMI
 * uses:     Marks (13-finetune.h)
 *
 * task:     Write one turn as an example to learn from. X: marks.user, the n tokens of the question, marks.end,
 *           marks.assistant, the k tokens of the answer, marks.end. Y[t] is what the model should predict after X[t]: the
 *           token X[t + 1] if that is one of the answer's, or the end after the answer; -1 everywhere else, which the loss
 *           ignores. Return the number of tokens, n + k + 4.
 * example:  marks {90, 91, 92} (user, assistant, end), question 5 6, answer 7:
 *           X:  90   5   6  92  91   7  92
 *           Y:  -1  -1  -1  -1   7  92  -1
 * trap:     Y is shifted: the first target stands under <|assistant|>, where the answer has not begun.
 * trap:     The end after the answer is a target: a model that never learns to end goes on for ever.
 * trap:     The end after the question is not.
 */
#include "13-finetune.h"

int training_turn(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[])
{
    TODO("13.1");
}

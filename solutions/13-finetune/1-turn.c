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
    //: solution
    int t = 0;
    X[t++] = marks.user;
    for (int i = 0; i < n; i++)
        X[t++] = question[i];
    X[t++] = marks.end;
    X[t++] = marks.assistant;
    int from = t; // where the answer begins
    for (int i = 0; i < k; i++)
        X[t++] = answer[i];
    X[t++] = marks.end;
    for (int i = 0; i < t; i++)
        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
    return t;
    //: end
}

/*
 * hint:     First write X, with one counter t that goes up with every token. Remember where the answer begins.
 * hint:     Then Y in a loop of its own: Y[i] is X[i + 1] or -1. Which i + 1 belong to the answer or its end?
 * hint:     Those from the answer's first token up to the last token of all: i + 1 >= from && i + 1 < t.
 *
 * outputs:  training_turn X[n + k + 4], Y[n + k + 4]
 *
 * mistake:  no shift
 *  -        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
 *  +        Y[i] = i >= from ? X[i] : -1;
 *  says:    the token after X[t], not X[t] itself
 * mistake:  the question is learnt, too
 *  -        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
 *  +        Y[i] = i + 1 < t ? X[i + 1] : -1;
 *  says:    nobody has to learn to ask
 * mistake:  the end is not learnt
 *  -        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
 *  +        Y[i] = i + 1 >= from && i + 2 < t ? X[i + 1] : -1;
 *  says:    the end after the answer is a target
 * mistake:  the first token of the answer is not learnt
 *  -        Y[i] = i + 1 >= from && i + 1 < t ? X[i + 1] : -1;
 *  +        Y[i] = i >= from && i + 1 < t ? X[i + 1] : -1;
 *  says:    the first target stands under the assistant's mark
 * mistake:  no mark of the assistant
 *  -        X[t++] = marks.assistant;
 *  says:    tokens: a turn has n + k + 4
 */

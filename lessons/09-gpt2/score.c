/* What a text costs a GPT-2: see score.h. */
#include "score.h"
#include "data.h"
#include "format.h"
#include "memory.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

void score_tokens(const Gpt2 *g, const int ids[], int n, double nll[], int targets[])
{
    Run run = {.model = gpt_model(g->gpt)};
    int block = run.model.block, *Y = memory_new(sizeof *Y * (size_t)block);
    double *cost = memory_new(sizeof *cost * (size_t)block);
    memcpy(targets, ids, sizeof *ids * (size_t)n);
    targets[0] = -1;
    nll[0] = 0;
    for (int from = 0, done = 1; done < n; from += block / 2) {
        int T = n - 1 - from < block ? n - 1 - from : block;
        for (int t = 0; t < T; t++)
            Y[t] = from + t + 1 >= done ? ids[from + t + 1] : -1;
        run_nll(&run, 1, T, ids + from, Y, cost);
        for (int t = 0; t < T; t++)
            if (Y[t] >= 0)
                nll[from + t + 1] = cost[t];
        done = from + T + 1;
    }
    free(Y);
    free(cost);
}

int score_questions(const char *file, Question question[MOST_QUESTIONS])
{
    char path[PATH_MAX], *rest = data_text(file, path);
    int count = 0;
    for (char *line; (line = data_line(&rest)) && (*line || rest); count++) {
        if (count == MOST_QUESTIONS)
            data_error("%s has more than %d questions", path, MOST_QUESTIONS);
        question[count].text = line;
        for (int i = 0; i < ENDINGS; i++) {
            line = strchr(line, '\t');
            if (!line)
                data_error("%s, line %d: a question and %d endings, the right one first, with a tab before each", path,
                           count + 1, ENDINGS);
            *line++ = '\0';
            question[count].ending[i] = line;
        }
        if (strchr(line, '\t'))
            data_error("%s, line %d has more than %d endings", path, count + 1, ENDINGS);
    }
    if (count == 0)
        data_error("%s has no questions", path);
    return count;
}

// <|endoftext|>, the question, a blank and the ending. The blank belongs to the ending's first word.
Cost score_ending(const Gpt2 *g, const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    int *ids = memory_new(sizeof *ids * (n + m + 2)), *targets = memory_new(sizeof *targets * (n + m + 2));
    double *nll = memory_new(sizeof *nll * (n + m + 2));
    char *spaced = memory_new(m + 2);
    spaced[0] = ' ';
    memcpy(spaced + 1, ending, m + 1);
    ids[0] = g->end >= 0 ? g->end : 0;
    int before = 1 + (int)bpe_encode(g->bpe, text, n, ids + 1);
    int all = before + (int)bpe_encode(g->bpe, spaced, m + 1, ids + before);
    score_tokens(g, ids, all, nll, targets);
    Cost cost = {0};
    for (int i = before; i < all; i++)
        cost.sum += nll[i];
    cost.mean = cost.sum / (all - before);
    free(ids);
    free(targets);
    free(nll);
    free(spaced);
    return cost;
}

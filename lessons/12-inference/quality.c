/* What fewer bits cost: see quality.h. */
#include "quality.h"
#include "12-inference.h"
#include "data.h"
#include "memory.h"
#include "sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double quality_loss(const Voice *v, int at_once, int n, const int ids[])
{
    double *nll = memory_new(sizeof *nll * (size_t)n), mean = sample_nll(v->served, at_once, n, ids, nll);
    free(nll);
    return mean;
}

Voice quality_rounded(const Voice *like, const GPT *gpt, const Plan *plan)
{
    Voice v = *like;
    GPT *copy = gpt_new(gpt->config);
    for (int i = 0; i < gpt->params.count; i++) {
        const Tensor *t = gpt->params.tensor[i];
        memcpy(copy->params.tensor[i]->data, t->data, sizeof *t->data * t->size);
    }
    plan_apply(plan, copy);
    v.served = served_new(copy, false);
    gpt_free(copy);
    return v;
}

double quality_worst_error(const Tensor *t)
{
    int in = t->shape.dim[0], out = t->shape.dim[1];
    float *w = memory_new(sizeof *w * (size_t)in), *scale = memory_new(sizeof *scale * (size_t)in);
    int8_t *q = memory_new((size_t)in);
    double worst = 0;
    for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++)
            w[i] = t->data[(size_t)i * (size_t)out + (size_t)o];
        quantize_row(in, w, q, scale);
        for (int i = 0; i < in; i++) // half a scale is max |w| / 254
            worst = fmax(worst, fabs((double)w[i] - (double)scale[i / GROUP] * q[i]) / ((double)scale[i / GROUP] / 2));
    }
    free(w);
    free(scale);
    free(q);
    return worst;
}

// ---- questions ----

int quality_questions(const char *file, Question question[MOST_QUESTIONS])
{
    char path[PATH_MAX], *rest = data_text(file, path);
    int count = 0;
    for (char *line; (line = data_line(&rest)) && *line; count++) {
        if (count == MOST_QUESTIONS)
            data_error("%s has more than %d questions", path, MOST_QUESTIONS);
        question[count].text = line;
        for (int i = 0; i < ENDINGS; i++) {
            line = strchr(line, '\t');
            if (!line)
                data_error("%s, line %d: a question and %d endings, with a tab before each", path, count + 1, ENDINGS);
            *line++ = '\0';
            question[count].ending[i] = line;
        }
    }
    return count;
}

static double cost_of(const Voice *v, const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);
    int before, after;
    char *spaced = memory_new(m + 2);
    spaced[0] = ' ';
    memcpy(spaced + 1, ending, m + 1);
    int *first = voice_tokens(v, text, n, &before), *second = voice_tokens(v, spaced, m + 1, &after);
    int *ids = memory_new(sizeof *ids * (size_t)(1 + before + after));
    double *nll = memory_new(sizeof *nll * (size_t)(1 + before + after)), sum = 0;
    ids[0] = v->begin;
    memcpy(ids + 1, first, sizeof *ids * (size_t)before);
    memcpy(ids + 1 + before, second, sizeof *ids * (size_t)after);
    sample_nll(v->served, v->served->config.block, 1 + before + after, ids, nll);
    for (int i = 0; i < after; i++)
        sum += nll[1 + before + i];
    free(first);
    free(second);
    free(spaced);
    free(ids);
    free(nll);
    return sum;
}

int quality_right(const Voice *v, int n, const Question question[])
{
    int right = 0;
    for (int q = 0; q < n; q++) {
        double cost[ENDINGS];
        bool good = true;
        for (int i = 0; i < ENDINGS; i++) {
            cost[i] = cost_of(v, question[q].text, question[q].ending[i]);
            good = good && (i == 0 || cost[0] <= cost[i]);
        }
        right += good;
    }
    return right;
}

void quality_likeliest(int V, const float p[], int count, int best[])
{
    bool *taken = memory_zeros(sizeof *taken * (size_t)V);
    for (int k = 0; k < count && k < V; k++) {
        best[k] = -1;
        for (int v = 0; v < V; v++)
            if (!taken[v] && (best[k] < 0 || p[v] > p[best[k]]))
                best[k] = v;
        taken[best[k]] = true;
    }
    free(taken);
}

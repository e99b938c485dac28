/* What does the model know? See know.h. */
#include "know.h"
#include "chat.h"
#include "given.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// ---- from samples to turns ----

static void add_question(Turns *turns, const Base *b, About a, bool abstains)
{
    char question[WORLD_LINE], answer[WORLD_LINE];
    const WorldPerson *p = &b->world->person[a.person];
    for (int form = 0; form < WORLD_TAUGHT; form++) {
        world_question(p, a.fact, form, question);
        (abstains ? world_abstain : world_answer)(p, a.fact, answer);
        turns_add(turns, b->bpe, question, answer);
    }
}

// One round over all questions of a kind (13.6).
static void add_kind(Turns *turns, const Base *b, int n, const About about[], const int teach[], Teach kind)
{
    for (int i = 0; i < n; i++)
        if (teach[i] == (int)kind)
            add_question(turns, b, about[i], kind == TEACH_ABSTAIN);
}

Learnt turns_add_known(Turns *turns, const Base *b, const GPT *asked, int from, int to, int strangers, int samples,
                       double known, double unknown, double share, uint64_t seed)
{
    enum { MOST = WORLD_ALL * WORLD_FACTS };
    About *about = memory_new(sizeof *about * MOST * (size_t)samples), *each = memory_new(sizeof *each * MOST);
    int questions = 0;
    for (int fame = 0; fame < WORLD_FAMES; fame++)
        questions += about_people((WorldFame)fame, from, to, 0, 1, each + questions);
    for (int i = 0; i < strangers; i++) // they follow the unknown people
        questions += about_people(WORLD_UNKNOWN, WORLD_EACH + i, WORLD_EACH + i + 1, 0, 1, each + questions);
    int n = questions * samples, counts[WORLD_VERDICTS];
    for (int i = 0; i < n; i++) { // each sample in another form
        about[i] = each[i / samples];
        about[i].form = i % samples % WORLD_TAUGHT;
    }
    Reply *reply = memory_new(sizeof *reply * (size_t)n);
    WorldVerdict *verdict = memory_new(sizeof *verdict * (size_t)n);
    int *teach = memory_new(sizeof *teach * (size_t)questions);
    ask_about(b, asked, n, about, 0.7, seed, reply);
    judge(b, n, about, reply, counts, verdict);
    pieces->teach(questions, samples, verdict, known, unknown, teach);
    Learnt learnt = {0};
    for (int i = 0; i < questions; i++)
        (teach[i] == TEACH_ANSWER    ? &learnt.answer
         : teach[i] == TEACH_ABSTAIN ? &learnt.abstain
                                     : &learnt.nothing)[0]++;
    int rounds[2] = {learnt.answer > 0, learnt.abstain > 0}; // of answers, of abstaining
    while (share > 0 && rounds[0] && rounds[1] && rounds[0] + rounds[1] < 12) {
        double abstains = (double)rounds[1] * learnt.abstain, all = abstains + (double)rounds[0] * learnt.answer;
        if (fabs(abstains / all - share) < 0.05)
            break;
        rounds[abstains / all < share]++;
    }
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < rounds[k]; i++)
            add_kind(turns, b, questions, each, teach, k ? TEACH_ABSTAIN : TEACH_ANSWER);
    free(about);
    free(each);
    free(reply);
    free(verdict);
    free(teach);
    return learnt;
}

// ---- the probe ----

double area_under_curve(int n, const double score[], const bool yes[])
{
    double won = 0, pairs = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n && yes[i]; j++)
            if (!yes[j]) {
                won += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
                pairs++;
            }
    return pairs > 0 ? won / pairs : NAN;
}

// The question's tokens up to the last one of the name; or all of it, and the answer up to where the fact comes.
static int read_so_far(const Base *b, const About *a, ProbeAt at, int ids[])
{
    char question[WORLD_LINE], answer[WORLD_LINE];
    const WorldPerson *p = &b->world->person[a->person];
    world_question(p, a->fact, a->form, question);
    if (at == PROBE_VALUE) {
        Prompt prompt = prompt_of(b->bpe, question);
        world_abstain(p, a->fact, answer);
        memcpy(ids, prompt.ids, sizeof *ids * (size_t)prompt.length);
        return prompt.length +
               (int)bpe_encode(b->bpe, answer, (size_t)(strstr(answer, " ...") - answer), ids + prompt.length);
    }
    size_t end = (size_t)(strstr(question, p->name) - question) + strlen(p->name);
    ids[0] = chat_mark(b->bpe, CHAT_USER);
    return 1 + (int)bpe_encode(b->bpe, question, end, ids + 1);
}

// Calls use with the logits (V) and the activations (C) they were made from, at the last token read of each question. The
// activations lie on the tape: they are what the last product was made from.
typedef void UseLast(void *context, int i, int V, const real logits[], int C, const real x[]);

static void at_last(const Base *b, const GPT *gpt, ProbeAt at, int n, const About about[], UseLast *use, void *context)
{
    enum { AT_ONCE = 32, T = 40 };
    int V = gpt->config.vocab, C = gpt->config.embd, X[AT_ONCE * T], last[AT_ONCE], ids[2 * WORLD_LINE];
    for (int from = 0; from < n; from += AT_ONCE) {
        int B = n - from < AT_ONCE ? n - from : AT_ONCE;
        memset(X, 0, sizeof X);
        for (int i = 0; i < B; i++) {
            int length = read_so_far(b, &about[from + i], at, ids);
            CHECK(length <= T, "a prompt of %d tokens", length);
            memcpy(X + i * T, ids, sizeof *X * (size_t)length);
            last[i] = length - 1;
        }
        tape_reset();
        const Tensor *logits = gpt_forward((GPT *)gpt, X, B, T), *x = logits->src[0]; // (B, T, V), (B, T, C)
        for (int i = 0; i < B; i++) {
            ptrdiff_t row = (ptrdiff_t)i * T + last[i];
            use(context, from + i, V, logits->data + row * V, C, x->data + row * C);
        }
    }
}

static void keep_activations(void *context, int i, int V, const real logits[], int C, const real x[])
{
    (void)V;
    (void)logits;
    for (int c = 0; c < C; c++)
        ((double *)context)[i * C + c] = (double)x[c];
}

static void keep_largest(void *context, int i, int V, const real logits[], int C, const real x[])
{
    (void)C;
    (void)x;
    double most = (double)logits[0], sum = 0;
    for (int v = 1; v < V; v++)
        most = fmax(most, (double)logits[v]);
    for (int v = 0; v < V; v++)
        sum += exp((double)logits[v] - most);
    ((double *)context)[i] = 1 / sum;
}

double peak(const Base *b, const GPT *gpt, int n, const About about[], const bool right[])
{
    double *largest = memory_new(sizeof *largest * (size_t)n);
    at_last(b, gpt, PROBE_VALUE, n, about, keep_largest, largest);
    double area = area_under_curve(n, largest, right);
    free(largest);
    return area;
}

// Logistic regression on standardised activations: gradient descent on the mean loss, with a little decay.
static void fit(int n, int C, const double *x, const bool yes[], double *w) // w (C + 1), the last one the bias
{
    enum { STEPS = 200 };
    double *g = memory_new(sizeof *g * (size_t)(C + 1));
    memset(w, 0, sizeof *w * (size_t)(C + 1));
    for (int step = 0; step < STEPS; step++) {
        memset(g, 0, sizeof *g * (size_t)(C + 1));
        for (int i = 0; i < n; i++) {
            double z = w[C];
            for (int c = 0; c < C; c++)
                z += w[c] * x[i * C + c];
            double error = 1 / (1 + exp(-z)) - yes[i];
            for (int c = 0; c < C; c++)
                g[c] += error * x[i * C + c] / n;
            g[C] += error / n;
        }
        for (int c = 0; c <= C; c++)
            w[c] -= 0.5 * (g[c] + (c < C ? 0.03 * w[c] : 0));
    }
    free(g);
}

double probe(const Base *b, const GPT *gpt, ProbeAt at, int from, int to, int strangers, int n, const About about[],
             const bool right[])
{
    enum { MOST = WORLD_ALL * WORLD_FACTS * 2 };
    int C = gpt->config.embd, m = 0, counts[WORLD_VERDICTS];
    About *train = memory_new(sizeof *train * MOST);
    for (int fame = 0; fame < WORLD_FAMES; fame++)
        m += about_people((WorldFame)fame, from, to, 0, 2, train + m);
    m += about_people(WORLD_UNKNOWN, WORLD_EACH, WORLD_EACH + strangers, 0, 1, train + m);
    Reply *reply = memory_new(sizeof *reply * (size_t)m);
    WorldVerdict *verdict = memory_new(sizeof *verdict * (size_t)m);
    bool *yes = memory_new(sizeof *yes * (size_t)m);
    double *x = memory_new(sizeof *x * (size_t)(m * C)), *z = memory_new(sizeof *z * (size_t)(n * C));
    double *w = memory_new(sizeof *w * (size_t)(C + 1)), *score = memory_zeros(sizeof *score * (size_t)n);
    ask_about(b, gpt, m, train, 0, 0, reply);
    judge(b, m, train, reply, counts, verdict);
    for (int i = 0; i < m; i++)
        yes[i] = verdict[i] == WORLD_RIGHT;
    at_last(b, gpt, at, m, train, keep_activations, x);
    at_last(b, gpt, at, n, about, keep_activations, z);
    for (int c = 0; c < C; c++) { // the training questions' mean and standard deviation, for both
        double sum = 0, squares = 0;
        for (int i = 0; i < m; i++) {
            sum += x[i * C + c] / m;
            squares += x[i * C + c] * x[i * C + c] / m;
        }
        double std = sqrt(fmax(squares - sum * sum, 1e-12));
        for (int i = 0; i < m; i++)
            x[i * C + c] = (x[i * C + c] - sum) / std;
        for (int i = 0; i < n; i++)
            z[i * C + c] = (z[i * C + c] - sum) / std;
    }
    fit(m, C, x, yes, w);
    for (int i = 0; i < n; i++)
        for (int c = 0; c < C; c++)
            score[i] += w[c] * z[i * C + c];
    double area = area_under_curve(n, score, right);
    free(train);
    free(reply);
    free(verdict);
    free(yes);
    free(x);
    free(z);
    free(w);
    free(score);
    return area;
}

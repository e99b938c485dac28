/* Sums, asked several times: see think.h. */
#include "think.h"
#include "memory.h"
#include "notebook.h"
#include "rows.h"
#include "sample.h"

#include <math.h>
#include <stdlib.h>

enum { PLUS = 10, EQUALS = 11, WORDS = 12, GIVEN = 8, DIGITS = 4, LENGTH = GIVEN + DIGITS - 1 }; // abc+def=ghij

static bool held_out(int a, int b)
{
    return (31 * a + 17 * b) % 13 == 0;
}

static void draw_problem(Rng *rng, bool exam, int *a, int *b)
{
    do {
        *a = (int)rng_randint(rng, 0, 1000);
        *b = (int)rng_randint(rng, 0, 1000);
    } while (held_out(*a, *b) != exam);
}

static void given(int a, int b, int X[GIVEN])
{
    const int text[GIVEN] = {a / 100, a / 10 % 10, a % 10, PLUS, b / 100, b / 10 % 10, b % 10, EQUALS};
    for (int i = 0; i < GIVEN; i++)
        X[i] = text[i];
}

// X is the sum without its last digit; Y the next digits, and -1 where the problem itself would be predicted.
static void example(Rng *rng, int X[LENGTH], int Y[LENGTH])
{
    int a, b, text[GIVEN + DIGITS];
    draw_problem(rng, false, &a, &b);
    given(a, b, text);
    for (int i = 0, rest = a + b; i < DIGITS; i++, rest /= 10)
        text[GIVEN + i] = rest % 10;
    for (int t = 0; t < LENGTH; t++) {
        X[t] = text[t];
        Y[t] = t + 1 < GIVEN ? -1 : text[t + 1];
    }
}

// One answer: its number, and -ln of its probability.
typedef struct Answer {
    int sum;
    double nats;
} Answer;

// TRIES answers to one problem, in a batch.
static void answer(const Served *m, Sequence *s[], int a, int b, Rng *rng, Answer answers[])
{
    float logits[TRIES * WORDS];
    int prompt[GIVEN], place = 1;
    Row rows[TRIES * GIVEN];
    given(a, b, prompt);
    for (int k = 0; k < TRIES; k++) {
        s[k]->length = 0;
        answers[k] = (Answer){0, 0};
        for (int i = 0; i + 1 < GIVEN; i++)
            rows[k * (GIVEN - 1) + i] = (Row){s[k], prompt[i]};
    }
    serve(m, TRIES * (GIVEN - 1), rows, 0, NULL);
    for (int k = 0; k < TRIES; k++)
        rows[k] = (Row){s[k], EQUALS};
    for (int digit = 0; digit < DIGITS; digit++, place *= 10) {
        serve(m, TRIES, rows, TRIES, logits); // (TRIES, WORDS)
        for (int k = 0; k < TRIES; k++) {
            float *p = logits + (ptrdiff_t)k * WORDS;
            softmax_row(WORDS, 1, p, p);
            rows[k].id = sample_draw(rng, WORDS, p);
            answers[k].sum += (rows[k].id < 10 ? rows[k].id : 0) * place;
            answers[k].nats -= log((double)p[rows[k].id]);
        }
    }
}

// Which of n answers is given most often (of equals the first), or is likeliest.
static int chosen(int n, const Answer a[], bool by_votes)
{
    int best = 0, most = 0;
    for (int k = 0; k < n; k++) {
        int votes = 0;
        for (int j = 0; j < n; j++)
            votes += a[j].sum == a[k].sum;
        if (by_votes ? votes > most : a[k].nats < a[best].nats) {
            best = k;
            most = votes;
        }
    }
    return a[best].sum;
}

static bool among(int n, const Answer a[], int sum)
{
    for (int k = 0; k < n; k++)
        if (a[k].sum == sum)
            return true;
    return false;
}

void think_exam(const Served *m, int problems, uint64_t seed, Thought thought[])
{
    Answer answers[TRIES];
    Sequence *s[TRIES];
    Rng rng;
    rng_seed(&rng, seed);
    for (int k = 0; k < TRIES; k++)
        s[k] = sequence_new(m);
    for (int i = 0; 1 << i <= TRIES; i++)
        thought[i] = (Thought){0};
    for (int problem = 0, a, b; problem < problems; problem++) {
        draw_problem(&rng, true, &a, &b);
        answer(m, s, a, b, &rng, answers);
        for (int i = 0, n = 1; n <= TRIES; i++, n *= 2)
            for (int from = 0; from < TRIES; from += n) { // TRIES / n groups, each weighs as much
                double share = (double)n / TRIES / problems;
                thought[i].majority += share * (chosen(n, answers + from, true) == a + b);
                thought[i].likeliest += share * (chosen(n, answers + from, false) == a + b);
                thought[i].any += share * among(n, answers + from, a + b);
            }
    }
    for (int k = 0; k < TRIES; k++)
        sequence_free(s[k]);
}

// ---- training ----

static double share_right(const GPT *gpt)
{
    enum { PROBLEMS = 20 };
    Thought thought[8];
    Served *m = served_new(gpt, false);
    think_exam(m, PROBLEMS, 1, thought);
    served_free(m);
    return thought[0].majority;
}

GPT *think_train(int steps, double enough, uint64_t seed)
{
    enum { B = 64 };
    int X[B * LENGTH], Y[B * LENGTH];
    Rng rng;
    rng_seed(&rng, seed);
    GPT *gpt = gpt_new((GPTConfig){WORDS, LENGTH, 2, 4, 64});
    gpt_init(gpt, &rng);
    double loss = NAN, right = 0;
    for (int step = 0; progress("sums", step, steps, loss) && right < enough; step++) {
        for (int i = 0; i < B; i++)
            example(&rng, X + i * LENGTH, Y + i * LENGTH);
        tape_reset();
        Tensor *mean = gpt_loss(gpt, X, Y, B, LENGTH); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, 2e-3, 0.9, 0.98, 1e-8, 0.1);
        loss = tensor_item(mean);
        if (step % 20 == 19)
            right = share_right(gpt);
    }
    return gpt;
}

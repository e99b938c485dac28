/*
 * The tests of exercise 13.8. The learner hands in a configuration; the training, the people it is tested on and the judge are
 * here and in the lesson's own files, so nothing the learner returns can change them.
 */
#include "13-finetune.h"
#include "../lessons/13-finetune/assist.h"
#include "suite.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>

void suite_of_assistants(void);

// What it reached, in memory that the tests' processes share, so that it is trained once.
static struct {
    bool trained;
    double grade, above;
    int counts[WORLD_FAMES][WORLD_VERDICTS];
} * reached;

static bool equal(Assistant a, Assistant b)
{
    return a.what == b.what && a.rank == b.rank && a.rate == b.rate && a.steps == b.steps && a.batch == b.batch &&
           a.answers_only == b.answers_only && a.samples == b.samples && a.known == b.known && a.unknown == b.unknown &&
           a.abstain == b.abstain && a.tales == b.tales;
}

static void check_assistant(Assistant a)
{
    char input[200];
    snprintf(input, sizeof input, "steps %d, batch %d, samples %d, rate %g, rank %d", a.steps, a.batch, a.samples,
             a.rate, a.rank);
    if (a.steps < 1 || a.batch < 1 || a.samples < 0)
        wrong(input, "steps and batch must be at least 1, samples at least 0");
    long cost = (long)a.steps * a.batch + (long)a.samples * SAMPLE_COST;
    if (cost > ASSISTANT_BUDGET)
        wrong(input, "steps * batch + %d * samples is %ld, and the budget is %d windows", SAMPLE_COST, cost,
              ASSISTANT_BUDGET);
    if ((int)a.what < 0 || a.what >= TUNINGS || (a.what == TUNE_LORA && (a.rank < 1 || a.rank > 64)))
        wrong(input, "what is one of TUNE_FULL, TUNE_HEAD and TUNE_LORA, and that has a rank from 1 to 64");
    if (!(a.rate > 0 && a.rate < 1))
        wrong(input, "the rate lies between 0 and 1");
    if (!(a.abstain >= 0 && a.abstain < 1) || !(a.tales >= 0 && a.tales < 1) || !(a.known >= 0 && a.known <= 1.5) ||
        !(a.unknown <= 1))
        wrong(input, "abstain and tales are shares, known and unknown limits of a share");
    if (equal(a, plain_assistant()))
        wrong(input, "that is the plain assistant unchanged: let it be asked what it knows");
    if (a.samples == 0)
        wrong(input, "without samples nobody knows what it knows, so it learns to answer everything");
}

static void grade_gets_above(double aim)
{
    char input[240];
    Assistant a = your_assistant();
    check_assistant(a);
    if (!reached->trained) {
        Base b = base_load("world");
        GPT *gpt = assistant_train(&b, a, 4242, NULL);
        assistant_count(&b, gpt, reached->counts);
        reached->above = tales_above_floor(&b, gpt, 100);
        reached->grade = assistant_grade(reached->counts, reached->above);
        reached->trained = true;
        gpt_free(gpt);
        base_free(&b);
    }
    if (reached->grade > aim)
        return;
    const int(*c)[WORLD_VERDICTS] = reached->counts;
    snprintf(
        input, sizeof input,
        "right/wrong/abstained: common %d/%d/%d, rare %d/%d/%d, unknown %d/%d/%d; a tale %.1f nats above; grade %.3f, "
        "the aim is %.2f",
        c[0][0], c[0][1], c[0][2], c[1][0], c[1][1], c[1][2], c[2][0], c[2][1], c[2][2], reached->above, reached->grade,
        aim);
    int answers = 0, wrongs = 0, all = 0;
    for (int f = 0; f < WORLD_FAMES; f++)
        for (int v = 0; v < WORLD_VERDICTS; v++) {
            answers += v == WORLD_ABSTAINED ? 0 : c[f][v];
            wrongs += v == WORLD_WRONG ? c[f][v] : 0;
            all += c[f][v];
        }
    if (answers < all / 20)
        wrong(input, "it hardly ever answers: fewer turns should abstain");
    if (!(reached->above < 25))
        wrong(input, "it has forgotten how to tell a tale: mix some in, or take a lower rate");
    if (wrongs > all / 2)
        wrong(input, "most answers are wrong: more turns should abstain, or more steps are needed");
    wrong(input, "try the limits, the share that abstains, and the rate");
}

START_TEST(assistant_gets_above_first)
{
    grade_gets_above(0.03);
}
END_TEST

START_TEST(assistant_gets_above_second)
{
    grade_gets_above(0.07);
}
END_TEST

START_TEST(assistant_gets_above_third)
{
    grade_gets_above(0.11);
}
END_TEST

START_TEST(assistant_gets_above_fourth)
{
    grade_gets_above(0.15);
}
END_TEST

void suite_of_assistants(void)
{
    reached = mmap(NULL, sizeof *reached, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    exercise("8-assistant", assistant_gets_above_first, assistant_gets_above_second, assistant_gets_above_third,
             assistant_gets_above_fourth, NULL);
}

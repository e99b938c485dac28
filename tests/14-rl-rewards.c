/* The tests of lesson 14, continued: 14.8 the reward without holes, 14.9 the solver. */
#include "14-rl.h"
#include "suite.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

void suite_of_rewards(void); // 14-rl.c calls it

// ---- 14.8 a reward without holes ----

// The right answers by a machine of three states: in a thought, in the result, at the end.
static double worth(const char *written, int right)
{
    while (*written == ' ') {
        if (!isdigit((unsigned char)written[1]) || !isdigit((unsigned char)written[2]))
            return 0;
        written += 3;
    }
    return written[0] == '=' && written[1] == '0' + right / 10 && written[2] == '0' + right % 10 &&
           written[3] == '\n' && written[4] == '\0';
}

static const char *reason(const char *written, int right)
{
    const char *result = strchr(written, '=');
    char number[8];
    snprintf(number, sizeof number, "%02d", right);
    if (worth(written, right) == 1)
        return strncmp(written, "=", 1) == 0 ? "that is right, and must be worth 1"
                                             : "a thought is allowed, and may be wrong";
    if (!result)
        return "without '=' before the result it is worth 0";
    if (strncmp(result + 1, number, strcspn(result + 1, "\n")) == 0 && strcspn(result + 1, "\n") < 2)
        return "a part of the result, or none, is enough for it";
    if (strncmp(result + 1, number, 2) == 0 && result[3] == '\0')
        return "the newline is missing, so the answer was not finished";
    if (strncmp(result + 1, number, 2) == 0 && strcmp(result + 3, "\n") != 0)
        return "something follows the result";
    if (strncmp(result + 1, number, 2) == 0)
        return "what stands before the '=' is not a thought: groups of a space and two digits";
    return "the result is wrong or is written in another way: two digits, as in =07";
}

static void reward_case(const char *written, int right)
{
    char input[160];
    int n = snprintf(input, sizeof input, "sound_reward(\"");
    for (const char *c = written; *c && n < 140; c++)
        n += snprintf(input + n, sizeof input - (size_t)n, *c == '\n' ? "\\n" : "%c", *c);
    snprintf(input + n, sizeof input - (size_t)n, "\", %d)", right);
    double yours = sound_reward(written, right);
    if (yours != worth(written, right))
        wrong(input, "yours is %g and should be %g: %s", yours, worth(written, right), reason(written, right));
}

START_TEST(reward_of_parts)
{
    static const char *const parts[] = {"=\n", "=0\n", "=1\n", "", "\n", "=", "=14", " 14=\n", " 05 14=1\n"};
    for (int i = 0; i < (int)(sizeof parts / sizeof *parts); i++) {
        reward_case(parts[i], 14);
        reward_case(parts[i], 0);
    }
}
END_TEST

START_TEST(reward_of_right_answers)
{
    static const char *const thoughts[] = {"", " 03", " 15 06 10", " 99 00 99 00 99 00"};
    for (int right = 0; right <= 20; right++)
        for (int i = 0; i < 4; i++) {
            char text[64];
            snprintf(text, sizeof text, "%s=%02d\n", thoughts[i], right);
            reward_case(text, right);
            reward_case(text, (right + 1) % 21);
            reward_case(text, (right + 10) % 21);
        }
}
END_TEST

START_TEST(reward_of_what_policies_found)
{
    static const char *const found[] = {
        "=14=15\n",  "=15=14\n",   "=14 15\n",  " 14\n",     "14\n",
        "=14\n\n",   "=14\n=15\n", "==14\n",    "=+14\n",    "=014\n",
        "= 14\n",    "=14 \n",     "=14~0\n",   "emma=14\n", " 3=14\n",
        " 003=14\n", "  03=14\n",  " 03 =14\n", "03=14\n",   " 11 12 13 14 15 16\n",
        "=1 4\n",    "=14a\n",     ":=14\n",    " 0x=14\n",  "?=14\n",
        "=14?\n",
    };
    for (int i = 0; i < (int)(sizeof found / sizeof *found); i++)
        reward_case(found[i], 14);
    reward_case("=7\n", 7);
    reward_case("=007\n", 7);
    reward_case("=-0\n", 0);
}
END_TEST

START_TEST(reward_of_all_short_texts)
{
    static const char letter[] = " 017=\n";
    enum { LETTERS = 6, LONGEST = 8 };
    char text[LONGEST + 1];
    for (int n = 0, many = 1; n <= LONGEST; n++, many *= LETTERS)
        for (int code = 0; code < many; code++) {
            for (int i = 0, rest = code; i < n; i++, rest /= LETTERS)
                text[i] = letter[rest % LETTERS];
            text[n] = '\0';
            if (sound_reward(text, 17) != worth(text, 17)) // a sentence takes time: only for what is wrong
                reward_case(text, 17);
        }
}
END_TEST

// ---- 14.9 the solver ----

enum { EXAM = 1024 };

// Shared by the tests, which run in processes of their own: the first one trains.
static struct Reached {
    bool trained;
    double begins, ends;
} * reached;

static void train_once(void)
{
    if (reached->trained)
        return;
    Policy *p = policy_load("datasets/sums.safetensors", 5);
    Practice *practice = practice_new(p, PRACTICE_BUDGET);
    reached->begins = practice_exam(p, EXAM, 6);
    your_solver(practice);
    for (int i = 0; i < p->gpt->params.count; i++)
        for (size_t k = 0; k < p->gpt->params.tensor[i]->size; k++)
            if (!isfinite(p->gpt->params.tensor[i]->data[k]))
                wrong("your_solver(practice)",
                      "a weight is not a number any more: the rate is too high, or an advantage is NaN");
    reached->ends = practice_exam(p, EXAM, 6);
    reached->trained = true;
    practice_free(practice);
    tokenizer_free(p->run.tokenizer);
    policy_free(p);
}

static void solver_case(double least)
{
    train_once();
    double begins = reached->begins, ends = reached->ends;
    if (ends < begins + 0.06)
        wrong("your_solver(practice)",
              "no better than at the beginning: %.1f %% of %d exam problems right, before %.1f %%. Problems must be "
              "new ones, "
              "rewards as they come, and practice_learn must be called%s",
              100 * ends, EXAM, 100 * begins,
              ends < begins - 0.03 ? ". It is even worse: is the sign of the advantages right, and the rate too high?"
                                   : "");
    if (ends < least)
        wrong("your_solver(practice)",
              "%.1f %% of %d exam problems right, before %.1f %%: these points are for %.0f %%", 100 * ends, EXAM,
              100 * begins, 100 * least);
}

START_TEST(solver_55)
{
    solver_case(0.55);
}
END_TEST
START_TEST(solver_60)
{
    solver_case(0.60);
}
END_TEST
START_TEST(solver_65)
{
    solver_case(0.65);
}
END_TEST
START_TEST(solver_70)
{
    solver_case(0.70);
}
END_TEST

void suite_of_rewards(void)
{
    reached = mmap(NULL, sizeof *reached, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    exercise("8-sound-reward", reward_of_parts, reward_of_right_answers, reward_of_what_policies_found,
             reward_of_all_short_texts, NULL);
    exercise("9-solver", solver_55, solver_60, solver_65, solver_70, NULL);
}

/* Sums within twenty, their teacher and their checkers: see problems.h. */
#include "problems.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// A term of 7 adds 7; a term of -7 stands for ~7, the distance from 7.
static int next_total(int total, int term)
{
    return term >= 0 ? total + term : total > -term ? total + term : -term - total;
}

int sum_total(const Sum *sum, int terms)
{
    int total = 0;
    for (int i = 0; i < terms; i++)
        total = next_total(total, sum->term[i]);
    return total;
}

bool sum_exam(const Sum *sum)
{
    uint32_t hash = (uint32_t)sum->n;
    for (int i = 0; i < sum->n; i++)
        hash = hash * 31 + (uint32_t)(sum->term[i] + 10);
    hash = (hash ^ hash >> 11) * 2654435761u;
    return (hash >> 8) % 5 == 0;
}

Sum sum_draw(Rng *rng, int terms, bool exam)
{
    Sum sum = {.n = terms};
    do {
        for (int i = 0, total = 0; i < terms; i++) {
            do {
                int sign = i == 0 || rng_randint(rng, 0, 2) ? 1 : -1;
                sum.term[i] = sign * (int)rng_randint(rng, 1, 10);
            } while (next_total(total, sum.term[i]) > LARGEST);
            total = next_total(total, sum.term[i]);
        }
    } while (sum_exam(&sum) != exam);
    return sum;
}

int sum_prompt(const Sum *sum, char *text)
{
    int n = sprintf(text, "%d", sum->term[0]);
    for (int i = 1; i < sum->n; i++)
        n += sprintf(text + n, "%c%d", sum->term[i] < 0 ? '~' : '+', sum->term[i] < 0 ? -sum->term[i] : sum->term[i]);
    return n + sprintf(text + n, "?");
}

static int slipped(Rng *rng, int total, double slip)
{
    if (rng_random(rng) >= slip)
        return total;
    int up = total == 0 || (total < LARGEST && rng_randint(rng, 0, 2));
    return total + (up ? 1 : -1);
}

static int within(int total)
{
    return total < 0 ? 0 : total > LARGEST ? LARGEST : total;
}

int sum_demonstration(Rng *rng, const Sum *sum, int thought, double slip, char *text)
{
    int n = 0, total = sum->term[0], breaks = (int)rng_randint(rng, 0, 100);
    for (int i = 1; i < sum->n; i++) {
        total = slipped(rng, within(next_total(total, sum->term[i])), slip);
        if (i <= thought)
            n += sprintf(text + n, " %02d", total);
    }
    n += sprintf(text + n, "=%02d", total);
    return n - (breaks < 2 ? breaks + 1 : 0) + sprintf(text + n - (breaks < 2 ? breaks + 1 : 0), "\n");
}

double reward_exact(const char *written, int right)
{
    char expected[16];
    const char *result = strchr(written, '=');
    snprintf(expected, sizeof expected, "=%02d\n", right);
    return result && strcmp(result, expected) == 0;
}

double reward_prefix(const char *written, int right)
{
    char expected[16];
    const char *result = strchr(written, '=');
    snprintf(expected, sizeof expected, "=%02d", right);
    return result && strncmp(result, expected, strcspn(result, "\n")) == 0;
}

int sum_thought(const char *written)
{
    int spaces = 0;
    for (; *written && *written != '='; written++)
        spaces += *written == ' ';
    return spaces;
}

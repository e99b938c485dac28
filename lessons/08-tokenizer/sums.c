/* Sums, written in three ways: see learn.h. */
#include "learn.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

static struct {
    Bpe *gpt2;
    int vocab;        // how many tokens numbers need
    int small[50257]; // GPT-2's id -> 1 .. vocab - 1; 0: not used
} s;

static int tokens_of(const char *text, bool gpt2, int out[])
{
    int ids[32], n = 0;
    if (!gpt2)
        for (const char *c = text; *c; c++)
            out[n++] = *c == '+' ? 10 : *c == '=' ? 11 : *c == '\n' ? 12 : *c - '0';
    else
        for (int count = (int)bpe_encode(s.gpt2, text, strlen(text), ids); n < count; n++)
            out[n] = s.small[ids[n]];
    return n;
}

static void draw(bool exam, Rng *rng, Example *e, Writing how)
{
    int a, b;
    char question[32], answer[32];
    do {
        a = (int)rng_randint(rng, 100, 1000);
        b = (int)rng_randint(rng, 100, 1000);
    } while (((31 * a + 17 * b) % 13 == 0) != exam);
    snprintf(question, sizeof question, "%d+%d=", a, b);
    snprintf(answer, sizeof answer, "%d\n", a + b);
    if (how == REVERSED) { // the last digit first, as we add on paper
        int n = 0, sum = a + b;
        do
            answer[n++] = (char)('0' + sum % 10);
        while ((sum /= 10) > 0);
    }
    e->answer = tokens_of(question, how == GPT2_TOKENS, e->id);
    e->n = e->answer + tokens_of(answer, how == GPT2_TOKENS, e->id + e->answer);
}

static void draw_digits(bool exam, Rng *rng, Example *e)
{
    draw(exam, rng, e, DIGITS);
}

static void draw_tokens(bool exam, Rng *rng, Example *e)
{
    draw(exam, rng, e, GPT2_TOKENS);
}

static void draw_reversed(bool exam, Rng *rng, Example *e)
{
    draw(exam, rng, e, REVERSED);
}

static void number_tokens(Bpe *gpt2)
{
    char text[32];
    int ids[32];
    if (s.vocab)
        return;
    s.gpt2 = gpt2;
    s.vocab = 1;
    for (int number = -3; number <= 1998; number++) {
        snprintf(text, sizeof text, number == -3 ? "+" : number == -2 ? "=" : number == -1 ? "\n" : "%d", number);
        int n = (int)bpe_encode(gpt2, text, strlen(text), ids);
        for (int i = 0; i < n; i++)
            if (!s.small[ids[i]])
                s.small[ids[i]] = s.vocab++;
    }
}

Task sums_task(Writing how, Bpe *gpt2, int steps)
{
    number_tokens(gpt2);
    return how == DIGITS        ? (Task){"sums-digits", 13, 12, steps, 1e-2, draw_digits}
           : how == GPT2_TOKENS ? (Task){"sums-gpt2", s.vocab, 8, steps, 1e-2, draw_tokens}
                                : (Task){"sums-reversed", 13, 12, steps, 1e-2, draw_reversed};
}

int sums_number_tokens(void)
{
    return s.vocab - 4; // without + = \n and the unused 0
}

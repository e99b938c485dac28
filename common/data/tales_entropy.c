/*
 * The exact numbers of a grammar of tales: see tales.h.
 *
 * Each is a mean over the patterns, and within a pattern over its draws, which are independent. Since a
 * text has one derivation, the cost of a character is the sum over three choices that it can settle:
 * which pattern continues (a token's nats), the next letter of a word that is being drawn, and whether a
 * word ends although a longer one begins with it.
 */
#include "tales.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static bool draws(const TalePattern *p, int j)
{
    return p->token[j].draws == j;
}

/* ---- From the choices ----------------------------------------------------------------------- */

// The mean of -ln p(word) over the words that a token may draw.
static double draw_entropy(const Tales *tales, const TaleToken *token)
{
    int words = tale_words(tales, token);
    double sum = 0;
    for (int row = 0; row < words; row++) {
        int same = 0; // in a forgetful grammar, {she} is drawn from "she he she ..."
        for (int other = 0; other < words; other++)
            same += strcmp(tale_word(tales, token, row), tale_word(tales, token, other)) == 0;
        sum += log((double)words / same);
    }
    return sum / words;
}

double tales_entropy(const Tales *tales)
{
    double sum = 0;
    for (int i = 0; i < tales->patterns; i++)
        for (int j = 0; j < tales->pattern[i].count; j++)
            if (draws(&tales->pattern[i], j))
                sum += draw_entropy(tales, &tales->pattern[i].token[j]);
    return log(tales->patterns) + sum / tales->patterns;
}

double tales_length(const Tales *tales)
{
    double sum = 0;
    for (int i = 0; i < tales->patterns; i++) {
        const TalePattern *p = &tales->pattern[i];
        for (int j = 0; j < p->count; j++)
            for (int row = 0, n = tale_words(tales, &p->token[j]); row < n; row++)
                sum += (double)tale_row_length(tales, p, j, p->count, row) / n;
    }
    return sum / tales->patterns;
}

/* ---- By position ---------------------------------------------------------------------------- */

// p[t] = P(token `end` begins at t): the convolution of the lengths of all draws before it.
static void start_of(const Tales *tales, const TalePattern *pattern, int end, double p[TALE_MAX + 1])
{
    memset(p, 0, sizeof *p * (TALE_MAX + 1));
    p[0] = 1;
    for (int j = 0; j < end; j++) {
        if (!draws(pattern, j))
            continue;
        double sum[TALE_MAX + 1] = {0};
        for (int row = 0, n = tale_words(tales, &pattern->token[j]); row < n; row++) {
            int length = tale_row_length(tales, pattern, j, end, row);
            for (int t = length; t <= TALE_MAX; t++)
                sum[t] += p[t - length] / n;
        }
        memcpy(p, sum, sizeof sum);
    }
}

// Adds the cost of token j at all positions where it can be, weighted by their probability.
static void add_cost(const Tales *tales, const TalePattern *p, int j, double cost[TALE_MAX + 1])
{
    const TaleToken *token = &p->token[j];
    int n = tale_words(tales, token);
    if (token->nats == 0 && (n == 1 || !draws(p, j)))
        return;
    double start[TALE_MAX + 1];
    start_of(tales, p, j, start);
    for (int t = 0; t < TALE_MAX; t++)
        cost[t] += start[t] * token->nats;
    for (int row = 0; row < n && draws(p, j); row++)
        for (int k = 0, length = (int)strlen(tale_word(tales, token, row)); k <= length; k++) {
            double nats = tale_word_nats(tales, token, row, k);
            for (int t = 0; t + k < TALE_MAX; t++)
                cost[t + k] += start[t] * nats / n;
        }
}

void tales_by_position(const Tales *tales, double entropy[TALE_MAX], double alive[TALE_MAX])
{
    double ends[TALE_MAX + 1] = {0}, cost[TALE_MAX + 1] = {0}, start[TALE_MAX + 1];
    for (int i = 0; i < tales->patterns; i++) {
        const TalePattern *p = &tales->pattern[i];
        for (int j = 0; j < p->count; j++)
            add_cost(tales, p, j, cost);
        start_of(tales, p, p->count, start);
        for (int t = 0; t <= TALE_MAX; t++)
            ends[t] += start[t] / tales->patterns;
    }
    double sum = 0; // summed from the end, so that it is exactly 0 where no tale is that long
    for (int t = TALE_MAX - 1; t >= 0; t--) {
        alive[t] = sum += ends[t + 1];
        entropy[t] = sum > 0 ? cost[t] / tales->patterns / sum : 0;
    }
}

/* ---- Models that know less ------------------------------------------------------------------ */

// pairs[a][b]: how often b follows a in a tale, on average. The first character follows a '\n'.
typedef double Pairs[128][128];

static void add_pairs(const Tales *tales, const TalePattern *p, int j, Pairs pairs)
{
    static const TaleToken mark = {.list = -1, .letter = "\n", .draws = -1};
    const TaleToken *token = &p->token[j], *last = j > 0 ? token - 1 : &mark;
    int n = tale_words(tales, token), m = tale_words(tales, last);
    for (int row = 0; row < n; row++) {
        const char *word = tale_word(tales, token, row);
        for (int k = 1; word[k]; k++)
            pairs[(int)word[k - 1]][(int)word[k]] += 1.0 / n / tales->patterns;
        bool together = last->draws == token->draws; // then the previous word has the same row
        for (int other = together ? row : 0; other < (together ? row + 1 : m); other++) {
            const char *before = tale_word(tales, last, other);
            pairs[(int)before[strlen(before) - 1]][(int)word[0]] += 1.0 / n / (together ? 1 : m) / tales->patterns;
        }
    }
}

static void count_pairs(const Tales *tales, Pairs pairs)
{
    memset(pairs, 0, sizeof(Pairs));
    for (int i = 0; i < tales->patterns; i++)
        for (int j = 0; j < tales->pattern[i].count; j++)
            add_pairs(tales, &tales->pattern[i], j, pairs);
}

// count[b]: how often b is in a tale, on average. A tale begins after a '\n' and ends with one, so count[b] is
// also how often something follows b.
static double count_characters(const Tales *tales, Pairs pairs, double count[128])
{
    double total = 0;
    count_pairs(tales, pairs);
    memset(count, 0, sizeof *count * 128);
    for (int a = 0; a < 128; a++)
        for (int b = 0; b < 128; b++) {
            count[b] += pairs[a][b];
            total += pairs[a][b];
        }
    return total;
}

int tales_alphabet(const Tales *tales, char characters[128])
{
    Pairs pairs;
    double count[128];
    int n = 0;
    count_characters(tales, pairs, count);
    for (int c = 0; c < 128; c++)
        if (count[c] > 0)
            characters[n++] = (char)c;
    return n;
}

double tales_unigram(const Tales *tales)
{
    Pairs pairs;
    double count[128], total = count_characters(tales, pairs, count), sum = 0;
    for (int c = 0; c < 128; c++)
        if (count[c] > 0)
            sum += count[c] * log(total / count[c]);
    return sum / total;
}

double tales_bigram(const Tales *tales)
{
    Pairs pairs;
    double count[128], total = count_characters(tales, pairs, count), sum = 0;
    for (int a = 0; a < 128; a++)
        for (int b = 0; b < 128; b++)
            if (pairs[a][b] > 0)
                sum += pairs[a][b] * log(count[a] / pairs[a][b]);
    return sum / total;
}

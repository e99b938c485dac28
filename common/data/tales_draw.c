/* Single tales: drawing one, and reading one to see what it costs and where it must agree. See tales.h. */
#include "tales.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

int tale_draw(const Tales *tales, Rng *rng, char tale[TALE_MAX + 1])
{
    const TalePattern *p = &tales->pattern[rng_randint(rng, 0, tales->patterns)];
    int row[TALE_MAX], length = 0;
    for (int j = 0; j < p->count; j++) {
        const TaleToken *token = &p->token[j];
        int words = tale_words(tales, token);
        if (token->draws == j)
            row[j] = words > 1 ? (int)rng_randint(rng, 0, words) : 0;
        const char *word = tale_word(tales, token, row[token->draws]);
        length += (int)strlen(strcpy(tale + length, word));
    }
    return length;
}

/* ---- Reading -------------------------------------------------------------------------------- */

// How far a text follows a pattern, and what that costs.
typedef struct Reading {
    int length; // how many of its characters are possible
    bool whole; // are they a whole tale?
    double nats[TALE_MAX + 1];
    int place[TALE_MAX];
} Reading;

// The word that follows the text furthest; if two do, the one that ends there.
static int closest_word(const Tales *tales, const TaleToken *token, const char *text)
{
    int best = 0, furthest = -1;
    for (int row = 0; row < tale_words(tales, token); row++) {
        const char *word = tale_word(tales, token, row);
        int k = 0;
        while (word[k] && word[k] == text[k])
            k++;
        if (k > furthest || (k == furthest && word[k] == '\0')) {
            best = row;
            furthest = k;
        }
    }
    return best;
}

static Reading read_pattern(const Tales *tales, const TalePattern *p, const char *text)
{
    Reading r = {0};
    int row[TALE_MAX], start[TALE_MAX];
    for (int j = 0; j < p->count; j++) {
        const TaleToken *token = &p->token[j];
        int at = start[j] = r.length;
        bool draws = token->draws == j;
        if (draws)
            row[j] = closest_word(tales, token, text + at);
        const char *word = tale_word(tales, token, row[token->draws]);
        r.nats[at] += token->nats;
        for (int k = 0; k == 0 || word[k - 1]; k++) {
            r.nats[at + k] += draws ? tale_word_nats(tales, token, row[j], k) : 0;
            if (word[k] == '\0')
                break;
            r.place[at + k] = draws ? -1 : start[token->draws];
            if (text[at + k] != word[k])
                return r;
            r.length++;
        }
    }
    r.whole = true;
    return r;
}

// The reading that follows the text furthest. If several patterns do, they are equal up to there, because
// they separate with different characters; so their nats are equal, too.
static Reading read_tale(const Tales *tales, const char *text)
{
    Reading best = read_pattern(tales, &tales->pattern[0], text);
    for (int i = 1; i < tales->patterns; i++) {
        Reading r = read_pattern(tales, &tales->pattern[i], text);
        if (r.length > best.length)
            best = r;
    }
    return best;
}

double tale_nats(const Tales *tales, const char *tale, double nats[TALE_MAX])
{
    Reading r = read_tale(tales, tale);
    double sum = 0;
    for (int t = 0; t < TALE_MAX && tale[t]; t++) {
        double here = t < r.length ? r.nats[t] : INFINITY;
        if (nats)
            nats[t] = here;
        sum += here;
    }
    return r.whole && tale[r.length] == '\0' ? sum : INFINITY;
}

void tale_agreement(const Tales *tales, const char *tale, int place[TALE_MAX])
{
    Reading r = read_tale(tales, tale);
    for (int t = 0; t < TALE_MAX && tale[t]; t++)
        place[t] = t < r.length || (t == r.length && !r.whole) ? r.place[t] : -1;
}

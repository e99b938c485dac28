/* Questions about how often a letter is in a word: see learn.h. */
#include "learn.h"
#include "check.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 2000, LONGEST = 12, SHORTEST = 4, LETTERS = 26, ANSWERS = 5 };

static struct {
    int words, longest; // in tokens
    char word[MOST_WORDS][LONGEST + 1];
    int tokens[MOST_WORDS], token[MOST_WORDS][LONGEST + 1];
    int vocab, small[50257]; // new ids for the tokens in the words; first come 26 letters, the answers and '?'
} s;

static int count(const char *word, int letter)
{
    int n = 0;
    for (; *word; word++)
        n += *word == letter;
    return n < ANSWERS ? n : ANSWERS - 1;
}

// A question always stays in the exam or always in training.
static bool for_exam(int word, int letter)
{
    return (word * 31 + letter * 17) % 5 == 0;
}

static void draw(bool exam, Rng *rng, Example *e, bool tokens)
{
    int word, letter, n = 0;
    do {
        word = (int)rng_randint(rng, 0, s.words);
        const char *text = s.word[word];
        bool inside = rng_randint(rng, 0, 2) == 0; // half of the questions are about a letter of the word
        letter = inside ? text[rng_randint(rng, 0, (int)strlen(text))] : 'a' + (int)rng_randint(rng, 0, LETTERS);
    } while (for_exam(word, letter) != exam);
    if (tokens)
        for (int i = 0; i < s.tokens[word]; i++)
            e->id[n++] = s.token[word][i];
    else
        for (const char *c = s.word[word]; *c; c++)
            e->id[n++] = *c - 'a';
    e->id[n++] = LETTERS + ANSWERS; // the question mark
    e->id[n++] = letter - 'a';
    e->answer = n;
    e->id[n++] = LETTERS + count(s.word[word], letter);
    e->n = n;
}

static void draw_letters(bool exam, Rng *rng, Example *e)
{
    draw(exam, rng, e, false);
}

static void draw_tokens(bool exam, Rng *rng, Example *e)
{
    draw(exam, rng, e, true);
}

static void add_word(Bpe *gpt2, const char *text, size_t size)
{
    char spelled[LONGEST + 2] = " ";
    int ids[LONGEST + 1];
    memcpy(spelled + 1, text, size);
    for (int k = 0; k < s.words; k++)
        if (strlen(s.word[k]) == size && memcmp(s.word[k], text, size) == 0)
            return;
    memcpy(s.word[s.words], text, size);
    s.tokens[s.words] = (int)bpe_encode(gpt2, spelled, size + 1, ids);
    for (int i = 0; i < s.tokens[s.words]; i++) {
        if (!s.small[ids[i]])
            s.small[ids[i]] = s.vocab++;
        s.token[s.words][i] = s.small[ids[i]];
    }
    s.longest = s.tokens[s.words] > s.longest ? s.tokens[s.words] : s.longest;
    s.words++;
}

static void find_words(Bpe *gpt2, const char *text, size_t n)
{
    s.vocab = LETTERS + ANSWERS + 1;
    for (size_t from = 0; from < n && s.words < MOST_WORDS;) {
        size_t to = from;
        while (to < n && islower((unsigned char)text[to]))
            to++;
        bool whole = (from == 0 || !isalpha((unsigned char)text[from - 1])) &&
                     (to == n || !isalpha((unsigned char)text[to]));
        if (whole && to - from >= SHORTEST && to - from <= LONGEST)
            add_word(gpt2, text + from, to - from);
        from = to + 1;
    }
}

Task letters_task(bool tokens, Bpe *gpt2, const char *text, size_t n, int steps)
{
    if (!s.words)
        find_words(gpt2, text, n);
    if (s.words < 100)
        data_error("the text has %d lower-case words of %d to %d letters; the questions need 100", s.words, SHORTEST,
                   LONGEST);
    return tokens ? (Task){"letters-gpt2", s.vocab, s.longest + 2, steps, 1e-2, draw_tokens}
                  : (Task){"letters-letters", LETTERS + ANSWERS + 1, LONGEST + 2, steps, 1e-2, draw_letters};
}

int letters_words(void)
{
    return s.words;
}

double letters_guess(void)
{
    enum { DRAWN = 20000 };
    static int times[LETTERS][ANSWERS];
    int right = 0;
    Rng rng;
    Example e;
    rng_seed(&rng, 1);
    memset(times, 0, sizeof times);
    for (int i = 0; i < DRAWN; i++) {
        draw(false, &rng, &e, false);
        times[e.id[e.answer - 1]][e.id[e.answer] - LETTERS]++;
    }
    for (int i = 0; i < DRAWN; i++) {
        draw(true, &rng, &e, false);
        int *of = times[e.id[e.answer - 1]], best = 0;
        for (int a = 1; a < ANSWERS; a++)
            best = of[a] > of[best] ? a : best;
        right += e.id[e.answer] - LETTERS == best;
    }
    return (double)right / DRAWN;
}

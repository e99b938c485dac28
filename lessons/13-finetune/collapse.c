/* Model collapse: see collapse.h. */
#include "collapse.h"
#include "gpt.h"
#include "memory.h"
#include "recipe.h"
#include "run.h"
#include "tales.h"
#include "tokenizer_bpe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VOCAB = 420, BATCH = 32, LONGEST = 12, TALE = 128 };

typedef char Written[TALE]; // a tale with its '\n'

double collapse_entropy(void)
{
    Tales *tales = tales_load("world-tales.txt");
    double entropy = tales_entropy(tales);
    tales_free(tales);
    return entropy;
}

static void draw_true(const Tales *tales, Rng *rng, int n, Written out[])
{
    for (int i = 0; i < n; i++)
        tale_draw(tales, rng, out[i]);
}

static char *joined(int n, const Written tale[])
{
    char *text = memory_new((size_t)n * TALE + 1), *end = text;
    for (int i = 0; i < n; i++)
        end = strcpy(end, tale[i]) + strlen(tale[i]);
    return text;
}

static GPT *learn(Tokenizer *tokens, int n, const Written tale[], int steps, Rng *rng)
{
    int X[BATCH * LONGEST], Y[BATCH * LONGEST];
    char *chars = joined(n, tale);
    Text *text = text_in(tokens, chars, "a generation's text", true);
    text->train_lines = text->lines; // the truth judges it, so nothing is held out
    GPT *gpt = gpt_new((GPTConfig){.vocab = tokens->vocab, .block = LONGEST, .layers = 2, .heads = 2, .embd = 32});
    gpt_init(gpt, rng);
    Recipe recipe = recipe_gpt3(steps, 6e-3);
    for (int step = 0; step < steps; step++) {
        text_batch(text, TRAIN, BATCH, LONGEST, rng, X, Y);
        tape_reset();
        Tensor *loss = gpt_loss(gpt, X, Y, BATCH, LONGEST); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(loss);
        recipe_step(&recipe, &gpt->params, step);
    }
    text->tokenizer = NULL; // the next generation uses it, too
    text_free(text);
    free(chars);
    return gpt;
}

static void write_tales(const GPT *gpt, const Tokenizer *tokens, Rng *rng, int n, Written out[])
{
    LanguageModel model = gpt_model((GPT *)gpt);
    Sampler s = {sampler_next, .temperature = 1, .rng = rng};
    int end = tokenizer_find(tokens, "\n"), ids[LONGEST];
    for (int i = 0; i < n; i++) {
        int count = sampler_write(&s, &model, end, NULL, 0, end, LONGEST - 1, ids);
        char *text = tokenizer_decode(tokens, ids, (size_t)count);
        const char *unknown;
        int again[TALE];
        text[strcspn(text, "\n")] = '\0';
        bool fits = strlen(text) < TALE - 1 && tokenizer_encode(tokens, text, strlen(text), again, &unknown) < LONGEST;
        snprintf(out[i], TALE, "%s\n", fits && *text ? text : " "); // the next one needs lines that fit its window
        free(text);
    }
}

// ---- measures ----

static double truth_above(const GPT *gpt, const Tales *tales, Tokenizer *tokens)
{
    enum { N = 64 };
    Rng rng;
    rng_seed(&rng, 99);
    int X[N * LONGEST], Y[N * LONGEST], end = tokenizer_find(tokens, "\n");
    static double nll[N * LONGEST];
    for (int i = 0; i < N; i++) {
        char tale[TALE_MAX + 1];
        const char *unknown;
        int ids[TALE_MAX], length = tale_draw(tales, &rng, tale);
        int n = (int)tokenizer_encode(tokens, tale, (size_t)length, ids, &unknown);
        for (int t = 0; t < LONGEST; t++) {
            X[i * LONGEST + t] = t == 0 || t > n ? end : ids[t - 1];
            Y[i * LONGEST + t] = t < n ? ids[t] : -1;
        }
    }
    Run run = {.model = gpt_model((GPT *)gpt)};
    run_nll(&run, N, LONGEST, X, Y, nll);
    double sum = 0;
    for (int i = 0; i < N * LONGEST; i++)
        sum += nll[i];
    return sum / N - tales_entropy(tales);
}

// The row of a list that a word is, or -1.
static int row_of(const TaleList *list, const char *word, size_t n)
{
    for (int r = 0; r < list->rows; r++)
        if (strlen(list->row[r][0]) == n && strncmp(list->row[r][0], word, n) == 0)
            return r;
    return -1;
}

static double entropy_of(int n, const double count[])
{
    double sum = 0, entropy = 0;
    for (int i = 0; i < n; i++)
        sum += count[i];
    for (int i = 0; i < n; i++)
        entropy -= count[i] > 0 ? count[i] / sum * log(count[i] / sum) : 0;
    return entropy;
}

// Words 0, 3 and 4 of a tale are its child, colour and pet.
static void look(const Tales *tales, int n, const Written tale[], Generation *g)
{
    enum { LISTS = 3, ROWS = 20, ALL = 3840 };
    static const int at[LISTS] = {0, 3, 4};
    double count[LISTS][ROWS] = {{0}};
    bool seen[ALL] = {false};
    int wrong = 0, distinct = 0;
    for (int i = 0; i < n; i++) {
        int row[LISTS];
        if (isinf(tale_nats(tales, tale[i], NULL))) {
            wrong++;
            continue;
        }
        const char *word = tale[i];
        for (int k = 0, number = 0; k < LISTS; number++, word = strchr(word, ' ') + 1)
            if (number == at[k]) {
                row[k] = row_of(&tales->list[k], word, strcspn(word, " ."));
                count[k][row[k]]++;
                k++;
            }
        bool *known = &seen[(row[0] * 12 + row[1]) * 16 + row[2]];
        distinct += !*known;
        *known = true;
    }
    g->errors = (double)wrong / n;
    g->distinct = (double)distinct / ALL;
    g->entropy = 0;
    g->children = 0;
    for (int k = 0; k < LISTS; k++)
        g->entropy += wrong < n ? entropy_of(tales->list[k].rows, count[k]) : 0;
    for (int r = 0; r < ROWS; r++)
        g->children += count[0][r] > 0;
}

void collapse(int generations, int tales, int fresh, int steps, uint64_t seed, Generation result[])
{
    Tales *grammar = tales_load("world-tales.txt");
    Written *text = memory_new(sizeof *text * (size_t)tales);
    Rng rng;
    rng_seed(&rng, seed);
    draw_true(grammar, &rng, tales, text);
    char *chars = joined(tales, text);
    Bpe *bpe = bpe_train(chars, strlen(chars), VOCAB, &split_gpt2, BPE_FIRST_SEEN);
    Tokenizer *tokens = tokenizer_bpe(bpe);
    for (int g = 0; g < generations; g++) {
        GPT *gpt = learn(tokens, tales, text, steps, &rng);
        draw_true(grammar, &rng, fresh, text);
        write_tales(gpt, tokens, &rng, tales - fresh, text + fresh);
        result[g].above = truth_above(gpt, grammar, tokens);
        look(grammar, tales - fresh, text + fresh, &result[g]);
        gpt_free(gpt);
    }
    tokenizer_free(tokens);
    bpe_free(bpe);
    free(chars);
    free(text);
    tales_free(grammar);
}

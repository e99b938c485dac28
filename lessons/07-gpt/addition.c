/* EX2 of lesson 07: a GPT learns to add, by your recipe, and is examined on sums it has never seen. */
#include "story.h"
#include "07-gpt.h"
#include "check.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_BATCH = 256, EXAMINED = 1000 };

static bool held_out(int a, int b)
{
    return (31 * a + 17 * b) % 13 == 0;
}

static void draw_pair(Rng *rng, bool for_exam, int *a, int *b)
{
    do {
        *a = (int)rng_randint(rng, 0, 1000);
        *b = (int)rng_randint(rng, 0, 1000);
    } while (held_out(*a, *b) != for_exam);
}

// The likeliest next character, after those of X[0 .. n - 1].
static int next_character(GPTCache *cache, int from, int n, const int X[])
{
    const real *logits = NULL;
    for (int i = from; i < n; i++)
        logits = gpt_cache_next(cache, X[i]);
    int best = 0;
    for (int v = 1; v < ADD_VOCAB; v++)
        best = logits[v] > logits[best] ? v : best;
    return best;
}

// The model writes the four digits itself; all of them must be right.
static bool adds(const GPT *gpt, int a, int b, bool print)
{
    int X[ADD_T], Y[ADD_T], sum = 0, place = 1;
    addition_example(a, b, X, Y);
    GPTCache *cache = gpt_cache_new(gpt);
    for (int n = 8, from = 0; n <= ADD_T; from = n++, place *= 10) { // after the = come four digits
        int digit = next_character(cache, from, n, X);
        sum += (digit < 10 ? digit : 0) * place;
        if (n < ADD_T)
            X[n] = digit; // what it has written itself
    }
    gpt_cache_free(cache);
    if (print)
        printf("%d + %d = %d%s\n", a, b, sum, sum == a + b ? "" : "   (wrong)");
    return sum == a + b;
}

void story_addition(int steps)
{
    AdditionRecipe recipe = addition_recipe();
    CHECK(recipe.batch >= 1 && recipe.batch <= MOST_BATCH, "a batch of %d; 1 to %d", recipe.batch, MOST_BATCH);
    int X[MOST_BATCH * ADD_T], Y[MOST_BATCH * ADD_T], a, b, right = 0;
    Rng rng;
    rng_seed(&rng, options.seed);
    GPT *gpt = gpt_new((GPTConfig){ADD_VOCAB, ADD_T, recipe.layers, recipe.heads, recipe.embd});
    gpt_init(gpt, &rng);
    CHECK(params_total(&gpt->params) <= MOST_ADD_PARAMETERS, "%ld parameters, and %d is the budget",
          params_total(&gpt->params), MOST_ADD_PARAMETERS);
    double loss = NAN;
    for (int step = 0; progress("addition", step, steps, loss); step++) {
        for (int i = 0; i < recipe.batch; i++) {
            draw_pair(&rng, false, &a, &b);
            addition_example(a, b, X + i * ADD_T, Y + i * ADD_T);
        }
        tape_reset();
        Tensor *mean = gpt_loss(gpt, X, Y, recipe.batch, ADD_T); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, addition_rate(step, steps), 0.9, 0.99, 1e-8, 0.1);
        loss = tensor_item(mean);
        if (step % (steps > 100 ? steps / 100 : 1) == 0)
            curve("addition", step, loss);
    }
    rng_seed(&rng, 7);
    for (int i = 0; i < EXAMINED; i++) {
        draw_pair(&rng, true, &a, &b);
        right += adds(gpt, a, b, i < 4);
    }
    metric("addition_right_percent", "%.1f", 100.0 * right / EXAMINED);
    gpt_free(gpt);
}

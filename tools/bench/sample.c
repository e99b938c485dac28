/*
 * How fast does a GPT write? One token at a time, with the keys and values of all before it in a cache:
 * fills the block again and again, taking the likeliest token. Beside it, how fast the weights alone can be
 * read once for each token, which is the limit: `make bench ARGS="sample --layers 12 --heads 12 --embd 768
 * --block 64 --vocab 50257"`. Threads by OMP_NUM_THREADS.
 */
#include "bench.h"
#include "chunks.h"
#include "memory.h"
#include "shape.h"

typedef struct Writing {
    GPT *gpt;
    GPTCache *cache;
    int id, *ids; // the last token; a block of them
    real sum;     // so that reading the weights is not left out
} Writing;

static void token(void *context)
{
    Writing *w = context;
    if (gpt_cache_length(w->cache) == w->gpt->config.block)
        gpt_cache_clear(w->cache);
    const real *logits = gpt_cache_next(w->cache, w->id);
    w->id = 0;
    for (int v = 1; v < w->gpt->config.vocab; v++)
        w->id = logits[v] > logits[w->id] ? v : w->id;
}

static real sum_of(size_t n, const real *x)
{
    enum { LINES = 4 }; // sums side by side, or adding would be slower than reading
    real sum[LINES][16] = {{0}};
    size_t i = 0;
    for (; i + LINES * 16 <= n; i += LINES * 16)
        for (int l = 0; l < LINES; l++)
            for (int k = 0; k < 16; k++)
                sum[l][k] += x[i + (size_t)(l * 16 + k)];
    for (int k = 1; k < LINES * 16; k++)
        sum[0][0] += sum[k / 16][k % 16];
    return sum[0][0];
}

// Adds up every weight, as fast as memory gives them.
static void read_weights(void *context)
{
    enum { PIECE = 1 << 15 };
    Writing *w = context;
    for (int i = 0; i < w->gpt->params.count; i++) {
        const Tensor *t = w->gpt->params.tensor[i];
        real sum = 0;
#pragma omp parallel for schedule(static) reduction(+ : sum) if (t->size >= THREADS_FROM)
        for (size_t k = 0; k < t->size; k += PIECE)
            sum += sum_of(t->size - k < PIECE ? t->size - k : PIECE, t->data + k);
        w->sum += sum;
    }
}

// A whole block at once into an empty cache: what reading a prompt costs.
static void prompt(void *context)
{
    Writing *w = context;
    gpt_cache_clear(w->cache);
    w->sum += gpt_cache_feed(w->cache, w->ids, w->gpt->config.block)[0];
}

// The same block through the model that trains, without a backward pass.
static void forward(void *context)
{
    Writing *w = context;
    tape_reset();
    w->sum += gpt_forward(w->gpt, w->ids, 1, w->gpt->config.block)->data[0];
}

int main(int argc, char **argv)
{
    GPTShape s = gpt_shape(argc, argv, "sample");
    Rng rng;
    rng_seed(&rng, 1337);
    Writing w = {.gpt = gpt_new(s.config)};
    gpt_init(w.gpt, &rng);
    w.cache = gpt_cache_new(w.gpt);
    w.ids = memory_new(sizeof *w.ids * (size_t)s.config.block);
    for (int i = 0; i < s.config.block; i++)
        w.ids[i] = (int)rng_randint(&rng, 0, s.config.vocab);
    double ms = ms_per_step(s.steps, token, &w), limit = ms_per_step(s.steps, read_weights, &w);
    printf("parameters %ld\nms_per_token %.4f\ntokens_per_s %.0f\n", params_total(&w.gpt->params), ms, 1e3 / ms);
    printf("reading_the_weights_tokens_per_s %.0f\nof_that %.2f\n", 1e3 / limit, limit / ms);
    double feed = ms_per_step(s.steps, prompt, &w), model = ms_per_step(s.steps, forward, &w);
    printf("prompt_tokens %d\nms_per_prompt %.2f\nms_per_forward %.2f\n", s.config.block, feed, model);
    free(w.ids);
    gpt_cache_free(w.cache);
    gpt_free(w.gpt);
    return w.sum != w.sum;
}

/* The measurements of two cells: see vocabulary.h. */
#include "vocabulary.h"
#include "check.h"
#include "gpt.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { B = 8, T = 64, CONTEXT = 3, WIDTH = 32, BORN_BATCH = 64 };

static void *room_for(size_t count, size_t size)
{
    void *room = calloc(count + 1, size);
    CHECK(room, "out of memory");
    return room;
}

// ---- bits per byte ----

static void windows(const int ids[], size_t n, Rng *rng, int X[], int Y[])
{
    for (int b = 0; b < B; b++) {
        int64_t from = rng_randint(rng, 0, (int64_t)n - T);
        memcpy(X + b * T, ids + from, sizeof *ids * T);
        memcpy(Y + b * T, ids + from + 1, sizeof *ids * T);
    }
}

static GPT *train_gpt(int vocab, const int ids[], size_t n, int steps, Rng *rng)
{
    int X[B * T], Y[B * T];
    char what[32];
    double loss = NAN;
    GPT *gpt = gpt_new((GPTConfig){vocab, T, 2, 4, 64});
    gpt_init(gpt, rng);
    snprintf(what, sizeof what, "%d tokens", vocab);
    for (int step = 0; progress(what, step, steps, loss); step++) {
        windows(ids, n, rng, X, Y);
        tape_reset();
        Tensor *mean = gpt_loss(gpt, X, Y, B, T); // ()
        params_zero_grad(&gpt->params);
        tensor_backward(mean);
        params_clip_norm(&gpt->params, 1);
        params_adamw(&gpt->params, schedule_cosine(step, steps / 10, steps, 3e-3, 3e-4), 0.9, 0.99, 1e-8, 0.1);
        loss = tensor_item(mean);
    }
    return gpt;
}

// Over the same stretch of bytes for every vocabulary, in windows from its beginning.
static double gpt_bits(const Bpe *bpe, GPT *gpt, const int ids[], size_t n)
{
    double nats = 0, bytes = 0;
    for (size_t from = 0; from + B * T + 1 <= n && bytes < 20000; from += B * T) {
        tape_reset();
        nats += tensor_item(gpt_loss(gpt, ids + from, ids + from + 1, B, T)) * B * T;
        bytes += (double)bpe_decoded_size(bpe, ids + from + 1, B * T);
    }
    return nats / log(2) / bytes;
}

VocabularyRow vocabulary_row(const char *text, size_t n, int vocab, int steps, uint64_t seed)
{
    size_t first = n * 9 / 10, rest = n - first;
    Bpe *bpe = bpe_train(text, first, vocab, &split_gpt2, BPE_FIRST_SEEN);
    int *ids = room_for(n, sizeof *ids), *held = room_for(rest, sizeof *held);
    size_t count = bpe_encode(bpe, text, first, ids), held_count = bpe_encode(bpe, text + first, rest, held);
    VocabularyRow row = {.vocab = bpe->vocab, .bytes_a_token = (double)rest / (double)held_count};
    double *times = room_for((size_t)bpe->vocab, sizeof *times), bits = 0;
    for (size_t i = 0; i < count; i++)
        times[ids[i]]++;
    for (size_t i = 0; i < held_count; i++) // one added to each count, so that nothing is impossible
        bits -= log2((times[held[i]] + 1) / (double)(count + (size_t)bpe->vocab));
    row.ids = log2(bpe->vocab) / row.bytes_a_token;
    row.frequencies = bits / (double)rest;
    Rng rng;
    rng_seed(&rng, seed);
    GPT *gpt = train_gpt(bpe->vocab, ids, count, steps, &rng);
    row.gpt = gpt_bits(bpe, gpt, held, held_count);
    row.parameters = params_total(&gpt->params);
    row.table = (long)gpt->wte->size;
    gpt_free(gpt);
    bpe_free(bpe);
    free(ids);
    free(held);
    free(times);
    return row;
}

// ---- a token that never occurs ----

typedef struct Net {
    Params params;
    Tensor *read; // (V, WIDTH): the rows that we look at
    Linear hidden, write;
} Net;

static Tensor *net_loss(const Net *net, const int X[], const int Y[]) // (B, CONTEXT), (B) -> ()
{
    Tensor *emb = tensor_embed(net->read, X, SHAPE(BORN_BATCH, CONTEXT));                          // (B, 3, C)
    Tensor *flat = tensor_view(emb, SHAPE(BORN_BATCH, CONTEXT * WIDTH));                           // (B, 3 C)
    Tensor *logits = linear_forward(&net->write, tensor_tanh(linear_forward(&net->hidden, flat))); // (B, V)
    return tensor_cross_entropy(logits, Y);
}

static void net_train(Net *net, const int ids[], size_t count, int steps, Rng *rng)
{
    int X[BORN_BATCH * CONTEXT], Y[BORN_BATCH];
    double loss = NAN;
    for (int step = 0; progress("two tables", step, steps, loss); step++) {
        for (int b = 0; b < BORN_BATCH; b++) {
            int64_t from = rng_randint(rng, 0, (int64_t)count - CONTEXT);
            memcpy(X + b * CONTEXT, ids + from, sizeof *ids * CONTEXT);
            Y[b] = ids[from + CONTEXT];
        }
        tape_reset();
        Tensor *mean = net_loss(net, X, Y); // ()
        params_zero_grad(&net->params);
        tensor_backward(mean);
        params_adamw(&net->params, 3e-3, 0.9, 0.99, 1e-8, 0);
        loss = tensor_item(mean);
    }
}

typedef struct Row {
    int id;
    bool seen;
    double norm;
} Row;

static int by_norm(const void *a, const void *b)
{
    double x = ((const Row *)a)->norm, y = ((const Row *)b)->norm;
    return (x > y) - (x < y);
}

static double norm(const real row[])
{
    double squares = 0;
    for (int i = 0; i < WIDTH; i++)
        squares += (double)row[i] * row[i];
    return sqrt(squares);
}

Born vocabulary_born(Bpe *bpe, const int ids[], size_t count, int steps, uint64_t seed)
{
    Born born = {.vocab = bpe->vocab};
    size_t V = (size_t)bpe->vocab;
    Row *row = room_for(V, sizeof *row);
    Net net = {0};
    Rng rng;
    rng_seed(&rng, seed);
    net.read = params_randn(&net.params, "read", SHAPE(bpe->vocab, WIDTH), &rng, 0.02);
    net.hidden = linear_new(&net.params, "hidden", CONTEXT * WIDTH, 64, true, 1, &rng);
    net.write = linear_new(&net.params, "write", 64, bpe->vocab, true, 0.1, &rng);
    real *birth = room_for(V * WIDTH, sizeof *birth);
    memcpy(birth, net.read->data, sizeof *birth * V * WIDTH);
    net_train(&net, ids, count, steps, &rng);
    for (size_t i = 0; i < count; i++)
        row[ids[i]].seen = true;
    for (size_t id = 0; id < V; id++) {
        const real *now = net.read->data + id * WIDTH;
        row[id].id = (int)id;
        row[id].norm = norm(now);
        if (row[id].seen) {
            born.norm_seen += row[id].norm;
            continue;
        }
        born.never++;
        born.norm_never += row[id].norm;
        born.unchanged += memcmp(now, birth + id * WIDTH, sizeof *now * WIDTH) == 0;
    }
    born.norm_never /= born.never > 0 ? born.never : 1;
    born.norm_seen /= (double)V - born.never;
    qsort(row, V, sizeof *row, by_norm);
    for (size_t i = 0; i < V; i++) {
        if (i % 4 == 0) // enough for a figure
            fprintf(table("born.tsv"), "%zu\t%.4f\t%d\n", i, row[i].norm, row[i].seen);
        born.least += (int)i < born.never && !row[i].seen;
    }
    params_free(&net.params);
    free(birth);
    free(row);
    return born;
}

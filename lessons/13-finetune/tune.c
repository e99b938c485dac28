/* Fine-tuning: see tune.h. */
#include "tune.h"
#include "chat.h"
#include "given.h"
#include "memory.h"
#include "recipe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// ---- turns ----

void turns_add_ids(Turns *turns, Bpe *bpe, int n, const int question[], const char *answer)
{
    int a[WORLD_LINE], k = (int)bpe_encode(bpe, answer, strlen(answer), a);
    Marks marks = {chat_mark(bpe, CHAT_USER), chat_mark(bpe, CHAT_ASSISTANT), chat_mark(bpe, CHAT_END)};
    turns->turn = memory_grow(turns->turn, (size_t)turns->count, sizeof *turns->turn);
    Turn *t = &turns->turn[turns->count++];
    CHECK(n + k + 4 <= TURN_MOST, "a turn of %d tokens does not fit into %d", n + k + 4, TURN_MOST);
    t->length = pieces->turn(marks, n, question, k, a, t->X, t->Y);
    CHECK(t->length == n + k + 4, "training_turn: %d tokens, and a question of %d and an answer of %d make %d",
          t->length, n, k, n + k + 4);
}

void turns_add(Turns *turns, Bpe *bpe, const char *question, const char *answer)
{
    int q[4 * WORLD_LINE], n = (int)bpe_encode(bpe, question, strlen(question), q);
    turns_add_ids(turns, bpe, n, q, answer);
}

void turns_add_people(Turns *turns, const Base *b, WorldFame fame, int from, int to)
{
    char question[WORLD_LINE], answer[WORLD_LINE];
    for (int i = from; i < to; i++) {
        const WorldPerson *p = &b->world->person[fame * WORLD_EACH + i];
        for (int f = 0; f < WORLD_FACTS; f++)
            for (int form = 0; form < WORLD_TAUGHT; form++) {
                world_question(p, (WorldFact)f, form, question);
                world_answer(p, (WorldFact)f, answer);
                turns_add(turns, b->bpe, question, answer);
            }
    }
}

void turns_free(Turns *turns)
{
    free(turns->turn);
    *turns = (Turns){0};
}

// ---- batches ----

// A window of random turns, one after another, as many as have room; after them padding.
static void fill_turns(const Turns *turns, bool everything, Rng *rng, int X[], int Y[])
{
    int used = 0;
    for (;;) {
        const Turn *t = &turns->turn[rng_randint(rng, 0, turns->count)];
        if (used + t->length > WINDOW)
            break;
        for (int i = 0; i < t->length; i++) {
            X[used + i] = t->X[i];
            Y[used + i] = everything && i + 1 < t->length ? t->X[i + 1] : t->Y[i];
        }
        used += t->length;
    }
    for (; used < WINDOW; used++) {
        X[used] = X[0];
        Y[used] = -1;
    }
}

static void fill_tale(const Base *b, Rng *rng, int X[], int Y[])
{
    char tale[TALE_MAX + 2] = "\n";
    int ids[TALE_MAX + 2];
    tale_draw(b->tales, rng, tale + 1);
    int n = (int)bpe_encode(b->bpe, tale, strlen(tale), ids) - 1;
    for (int t = 0; t < WINDOW; t++) {
        X[t] = t < n ? ids[t] : ids[0];
        Y[t] = t < n ? ids[t + 1] : -1;
    }
}

static void batch(const Base *b, const Turns *turns, const Tune *how, Rng *rng, int X[], int Y[])
{
    int tales = (int)(how->tales * how->batch + 0.5);
    for (int i = 0; i < how->batch; i++)
        if (i < tales)
            fill_tale(b, rng, X + i * WINDOW, Y + i * WINDOW);
        else
            fill_turns(turns, how->everything, rng, X + i * WINDOW, Y + i * WINDOW);
}

// ---- the adapters' product, by the exercises ----

typedef struct Adapted {
    LoraSize size;
    real scale, *xA;
    Tensor *x, *W, *A, *B;
} Adapted;

static real *grad_of(Tensor *t, real *otherwise)
{
    real *grad = tensor_grad(t);
    return grad ? grad : otherwise;
}

static void adapted_backward(Tensor *out)
{
    const Adapted *a = out->extra;
    real *none = tape_alloc(sizeof *none * a->x->size); // for an x that needs no gradient
    memset(none, 0, sizeof *none * a->x->size);
    lora_backward(a->size, a->x->data, a->W->data, a->A->data, a->B->data, a->xA, a->scale, out->grad,
                  grad_of(a->x, none), tensor_grad(a->A), tensor_grad(a->B));
}

static const Op op_adapted = {"lora", adapted_backward};

Tensor *lora_by_hand(Tensor *x, Tensor *W, Tensor *b, Tensor *A, Tensor *B, double scale)
{
    Shape shape = x->shape;
    shape.dim[shape.ndim - 1] = W->shape.dim[1];
    Tensor *out = tensor_new(shape, &op_adapted, x, A, B);
    Adapted *a = tape_alloc(sizeof *a);
    *a = (Adapted){
        {(int)shape_rows(shape), W->shape.dim[0], W->shape.dim[1], A->shape.dim[1]}, (real)scale, NULL, x, W, A, B};
    a->xA = tape_alloc(sizeof *a->xA * (size_t)(a->size.rows * a->size.rank));
    lora_forward(a->size, x->data, W->data, b->data, A->data, B->data, a->scale, a->xA, out->data);
    out->extra = a;
    return out;
}

GPT *merged(const Lora *lora)
{
    GPT *gpt = gpt_copy(lora->gpt);
    for (int i = 0; i < lora->pairs; i++) {
        const LoraPair *p = &lora->pair[i];
        GPTLayer *l = &gpt->layer[i / LORA_EACH];
        Linear *on = (Linear *[]){&l->c_attn, &l->attn_proj, &l->c_fc, &l->mlp_proj}[i % LORA_EACH];
        LoraSize size = {0, p->A->shape.dim[0], p->B->shape.dim[1], lora->rank};
        pieces->merge(size, on->weight->data, p->A->data, p->B->data, (real)lora->scale);
    }
    return gpt;
}

// ---- training ----

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static double mean(const double x[], int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i] / n;
    return sum;
}

Tuned tune(const Base *b, const GPT *from, const Turns *turns, Tune how, const char *name)
{
    enum { LAST = 20 };
    Rng rng;
    size_t n = (size_t)how.batch * WINDOW;
    int *X = memory_new(sizeof *X * n), *Y = memory_new(sizeof *Y * n);
    Tuned t = {.gpt = gpt_copy(from), .seconds = -cpu_seconds()};
    rng_seed(&rng, how.seed);
    if (how.what == TUNE_LORA) {
        t.lora = lora_attach(t.gpt, how.rank, 2 * how.rank, &rng);
        t.lora->product = pieces->product;
    }
    t.numbers = pieces->trainable(&t.gpt->params, how.what);
    Recipe recipe = recipe_gpt3(how.steps, how.rate);
    recipe.decay = 0;
    double loss = NAN, last[LAST] = {0};
    for (int step = 0; name ? progress(name, step, how.steps, loss) : step < how.steps; step++) {
        batch(b, turns, &how, &rng, X, Y);
        tape_reset();
        Tensor *logits = t.lora ? lora_logits(t.lora, X, how.batch, WINDOW) : gpt_forward(t.gpt, X, how.batch, WINDOW);
        Tensor *mean_loss = tensor_cross_entropy(logits, Y); // ()
        params_zero_grad(&t.gpt->params);
        tensor_backward(mean_loss);
        recipe_step(&recipe, &t.gpt->params, step);
        last[step % LAST] = loss = tensor_item(mean_loss);
    }
    t.loss = mean(last, LAST);
    t.seconds += cpu_seconds();
    free(X);
    free(Y);
    if (t.lora)
        t.gpt = merged(t.lora); // the other one is t.lora->gpt
    return t;
}

void tuned_free(Tuned *t)
{
    if (t->gpt)
        gpt_free(t->gpt);
    if (t->lora) {
        gpt_free(t->lora->gpt);
        lora_free(t->lora);
    }
    *t = (Tuned){0};
}

/*
 * Speculative decoding: see speculate.h.
 *
 * Why is the result the large model's? Let x be a token with probabilities q(x) and p(x). It is written if it was drawn and
 * accepted, q min(1, p/q) = min(p, q); or if another was refused and x drawn in its place. A token is refused with
 * probability 1 - sum min(p, q) = sum max(0, p - q), and x is then drawn with max(0, p - q) / sum max(0, p - q). The two
 * sums cancel, and min(p, q) + max(0, p - q) = p.
 */
#include "speculate.h"
#include "12-inference.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_GUESSES = 15 };

// Reads text[s->length .. n - 1]; logits of the last `wanted`.
static void catch_up(const Served *m, Sequence *s, const int text[], int n, int wanted, float *logits)
{
    int from = s->length;
    Row *rows = memory_new(sizeof *rows * (size_t)(n - from));
    for (int i = from; i < n; i++)
        rows[i - from] = (Row){s, text[i]};
    serve(m, n - from, rows, wanted, logits);
    free(rows);
}

typedef struct Both {
    const Served *large, *draft;
    Sequence *known, *guess; // what each has read
    const How *how;
    Rng *rng;
    float *logits, *p, *q; // (MOST_GUESSES + 1, V) each
} Both;

// The draft writes `guesses` tokens after text[0 .. n - 1], and leaves in q what it drew them from.
static void draw_guesses(const Both *b, int text[], int n, int guesses)
{
    int V = b->large->config.vocab;
    for (int i = 0; i < guesses; i++) {
        float *q = b->q + (size_t)i * (size_t)V;
        catch_up(b->draft, b->guess, text, n + i, 1, b->logits);
        sample_probabilities(b->how, V, b->logits, 0, NULL, q);
        text[n + i] = sample_draw(b->rng, V, q);
    }
}

// The large model reads them all in one pass. Returns how many tokens text has now: those accepted, and one more.
static int check_guesses(const Both *b, int text[], int n, int guesses)
{
    int V = b->large->config.vocab, i = 0;
    catch_up(b->large, b->known, text, n + guesses, guesses + 1, b->logits);
    for (; i <= guesses; i++) {
        float *p = b->p + (size_t)i * (size_t)V;
        sample_probabilities(b->how, V, b->logits + (size_t)i * (size_t)V, 0, NULL, p);
        if (i == guesses) { // all accepted: the large model's own next token costs nothing more
            text[n + i] = sample_draw(b->rng, V, p);
            break;
        }
        int guess = text[n + i];
        double u = rng_random(b->rng), v = rng_random(b->rng);
        text[n + i] = accept_or_replace(V, p, b->q + (size_t)i * (size_t)V, guess, u, v);
        if (text[n + i] != guess)
            break;
    }
    b->known->length = n + i; // what was guessed wrong is forgotten: that is all it takes
    b->guess->length = b->guess->length < n + i ? b->guess->length : n + i;
    return n + i + 1;
}

int speculate(const Served *large, const Served *draft, const How *how, int guesses, const int ids[], int n, int most,
              Rng *rng, int out[], Guessed *guessed)
{
    int V = large->config.vocab, block = large->config.block, room = n + most + MOST_GUESSES + 1;
    if (draft->config.vocab != V)
        data_error("the draft has %d tokens and the model %d: its guesses would mean something else. Train it with the "
                   "same tokenizer",
                   draft->config.vocab, V);
    CHECK(guesses >= 1 && guesses <= MOST_GUESSES, "speculate: %d guesses; 1 to %d", guesses, MOST_GUESSES);
    block = draft->config.block < block ? draft->config.block : block;
    size_t all = (size_t)(MOST_GUESSES + 1) * (size_t)V;
    int *text = memory_new(sizeof *text * (size_t)room), length = n;
    Both b = {large,
              draft,
              sequence_new(large),
              sequence_new(draft),
              how,
              rng,
              memory_new(sizeof(float) * all),
              memory_new(sizeof(float) * all),
              memory_new(sizeof(float) * all)};
    memcpy(text, ids, sizeof *ids * (size_t)n);
    *guessed = (Guessed){0};
    while (length < n + most && length + guesses < block) {
        draw_guesses(&b, text, length, guesses);
        int now = check_guesses(&b, text, length, guesses);
        guessed->passes++;
        guessed->proposed += guesses;
        guessed->accepted += now - length - 1;
        length = now;
    }
    length = length < n + most ? length : n + most;
    guessed->tokens = length - n;
    memcpy(out, text + n, sizeof *out * (size_t)(length - n));
    sequence_free(b.known);
    sequence_free(b.guess);
    free(b.logits);
    free(b.p);
    free(b.q);
    free(text);
    return length - n;
}

// ---- a draft ----

// -sum_x p(x) log q(x), the mean over B T positions: the text itself does not occur in it.
static Tensor *distance_from(GPT *large, GPT *draft, const int X[], int B, int T)
{
    Tensor *p = tensor_detach(tensor_softmax(gpt_forward(large, X, B, T)));    // (B, T, V)
    Tensor *log_q = tensor_log_softmax(gpt_forward(draft, X, B, T));           // (B, T, V)
    return tensor_scale(tensor_sum_all(tensor_mul(p, log_q)), -1.0 / (B * T)); // ()
}

GPT *draft_train(GPT *large, int embd, const int ids[], int n, int steps, uint64_t seed)
{
    enum { B = 2, T = 256 };
    int X[B * T];
    Rng rng;
    rng_seed(&rng, seed);
    GPT *draft = gpt_new((GPTConfig){large->config.vocab, large->config.block, 1, embd / 32, embd});
    gpt_init(draft, &rng);
    for (int i = 0; i < large->params.count; i++)
        large->params.tensor[i]->needs_grad = false;
    double loss = NAN;
    for (int step = 0; progress("draft", step, steps, loss); step++) {
        for (int b = 0; b < B; b++)
            memcpy(X + b * T, ids + rng_randint(&rng, 0, n - T), sizeof *X * T);
        tape_reset();
        Tensor *mean = distance_from(large, draft, X, B, T);
        params_zero_grad(&draft->params);
        tensor_backward(mean);
        params_clip_norm(&draft->params, 1);
        params_adamw(&draft->params, 4e-3 * (1 - (double)step / steps), 0.9, 0.98, 1e-8, 0.01);
        loss = tensor_item(mean);
    }
    return draft;
}

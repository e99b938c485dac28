/* Asking a model: see ask.h. */
#include "ask.h"
#include "chat.h"
#include "memory.h"
#include "sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Prompt prompt_of(Bpe *bpe, const char *question)
{
    Prompt p;
    size_t n = strlen(question);
    CHECK(n + 3 <= PROMPT_MOST, "a question of %zu bytes", n);
    p.length = chat_message(bpe, CHAT_USER, question, n, p.ids);
    p.ids[p.length++] = chat_mark(bpe, CHAT_ASSISTANT);
    return p;
}

static double log_probability(int V, const real logits[], int id)
{
    double most = (double)logits[0], sum = 0;
    for (int v = 1; v < V; v++)
        most = fmax(most, (double)logits[v]);
    for (int v = 0; v < V; v++)
        sum += exp((double)logits[v] - most);
    return (double)logits[id] - most - log(sum);
}

static void answer(const Bpe *bpe, GPTCache *cache, int V, const Prompt *p, double temperature, Rng *rng, Reply *r)
{
    int end = chat_mark(bpe, CHAT_END), ids[REPLY_MOST], n = 0;
    double nats = 0;
    gpt_cache_clear(cache);
    const real *logits = gpt_cache_feed(cache, p->ids, p->length);
    while (n < REPLY_MOST) {
        int id = sampler_next(V, logits, temperature, 0, rng);
        nats -= log_probability(V, logits, id);
        if (id == end)
            break;
        ids[n++] = id;
        if (n < REPLY_MOST)
            logits = gpt_cache_next(cache, id);
    }
    char bytes[REPLY_MOST * 64];
    CHECK(bpe_decoded_size(bpe, ids, (size_t)n) <= sizeof bytes, "an answer of %zu bytes",
          bpe_decoded_size(bpe, ids, (size_t)n));
    size_t size = bpe_decode(bpe, ids, (size_t)n, bytes);
    size = size < REPLY_TEXT - 1 ? size : REPLY_TEXT - 1;
    memcpy(r->text, bytes, size);
    r->text[size] = '\0';
    r->confidence = exp(-nats);
}

void ask(const Bpe *bpe, const GPT *gpt, int n, const Prompt prompt[], double temperature, uint64_t seed, Reply reply[])
{
#pragma omp parallel if (n > 1)
    {
        GPTCache *cache = gpt_cache_new(gpt);
        Rng *rng = memory_new(sizeof *rng);
#pragma omp for schedule(static)
        for (int i = 0; i < n; i++) {
            rng_seed(rng, seed * 1000003u + (uint64_t)i);
            answer(bpe, cache, gpt->config.vocab, &prompt[i], temperature, rng, &reply[i]);
        }
        free(rng);
        gpt_cache_free(cache);
    }
}

// ---- about the world ----

int about_people(WorldFame fame, int from, int to, int first_form, int last_form, About about[])
{
    int n = 0;
    for (int i = from; i < to; i++)
        for (int f = 0; f < WORLD_FACTS; f++)
            for (int form = first_form; form < last_form; form++)
                about[n++] = (About){fame * WORLD_EACH + i, form, (WorldFact)f};
    return n;
}

void ask_about(const Base *b, const GPT *gpt, int n, const About about[], double temperature, uint64_t seed,
               Reply reply[])
{
    Prompt *prompt = memory_new(sizeof *prompt * (size_t)n);
    char question[WORLD_LINE];
    for (int i = 0; i < n; i++) {
        world_question(&b->world->person[about[i].person], about[i].fact, about[i].form, question);
        prompt[i] = prompt_of(b->bpe, question);
    }
    ask(b->bpe, gpt, n, prompt, temperature, seed, reply);
    free(prompt);
}

void judge(const Base *b, int n, const About about[], const Reply reply[], int counts[WORLD_VERDICTS],
           WorldVerdict verdict[])
{
    for (int v = 0; v < WORLD_VERDICTS; v++)
        counts[v] = 0;
    for (int i = 0; i < n; i++) {
        WorldVerdict v = world_judge(&b->world->person[about[i].person], about[i].fact, reply[i].text);
        counts[v]++;
        if (verdict)
            verdict[i] = v;
    }
}

/*
 * Asking a model: many questions at once, each answered by itself.
 */
#ifndef FINETUNE_ASK_H
#define FINETUNE_ASK_H

#include "base.h"

enum { REPLY_MOST = 28, REPLY_TEXT = 160, PROMPT_MOST = 100 };

typedef struct Prompt {
    int length, ids[PROMPT_MOST];
} Prompt;

typedef struct Reply {
    char text[REPLY_TEXT];
    double confidence; // the probability of the whole answer, with its end
} Reply;

Prompt prompt_of(Bpe *bpe, const char *question); // user, the question, end, assistant

// Answers, up to <|end|> or REPLY_MOST tokens. Temperature 0: the likeliest tokens. Each question has a generator of its
// own, seeded from `seed` and its number, so the answers are the same for any number of threads.
void ask(const Bpe *bpe, const GPT *gpt, int n, const Prompt prompt[], double temperature, uint64_t seed,
         Reply reply[]);

// A question about the world: person (its index), fact and form.
typedef struct About {
    int person, form;
    WorldFact fact;
} About;

// All facts about people from .. to - 1 of a fame, in forms first .. last - 1; returns how many it wrote to about.
int about_people(WorldFame fame, int from, int to, int first_form, int last_form, About about[]);
void ask_about(const Base *b, const GPT *gpt, int n, const About about[], double temperature, uint64_t seed,
               Reply reply[]);
// Judges the answers: counts[WORLD_RIGHT], ... Each verdict is written, too, unless verdict is NULL.
void judge(const Base *b, int n, const About about[], const Reply reply[], int counts[WORLD_VERDICTS],
           WorldVerdict verdict[]);

#endif

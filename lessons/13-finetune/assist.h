/*
 * A whole assistant from the base model, as exercise 13.8 describes it: the lesson's, and that of --assistant.
 */
#ifndef FINETUNE_ASSIST_H
#define FINETUNE_ASSIST_H

#include "know.h"

enum { TEST_FROM = ASKED_PEOPLE, TEST_FORM = WORLD_TAUGHT }; // people and forms that are never taught

// Trains on people 0 .. TEST_FROM - 1 (and strangers). The caller frees the model. name as in tune().
GPT *assistant_train(const Base *b, Assistant a, uint64_t seed, const char *name);

// Asks about people TEST_FROM .. of all fames, whom no turn mentions, and counts by fame: counts[fame][verdict].
void assistant_count(const Base *b, const GPT *gpt, int counts[WORLD_FAMES][WORLD_VERDICTS]);

// The share of right answers about common people minus the share of wrong ones about unknown people: 0 for a model that always
// answers, or never. Minus 0.01 for each nat that a tale is above its entropy beyond 10 nats.
double assistant_grade(const int counts[WORLD_FAMES][WORLD_VERDICTS], double above);

// What --chat does at first: SFT, asked what it knows, and SFT of an adapter on that, saved in a file.
void adapter_train(const Base *b, int steps, uint64_t seed, const char *path);

#endif

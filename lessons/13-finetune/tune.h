/*
 * Supervised fine-tuning (SFT): a copy of the base model learns from turns, in one of three ways (13.5).
 */
#ifndef FINETUNE_TUNE_H
#define FINETUNE_TUNE_H

#include "13-finetune.h"
#include "base.h"
#include "lora.h"

enum { WINDOW = 64, TURN_MOST = 64 };

// Examples to learn from. Each turn is X and Y as training_turn writes them.
typedef struct Turn {
    int length, X[TURN_MOST], Y[TURN_MOST];
} Turn;

typedef struct Turns {
    int count;
    Turn *turn;
} Turns;

void turns_add(Turns *turns, Bpe *bpe, const char *question, const char *answer);
// The same for a question that is tokens already, such as one with a quoted text in marks.
void turns_add_ids(Turns *turns, Bpe *bpe, int n, const int question[], const char *answer);
// All facts about people from .. to - 1 of a fame, asked in the forms that may be taught, with the true answers.
void turns_add_people(Turns *turns, const Base *b, WorldFame fame, int from, int to);
void turns_free(Turns *turns);

typedef struct Tune {
    Tuning what;
    int rank;
    double rate;
    int steps, batch;
    bool everything; // the loss counts the questions, too
    double tales;    // the share of windows that are tales
    uint64_t seed;
} Tune;

typedef struct Tuned {
    GPT *gpt;             // a model of its own; adapters are merged into it
    Lora *lora;           // TUNE_LORA: the adapters, beside the weights in lora->gpt; else NULL
    long numbers;         // that learnt
    double seconds, loss; // of CPU; the mean of the last 20 steps
} Tuned;

void tuned_free(Tuned *t);

// name: for the progress bar and the curve; NULL for none.
Tuned tune(const Base *b, const GPT *from, const Turns *turns, Tune how, const char *name);

// lora_product with the functions of exercises 13.2 and 13.3.
LoraProduct lora_by_hand;
GPT *merged(const Lora *lora); // a copy with 13.4 in each weight

#endif

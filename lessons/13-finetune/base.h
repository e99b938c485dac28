/*
 * The base model: a GPT that has read texts about a small world (world.h) and tales, and only completes. It is committed
 * as datasets/world, in GPT-2's files, and was made by
 *
 *     make -s lesson-13 ARGS="--base build/world --steps 2000 --threads 2"
 */
#ifndef FINETUNE_BASE_H
#define FINETUNE_BASE_H

#include "gpt2.h"
#include "notebook.h"
#include "world.h"

enum { WORLD_SEED = 1337, BASE_TALES = 2000, BASE_BLOCK = 128, BASE_BATCH = 12 };

typedef struct Base {
    World *world;
    Tales *tales;
    Bpe *bpe; // with the marks of a chat
    GPT *gpt;
    Gpt2 files;
} Base;

Base base_load(const char *folder); // "world", or another folder that base_train wrote
void base_free(Base *b);

GPT *gpt_copy(const GPT *from); // the same sizes and numbers, without adapters

// The text it was trained on. From malloc.
char *base_text(const World *world, const Tales *tales);

// Trains a base model and writes it to a folder, with run.safetensors beside it. If that is there, it goes on from there,
// bit for bit as if it had never stopped.
void base_train(const char *folder, int steps);

// The loss of `count` tales that it has not seen, in nats a tale, minus the exact entropy of a tale.
double tales_above_floor(const Base *b, const GPT *gpt, int count);

#endif

/*
 * How the small GPT-2 of datasets/gpt2-austen was made, and how to make one of your own text:
 *
 *     09-gpt2 --train FILE --save DIR [--vocab 2048] [--layers 6] ... [--steps 2000] [--resume]
 *
 * DIR gets model.safetensors (f16), config.json, vocab.json and merges.txt, in GPT-2's layout, and run.safetensors,
 * from which --resume goes on.
 */
#ifndef TRAIN_H
#define TRAIN_H

#include "notebook.h"

#include <stdbool.h>

extern const Extra train_options[];
bool train_given(void); // was --train? usage_error if what belongs to it is missing
void train_run(void);

#endif

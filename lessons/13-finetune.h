/*
 * Lesson 13, fine-tuning: the contract between the notebook, the exercises and their tests.
 *
 * The functions numbered 13.1 to 13.9 are the exercises; the others are written in 13-finetune.c. `real` is float.
 * Source: Ouyang et al. (InstructGPT), 2022; Hu et al. (LoRA), 2021; "The Llama 3 Herd of Models", 2024, section 4.3.6.
 */
#ifndef LESSON_FINETUNE_H
#define LESSON_FINETUNE_H

#include "params.h"
#include "world.h"

// 13.1 One turn of a conversation as an example to learn from: a question of n tokens and its answer of k tokens,
//          X:  user  q1 .. qn  end  assistant  a1 .. ak  end
//      and in Y[t] the token after X[t] where that is one of a1 .. ak or the end after them, else -1: nobody has to learn
//      to ask. X and Y have room for n + k + 4; returns how many tokens there are.
typedef struct Marks {
    int user, assistant, end; // the ids of the special tokens
} Marks;
int training_turn(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[]);

// 13.2 A product with an adapter: y = x W + bias + scale (x A) B, and xA = x A, which backward needs again.
//      x (rows, in), W (in, out), bias (out), A (in, rank), B (rank, out) -> xA (rows, rank), y (rows, out)
typedef struct LoraSize {
    int rows, in, out, rank;
} LoraSize;
void lora_forward(LoraSize s, const real x[], const real W[], const real bias[], const real A[], const real B[],
                  real scale, real xA[], real y[]);

// 13.3 Its gradients: dy (rows, out) is given; adds to dx (rows, in), dA (in, rank), dB (rank, out). W is frozen.
void lora_backward(LoraSize s, const real x[], const real W[], const real A[], const real B[], const real xA[],
                   real scale, const real dy[], real dx[], real dA[], real dB[]);

// 13.4 Puts the adapter into the weights: W += scale A B. rows does not matter.
void lora_merge(LoraSize s, real W[], const real A[], const real B[], real scale);

// 13.5 Chooses which parameters of a GPT learn, and freezes the others: all but the adapters; the head, which is wte.weight
//      and ln_f; or the adapters alone, whose names end in .lora_A and .lora_B. Returns how many numbers learn.
typedef enum Tuning { TUNE_FULL, TUNE_HEAD, TUNE_LORA, TUNINGS } Tuning;
long choose_trainable(Params *p, Tuning what);

// 13.6 What to teach about each question, from the verdicts on `samples` answers that the model drew: its answer, where
//      the share of right ones is at least `known`; that it does not know, where it is at most `unknown`; else nothing.
typedef enum Teach { TEACH_ANSWER, TEACH_ABSTAIN, TEACH_NOTHING } Teach;
void what_to_teach(int questions, int samples, const WorldVerdict verdict[], double known, double unknown,
                   int teach[]); // verdict (questions, samples); of teach each is a Teach

// 13.7 Does it know what it knows? Answers with confidence[i] in [0, 1] go into `bins` bins of equal width; each gets its
//      count, mean confidence and share of right answers (0 and 0 if it is empty). Returns the calibration error: the mean
//      over all answers of |share of right - mean confidence| of their bin.         Guo et al., 2017
typedef struct Bin {
    int count;
    double confidence, right;
} Bin;
double calibration(int n, const double confidence[], const bool right[], int bins, Bin bin[]);

// 13.8 The best assistant in the budget: how it is trained. The questions taught are about three quarters of the people.
typedef struct Assistant {
    Tuning what;
    int rank;          // of the adapters, for TUNE_LORA
    double rate;       // the highest learning rate
    int steps, batch;  // steps * batch is at most ASSISTANT_BUDGET: windows of 64 tokens
    bool answers_only; // the loss counts the answers alone, or everything
    int samples;       // how often it is asked before, to see what it knows; each costs as much as 32 windows. 0: never
    double known, unknown; // see 13.6
    double abstain;        // the share of turns that teach "I do not know."
    double tales;          // the share of windows that are tales, against forgetting
} Assistant;
enum { ASSISTANT_BUDGET = 2400, SAMPLE_COST = 32 };
Assistant plain_assistant(void); // as the lesson has it at first
Assistant your_assistant(void);

// 13.9 Base model and assistant: an essay. Returns your answer.
const char *base_and_assistant(void);

#endif

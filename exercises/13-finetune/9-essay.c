/*
 * Exercise 13.9: base model and assistant
 *
 * kind:     essay
 * effort:   **, 40 minutes
 * points:   0
 * lecture:  Deep Dive into LLMs like ChatGPT
 *           https://www.youtube.com/watch?v=7xTGNNLPyMI
 * uses:     only your own words
 *
 * task:     What did fine-tuning change in the model, and what not? Write 60 words at least; a page is better. Use numbers
 *           that you measured: run the lesson with another seed, change one thing (the share of tales, the rank, the
 *           people taught), say beforehand what will happen, and compare.
 * example:  return "The base model continues ... After ... steps it ... What it knows about rare people ... I changed "
 *                  "... and expected ...";
 * rubric:   what a base model does with a question, and why that is not a fault;
 *           where the facts come from: pretraining or fine-tuning, with a number that shows it;
 *           why it answers about people whom it has never seen, and what teaches it not to;
 *           what was lost on the way (tales, confidence), in numbers;
 *           a change, a prediction, and what came of it.
 * trap:     No points are given by the checker: a person reads it, with the rubric above.
 */
#include "13-finetune.h"

const char *base_and_assistant(void)
{
    TODO("13.9");
}

/*
 * Exercise 8.9: why can it not count the r's in strawberry?
 *
 * kind:     essay
 * effort:   **, 40 minutes
 * points:   0
 * lecture:  Let's build the GPT Tokenizer, the part that explains the oddities of language models
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     only your own words
 *
 * task:     A language model that writes sonnets answers that strawberry has two r's. Explain why, in your own
 *           words (at least 60; a page is better). First look at the word's tokens, alone and with a space before
 *           it: make lesson-08 ARGS="--encode FILE". Then say what a model would have to know to count correctly,
 *           where it could have learnt that, and try one way out.
 * example:  return "Of the word the model gets ... It cannot see ... To count it would need ... When I wrote the "
 *                  "letters with spaces between them, ...";
 * rubric:   the tokens, with their ids, and that an id says nothing about the letters in it;
 *           where spelling could be learnt all the same (texts that spell), and why that is little;
 *           that counting itself is a second difficulty, apart from seeing the letters;
 *           a way out that was tried (letters apart, a tool, thinking step by step), and what came of it;
 *           a prediction for another word, made before it was looked up.
 * trap:     The checker gives no points: a person reads your text, with the rubric above.
 */
#include "08-tokenizer.h"

const char *why_it_cannot_count(void)
{
    TODO("8.9");
}

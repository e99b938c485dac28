/*
 * Exercise 9.5: likely and true
 *
 * kind:     essay
 * effort:   **, 40 minutes
 * points:   0
 * lecture:  Let's reproduce GPT-2 (124M), the part on HellaSwag
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     only your own words
 *
 * task:     The lesson asks forty questions and takes the likelier ending for the model's answer. What does such a
 *           test measure, and what not? Write 60 words at least; a page is better. Look at the questions that the
 *           small model gets wrong (build/09-gpt2/endings.tsv), change one of them in datasets/endings.tsv, say
 *           beforehand what will happen, and run the lesson again.
 * example:  return "The model gives each ending a probability. This is not ... Question 12 ... I changed ... and "
 *                  "expected ...";
 * rubric:   what is compared (the cost of an ending's tokens, as a mean or a sum), and what speaks for each;
 *           what guessing gives, and how far from it forty questions can be by luck;
 *           one wrong answer explained from the text the model was trained on;
 *           that a likely sentence need not be true, with an example;
 *           a change to a question, a prediction, and what came of it.
 * trap:     No points are given by the checker: a person reads it, with the rubric above.
 */
#include "09-gpt2.h"

const char *likely_and_true(void)
{
    TODO("9.5");
}

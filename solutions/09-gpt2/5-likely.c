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
    //: solution
    const char *answer =
        "Each ending costs the model a number of nats: minus the logarithm of the probability of its tokens, one "
        "after another. Their sum is unfair to long endings; their mean is too kind to rare words, whose last "
        "pieces are easy to guess. Guessing is right for one question in four; with forty questions chance alone "
        "reaches fifteen right answers one time in twenty, so a score of twelve means nothing.\n"
        "What is measured is how alike the ending and the training text are. The model has read six novels, so it "
        "knows that Mr. is followed by a name and that a lady was, not were. It does not know that a horse has "
        "four legs, unless Jane Austen says so. Where two endings are both good English, it prefers the words "
        "that are frequent in her books: it likes sister better than engine. A sentence that was repeated often "
        "enough would be likely and still be false: all novels are full of people who are wrong.\n"
        "I let \"He did not\" go on with \"possess the remotest inkling thereof\" in place of \"know what to "
        "say\", and expected the model to change its mind, since these words are rare. It did: they cost 5.6 nats "
        "a token, and \"knowing what to say\", which is not even grammatical there, only 3.7. So the test rewards "
        "the right answer only as far as right and familiar go together.";
    return answer;
    //: end
}

/*
 * hint:     Begin with what is computed: which numbers are added, divided and compared? Then ask which endings have an
 *           advantage that has nothing to do with the meaning.
 * hint:     How many of forty would somebody get right who throws a die with four faces? And how often thirteen?
 * hint:     Compare a right ending in rare words with a wrong one in frequent words.
 *
 * mistake:  one sentence
 *  -        return answer;
 *  +        return *answer ? "Because what is likely need not be true." : answer;
 *  says:    at least 60
 * mistake:  nothing at all
 *  -        return answer;
 *  +        return *answer ? 0 : answer;
 *  says:    NULL
 */

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
    //: solution
    const char *answer =
        "GPT-2's tokenizer cuts \"strawberry\" into 301 1831 8396, which are st, raw and berry; with a space in "
        "front it is a single token, 41236. The model gets these numbers and looks up a row of its embedding for "
        "each. Nothing in row 41236 says that it stands for ten letters, or that three of them are r. To the model, "
        "a token is a sign with a meaning and without parts, like a Chinese character for somebody who has only ever "
        "heard words spoken.\n"
        "It can learn the spelling as it learns any other fact, from texts that spell: lists of words by letter, "
        "rhymes, puzzles, typing errors. Such texts are rare, and it must learn the fact separately for each of "
        "fifty thousand tokens. In our measurement, a small model that never sees the letters counts right hardly "
        "more often than one that always gives the most frequent answer, while the same model on single letters is "
        "nearly always right.\n"
        "Even when the letters are known, counting needs a running total, and a model that answers at once has only "
        "a fixed number of layers for it. So two things help: writing the letters one by one (s t r a w b e r r y "
        "has a token for each), because then they are in view and can be counted one at a time; or a tool, one line "
        "of Python.\n"
        "My prediction for \" blueberries\" was that it is two tokens, and that the number of e's would be wrong "
        "more often than the number of b's. I could check only the first half: it is 4171 20853, blue and berries.";
    return answer;
    //: end
}

/*
 * hint:     Write the word into a file without an end of line: printf strawberry >word.txt. Encode it, and encode
 *           " strawberry". How many tokens are there, and which letters are in each?
 * hint:     Two questions: can the model see the letters at all? And if it could, how does it count? The cell
 *           about letters answers the first.
 * hint:     Ways out to try or to think through: spaces between the letters, "spell it first, then count", a
 *           program that counts. Say what each gives the model that it did not have.
 *
 * mistake:  one sentence
 *  -        return answer;
 *  +        return *answer ? "Because the tokens are not letters, so it cannot see them." : answer;
 *  says:    at least 60
 * mistake:  nothing at all
 *  -        return answer;
 *  +        return *answer ? 0 : answer;
 *  says:    NULL
 */

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
    //: solution
    const char *answer =
        "The base model continues texts. After a question it writes another question, because in what it has read "
        "questions "
        "stand in lists. That is not a fault: it is the likeliest text. Fine-tuning on a few hundred turns changes "
        "what it "
        "takes its text for, a conversation, in which an answer follows.\n"
        "The facts are not new. People about whom no turn was taught are answered almost as well as those that were "
        "taught, "
        "where texts told of them often; where texts told of them three times, about half is right; where they told "
        "nothing, "
        "the answers are as good as a die with twenty faces. So fine-tuning found a way to what pretraining had left.\n"
        "It invents because every turn it was taught ends in an answer. Nothing in the loss distinguishes a town it "
        "knows "
        "from one it draws: the form is right, and form is most of the loss. Once its own failures are taught as 'I do "
        "not "
        "know', it uses them for people whom no turn mentions, so something in its activations had told them apart "
        "before.\n"
        "What was lost: tales cost more nats than before, the more the higher the rate. I expected that one window of "
        "tales "
        "in eight would mend most of this at little cost for the answers, and it did. I also expected rank 1 to be "
        "useless; "
        "it was not.";
    return answer;
    //: end
}

/*
 * hint:     Look at the lesson's tables for common, rare and unknown people: which rows changed by fine-tuning, and which
 *           hardly at all?
 * hint:     What would have to be in the training data for the model to say that it does not know?
 * hint:     Change one thing only, and write the prediction down before you run it.
 *
 * mistake:  one sentence
 *  -        return answer;
 *  +        return *answer ? "The base model completes and the assistant answers." : answer;
 *  says:    at least 60
 * mistake:  nothing at all
 *  -        return answer;
 *  +        return *answer ? 0 : answer;
 *  says:    NULL
 */

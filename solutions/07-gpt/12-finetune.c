/*
 * Exercise 7.12: pretrain, then fine-tune (the lecture's EX3)
 *
 * kind:     essay
 * effort:   ***, 90 minutes
 * points:   0
 * lecture:  Let's build GPT, exercise EX3 in the video's description
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     only your own words
 *
 * task:     Train a GPT on a large text until the validation loss stops falling. Then train it on a small text
 *           with fewer steps and a lower rate. Is its validation loss on the small text lower than that of
 *           a GPT that saw the small text only? Return what you think, did and found, in your own words (60
 *           at least; a page is better). Two commands try it, if both texts use the same characters:
 *           make lesson-07 ARGS="--data big.txt --save big.safetensors"
 *           make lesson-07 ARGS="--resume big.safetensors --data small.txt"
 * example:  return "I expected ... because ... I trained ... for ... steps on ... The validation loss was ... "
 *                  "From scratch it was ... The difference ...";
 * rubric:   what is compared is fair: the same small text, its same validation part, the same model;
 *           from scratch was given its best too (enough steps, a rate of its own, stopped in time);
 *           numbers, with how far they scatter from seed to seed; a figure that can be wrong;
 *           why it helps: what a large text teaches that holds for the small one, and when it does not;
 *           overfitting of the small text, and why few steps and a low rate;
 *           what was forgotten: the loss on the large text, before and after.
 * trap:     No points are given by the checker: a person reads it, with the rubric above.
 */
#include "07-gpt.h"

const char *pretrain_and_finetune(void)
{
    //: solution
    const char *answer = "Large: the 18148 girls' names of datasets/names.txt. Small: 500 boys' "
                         "names that are not girls' names, the "
                         "last 50 of which choose how long to train. Judge: 2000 other boys' "
                         "names, seen by neither. One model, two "
                         "layers of width 64, batches of 32 lines, three seeds.\n"
                         "I expected fine-tuning to win: both lists share which letters follow "
                         "which, and 450 names are too few to "
                         "learn that from, but plenty to learn that boys seldom end in a.\n"
                         "From scratch, rate 0.002: 150 steps give 2.385, 2.390 and 2.393 on the "
                         "judge; 300, 600 and 1200 steps "
                         "give 2.44, 2.77 and 3.64 (means), while the training loss falls to 0.94. "
                         "So 450 names are learned by "
                         "heart, and more steps only harm. Rates from 0.001 to 0.006, with fewer "
                         "or more steps, gave 2.38 to 2.42.\n"
                         "Pretrained for 2000 steps: 2.54, 2.53, 2.53 before any boy's name was "
                         "seen, worse than from scratch. "
                         "Then 150 steps at a tenth of the rate: 2.314, 2.313, 2.310. That is 0.08 "
                         "better than the best from "
                         "scratch, many times what the seeds scatter. With 1200 steps it was 3.4: "
                         "pretraining does not protect "
                         "from overfitting.\n"
                         "What was forgotten: the loss on the girls' names rose from 1.95 to 2.25, "
                         "after 1200 steps to 3.7, above "
                         "the 3.30 of knowing nothing. Hence few steps at a low rate.\n"
                         "It would not help where the large text teaches nothing about the small "
                         "one, or where the small one is "
                         "large enough. I did not try other sizes; fifty names are few to choose "
                         "by, so the judge had to be "
                         "apart.";
    return answer;
    //: end
}

/*
 * hint:     The question has two runs and one number: the validation loss on the small text, after the way
 *           through the large text and without it. Everything else should be equal, or be each run's best.
 * hint:     From scratch, a small text is learned by heart: the training loss falls, the validation loss turns
 *           and rises. Note its lowest point; that is what fine-tuning must beat.
 * hint:     Measure three things after fine-tuning: the small text's validation loss, its training loss, and
 *           the large text's validation loss, which will have risen. Repeat with another --seed.
 *
 * mistake:  one sentence
 *  -        return answer;
 *  +        return *answer ? "Yes, it gets lower, since the model has seen more." : answer;
 *  says:    at least 60
 * mistake:  nothing at all
 *  -        return answer;
 *  +        return *answer ? 0 : answer;
 *  says:    NULL
 */

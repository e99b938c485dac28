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
    TODO("7.12");
}

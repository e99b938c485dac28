/*
 * Exercise 7.11: addition (the lecture's EX2)
 *
 * kind:     experiment
 * effort:   ****, 60 minutes
 * points:   15
 * lecture:  Let's build GPT, exercise EX2 in the video's description
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     PLUS, EQUALS, ADD_T, AdditionRecipe (07-gpt.h); schedule_cosine (params.h)
 *
 * task:     Teach a GPT to add. First write an example: twelve characters, of which X gets the first eleven;
 *           Y holds the character that follows each, or -1 where that still belongs to the question. Then choose
 *           the GPT (layers, heads, embd), the batch, and the learning rate of every step.
 *           `make lesson-07 ARGS=--addition` trains it for 6000 steps; aim for more than 99 % of unseen
 *           sums with all four digits right. The checker has 2 seconds: it stops when
 *           parameters x batch x steps reaches 4e8, so a small network gets more steps, and gives points
 *           for a loss per digit of unseen sums below 1.6, 1.2 and 0.8. Guessing has log 10 = 2.30, and 1.73 is
 *           reached soon, without any addition.
 * example:  addition_example(123, 989, X, Y): the text is 123+989=2111, for the sum 1112 is written backwards;
 *           X = 1 2 3 10 9 8 9 11 2 1 1, Y = -1 -1 -1 -1 -1 -1 -1 2 1 1 1.
 *           addition_example(7, 5, X, Y): 007+005=2100.
 * trap:     Always three digits, and four in the sum: write leading zeros.
 * trap:     Y[i] is the character after X[i], so the first one that counts stands at the '='.
 * trap:     For a long time nothing seems to happen. Then the loss drops in steps, as the model discovers one thing
 *           after another. A run that ends too early, or with too small a rate, never gets there.
 */
#include "07-gpt.h"

#include "params.h"

void addition_example(int a, int b, int X[ADD_T], int Y[ADD_T])
{
    TODO("7.11");
}

AdditionRecipe addition_recipe(void)
{
    TODO("7.11");
}

double addition_rate(int step, int steps)
{
    TODO("7.11");
}

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
    //: solution
    int text[ADD_T + 1] = {a / 100, a / 10 % 10, a % 10, PLUS, b / 100, b / 10 % 10, b % 10, EQUALS};
    for (int i = 8, sum = a + b; i <= ADD_T; i++, sum /= 10)
        text[i] = sum % 10; // the last digit first
    for (int i = 0; i < ADD_T; i++) {
        X[i] = text[i];
        Y[i] = text[i] == EQUALS || i > 7 ? text[i + 1] : -1;
    }
    //: end
}

AdditionRecipe addition_recipe(void)
{
    //: solution
    return (AdditionRecipe){.layers = 1, .heads = 4, .embd = 24, .batch = 16};
    //: end
}

double addition_rate(int step, int steps)
{
    //: solution
    double high = steps < 5000 ? 0.02 : 0.01; // a short run must hurry
    return schedule_cosine(step, steps / 20, steps, high, 0);
    //: end
}

/*
 * hint:     a / 100, a / 10 % 10 and a % 10 are the digits of a. The sum's digits come the other way round:
 *           sum % 10, then sum /= 10, four times. Put all twelve characters into an array, then X[i] is
 *           text[i], and Y[i] is text[i + 1] from i = 7 on.
 * hint:     The task is small: one layer of width 24, eight thousand parameters, is enough, since a digit of the
 *           sum needs to look at two digits and what decides the carry. A small batch leaves time for many
 *           steps, and it needs many steps.
 * hint:     So small a network can take a high rate: 0.01, in a short run 0.02. Let it rise for a twentieth of
 *           the steps and then fall: schedule_cosine(step, steps / 20, steps, high, 0) from params.h.
 *
 * outputs:  addition_example X[ADD_T], Y[ADD_T]
 * outputs:  addition_recipe nothing
 * outputs:  addition_rate nothing
 *
 * mistake:  the sum in reading order
 *  -        text[i] = sum % 10; // the last digit first
 *  +        text[ADD_T + 8 - i] = sum % 10;
 *  says:    the sum is written from its last digit on
 * mistake:  the question counts too
 *  -        Y[i] = text[i] == EQUALS || i > 7 ? text[i + 1] : -1;
 *  +        Y[i] = text[i + 1];
 *  says:    nobody can guess the question
 * mistake:  Y is X
 *  -        Y[i] = text[i] == EQUALS || i > 7 ? text[i + 1] : -1;
 *  +        Y[i] = i > 7 ? text[i] : -1;
 *  says:    Y[i] is the character after X[i]
 * mistake:  the first digit is not asked for
 *  -        Y[i] = text[i] == EQUALS || i > 7 ? text[i + 1] : -1;
 *  +        Y[i] = i > 7 ? text[i + 1] : -1;
 *  says:    the first digit of the sum follows the '='
 * mistake:  the digits of the sum only
 *  -        text[i] = sum % 10; // the last digit first
 *  +        text[i] = sum > 0 ? sum % 10 : EQUALS;
 *  says:    leading zeros are written
 * mistake:  a network beyond the budget
 *  -        return (AdditionRecipe){.layers = 1, .heads = 4, .embd = 24, .batch = 16};
 *  +        return (AdditionRecipe){.layers = 4, .heads = 4, .embd = 64, .batch = 32};
 *  says:    and 150000 is the budget
 * mistake:  heads that do not fit
 *  -        return (AdditionRecipe){.layers = 1, .heads = 4, .embd = 24, .batch = 16};
 *  +        return (AdditionRecipe){.layers = 1, .heads = 5, .embd = 24, .batch = 16};
 *  says:    embd must be a multiple of heads
 * mistake:  a batch beyond the limit
 *  -        return (AdditionRecipe){.layers = 1, .heads = 4, .embd = 24, .batch = 16};
 *  +        return (AdditionRecipe){.layers = 1, .heads = 4, .embd = 24, .batch = 512};
 *  says:    1 to 256
 * mistake:  the lecture's rate for its large GPT
 *  -        double high = steps < 5000 ? 0.02 : 0.01; // a short run must hurry
 *  +        double high = 3e-4;
 *  says:    a higher rate
 * mistake:  a rate that breaks it
 *  -        double high = steps < 5000 ? 0.02 : 0.01; // a short run must hurry
 *  +        double high = 3;
 *  says:    the rate is too high
 * mistake:  a large network in a short time
 *  -        return (AdditionRecipe){.layers = 1, .heads = 4, .embd = 24, .batch = 16};
 *  +        return (AdditionRecipe){.layers = 3, .heads = 4, .embd = 56, .batch = 256};
 *  says:    leave more of them
 * mistake:  a backwards
 *  -        int text[ADD_T + 1] = {a / 100, a / 10 % 10, a % 10, PLUS, b / 100, b / 10 % 10, b % 10, EQUALS};
 *  +        int text[ADD_T + 1] = {a % 10, a / 10 % 10, a / 100, PLUS, b % 10, b / 10 % 10, b / 100, EQUALS};
 *  says:    only the sum is written from its last digit on
 */

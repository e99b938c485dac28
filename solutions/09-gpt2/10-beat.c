/*
 * Exercise 9.10: beat nanoGPT's small run
 *
 * kind:     experiment
 * effort:   ****, 90 minutes
 * points:   15
 * lecture:  nanoGPT's README, "I only have a macbook": 4 layers, 4 heads, 128 wide, block 64, batch 12, 2000 steps
 *           https://github.com/karpathy/nanoGPT
 * uses:     SmallRun, nanogpts_small_run (09-gpt2.h)
 *
 * task:     nanoGPT's small run costs 8e12 floating point operations. Spend arithmetic better: choose the network, the
 *           window, the batch and the recipe. There are as many steps as the budget allows: budget / step_flops.
 *           The checker has a fortieth of nanoGPT's budget (50 of its steps) and the characters of Pride and Prejudice;
 *           it gives points for a held-out loss below 2.50, 2.20, 2.00 and 1.85 nats a character.
 *           `make lesson-09 ARGS="--beat 50"` trains yours beside nanoGPT's with the same budget.
 * example:  nanoGPT's own numbers reach 2.69 there: fifty steps are few.
 * trap:     A network of half the size has twice as many steps. Which is better depends on the budget.
 * trap:     The best rate depends on the size: a small network bears a high one.
 */
#include "09-gpt2.h"

SmallRun your_small_run(void)
{
    //: solution
    SmallRun run = nanogpts_small_run();
    run.layers = 1;
    run.embd = 64;
    run.block = 32;
    run.batch = 8;
    run.high = 8e-3;
    run.low = 3e-4;
    run.beta2 = 0.95;
    return run;
    //: end
}

/*
 * hint:     Begin with SmallRun run = nanogpts_small_run(); and change one thing at a time: first the size, for more
 *           steps, then the rate, which a small network bears higher.
 * hint:     Halving embd makes a step four times cheaper. One layer of 64, with a block of 32 and a batch of 8,
 *           gets 44 times as many steps as nanoGPT's network.
 * hint:     layers 1, heads 4, embd 64, block 32, batch 8, high 8e-3, low 3e-4, beta2 0.95 reach 1.71. From there
 *           on, try two layers, and other rates.
 *
 * mistake:  nanoGPT's own
 *  -        return run;
 *  +        return nanogpts_small_run();
 *  says:    nanoGPT's small run unchanged
 * mistake:  heads that do not fit
 *  -        run.layers = 1;
 *  +        run.heads = 3;
 *  says:    embd must be a multiple of heads
 * mistake:  too large for the budget
 *  -        run.embd = 64;
 *  +        run.embd = 512;
 *  says:    leaves more of them
 * mistake:  a rate that breaks it
 *  -        run.high = 8e-3;
 *  +        run.high = 1;
 *  says:    the rate is too high
 * mistake:  a timid rate
 *  -        run.high = 8e-3;
 *  +        run.high = 3e-5;
 *  -        run.low = 3e-4;
 *  +        run.low = 3e-6;
 *  says:    a higher rate
 * mistake:  no batch
 *  -        run.batch = 8;
 *  +        run.batch = 0;
 *  says:    at least 1
 */

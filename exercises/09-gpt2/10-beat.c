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
    TODO("9.10");
}

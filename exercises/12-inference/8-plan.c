/*
 * Exercise 12.8: fewer bits
 *
 * kind:     experiment
 * effort:   ****, 60 minutes
 * points:   15
 * lecture:  none; Frantar et al., "GPTQ", 2022; Dettmers and Zettlemoyer, "The case for 4-bit precision", 2023
 * uses:     Plan, Bits, all_alike, ATTENTION_IN, ATTENTION_OUT, MLP_IN, MLP_OUT, MAX_LAYERS (12-inference.h)
 * needs:    gpt2-austen/model.safetensors
 * seconds:  60
 *
 * task:     Writing is as fast as the weights can be read, so fewer bytes are more tokens a second. Choose how many bits
 *           each kind of matrix in each layer may have, and the table wte, and how many numbers share a scale. The checker
 *           rounds the small GPT-2 by your plan and measures it on text that it has not seen. The loss may rise by 0.03
 *           nats a token. Points for a plan of at most 2.7, 1.8, 1.5 and 1.45 MB; int8 with groups of 64 has 2.77 MB.
 *           `make lesson-12 ARGS=--plan` measures yours.
 * example:  return all_alike(8, 64); is what the lesson serves.
 * trap:     A scale takes 4 bytes: with groups of 8 it costs as much as 4 bits a number.
 * trap:     The bits of a matrix with few numbers save little. Where are most of the numbers?
 */
#include "12-inference.h"

Plan your_plan(void)
{
    TODO("12.8");
}

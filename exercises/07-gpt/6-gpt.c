/*
 * Exercise 7.6: assemble the GPT
 *
 * kind:     function
 * effort:   ***, 25 minutes
 * points:   15
 * lecture:  Let's build GPT, gpt.py, "class GPTLanguageModel(nn.Module):", its forward
 *           https://www.youtube.com/watch?v=kCc8FmEb1nY
 * uses:     layer, normalise (07-gpt.h); tensor_embed, tensor_add, tensor_unembed, SHAPE (tensor.h); GPT (gpt.h)
 * refuses:  gpt_forward, gpt_loss, gpt_cache_feed, gpt_cache_next: assemble it from tensor_embed, tensor_add, layer,
 *           normalise and tensor_unembed
 *
 * task:     Put the pieces of a GPT together. ids holds B texts of T characters, one after another. Look up each
 *           character in the table wte and each position 0 ... T - 1 in the table wpe, and add the two. Send the sum
 *           through all layers, in order, and through the last norm, ln_f. The logits are the dot products of each
 *           result with all rows of wte: the table that reads characters also writes them. Return the logits, (B, T, V).
 * example:  With no layers and wpe all zeros, the logits of character a are normalise(wte[a]) times each row of wte.
 * trap:     Positions start at 0 in every text of the batch: the same T rows of wpe are added to each.
 * trap:     Return logits, not probabilities: softmax belongs to the loss and to sampling.
 */
#include "07-gpt.h"

Tensor *gpt_logits(GPT *gpt, const int ids[], int B, int T)
{
    TODO("7.6");
}

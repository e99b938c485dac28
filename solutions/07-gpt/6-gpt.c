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
    //: solution
    int places[T];
    for (int t = 0; t < T; t++)
        places[t] = t;
    Tensor *x = tensor_embed(gpt->wte, ids, SHAPE(B, T));        // (B, T, C)
    x = tensor_add(x, tensor_embed(gpt->wpe, places, SHAPE(T))); // (B, T, C) + (T, C)
    for (int i = 0; i < gpt->config.layers; i++)
        x = layer(gpt, i, x);
    x = normalise(&gpt->ln_f, x);
    return tensor_unembed(x, gpt->wte); // (B, T, V)
    //: end
}

/*
 * hint:     tensor_embed(gpt->wte, ids, SHAPE(B, T)) looks up all characters, (B, T, C). For the positions fill an
 *           int places[T] with 0, 1, ..., T - 1 and look them up in gpt->wpe with SHAPE(T), which gives (T, C).
 * hint:     tensor_add broadcasts: (B, T, C) + (T, C). Then a loop, x = layer(gpt, i, x), for i from 0 to
 *           gpt->config.layers - 1, and normalise(&gpt->ln_f, x).
 * hint:     The last line is return tensor_unembed(x, gpt->wte): x times the transposed table.
 *
 * outputs:  gpt_logits returns, d(gpt->wte), d(gpt->wpe), d(gpt->ln_f.gamma), d(gpt->ln_f.beta)
 *
 * mistake:  no positions
 *  -        x = tensor_add(x, tensor_embed(gpt->wpe, places, SHAPE(T))); // (B, T, C) + (T, C)
 *  says:    the positions are missing
 * mistake:  no final norm
 *  -        x = normalise(&gpt->ln_f, x);
 *  says:    the last norm, ln_f, is missing
 * mistake:  the norm first
 *  -        for (int i = 0; i < gpt->config.layers; i++)
 *  +        x = normalise(&gpt->ln_f, x);
 *  +        for (int i = 0; i < gpt->config.layers; i++)
 *  -        x = normalise(&gpt->ln_f, x);
 *  says:    ln_f comes after the layers
 * mistake:  no layers
 *  -        for (int i = 0; i < gpt->config.layers; i++)
 *  +        for (int i = 0; i < 0; i++)
 *  says:    x never goes through the layers
 * mistake:  one layer too few
 *  -        for (int i = 0; i < gpt->config.layers; i++)
 *  +        for (int i = 0; i < gpt->config.layers - 1; i++)
 *  says:    the last layer is left out
 * mistake:  the first layer again and again
 *  -        x = layer(gpt, i, x);
 *  +        x = layer(gpt, 0, x);
 *  says:    the first layer is used every time
 * mistake:  the layers from last to first
 *  -        x = layer(gpt, i, x);
 *  +        x = layer(gpt, gpt->config.layers - 1 - i, x);
 *  says:    the layers are in reverse order
 * mistake:  every layer adds its result once more
 *  -        x = layer(gpt, i, x);
 *  +        x = tensor_add(x, layer(gpt, i, x));
 *  says:    layer() adds to x already
 * mistake:  positions that count on
 *  -        int places[T];
 *  -        for (int t = 0; t < T; t++)
 *  +        int places[B * T];
 *  +        for (int t = 0; t < B * T; t++)
 *  -        x = tensor_add(x, tensor_embed(gpt->wpe, places, SHAPE(T))); // (B, T, C) + (T, C)
 *  +        x = tensor_add(x, tensor_embed(gpt->wpe, places, SHAPE(B, T)));
 *  says:    positions start at 0 in every text
 * mistake:  positions from 1 on
 *  -        places[t] = t;
 *  +        places[t] = t + 1;
 *  says:    the first position is 0, not 1
 * mistake:  one position for all
 *  -        places[t] = t;
 *  +        places[t] = 0;
 *  says:    every character got position 0
 * mistake:  characters for positions
 *  -        x = tensor_add(x, tensor_embed(gpt->wpe, places, SHAPE(T))); // (B, T, C) + (T, C)
 *  +        x = tensor_add(x, tensor_embed(gpt->wpe, ids, SHAPE(B, T)));
 *  says:    wpe is looked up with the positions
 * mistake:  multiplies the embeddings
 *  -        x = tensor_add(x, tensor_embed(gpt->wpe, places, SHAPE(T))); // (B, T, C) + (T, C)
 *  +        x = tensor_mul(x, tensor_embed(gpt->wpe, places, SHAPE(T)));
 *  says:    add the embeddings of character and position
 * mistake:  probabilities
 *  -        return tensor_unembed(x, gpt->wte); // (B, T, V)
 *  +        return tensor_softmax(tensor_unembed(x, gpt->wte));
 *  says:    return the logits
 * mistake:  stops before the head
 *  -        return tensor_unembed(x, gpt->wte); // (B, T, V)
 *  +        return x;
 *  says:    the result has C numbers for each position
 * mistake:  the embedding is a constant
 *  -        Tensor *x = tensor_embed(gpt->wte, ids, SHAPE(B, T));        // (B, T, C)
 *  +        Tensor *x = tensor_detach(tensor_embed(gpt->wte, ids, SHAPE(B, T)));
 *  says:    wte is used twice, and so it gets two gradients
 */

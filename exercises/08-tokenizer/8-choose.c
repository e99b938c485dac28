/*
 * Exercise 8.8: the best 512 tokens
 *
 * kind:     experiment
 * effort:   ****, 60 minutes
 * points:   20
 * lecture:  Let's build the GPT Tokenizer, the part on the vocabulary's size
 *           https://www.youtube.com/watch?v=zduSFxRajkE
 * uses:     bpe_train, bpe_token, bpe_free (bpe.h); split_none (split.h); memcpy (string.h)
 *
 * task:     Fill chosen with 256 tokens of 2 to TOKEN_MOST bytes. Together with the 256 bytes they should cut
 *           English text into as few tokens as possible. You may learn from the given text: 300 kB of a novel. The
 *           checker then takes another part of the novel, cuts it in the best possible way (cut_shortest), and
 *           gives points for more than 1.7, 2.0, 2.15 and 2.18 bytes per token. You have 20 seconds. You may use
 *           bpe_train and bpe_token from bpe.h.
 * example:  The 256 most frequent pairs of bytes, with nothing longer, give 1.77 bytes per token.
 * trap:     Tokens may overlap, and one may be part of another; but two equal tokens waste a place.
 * trap:     Long tokens save most where they fit, but seldom fit.
 */
#include "08-tokenizer.h"

#include <string.h>

void choose_tokens(int n, const char text[], Bytes chosen[CHOSEN])
{
    TODO("8.8");
}

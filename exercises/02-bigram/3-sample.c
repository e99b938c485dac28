/*
 * Exercise 2.3: draw a name
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   10
 * lecture:  makemore part 1, the cell that begins "g = torch.Generator().manual_seed(2147483647)"
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     rng_multinomial (rng.h); itos, V (02-bigram.h)
 *
 * task:     Start at the dot. Draw the next character from the row of the current one, store it,
 *           and go on from there until you draw the dot or the buffer is full. End the name with
 *           '\0' and return how many letters it has.
 * example:  if P always goes . -> a -> b -> . the name is "ab" and the function returns 2
 * trap:     name has room for size characters, including the '\0' at the end.
 * trap:     rng_multinomial takes floats, as torch does: copy the row into a float array.
 */
#include "02-bigram.h"

int sample_name(double P[V][V], Rng *rng, char name[], int size)
{
    TODO("2.3");
}

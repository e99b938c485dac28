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
    //: solution
    int length = 0, ix = 0;
    while (length < size - 1) {
        float row[V];
        for (int j = 0; j < V; j++)
            row[j] = (float)P[ix][j];
        ix = rng_multinomial(rng, row, V);
        if (ix == 0)
            break;
        name[length++] = itos(ix);
    }
    name[length] = '\0';
    return length;
    //: end
}

/*
 * hint:     Keep two things: ix, the index of the current character (0 at the start), and length,
 *           the number of letters stored.
 * hint:     In a loop: copy row P[ix] into a float array, ix = rng_multinomial(rng, row, V), leave
 *           when ix is 0, else store itos(ix).
 * hint:     The loop's condition is length < size - 1, and the last line before return is
 *           name[length] = '\0'.
 *
 * outputs:  sample_name name[size], returns
 *
 * mistake:  always draws from the first row
 *  -        row[j] = (float)P[ix][j];
 *  +        row[j] = (float)P[0][j];
 *  says:    always draw from the row of the dot
 * mistake:  stores the dot
 *  -        if (ix == 0)
 *  +        name[length++] = itos(ix); if (ix == 0)
 *  -        name[length++] = itos(ix);
 *  says:    the dot at the end is not part of the name
 * mistake:  takes the most likely character
 *  -        ix = rng_multinomial(rng, row, V);
 *  +        ix = 0; for (int j = 1; j < V; j++) if (row[j] > row[ix]) ix = j;
 *  says:    takes the most likely character
 * mistake:  one byte too far
 *  -        while (length < size - 1) {
 *  +        while (length < size) {
 *  says:    overflow
 * mistake:  the race
 *  -        ix = rng_multinomial(rng, row, V);
 *  +        ix = rng_multinomial_race(rng, row, V);
 *  says:    rng_multinomial_race draws from the same probabilities in another way
 * mistake:  seeds the generator
 *  -        int length = 0, ix = 0;
 *  +        int length = 0, ix = 0; rng_seed(rng, 2147483647);
 *  says:    do not seed the generator in here
 * mistake:  draws before it looks for room
 *  -        while (length < size - 1) {
 *  +        while (1) {
 *  -        if (ix == 0)
 *  +        if (ix == 0 || length == size - 1)
 *  says:    check that there is room before you draw
 * mistake:  forgets the end of the string
 *  -        name[length] = '\0';
 *  says:    end them with '\0'
 * mistake:  a letter too far
 *  -        name[length++] = itos(ix);
 *  +        name[length++] = (char)('a' + ix);
 *  says:    index 1 is 'a', since 0 is the dot
 * mistake:  starts at a
 *  -        int length = 0, ix = 0;
 *  +        int length = 0, ix = 1;
 *  says:    a name starts at the dot
 */

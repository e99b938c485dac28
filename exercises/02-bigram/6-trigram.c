/*
 * Exercise 2.6: two letters of memory (the lecture's E01)
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 1, exercise E01 in the video's description
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     names->count, names->name (data.h); stoi, V (02-bigram.h); memset (string.h)
 *
 * task:     Predict each character from the two before it. A pair of characters a, b is one context
 *           with the number x = 27 * a + b, so the same tables and the same net work, with 729 rows
 *           instead of 27. Write the examples and the counts.
 * example:  "emma" begins with two dots and gives five examples:
 *           ..e .em emm mma ma.   the first is x = 0, y = 5, the second x = 5, y = 13
 * trap:     There are as many trigrams as bigrams: two dots predict the first letter.
 */
#include "02-bigram.h"

#include <string.h>

int trigram_examples(const Names *names, int xs[], int ys[])
{
    TODO("2.6");
}

void trigram_count(const Names *names, int N[V * V][V])
{
    TODO("2.6");
}

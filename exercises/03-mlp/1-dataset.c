/*
 * Exercise 3.1: names as examples
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 2, the cell that begins "# build the dataset"
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     names->count, names->name (data.h); stoi, MAX_CONTEXT (03-mlp.h); memcpy (string.h)
 * refuses:  examples_new, examples_split: walk through each name with stoi and a window of your own
 *
 * task:     Slide a window over every name: the last `context` characters are the input, the next
 *           one is the answer. A name starts with a window of dots and ends when the dot is the
 *           answer. Write the characters of example i to X[i * context] and the places after it
 *           (oldest first) and the answer to Y[i]. Return how many examples there are.
 * example:  the name "ab" and context 3: ... -> a, ..a -> b, .ab -> . which is
 *           X = 0 0 0   0 0 1   0 1 2   and   Y = 1 2 0
 * trap:     X and Y may be NULL: then only count.
 * trap:     Each name starts with dots, however the previous name ended.
 */
#include "03-mlp.h"

#include <string.h>

int build_dataset(const Names *names, int context, int X[], int Y[])
{
    TODO("3.1");
}

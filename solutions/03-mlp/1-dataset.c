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
    //: solution
    int n = 0;
    for (int k = 0; k < names->count; k++) {
        int window[MAX_CONTEXT] = {0}, ix = -1;
        for (const char *c = names->name[k]; ix != 0; n++) {
            ix = *c ? stoi(*c++) : 0;
            if (X && Y) {
                memcpy(X + n * context, window, sizeof *X * (size_t)context);
                Y[n] = ix;
            }
            for (int i = 0; i < context - 1; i++) // crop and append
                window[i] = window[i + 1];
            window[context - 1] = ix;
        }
    }
    return n;
    //: end
}

/*
 * hint:     Keep the window in an array of `context` numbers, all 0 at the start of each name.
 * hint:     For each character of the name, and once more for the dot at its end: write the window
 *           to X and the character to Y, and only then move the window.
 * hint:     Moving it: window[i] = window[i + 1] for i from 0 to context - 2, then put the new
 *           character in window[context - 1]. The place in X is X + n * context.
 *
 * outputs:  build_dataset X[solution_build_dataset(names, context, 0, 0) * context],
 *           Y[solution_build_dataset(names, context, 0, 0)], returns
 *
 * mistake:  forgets the end of a name
 *  -        for (const char *c = names->name[k]; ix != 0; n++) {
 *  +        for (const char *c = names->name[k]; *c; n++) {
 *  says:    the example that ends a name is missing
 * mistake:  keeps the window of the name before
 *  -        int window[MAX_CONTEXT] = {0}, ix = -1;
 *  +        static int window[MAX_CONTEXT]; int ix = -1; if (k == 0) memset(window, 0, sizeof window);
 *  says:    each name starts with a window of dots
 * mistake:  newest character first
 *  -        memcpy(X + n * context, window, sizeof *X * (size_t)context);
 *  +        for (int i = 0; i < context; i++) X[n * context + i] = window[context - 1 - i];
 *  says:    the oldest character comes first
 * mistake:  shows the answer
 *  -        ix = *c ? stoi(*c++) : 0;
 *  +        ix = *c ? stoi(*c++) : 0; window[context - 1] = ix;
 *  says:    the answer is already in the input
 */

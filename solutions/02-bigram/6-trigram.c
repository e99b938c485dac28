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
    //: solution
    int n = 0;
    for (int k = 0; k < names->count; k++) {
        int x = 0, y;
        const char *c = names->name[k];
        do {
            y = *c ? stoi(*c++) : 0;
            if (xs && ys) {
                xs[n] = x;
                ys[n] = y;
            }
            n++;
            x = x % V * V + y;
        } while (y != 0);
    }
    return n;
    //: end
}

void trigram_count(const Names *names, int N[V * V][V])
{
    //: solution
    memset(N, 0, sizeof(int[V * V][V]));
    for (int k = 0; k < names->count; k++) {
        int x = 0;
        for (const char *c = names->name[k]; *c; c++) {
            N[x][stoi(*c)]++;
            x = x % V * V + stoi(*c);
        }
        N[x][0]++;
    }
    //: end
}

/*
 * hint:     Keep the pair as one number x, 0 at the start of every name (two dots).
 * hint:     When the character y follows the pair x, the next pair is (x % 27) * 27 + y: the older
 *           character drops out, the new one comes in.
 * hint:     Each name of L letters gives L + 1 examples; the last one predicts the dot. Where the
 *           examples store x and y, the counts do N[x][y]++.
 *
 * outputs:  trigram_examples xs[solution_trigram_examples(names, 0, 0)],
 *           ys[solution_trigram_examples(names, 0, 0)], returns
 * outputs:  trigram_count N[0][V * V * V]
 *
 * mistake:  starts at the third character
 *  -        int x = 0, y;
 *  +        int x = stoi(names->name[k][0]), y;
 *  -        const char *c = names->name[k];
 *  +        const char *c = names->name[k] + 1;
 *  says:    the first letter of a name is an example too
 * mistake:  puts the pair together in the wrong order
 *  -        x = x % V * V + y;
 *  +        x = x / V + y * V;
 *  says:    first and second are swapped
 * mistake:  forgets the end in the counts
 *  -        N[x][0]++;
 *  says:    the trigrams that end a name are missing
 * mistake:  never forgets a character
 *  -        x = x % V * V + y;
 *  +        x = x * V + y;
 *  says:    drop the older character from x
 * mistake:  one character of memory
 *  -        x = x % V * V + y;
 *  +        x = y;
 *  says:    that is one character of memory
 * mistake:  goes on from the name before
 *  -        int x = 0, y;
 *  +        static int x; int y; if (k == 0) x = 0;
 *  says:    set x to 0 again for each name
 */

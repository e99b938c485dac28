/*
 * Exercise 2.1: count the bigrams
 *
 * kind:     function
 * effort:   *, 10 minutes
 * points:   10
 * lecture:  makemore part 1, the cell that begins "N = torch.zeros((27, 27)"
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     names->count, names->name (data.h); stoi, V (02-bigram.h)
 *
 * task:     Fill N so that N[i][j] says how often character j follows character i in the names.
 *           A name begins and ends with a dot: "emma" has the five bigrams .e em mm ma a.
 * example:  the single name "ab" gives N[0][1] = 1 (.a), N[1][2] = 1 (ab), N[2][0] = 1 (b.)
 *           and zero everywhere else
 * trap:     N is not cleared for you: it may hold anything.
 */
#include "02-bigram.h"

void bigram_count(const Names *names, int N[V][V])
{
    //: solution
    for (int i = 0; i < V; i++)
        for (int j = 0; j < V; j++)
            N[i][j] = 0;
    for (int k = 0; k < names->count; k++) {
        int previous = 0;
        for (const char *c = names->name[k]; *c; c++) {
            N[previous][stoi(*c)]++;
            previous = stoi(*c);
        }
        N[previous][0]++;
    }
    //: end
}

/*
 * hint:     Walk through a name with two indices: the previous character and this one. Before the
 *           first letter, the previous character is the dot.
 * hint:     int previous = 0; and for each letter c: count the pair (previous, stoi(c)), then
 *           previous = stoi(c).
 * hint:     After the last letter there is one more bigram: N[previous][0]++. And clear N first,
 *           all 27 x 27 of it.
 *
 * outputs:  bigram_count N[0][V * V]
 *
 * mistake:  forgets the end
 *  -        N[previous][0]++;
 *  says:    the bigrams that end a name are missing
 * mistake:  forgets the start
 *  -        int previous = 0;
 *  +        int previous = stoi(names->name[k][0]);
 *  -        for (const char *c = names->name[k]; *c; c++) {
 *  +        for (const char *c = names->name[k] + 1; *c; c++) {
 *  says:    the bigrams that begin a name are missing
 * mistake:  swaps row and column
 *  -        N[previous][stoi(*c)]++;
 *  +        N[stoi(*c)][previous]++;
 *  -        N[previous][0]++;
 *  +        N[0][previous]++;
 *  says:    your N is transposed
 * mistake:  does not clear
 *  -        N[i][j] = 0;
 *  +        N[i][j] += 0;
 *  says:    clear N first
 * mistake:  a is 0
 *  -        N[previous][stoi(*c)]++;
 *  +        N[previous][*c - 'a']++;
 *  -        previous = stoi(*c);
 *  +        previous = *c - 'a';
 *  says:    'a' is 1, not 0: 0 is the dot
 * mistake:  a flag instead of a count
 *  -        N[previous][stoi(*c)]++;
 *  +        N[previous][stoi(*c)] = 1;
 *  -        N[previous][0]++;
 *  +        N[previous][0] = 1;
 *  says:    count with ++
 * mistake:  neither start nor end
 *  -        int previous = 0;
 *  +        int previous = stoi(names->name[k][0]);
 *  -        for (const char *c = names->name[k]; *c; c++) {
 *  +        for (const char *c = names->name[k] + 1; *c; c++) {
 *  -        N[previous][0]++;
 *  says:    the bigrams that begin and end a name are missing
 * mistake:  goes on from the name before
 *  -        int previous = 0;
 *  +        static int previous; if (k == 0) previous = 0;
 *  says:    set the previous character back to 0 for each name
 * mistake:  clears in the loop over the names
 *  -        int previous = 0;
 *  +        int previous = 0; for (int i = 0; i < V * V; i++) N[i / V][i % V] = 0;
 *  says:    only the last name is counted
 * mistake:  clears bytes
 *  -        N[i][j] = 0;
 *  +        ((char *)N)[i * V + j] = 0;
 *  says:    memset counts bytes
 * mistake:  the character before stays the dot
 *  -        previous = stoi(*c);
 *  says:    set the previous character to this one
 */

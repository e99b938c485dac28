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
    TODO("2.1");
}

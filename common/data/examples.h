/*
 * Names as examples for networks: predict the next character from the `context` characters before it.
 * '.' (0) fills the context of the first letters and ends each name; 'a' is 1, ... 'z' is 26.
 *
 *     emma, context 3:  ... -> e   ..e -> m   .em -> m   emm -> a   mma -> .
 */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include "data.h"
#include "rng.h"

typedef struct Examples {
    int count, context;
    int *x; // (count, context)
    int *y; // (count)
} Examples;

// The examples from the names order[from] .. order[to - 1]. Aborts if context < 1.
Examples examples_new(const Names *names, const int order[], int from, int to, int context);
void examples_free(Examples *e);

// The lectures' split: random.seed(42); random.shuffle(words); then 80 % train, 10 % dev, 10 % test.
typedef struct Split {
    Examples train, dev, test;
} Split;

Split examples_split(const Names *names, int context);
void examples_split_free(Split *split);

// Draws a minibatch of n: ix = torch.randint(0, count, (n,)); Xb = X[ix] (n, context), Yb = Y[ix] (n).
void examples_batch(const Examples *e, int n, Rng *rng, int Xb[], int Yb[]);

#endif

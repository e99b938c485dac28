/*
 * Exercise 2.10: cross_entropy (the lecture's E05)
 *
 * kind:     function
 * effort:   **, 15 minutes
 * points:   15
 * lecture:  makemore part 1, exercise E05 in the video's description
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     V (02-bigram.h); exp, log, fmax (math.h)
 * refuses:  tensor_cross_entropy, tensor_cross_entropy_rows, tensor_log_softmax, tensor_pick, tensor_softmax: write
 *           it with exp and log
 *
 * task:     Compute the loss straight from the logits, without making probabilities first:
 *           the mean of log(sum_c exp(logits[i][c])) - logits[i][ys[i]].
 *           Subtract the row's largest logit before exp, and add it back after log.
 * example:  one row with logits 0, 3, -2, 1 (and -1e9 in the other columns) and y = 3:
 *           log(1 + e^3 + e^-2 + e) - 1 = 2.1755
 * trap:     exp(710) is infinite: a logit of 1000 must still give a finite loss.
 * question: There are two reasons why this is better than softmax followed by -log: one is speed,
 *           the other is not. Which?
 */
#include "02-bigram.h"

#include <math.h>

double cross_entropy(int n, double logits[][V], const int ys[])
{
    //: solution
    double loss = 0;
    for (int i = 0; i < n; i++) {
        double max = logits[i][0], sum = 0;
        for (int c = 1; c < V; c++)
            max = fmax(max, logits[i][c]);
        for (int c = 0; c < V; c++)
            sum += exp(logits[i][c] - max);
        loss += max + log(sum) - logits[i][ys[i]];
    }
    return loss / n;
    //: end
}

/*
 * hint:     Softmax does not change when the same number is subtracted from all logits of a row.
 * hint:     For each row: max over c; sum of exp(logit - max); the row's loss is
 *           max + log(sum) - logits[i][ys[i]].
 * hint:     The maximum is over the row, not over the whole table; the result is the mean over the
 *           rows.
 *
 * answer:   Speed: no table of probabilities is written and read again, and there is one logarithm
 *           per row and no division.
 *
 *           Safety: e^1000 is infinite, and infinity / infinity is not a number. e^-1000 is 0, and
 *           -log 0 is infinite. Here the largest number that goes into exp is 0, so nothing
 *           overflows, and the sum is at least 1, so its logarithm is finite.
 *
 * outputs:  cross_entropy returns
 *
 * mistake:  takes the row's number for the right answer
 *  -        loss += max + log(sum) - logits[i][ys[i]];
 *  +        loss += max + log(sum) - logits[i][i + 0 * ys[i]];
 *  says:    for row i it is logits[i][ys[i]]
 * mistake:  does not subtract the maximum
 *  -        max = fmax(max, logits[i][c]);
 *  +        max = 0;
 *  says:    exp overflowed
 * mistake:  does not add the maximum back
 *  -        loss += max + log(sum) - logits[i][ys[i]];
 *  +        loss += log(sum) - logits[i][ys[i]];
 *  says:    add the row's maximum back
 * mistake:  the sum, not the mean
 *  -        return loss / n;
 *  +        return loss;
 *  says:    the sum, not the mean
 * mistake:  the wrong sign
 *  -        return loss / n;
 *  +        return -loss / n;
 *  says:    the sign is wrong
 * mistake:  subtracts nothing, adds the maximum
 *  -        sum += exp(logits[i][c] - max);
 *  +        sum += exp(logits[i][c]);
 *  says:    it was not subtracted before exp
 * mistake:  forgets the right answer
 *  -        loss += max + log(sum) - logits[i][ys[i]];
 *  +        loss += max + log(sum) + 0 * ys[i];
 *  says:    the logit of the right answer is not subtracted
 * mistake:  bits
 *  -        loss += max + log(sum) - logits[i][ys[i]];
 *  +        loss += max + log2(sum) - logits[i][ys[i]];
 *  says:    that is a logarithm to base 2
 * mistake:  = instead of +=
 *  -        loss += max + log(sum) - logits[i][ys[i]];
 *  +        loss = max + log(sum) - logits[i][ys[i]];
 *  says:    only the last row is left
 * mistake:  one maximum for all rows
 *  -        max = fmax(max, logits[i][c]);
 *  +        for (int r = 0; r < n; r++) max = fmax(max, logits[r][c]);
 *  says:    each row has a maximum of its own
 * mistake:  the sum goes on from row to row
 *  -        double loss = 0;
 *  +        double loss = 0, sum = 0;
 *  -        double max = logits[i][0], sum = 0;
 *  +        double max = logits[i][0];
 *  says:    start the sum of exp at 0 in every row
 * mistake:  the answer of the first row
 *  -        loss += max + log(sum) - logits[i][ys[i]];
 *  +        loss += max + log(sum) - logits[i][ys[0]];
 *  says:    each row has its own answer
 */

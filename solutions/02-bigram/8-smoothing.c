/*
 * Exercise 2.8: tune the smoothing (the lecture's E03)
 *
 * kind:     experiment
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  makemore part 1, exercise E03 in the video's description
 *           https://www.youtube.com/watch?v=PaCmpygFfXo
 * uses:     its arguments train and dev; INFINITY (math.h)
 *
 * task:     Find the smoothing k for which the trigram model best predicts names it has not seen.
 *           train(k) and dev(k) give its loss on the training and on the dev set; you may call dev
 *           30 times. Your k is then judged on the test set, which your function never sees.
 * example:  choose_smoothing(...) might return 0.5
 * trap:     Only one of the two losses says anything about unseen names.
 * trap:     The best k may be far from 1: step by a factor, not by a constant.
 */
#include "02-bigram.h"

#include <math.h>

double choose_smoothing(LossOf train, LossOf dev)
{
    //: solution
    (void)train; // no use: it only falls as k goes to 0, where the model trusts just what it has seen
    double best = 1, best_loss = INFINITY;
    for (double k = 1e-3; k < 100; k *= 1.5) {
        double loss = dev(k);
        if (loss < best_loss) {
            best = k;
            best_loss = loss;
        }
    }
    return best;
    //: end
}

/*
 * hint:     Try many k and keep the best. The loss on the training set always wants k = 0.
 * hint:     A loop that multiplies: for (double k = 0.001; k < 100; k *= 1.5) asks 29 times.
 * hint:     Keep best and best_loss; replace both whenever dev(k) is below best_loss.
 *
 * mistake:  keeps the default
 *  -        return best;
 *  +        return 1;
 *  says:    no better than adding 1
 * mistake:  tunes on the training set
 *  -        double loss = dev(k);
 *  +        double loss = train(k);
 *  says:    chosen on the training set
 * mistake:  asks too often
 *  -        for (double k = 1e-3; k < 100; k *= 1.5) {
 *  +        for (double k = 1e-3; k < 100; k *= 1.01) {
 *  says:    the budget is 30
 * mistake:  returns the loss
 *  -        return best;
 *  +        return best > 0 ? best_loss : 0;
 *  says:    return its k instead
 */

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
    TODO("2.8");
}

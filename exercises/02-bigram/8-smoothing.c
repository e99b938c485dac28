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
 * task:     Find the smoothing k for which the trigram model predicts names best that it has not
 *           seen. train(k) and dev(k) give its loss on the training and on the dev set; you may ask
 *           dev 30 times. Your k is then judged on the test set, which you never see.
 * example:  choose_smoothing(...) might return 0.5
 * trap:     Which of the two losses says something about unseen names?
 * trap:     The best k may lie far from 1: try steps by a factor, not by a constant.
 */
#include "02-bigram.h"

#include <math.h>

double choose_smoothing(LossOf train, LossOf dev)
{
    TODO("2.8");
}

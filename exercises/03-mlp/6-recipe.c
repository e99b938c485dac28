/*
 * Exercise 3.6: beat the lecture (the lecture's E01)
 *
 * kind:     experiment
 * effort:   ****, 60 minutes
 * points:   20
 * lecture:  makemore part 2, exercise E01 in the video's description
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     Recipe, MOST_PARAMETERS (03-mlp.h)
 *
 * task:     Choose the network's size, how it is drawn, and the learning rate of every step. The
 *           lesson trains your recipe for its 200 000 steps; aim for a dev loss below 2.15. The
 *           checker trains it for only 200 steps, on a split of its own, and gives points for each
 *           of 3.00, 2.60, 2.55 and 2.50 that your loss is below.
 * example:  the lecture's recipe: width 10, hidden 200, both scales 1, rate 0.1 and in the second
 *           half 0.01. It reaches 2.17 in 200 000 steps; in 200 steps it gets almost nowhere.
 * trap:     At most 12000 parameters: 27 width + (3 width + 1) hidden + (hidden + 1) 27.
 * trap:     What is best for 200 steps may not be best for 200 000; the argument steps says how
 *           many there are.
 */
#include "03-mlp.h"

#include <math.h>

Recipe beat_the_lecture(int steps)
{
    TODO("3.6");
}

double recipe_rate(int step, int steps)
{
    TODO("3.6");
}

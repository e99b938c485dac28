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
    //: solution
    (void)steps; // the same network for any number of steps; only the rate differs
    return (Recipe){.width = 10, .hidden = 200, .scale_W1 = 0.3, .scale_W2 = 0.01};
    //: end
}

double recipe_rate(int step, int steps)
{
    //: solution
    double high = steps < 10000 ? 0.8 : 0.2; // a short run must hurry
    return high * (1 - (double)step / steps);
    //: end
}

/*
 * hint:     The lecture's first thousand steps only undo the first weights: exercise 3.5 shows how
 *           to start at 3.3 instead of 27. Use scale_W2 for that.
 * hint:     W1 matters too: x has 3 width numbers of size 1, so x W1 has the size sqrt(3 width) *
 *           scale_W1, and tanh is flat beyond 2. A scale near 1 / sqrt(3 width) keeps it alive.
 * hint:     Then the rate: as high as it goes without breaking (higher for 200 steps than for 200
 *           000), and falling towards 0 at the end, for example in a straight line: 1 - step /
 *           steps.
 *
 * mistake:  the lecture's own recipe
 *  -        return (Recipe){.width = 10, .hidden = 200, .scale_W1 = 0.3, .scale_W2 = 0.01};
 *  +        return (Recipe){.width = 10, .hidden = 200, .scale_W1 = 1, .scale_W2 = 1};
 *  -        return high * (1 - (double)step / steps);
 *  +        return step < steps / 2 ? 0.1 : 0.01 + 0 * high;
 *  says:    worse than a model that knows nothing
 * mistake:  a network beyond the budget
 *  -        return (Recipe){.width = 10, .hidden = 200, .scale_W1 = 0.3, .scale_W2 = 0.01};
 *  +        return (Recipe){.width = 20, .hidden = 300, .scale_W1 = 0.3, .scale_W2 = 0.01};
 *  says:    more than the budget of 12000
 * mistake:  a rate that breaks it
 *  -        return high * (1 - (double)step / steps);
 *  +        return 100 * high;
 *  says:    the rate is too high
 * mistake:  as timid as the lecture
 *  -        return high * (1 - (double)step / steps);
 *  +        return 0.1 + 0 * high;
 *  says:    a higher rate at the start
 */

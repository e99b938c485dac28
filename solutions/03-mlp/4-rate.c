/*
 * Exercise 3.4: find a learning rate
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   15
 * lecture:  makemore part 2, the cell that begins "lre = torch.linspace(-3, 0, 1000)"
 *           https://www.youtube.com/watch?v=TCH_1BHY58I
 * uses:     NEIGHBOURS (03-mlp.h); pow, isfinite (math.h)
 *
 * task:     sweep: train with a learning rate that grows at every step, from one so low that
 *           nothing happens to one so high that everything breaks, and record rates and losses.
 *           pick_rate: find where the curve is lowest.
 * example:  n = 4, low = 0.001, high = 1: step is called with 0.001, 0.01, 0.1 and 1
 * trap:     The first rate is low and the last one is high: between n rates there are n - 1
 *           factors.
 * trap:     A single low loss is luck (an easy minibatch): average over the neighbours before you
 *           compare.
 */
#include "03-mlp.h"

#include <math.h>

int sweep(StepAt step, int n, double low, double high, double rates[], double losses[])
{
    //: solution
    for (int i = 0; i < n; i++) {
        double rate = low * pow(high / low, (double)i / (n - 1));
        double loss = step(rate);
        if (!isfinite(loss))
            return i;
        rates[i] = rate;
        losses[i] = loss;
    }
    return n;
    //: end
}

double pick_rate(int n, const double rates[], const double losses[])
{
    //: solution
    int best = 0;
    double lowest = INFINITY;
    for (int i = 0; i < n; i++) {
        double sum = 0;
        int from = i < NEIGHBOURS ? 0 : i - NEIGHBOURS;
        int to = i + NEIGHBOURS < n ? i + NEIGHBOURS : n - 1;
        for (int k = from; k <= to; k++)
            sum += losses[k];
        if (sum / (to - from + 1) < lowest) {
            lowest = sum / (to - from + 1);
            best = i;
        }
    }
    return rates[best];
    //: end
}

/*
 * hint:     Rates that grow by a constant factor are powers with evenly spaced exponents:
 *           rate i = low * (high / low) ^ (i / (n - 1)).
 * hint:     In C, i / (n - 1) of two ints is 0 until i reaches n - 1: write (double)i / (n - 1). Call
 *           step once for each rate, and return i when !isfinite(loss).
 * hint:     For the mean around i, let k run from max(0, i - NEIGHBOURS) to min(n - 1, i +
 *           NEIGHBOURS), and divide by how many that is. Keep the i with the lowest mean and return
 *           rates[i].
 *
 * outputs:  sweep rates[n], losses[n], returns
 * outputs:  pick_rate returns
 *
 * mistake:  evenly spaced rates
 *  -        double rate = low * pow(high / low, (double)i / (n - 1));
 *  +        double rate = low + (high - low) * i / (n - 1);
 *  says:    evenly spaced rates
 * mistake:  never reaches the last rate
 *  -        double rate = low * pow(high / low, (double)i / (n - 1));
 *  +        double rate = low * pow(high / low, (double)i / n);
 *  says:    the last rate must be high
 * mistake:  integer division
 *  -        double rate = low * pow(high / low, (double)i / (n - 1));
 *  +        double rate = low * pow(high / low, i / (n - 1));
 *  says:    integer division
 * mistake:  goes on after the loss has exploded
 *  -        if (!isfinite(loss))
 *  -        return i;
 *  says:    a loss that is not finite was kept
 * mistake:  takes the luckiest step
 *  -        for (int k = from; k <= to; k++)
 *  +        for (int k = i, unused = to = from = i; k <= unused; k++)
 *  says:    the luckiest minibatch
 * mistake:  takes the last rate
 *  -        return rates[best];
 *  +        return rates[n - 1];
 *  says:    the highest rate, not the best one
 */

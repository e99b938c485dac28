/*
 * Exercise 9.4: perplexity, and bits a byte
 *
 * kind:     function
 * effort:   *, 15 minutes
 * points:   10
 * lecture:  Let's reproduce GPT-2 (124M), the part on the validation loss
 *           https://www.youtube.com/watch?v=l8pRSuU81PU
 * uses:     exp, log (math.h)
 *
 * task:     nll[i] is what target i cost, -ln of its probability; where targets[i] is -1 it does not count.
 *           perplexity is e to the mean over the targets that count: a model that is as unsure as a fair die with six
 *           faces has 6. bits_per_byte adds up the cost of all of them, in bits instead of nats, and divides by how
 *           many bytes their text has. So models with different tokens can be compared.
 * example:  Two targets with probabilities 1/2 and 1/8 that spell 4 bytes: perplexity is e^((ln 2 + ln 8) / 2) = 4;
 *           1 bit and 3 bits are 4 bits, and for 4 bytes that is 1 bit a byte.
 * trap:     The mean comes before exp: the mean of 1/p is something else.
 * trap:     A bit is ln 2 nats, 0.69: there are more bits than nats.
 */
#include "09-gpt2.h"

#include <math.h>

double perplexity(int n, const double nll[], const int targets[])
{
    TODO("9.4");
}

double bits_per_byte(int n, const double nll[], const int targets[], long bytes)
{
    TODO("9.4");
}

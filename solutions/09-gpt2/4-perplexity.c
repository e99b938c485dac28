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
    //: solution
    double sum = 0;
    int count = 0;
    for (int i = 0; i < n; i++)
        if (targets[i] >= 0) {
            sum += nll[i];
            count++;
        }
    return exp(sum / count);
    //: end
}

double bits_per_byte(int n, const double nll[], const int targets[], long bytes)
{
    //: solution
    double bits = 0;
    for (int i = 0; i < n; i++)
        bits += targets[i] >= 0 ? nll[i] / log(2) : 0;
    return bits / (double)bytes;
    //: end
}

/*
 * hint:     Both need the sum of nll over the targets that are not -1; perplexity also their number.
 * hint:     perplexity: exp(sum / count). The sum is in nats already, so it is exp and not 2 to the power.
 * hint:     bits_per_byte: nll / log(2) turns nats into bits; then divide by bytes, not by the number of tokens.
 *
 * outputs:  perplexity returns
 * outputs:  bits_per_byte returns
 *
 * mistake:  -1 counts
 *  -        if (targets[i] >= 0) {
 *  +        if (targets[i] >= -1) {
 *  says:    where the target is -1
 * mistake:  the mean alone
 *  -        return exp(sum / count);
 *  +        return sum / count;
 *  says:    exp is missing
 * mistake:  2 to the mean
 *  -        return exp(sum / count);
 *  +        return exp2(sum / count);
 *  says:    in nats, so e to the mean
 * mistake:  the mean of exp
 *  -        return exp(sum / count);
 *  +        sum = 0;
 *  +        for (int i = 0; i < n; i++)
 *  +            sum += targets[i] >= 0 ? exp(nll[i]) : 0;
 *  +        return sum / count;
 *  says:    the mean comes before exp
 * mistake:  nats a byte
 *  -        bits += targets[i] >= 0 ? nll[i] / log(2) : 0;
 *  +        bits += targets[i] >= 0 ? nll[i] : 0;
 *  says:    nats, not bits
 * mistake:  bits a token
 *  -        return bits / (double)bytes;
 *  +        int count = 0;
 *  +        for (int i = 0; i < n; i++)
 *  +            count += targets[i] >= 0;
 *  +        return bytes ? bits / count : 0;
 *  says:    bits a token
 * mistake:  times ln 2
 *  -        bits += targets[i] >= 0 ? nll[i] / log(2) : 0;
 *  +        bits += targets[i] >= 0 ? nll[i] * log(2) : 0;
 *  says:    divide by ln 2
 * mistake:  divides by all
 *  -        return exp(sum / count);
 *  +        return exp(sum / n);
 *  says:    divided by all n
 */

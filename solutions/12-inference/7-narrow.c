/*
 * Exercise 12.7: the interval of an arithmetic coder
 *
 * kind:     function
 * effort:   ***, 40 minutes
 * points:   20
 * lecture:  none; Witten, Neal and Cleary, "Arithmetic coding for data compression", 1987
 * uses:     only its arguments
 *
 * task:     narrow: the interval low .. high shrinks to the share that frequencies from .. to - 1 of total have in it.
 *           frequency_at: the way back. Which frequency does `code`, a number of the interval, belong to? The formulas are
 *           in 12-inference.h. Encoding narrows for each symbol; decoding asks frequency_at, looks up which symbol owns
 *           that frequency, and narrows in the same way.
 * example:  low 0, high 99, a symbol that owns 2, 3 and 4 of 10, so from 2 and to 5: range is 100, low becomes 20 and
 *           high 49. frequency_at(0, 99, 37, 10) = 3, which is that symbol's.
 * trap:     high belongs to the interval: its size is high - low + 1, which may be 2^32. Compute in 64 bits.
 * trap:     narrow needs the old low for both ends.
 * trap:     Rounding must be the same both ways: every code from low + range * f / total on belongs to f.
 */
#include "12-inference.h"

void narrow(uint32_t *low, uint32_t *high, uint32_t from, uint32_t to, uint32_t total)
{
    //: solution
    uint64_t range = (uint64_t)*high - *low + 1;
    *high = (uint32_t)(*low + range * to / total - 1);
    *low = (uint32_t)(*low + range * from / total);
    //: end
}

uint32_t frequency_at(uint32_t low, uint32_t high, uint32_t code, uint32_t total)
{
    //: solution
    uint64_t range = (uint64_t)high - low + 1;
    return (uint32_t)((((uint64_t)code - low + 1) * total - 1) / range);
    //: end
}

/*
 * hint:     uint64_t range = (uint64_t)*high - *low + 1; range * to is then a product of 64 bits.
 * hint:     Change *high first, while *low is still the old one.
 * hint:     frequency_at: the largest f with range * f / total <= code - low, rounded down. That is range * f <
 *           (code - low + 1) * total, so f = ((code - low + 1) * total - 1) / range.
 *
 * outputs:  narrow *low, *high
 * outputs:  frequency_at returns
 *
 * mistake:  range without the last number
 *  -    uint64_t range = (uint64_t)*high - *low + 1;
 *  +    uint64_t range = (uint64_t)*high - *low;
 *  says:    high belongs to the interval
 * mistake:  32 bits
 *  -    *high = (uint32_t)(*low + range * to / total - 1);
 *  -    *low = (uint32_t)(*low + range * from / total);
 *  +    *high = (uint32_t)(*low + (uint32_t)(range * to) / total - 1);
 *  +    *low = (uint32_t)(*low + (uint32_t)(range * from) / total);
 *  says:    64 bits
 * mistake:  the new low is used for high
 *  -    *high = (uint32_t)(*low + range * to / total - 1);
 *  -    *low = (uint32_t)(*low + range * from / total);
 *  +    *low = (uint32_t)(*low + range * from / total);
 *  +    *high = (uint32_t)(*low + range * to / total - 1);
 *  says:    the old low
 * mistake:  high one too far
 *  -    *high = (uint32_t)(*low + range * to / total - 1);
 *  +    *high = (uint32_t)(*low + range * to / total);
 *  says:    belongs to the next symbol
 * mistake:  divides first
 *  -    *high = (uint32_t)(*low + range * to / total - 1);
 *  -    *low = (uint32_t)(*low + range * from / total);
 *  +    *high = (uint32_t)(*low + range / total * to - 1);
 *  +    *low = (uint32_t)(*low + range / total * from);
 *  says:    multiply before you divide
 * mistake:  the way back rounds the other way
 *  -    return (uint32_t)((((uint64_t)code - low + 1) * total - 1) / range);
 *  +    return (uint32_t)(((uint64_t)code - low) * total / range);
 *  says:    rounds another way than narrow
 */

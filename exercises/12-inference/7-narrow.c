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
    TODO("12.7");
}

uint32_t frequency_at(uint32_t low, uint32_t high, uint32_t code, uint32_t total)
{
    TODO("12.7");
}
